"""The tables: whole, and themes apart from each other."""

from collections import Counter
from itertools import chain

import pytest

from eval.synthetic.grammar import Choice, Count, Slot
from eval.synthetic.vocabulary import PARTS, TABLES, vocabulary

WORDS = vocabulary()
FOUND = [theme for theme in WORDS.themes if theme.headings]
FILLED = {
    "noun", "doc", "org", "short", "spoken", "self", "dept", "sub", "staff", "lead", "committee",
    "up", "date", "month", "head", "team", "start", "end", "fed", "count", "done", "measures",
}  # fmt: skip


def nodes(template):
    for node in template:
        yield node
        if isinstance(node, Choice):
            yield from chain.from_iterable(map(nodes, node.options))
        elif isinstance(node, Count):
            yield from nodes(node.object)


def templates():
    for theme in WORDS.themes:
        yield from (*theme.headings, *theme.cases, *theme.measures, *theme.passing)
    for table in (WORDS.frames, WORDS.rules, WORDS.parts, WORDS.sections):
        yield from chain.from_iterable(table.values())


def words_of(template):
    return "\n".join(node for node in nodes(template) if isinstance(node, str))


def test_there_are_many_themes_kinds_and_layouts():
    assert len(FOUND) >= 60
    assert len(WORDS.kinds) >= 40
    assert len(WORDS.layouts) >= 8
    assert {theme.part for theme in WORDS.themes} == set(PARTS)


def test_every_slot_and_unit_is_known():
    for node in chain.from_iterable(map(nodes, templates())):
        assert not isinstance(node, Slot) or node.name in FILLED | WORDS.rules.keys(), node
        assert not isinstance(node, Count) or node.unit in WORDS.units, node


def test_every_tag_of_a_theme_belongs_to_a_kind():
    tags = frozenset().union(*(kind.tags for kind in WORDS.kinds))
    assert {tag for theme in WORDS.themes for tag in theme.rates} <= tags


@pytest.mark.parametrize("theme", FOUND, ids=lambda theme: theme.name)
def test_a_theme_can_be_worded_in_many_ways(theme):
    assert len(theme.nouns) >= 2
    assert len(theme.headings) >= 2
    assert theme.cases and theme.measures and theme.asked and theme.docs


def test_a_heading_holds_no_mark_of_another_theme():
    for theme in FOUND:
        others = [m for other in WORDS.themes if other is not theme for m in other.marks]
        text = "\n".join(map(words_of, theme.headings))
        assert [mark for mark in others if mark in text] == [], theme.name


def test_what_touches_a_theme_holds_one_of_its_marks_in_most_lines():
    for theme in WORDS.themes:
        held = [any(m in words_of(line) for m in theme.marks) for line in theme.passing]
        assert not held or any(held), theme.name


def test_themes_are_asked_for_in_words_of_their_own():
    asked = Counter(chain.from_iterable(theme.asked for theme in WORDS.themes))
    assert [said for said, times in asked.items() if times > 1] == []


def test_absent_themes_stand_in_no_table():
    tables = [path for path in TABLES.rglob("*.*") if path.name != "absent.toml"]
    text = "\n".join(path.read_text("utf-8") for path in tables)
    assert [m for absent in WORDS.absent for m in absent.marks if m in text] == []


def test_themes_that_are_apart_are_themes():
    assert set(WORDS.apart) <= {theme.name for theme in FOUND}


def test_some_themes_are_frequent_some_rare_some_only_touched():
    rates = [theme.rate for theme in WORDS.themes]
    assert max(rates) == 0.75
    assert sum(0 < rate <= 0.002 for rate in rates) >= 4
    assert sum(not theme.headings for theme in WORDS.themes) >= 3
