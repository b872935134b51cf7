"""What readers thought of answers, in SQLite: verdict, remark, question, answer, evidence ids.

Refused questions are kept too, without a verdict: both are candidates for the evaluation's
questions. Long texts are cut (`MOST`). A book that is damaged is set aside and a new one begun; one
that cannot be written, or not at once, loses a refused question and never fails the answer. Nothing
that tells who asked is kept, neither address nor session.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from rag.answer import Answer
from rag.errors import StoreError
from rag.private import private

PATIENCE = 10.0  # seconds to wait for another writer
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
log = logging.getLogger(__name__)

MOST = 20_000  # characters kept of a question, an answer or a remark
Verdict = Literal["good", "bad", "refused"]
_SCHEMA = """CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, verdict TEXT NOT NULL, question TEXT NOT NULL,
    standalone TEXT NOT NULL, answer TEXT NOT NULL, evidence TEXT NOT NULL, remark TEXT NOT NULL)"""


@dataclass(frozen=True, slots=True)
class Feedback:
    """One reader's word on one answer. `evidence` are `<bulletin_id>:<start>-<end>`."""

    at: str
    verdict: Verdict
    question: str
    standalone: str
    answer: str
    evidence: tuple[str, ...]
    remark: str


class FeedbackBook:
    """The file of feedback; opened for each act, so threads and processes may share it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def refused(self, answer: Answer) -> None:
        """Write a refused question down, if that can be done at once."""
        try:
            self.add(answer, "refused", patience=0.1)
        except StoreError as error:
            log.error("%s", error)

    def add(
        self, answer: Answer, verdict: Verdict, remark: str = "", *, patience: float = PATIENCE
    ) -> None:
        """Write one down, waiting `patience` seconds at most. Raise `StoreError` on failure."""
        evidence = " ".join(f"{c.bulletin_id}:{c.start}-{c.end}" for c in answer.citations)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        said = (answer.question, answer.standalone_question, answer.text)
        row = (now, verdict, *said, evidence, remark)
        try:
            try:
                self._write(row, patience)
            except sqlite3.DatabaseError as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF not in DAMAGED:
                    raise
                self._set_aside()
                self._write(row, patience)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"反馈没有记下：“{self.path}”不能写入（{error}）。请检查磁盘空间与目录权限。"
            ) from error

    def _write(self, row: tuple[str, ...], patience: float) -> None:
        with closing(self._open(patience)) as book, book:
            book.execute(
                "INSERT INTO feedback (at, verdict, question, standalone, answer, evidence, remark)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                tuple(words[:MOST] for words in row),
            )

    def _set_aside(self) -> None:
        """Move a damaged book beside where it was."""
        aside = self.path.with_name(f"{self.path.name}.damaged-{datetime.now(UTC):%Y%m%d-%H%M%S}")
        self.path.rename(aside)
        log.error("反馈“%s”已损坏，移到“%s”，另起新的。", self.path, aside)

    def __iter__(self) -> Iterator[Feedback]:
        """Yield all feedback, oldest first."""
        with closing(self._open()) as book:
            rows = book.execute(
                "SELECT at, verdict, question, standalone, answer, evidence, remark"
                " FROM feedback ORDER BY id"
            ).fetchall()
        for at, verdict, question, standalone, answer, evidence, remark in rows:
            pointers = tuple(evidence.split())
            yield Feedback(at, verdict, question, standalone, answer, pointers, remark)

    def _open(self, patience: float = PATIENCE) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        book = sqlite3.connect(private(self.path), timeout=patience)
        try:
            book.execute(_SCHEMA)
        except BaseException:
            book.close()
            raise
        return book
