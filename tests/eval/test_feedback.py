"""Feedback as candidates for the evaluation's questions."""

from eval.feedback import candidate, latest, table
from rag.answer import Answer
from tests.support.fake_desk import FakeShelf, settled
from web.feedback import FeedbackBook


def test_the_last_word_on_a_question_counts(tmp_path):
    book = FeedbackBook(tmp_path / "feedback.db")
    book.add(settled("采购?"), "bad", "漏了")
    book.add(settled("党费?"), "good")
    book.add(settled("采购?"), "good", "补上了")
    assert [(f.question, f.verdict) for f in latest(book)] == [("党费?", "good"), ("采购?", "good")]
    assert table(latest(book)).row_count == 2


def test_gold_is_proposed_from_what_was_cited(tmp_path):
    book = FeedbackBook(tmp_path / "feedback.db")
    book.add(settled("采购?"), "good", "全")
    line = candidate(1, latest(book)[0], FakeShelf())
    assert line["gold"] == [{"doc": "a" * 12, "no": 1}, {"doc": "b" * 12, "no": 1}]
    assert (line["id"], line["question"]) == ("f001", "采购?")
    assert "全" in line["note"]


def test_a_refused_question_is_proposed_as_unanswerable(tmp_path):
    book = FeedbackBook(tmp_path / "feedback.db")
    book.add(Answer("天气?", "天气?", "lookup", "没有", state="refused"), "refused")
    assert candidate(1, latest(book)[0], FakeShelf())["type"] == "unanswerable"
