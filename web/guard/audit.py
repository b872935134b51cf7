"""The audit log (操作记录): who changed what, one JSON line per act, in `<store>/logs/audit.jsonl`.

Keys made and revoked, sites changed, bulletins taken in or removed, logins and guesses refused.
Lines are only ever added. Each bears a `chain`: the SHA-256 of the chain before it and of its own
words, so a line altered, taken out or put in between breaks the chain from there on, and `faults`
tells where. Lines of versions that knew no chain stand at the start, and are chained as they are.
What it does not know: whether lines were cut off at the end, or the whole chain made anew by
somebody who may write the file; that needs the last chain kept elsewhere (`python -m web.audit`).
"""

import hashlib
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from rag.private import private

log = logging.getLogger(__name__)
WAIT = 5.0  # seconds for another process to finish its line
WORDS = 500  # characters of each word that are kept


@dataclass(frozen=True, slots=True)
class Audit:
    """The audit log of one store."""

    store: Path

    @property
    def path(self) -> Path:
        """The file."""
        return self.store / "logs" / "audit.jsonl"

    def note(self, who: str, act: str, what: str) -> None:
        """Write an act down: who did what to which. What cannot be written down is done still."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        words = {"at": now, "who": _said(who), "act": act, "what": _said(what)}
        try:
            path = private(self.path)
            with FileLock(private(path.with_suffix(".lock")), timeout=WAIT):
                before = _last(path)
                line = {**words, "chain": _link(before, words)}
                with path.open("ab") as file:
                    file.write((json.dumps(line, ensure_ascii=False) + "\n").encode())
                    file.flush()
                    os.fsync(file.fileno())
        except (OSError, Timeout) as error:
            log.error("audit: “%s %s” by “%s” is not written: %s", act, what, who, error)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield what was written, oldest first; what is no line of ours is left out."""
        for line in self._lines():
            if (words := _read(line)) is not None:
                yield words

    def faults(self) -> list[str]:
        """Return what does not fit the chain, a sentence for each line."""
        chain, chained, found = "", False, []
        for number, line in enumerate(self._lines(), 1):
            words = _read(line)
            given = words.pop("chain", None) if words else None
            if given is None:
                if chained:
                    found.append(f"第 {number} 行没有链值：是后来插入或改写的。")
                chain = _digest(chain, line)
                continue
            if given != _link(chain, words or {}):
                found.append(
                    f"第 {number} 行与前一行接不上：它或它之前的一行被改动、删去或插入过。"
                )
            chain, chained = str(given), True
        return found

    def head(self) -> str:
        """Return the last chain, to be kept elsewhere; "" where there is nothing."""
        return _last(self.path) if self.path.exists() else ""

    def _lines(self) -> Iterator[bytes]:
        if self.path.exists():
            with self.path.open("rb") as file:
                yield from (line.rstrip(b"\n") for line in file)


def _said(words: str) -> str:
    return words.encode("utf-8", "replace").decode()[:WORDS]


def _read(line: bytes) -> dict[str, Any] | None:
    try:
        words = json.loads(line)
    except ValueError:
        return None
    return words if isinstance(words, dict) else None


def _link(before: str, words: dict[str, Any]) -> str:
    return _digest(before, json.dumps(words, ensure_ascii=False, sort_keys=True).encode())


def _digest(before: str, line: bytes) -> str:
    return hashlib.sha256(before.encode() + b"\n" + line).hexdigest()


def _last(path: Path) -> str:
    """Return the chain of the last line; where it bears none, that of all lines there are."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 8 * WORDS * 4))
        lines = file.read().splitlines()
    given = (_read(lines[-1]) or {}).get("chain") if lines else ""
    if given is not None:
        return str(given)
    chain = ""
    for line in path.read_bytes().split(b"\n")[:-1]:
        words = _read(line)
        chain = str(words["chain"]) if words and "chain" in words else _digest(chain, line)
    return chain
