"""What readers thought of answers, in SQLite: verdict, remark, question, answer, evidence ids.

Refused questions are kept too, without a verdict: both are candidates for the evaluation's
questions. Long texts are cut (`MOST`). Nothing that tells who asked is kept, neither address nor
session.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from rag.answer import Answer
from rag.private import private

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

    def add(self, answer: Answer, verdict: Verdict, remark: str = "") -> None:
        """Write one down."""
        evidence = " ".join(f"{c.bulletin_id}:{c.start}-{c.end}" for c in answer.citations)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        row = (now, verdict, answer.question, answer.standalone_question, answer.text)
        with closing(self._open()) as book, book:
            book.execute(
                "INSERT INTO feedback (at, verdict, question, standalone, answer, evidence, remark)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                tuple(words[:MOST] for words in (*row, evidence, remark)),
            )

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

    def _open(self) -> sqlite3.Connection:
        book = sqlite3.connect(private(self.path), timeout=10)
        book.execute(_SCHEMA)
        return book
