"""Files seen: what is remembered of a file, so that it is not read again while nothing changed.

A file is taken for unchanged where its size and time of change are what they were, or else where
its bytes are; its corrections (`<name>.yaml`) count as part of it. What another version of this
program has read is read again: `reader` is a fingerprint of all that turns a file into passages.
A time of change so recent that the file may have been written again within the same tick of the
clock is not kept, and the bytes are compared instead. What it does not know: whether the bulletins
are still in the library (see `admission`).
"""

import hashlib
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from stat import S_ISREG

from rag.parse.corrections import override_path

TICK = 2_000_000_000  # nanoseconds: the coarsest clock of a file system
UNKNOWN = -1  # a time of change that is not kept

# What of this program decides what is read of a file, and how bulletins are told apart.
READS = ("bulletin.py", "text", "names", "files", "parse", "store/passages.py", "store/identity.py",
         "store/admission.py")  # fmt: skip
PACKAGES = ("jieba", "markdown-it-py", "opencc", "pdfplumber", "pypdf", "python-docx", "selectolax")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file is known again by. `changed` is in nanoseconds."""

    size: int
    changed: int
    digest: str
    reader: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What a document gave when it was taken in: its name as shown, where it is, how much of it."""

    file: str
    path: str
    findings: int
    measures: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A file of which every document was taken in."""

    path: str
    stamp: Stamp
    documents: tuple[Taken, ...]


def stamp_of(path: Path, most: int | None = None) -> Stamp | None:
    """Return the stamp of a file as it is now, None where it cannot be opened or is over `most`."""
    try:
        size, changed = _state(path)
        if most is not None and size > most:
            return None
        return Stamp(size, changed, _digest(path), reader())
    except OSError:
        return None


def unchanged(path: Path, known: Stamp) -> Stamp | None:
    """Return the stamp of a file that is what it was, None where it is not."""
    try:
        size, changed = _state(path)
    except OSError:
        return None
    if size != known.size or known.reader != reader():
        return None
    if changed == known.changed != UNKNOWN:
        return known
    now = stamp_of(path)
    return now if now is not None and now.digest == known.digest else None


def _parts(path: Path) -> list[Path]:
    """Return the file and that of its corrections."""
    beside = override_path(path)
    return [path] if beside is None else [path, beside]


def _state(path: Path) -> tuple[int, int]:
    """Return the size, and the time of change: the sum of both, where there are two."""
    states = [part.stat() for part in _parts(path)]
    if not all(S_ISREG(state.st_mode) for state in states):
        raise OSError("no regular file")  # a pipe or a device may never end
    changed = [state.st_mtime_ns for state in states]
    settled = max(changed) + TICK < time.time_ns()
    return sum(state.st_size for state in states), sum(changed) if settled else UNKNOWN


def _digest(path: Path) -> str:
    found = hashlib.blake2b(digest_size=16)
    for part in _parts(path):
        with part.open("rb") as stream:
            found.update(hashlib.file_digest(stream, "sha256").digest())
    return found.hexdigest()


@lru_cache(maxsize=1)
def reader() -> str:
    """Return the fingerprint of all that turns a file into passages."""
    found = hashlib.blake2b(digest_size=16)
    root = Path(__file__).parents[1]
    for path in _sources(root):
        found.update(f"{path.relative_to(root)}\n".encode() + path.read_bytes())
    for package in PACKAGES:
        try:
            found.update(f"{package} {version(package)}\n".encode())
        except PackageNotFoundError:
            continue
    return found.hexdigest()


def _sources(root: Path) -> Iterable[Path]:
    for name in READS:
        place = root / name
        inside = place.rglob("*") if place.is_dir() else [place]
        yield from sorted(p for p in inside if p.is_file() and "__pycache__" not in p.parts)


def documents_out(documents: Sequence[Taken]) -> str:
    """Return documents as they are kept."""
    return json.dumps([astuple(document) for document in documents], ensure_ascii=False)


def documents_in(kept: str) -> tuple[Taken, ...]:
    """Return the documents that `documents_out` wrote."""
    return tuple(
        Taken(file, path, findings, measures, tuple(warnings))
        for file, path, findings, measures, warnings in json.loads(kept)
    )
