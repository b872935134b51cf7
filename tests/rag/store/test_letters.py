"""Text as numbers: words found where they stand, in all of a text and in stretches of it."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.store.columns import merged
from rag.store.letters import Extracts, Letters, Stretches, chars_of, pairs_of, spread

TEXT = "关于“政府采购不规范”的问题\n政府采购,政府。a政b府\U00020000采购"


def letters_of(*texts: str) -> Letters:
    """Return texts laid out one after the other, each with a run of its own."""
    at, runs, chars = 0, [], []
    for text in texts:
        chars.append(chars_of(text + "\0"))
        runs.append(pairs_of(chars[-1], at))
        at += len(chars[-1])
    return Letters(np.concatenate(chars), runs)


@pytest.mark.parametrize(
    "words",
    [
        "政府采购",
        "采购",
        "政",
        "府",
        "“政府",
        "政府。",
        "\U00020000采",
        "题\n政",
        "无此",
        "a政b",
        "",
    ],
)
def test_words_are_found_wherever_they_stand(words):
    expected = [m.start() for m in re.finditer(re.escape(words), TEXT)] if words else []
    assert letters_of(TEXT).places(words).tolist() == expected


@given(
    st.lists(st.text("政府采购,。a", max_size=12), min_size=1, max_size=4),
    st.text("政府采a", min_size=1, max_size=3),
)
def test_words_are_found_as_a_search_through_the_text_finds_them(texts, words):
    joined = "".join(text + "\0" for text in texts)
    expected = [at for at in range(len(joined)) if joined.startswith(words, at)]
    assert letters_of(*texts).places(words).tolist() == expected
    runs = letters_of(*texts)._runs
    assert Letters(chars_of(joined), [merged(runs)]).places(words).tolist() == expected


def test_punctuation_alone_is_not_looked_for():
    assert letters_of(TEXT).places("“").tolist() == []


def test_of_stretches_only_what_lies_inside_is_found():
    stretches = Stretches(np.array([3, 14]), np.array([7, 19]))
    places = letters_of(TEXT).places("政府", stretches)
    assert [TEXT[at : at + 2] for at in places] == ["政府", "政府"]
    assert stretches.holding(places, 2).tolist() == [0, 1]
    assert stretches.holding(np.array([0, 6, 18, 30]), 2).tolist() == []


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted), min_size=1, max_size=6),
    st.text("政府采购a", min_size=1, max_size=3),
)
def test_extracts_hold_what_a_search_through_each_finds(stretches, words):
    starts, ends = np.array(stretches).T
    held = Extracts(chars_of(TEXT), starts, ends).hold([words])
    assert held.tolist() == [words in TEXT[start:end] for start, end in stretches]


def test_ranges_are_spread_one_after_the_other():
    assert spread(np.array([3, 10, 7]), np.array([5, 10, 9])).tolist() == [3, 4, 7, 8]
    assert spread(np.array([], int), np.array([], int)).tolist() == []
