"""The note that a store was filled: what its catalog held when it was last written.

It stands beside the catalog, so that a catalog that is gone, empty, replaced or has lost what was
acknowledged is told from a new store. It is written after the catalog, never before: a note that is
older than the catalog says nothing against it. What it does not know: how a catalog is mended.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = "filled.json"


@dataclass(frozen=True, slots=True)
class Filled:
    """The version of a catalog, and how many bulletins it showed."""

    version: str
    bulletins: int


def noted(store: Path) -> Filled | None:
    """Return what was noted of a store, None where nothing can be read."""
    try:
        read = json.loads((store / NAME).read_text("utf-8"))
        return Filled(str(read["version"]), int(read["bulletins"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def note(store: Path, now: Filled) -> None:
    """Note what a catalog holds. An older note does no harm, so that a failure is none."""
    part = store / f"{NAME}.part"
    with suppress(OSError):
        part.write_text(json.dumps(asdict(now)), "utf-8")
        part.replace(store / NAME)


def loss(known: Filled | None, now: Filled) -> str:
    """Return what a catalog has lost since it was noted, in words; "" where it has not."""
    count = _count(now.version)
    if count < 0:
        return "缺少版本记录"
    if known is None:
        return ""
    if now.version.partition("-")[0] != known.version.partition("-")[0]:
        same = known.bulletins == 0
        return "" if same else f"不是原来的那一份（原有通报 {known.bulletins} 份）"
    if count < _count(known.version):
        return f"比最后一次写入的旧（版本 {now.version}，应为 {known.version}）"
    if now.version == known.version and now.bulletins < known.bulletins:
        return f"只剩 {now.bulletins} 份通报，应有 {known.bulletins} 份"
    return ""


def _count(version: str) -> int:
    """Return how many times a catalog was written, -1 where that is not said."""
    _, _, count = version.partition("-")
    return int(count) if count.isdecimal() else -1
