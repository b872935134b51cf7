"""The chat model's words, kept in one SQLite file so that a question asked again costs nothing.

Text by key, in and out as text: nothing that is read back is ever run, as a pickle would be. Of
more than `most` characters those used longest ago go. A cache that is locked, full or damaged
holds nothing; it never fails an answer.
"""

import sqlite3
from collections.abc import Iterator, MutableMapping
from contextlib import closing
from pathlib import Path
from typing import Any

from rag.private import private

_SCHEMA = """CREATE TABLE IF NOT EXISTS said (
    key TEXT PRIMARY KEY, words TEXT NOT NULL, used INTEGER NOT NULL)"""
_USED = "SELECT ifnull(max(used), 0) + 1 FROM said"


class WordCache(MutableMapping[str, str]):
    """What was said, by key; several threads and processes may share the file."""

    def __init__(self, path: Path, most: int) -> None:
        self.path = path
        self.most = most

    def __getitem__(self, key: str) -> str:
        """Return what is kept. Raise `KeyError` where nothing is."""
        row = self._do(f"UPDATE said SET used = ({_USED}) WHERE key = ? RETURNING words", key)
        if not row:
            raise KeyError(key)
        return str(row[0][0])

    def __setitem__(self, key: str, words: str) -> None:
        """Keep words; let the oldest go where there are too many."""
        self._do(f"INSERT OR REPLACE INTO said VALUES (?, ?, ({_USED}))", key, words)
        self._do(
            "DELETE FROM said WHERE key IN (SELECT key FROM (SELECT key, sum(length(words))"
            " OVER (ORDER BY used DESC) AS size FROM said) WHERE size > ?)",
            self.most,
        )

    def __delitem__(self, key: str) -> None:
        """Let words go."""
        self._do("DELETE FROM said WHERE key = ?", key)

    def __iter__(self) -> Iterator[str]:
        """Yield the keys, last used first."""
        yield from (str(row[0]) for row in self._do("SELECT key FROM said ORDER BY used DESC"))

    def __len__(self) -> int:
        """Return how many there are."""
        return sum(1 for _ in self)

    def _do(self, statement: str, *given: object) -> list[Any]:
        try:
            with closing(sqlite3.connect(private(self.path), timeout=2)) as file, file:
                file.execute(_SCHEMA)
                return file.execute(statement, given).fetchall()
        except (sqlite3.Error, OSError):
            return []
