"""Timing questions: in turns, in words that were not used before."""

from eval.scale.timing import by_kind, embedding, kind_of, rate, worded
from eval.sets.questions import Question


def question(id: str, kind: str) -> Question:
    """Make a question."""
    return Question(id=id, question=f"{id}怎么改的", type=kind)


ASKED = [question("lookup01", "lookup"), question("narrow01", "cross_agency")]


def test_questions_of_a_city_and_of_all_agencies_are_kinds_of_their_own():
    kinds = [kind_of(question(id, "cross_agency")) for id in ("narrow01", "wide01", "x07")]
    assert kinds == ["narrow", "wide", "wide"]
    assert kind_of(question("lookup01", "lookup")) == "lookup"


def test_both_sides_are_asked_in_turns_and_never_twice_in_the_same_words():
    said: list[tuple[str, str]] = []

    def call(side: str):
        return lambda q: said.append((side, q))

    figures = list(by_kind(ASKED, call("ours"), call("other"), call("first"), 7))
    assert [side for side, _ in said] == ["ours", "other"] * 14
    assert len({words for _, words in said}) == len(said)
    assert [f.name for f in figures] == ["lookup.p50", "narrow.p50", "lookup.p95", "narrow.p95"]
    assert all(f.other is not None for f in figures)


def test_the_first_page_of_a_question_over_all_agencies_is_timed_by_itself():
    asked = [question("wide01", "cross_agency")]
    said: list[str] = []
    names = [f.name for f in by_kind(asked, said.append, said.append, said.append, 1)]
    assert names == ["first.p50", "wide.p50", "first.p95", "wide.p95"]
    assert len(set(said)) == 3


def test_a_question_is_worded_anew_each_time_round():
    assert len({worded("怎么改的", turn) for turn in range(20)}) == 20
    assert worded("怎么改的", 0) == "怎么改的"


def test_the_rate_is_of_questions_answered_by_both():
    said: list[str] = []
    figure = rate(ASKED, said.append, said.append, 0.05)
    assert figure.ours > 0 and figure.other and figure.other > 0
    assert len(set(said)) == len(said)


def test_the_vector_of_a_question_is_timed_by_itself():
    said: list[str] = []
    assert embedding(ASKED, said.append).name == "embedding"
    assert len(said) == 2
