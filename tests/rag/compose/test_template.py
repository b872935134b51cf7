"""Phrases with gaps: what is strong, where values and marks go."""

import pytest

from rag.body import Mark, Run
from rag.compose.phrases import EN, ZH, phrases
from rag.compose.template import read


def test_words_and_values_in_one_emphasis_are_one_run():
    line = read("**{total} 份通报涉及“{topic}”**,共 {n} 个").filled(
        {"total": 5, "topic": "采购", "n": 2}
    )
    assert line == (Run("5 份通报涉及“采购”", strong=True), Run(",共 2 个"))


def test_a_number_in_brackets_is_a_mark():
    assert read("{quote} [{n}]。").filled({"quote": "[9]", "n": 3}) == (
        Run("[9] "),
        Mark(3),
        Run("。"),
    )


def test_a_line_stays_as_it_is_in_a_gap():
    said = (Run("3次", strong=True), Run("5次", strong=True))
    assert read("开展{quote}培训").filled({"quote": said}) == (Run("开展"), *said, Run("培训"))


def test_signs_in_a_value_are_words():
    assert read("{value}").filled({"value": "**a** {b} [{c}]"}) == (Run("**a** {b} [{c}]"),)


def test_a_gap_without_a_value_is_a_slip_of_ours():
    with pytest.raises(KeyError):
        read("{value}").filled({})


@pytest.mark.parametrize("english", [False, True])
def test_every_phrase_ends_the_emphasis_that_it_begins(english):
    table = EN if english else ZH
    assert all(phrase.count("**") % 2 == 0 for phrase in table.values())
    assert phrases(english=english).keys() == table.keys()
