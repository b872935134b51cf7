"""Words of passages: BM25 as arrays."""

import sqlite3

import numpy as np
import pytest

from rag.store.words import Words, words_of

LINES = (
    "采购 办法 采购",
    "采购 培训 3.5% 党费",
    "采购 合同",
    "采购 会议",
    "党费 补缴 党费 补缴 收缴",
)


def words_in(lines, seen=None) -> Words:
    run, lengths, _ = words_of(lines, 0)
    return Words([run], lengths, np.ones(len(lines), bool) if seen is None else seen)


def test_rare_words_score_and_common_ones_do_not():
    words = words_in(LINES)
    assert np.flatnonzero(words.scores(["采购", "办法", "没有"])).tolist() == [0]
    assert np.count_nonzero(words.scores(["采购", "没有"])) == 4  # no other word is left


def test_the_scores_are_those_of_sqlite():
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE line USING fts5 (words)")
    db.executemany("INSERT INTO line VALUES (?)", [(line,) for line in LINES])
    query = "SELECT rowid - 1, -bm25(line) FROM line WHERE line MATCH '党费 OR 培训'"
    theirs = dict(db.execute(query).fetchall())
    db.close()
    ours = words_in(LINES).scores(["党费", "培训"])
    assert {row: pytest.approx(score) for row, score in enumerate(ours) if score} == theirs


@pytest.mark.parametrize("word", ['"', "OR", "NEAR(", "a*", "3.5%", "-", "采 购", ""])
def test_what_no_passage_holds_scores_nothing(word):
    assert not words_in(LINES).scores([word]).any()


def test_without_passages_there_is_nothing():
    assert len(words_in([]).scores(["采购"])) == 0


def test_the_vocabulary_is_the_words_of_all():
    assert {"采购", "党费", "3", "5"} <= set(words_of(LINES, 0)[2])


def test_words_in_several_runs_score_as_in_one():
    first, second = words_of(LINES[:2], 0), words_of(LINES[2:], 2)
    lengths = np.concatenate([first[1], second[1]])
    apart = Words([first[0], second[0]], lengths, np.ones(len(LINES), bool))
    assert np.array_equal(apart.scores(["党费", "培训"]), words_in(LINES).scores(["党费", "培训"]))


def test_what_is_not_seen_neither_scores_nor_counts():
    seen = np.array([True, True, True, True, False])
    hidden, alone = words_in(LINES, seen), words_in(LINES[:4])
    assert np.array_equal(hidden.scores(["党费"])[:4], alone.scores(["党费"]))
    assert hidden.scores(["党费"])[4] == 0
