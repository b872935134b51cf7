"""The book of feedback: in whatever state it is, no answer fails for it."""

import sqlite3

import pytest

from rag.answer import Answer
from rag.errors import StoreError
from web.feedback import FeedbackBook

ANSWER = Answer("各单位怎样整改？", "各单位怎样整改？", "lookup", "没有找到。")


def damaged(path):
    path.write_bytes(b"no database at all " * 400)


def a_folder(path):
    path.mkdir()


def locked(path):
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("BEGIN EXCLUSIVE")
    return db


@pytest.mark.parametrize("state", [damaged, a_folder, locked])
def test_a_refused_question_fails_for_no_state_of_the_book(tmp_path, state):
    path = tmp_path / "feedback.sqlite3"
    held = state(path)
    FeedbackBook(path).refused(ANSWER)
    if held:
        held.close()


def test_a_damaged_book_is_set_aside_and_a_new_one_begun(tmp_path):
    book = FeedbackBook(tmp_path / "feedback.sqlite3")
    damaged(book.path)
    book.add(ANSWER, "good")
    assert [word.verdict for word in book] == ["good"]
    assert len(list(tmp_path.glob("*.damaged-*"))) == 1


def test_a_verdict_that_cannot_be_kept_is_said(tmp_path):
    book = FeedbackBook(tmp_path / "feedback.sqlite3")
    held = locked(book.path)
    with pytest.raises(StoreError, match="没有记下"):
        book.add(ANSWER, "good", patience=0.1)
    held.close()
