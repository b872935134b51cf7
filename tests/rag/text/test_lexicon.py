"""Many words looked for at once, and the word tables."""

import pytest

from rag.question.tables import table
from rag.text import chinese
from rag.text.lexicon import Lexicon

WORDS = Lexicon(["采购", "政府采购", "政府采购法", "党费", "采购"])


@pytest.mark.parametrize(
    ("text", "longest", "blanked"),
    [
        ("各单位政府采购和党费", "政府采购", "各单位 和 "),
        ("党费采购", "党费", "  "),
        ("政府采购法与采购", "政府采购法", " 与 "),
        ("公车私用", "", "公车私用"),
        ("", "", ""),
    ],
)
def test_the_longest_word_counts(text, longest, blanked):
    assert WORDS.longest(text) == longest
    assert WORDS.blanked(text) == blanked


def test_a_row_holds_several_ways_of_two_letters_or_more():
    rows = [line.split() for line in table("synonyms.txt")]
    assert all(len(row) > 1 for row in rows)
    assert [way for row in rows for way in row if len(chinese.fold(way)) < 2] == []


def test_a_frame_is_no_way_to_say_a_notion():
    frames = set(table("frames.txt"))
    ways = {way for line in table("synonyms.txt") for way in line.split()}
    assert frames & ways == set()


def test_an_english_entry_has_a_phrase_and_its_chinese():
    entries = [line.split("\t") for line in table("english.tsv")]
    assert all(len(entry) == 2 and entry[0] == entry[0].lower() and entry[1] for entry in entries)
    assert len({key for key, _ in entries}) == len(entries)
