"""What is taught: only what may be, and nothing right as wrong."""

from random import Random

from eval.teach.corpus import Corpus, Told, read_corpus
from eval.teach.pairs import BULLETINS, HARD, NATION, lessons, passage_of, read_asked
from eval.teach.tuned import HELD, LENGTH

TOLD = Told(
    ("甲", 1),
    1,
    "某局 标题\n正文",
    "标题\n正文",
    ("某局 标题\n一是收回3万元", "某局 标题\n二是问责"),
)


def test_a_finding_is_found_by_its_order_else_by_its_number():
    corpus = Corpus((), {("甲", 2): TOLD})
    assert corpus.at("甲", 2, 7) == ("甲", 2)
    assert corpus.at("甲", None, 1) == ("甲", 2)
    assert corpus.at("甲", 3, 1) is None
    assert corpus.at("甲", None, None) is None


def test_every_question_of_a_group_with_an_answer_is_read():
    corpus = read_corpus(NATION / "bulletins", HELD)
    asked = read_asked(NATION / "questions.jsonl", corpus, HELD)
    assert len(corpus.bulletins) == 12
    assert len(asked) > 1000
    assert all(set(one.gold) <= one.right <= corpus.findings.keys() for one in asked)
    assert any(one.named for one in asked) and any(not one.named for one in asked)


def test_questions_over_real_bulletins_find_their_numbers():
    corpus = read_corpus(BULLETINS)
    asked = read_asked(HARD / "questions.jsonl", corpus)
    assert len(corpus.bulletins) == 5 and len(asked) > 700


def test_rows_are_seeded_and_leave_the_held_group_out():
    one, again = lessons("ab", seed=1), lessons("ab", seed=1)
    assert [lesson.rows for lesson in one] == [lesson.rows for lesson in again]
    rows = [row for lesson in one for row in lesson.rows]
    assert all(row.place in row.right for row in rows)
    assert all(len(row.positive) <= LENGTH for row in rows)
    assert not any(row.place[0].startswith(f"{HELD}-") for row in rows)


def test_a_fact_is_taught_with_the_measure_that_holds_it():
    passages = {passage_of(TOLD, ("3万元",), Random(seed)) for seed in range(20)}
    assert passages == {TOLD.whole, TOLD.measures[0]}
    assert len({passage_of(TOLD, (), Random(seed)) for seed in range(20)}) == 3
