"""What answers list against what is true."""

import json

from eval.scale.known import Known, against_truth, known_in, listed_in
from eval.synthetic.corpus import truths_in
from rag.answer import Answer, Group

DOCS = {f"单位{n}": [f"b{n}"] for n in range(6)}


def answer(*agencies: int, said: int | None = None) -> Answer:
    """Make an answer that lists agencies and another that has nothing."""
    groups = (*(Group(f"单位{n}", (1,)) for n in agencies), Group("单位5", (), none=True))
    count = len(agencies) if said is None else said
    return Answer("问", "问", "list", f"6 份通报中有 {count} 份涉及。\n\n其余 5", groups=groups)


def figures(known: Known, given: Answer) -> dict[str, float]:
    """Return the figures of one answer."""
    return {f.name: f.ours for f in against_truth([known], lambda _: given, DOCS)}


def test_an_answer_lists_the_agencies_that_have_something():
    assert listed_in(answer(0, 1), DOCS).docs == {"b0", "b1"}


def test_a_first_line_that_says_another_number_is_found_out():
    assert listed_in(answer(0, 1, 2), DOCS).stated
    assert not listed_in(answer(0, 1, 2, said=4), DOCS).stated


def test_a_count_is_right_between_those_that_have_it_and_those_that_touch_it():
    known = Known("问", "采购", "全部", {"b0", "b1"}, {"b2"})
    assert figures(known, answer(0, 1)) == {
        "agencies.recall": 1.0, "agencies.precision": 1.0,
        "counts.right": 1.0, "counts.off": 0.0, "counts.stated": 1.0,
    }  # fmt: skip
    assert figures(known, answer(0, 1, 2))["counts.off"] == 0
    wrong = figures(known, answer(0, 2, 3, 4))
    assert wrong["agencies.recall"] == 0.5
    assert wrong["agencies.precision"] == 0.5
    assert (wrong["counts.right"], wrong["counts.off"]) == (0.0, 0.5)


def test_without_questions_over_agencies_nothing_is_told():
    assert list(against_truth([], lambda _: answer(), DOCS)) == []


def test_what_is_true_agrees_with_the_questions_own_counts(stock):
    lines = [json.loads(line) for line in stock.questions.read_text("utf-8").splitlines()]
    counts = [(r["agencies"], r["agencies_touched"]) for r in lines if "agencies" in r]
    assert stock.corpus
    assert [(len(k.core), len(k.touched)) for k in known_in(stock.corpus)] == counts
    assert len(list(truths_in(stock.corpus))) == 20
