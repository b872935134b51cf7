"""Words of passages: BM25 as arrays."""

import sqlite3

import numpy as np
import pytest

from rag.store.words import Words

LINES = (
    "采购 办法 采购",
    "采购 培训 3.5% 党费",
    "采购 合同",
    "采购 会议",
    "党费 补缴 党费 补缴 收缴",
)


def test_rare_words_score_and_common_ones_do_not():
    words = Words(LINES)
    assert np.flatnonzero(words.scores(["采购", "办法", "没有"])).tolist() == [0]
    assert np.count_nonzero(words.scores(["采购", "没有"])) == 4  # no other word is left


def test_the_scores_are_those_of_sqlite():
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE line USING fts5 (words)")
    db.executemany("INSERT INTO line VALUES (?)", [(line,) for line in LINES])
    query = "SELECT rowid - 1, -bm25(line) FROM line WHERE line MATCH '党费 OR 培训'"
    theirs = dict(db.execute(query).fetchall())
    db.close()
    ours = Words(LINES).scores(["党费", "培训"])
    assert {row: pytest.approx(score) for row, score in enumerate(ours) if score} == theirs


@pytest.mark.parametrize("word", ['"', "OR", "NEAR(", "a*", "3.5%", "-", "采 购", ""])
def test_what_no_passage_holds_scores_nothing(word):
    assert not Words(LINES).scores([word]).any()


def test_without_passages_there_is_nothing():
    assert len(Words([]).scores(["采购"])) == 0
    assert list(Words([]).vocabulary) == []


def test_the_vocabulary_is_the_words_of_all():
    assert {"采购", "党费", "3", "5"} <= set(Words(LINES).vocabulary)
