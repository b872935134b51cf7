"""Answers in the manner asked for: short, and of everybody all the same."""

import pytest

from rag.body import Measures
from rag.compose.compose import compose
from rag.compose.writer import Writer
from rag.question.plan import Intent, Manner
from tests.support.evidence import PARK, PORT, finding, found, many, plan, text_of

BOTH = (finding(PORT, 1), finding(PARK, 1, 0.8))


def written(manner: Manner, *evidence, intent=Intent.LIST, scope=(PORT, PARK)) -> Writer:
    writer = Writer()
    asked = plan("各单位怎么整改采购", intent=intent, manner=manner)
    compose(asked, found(*evidence, scope=scope), writer)
    texts = {b.id: b.text for b in scope}
    assert all(texts[c.bulletin_id][c.start : c.end] == c.quote for c in writer.citations)
    return writer


@pytest.mark.parametrize("manner", [Manner("sentence"), Manner("", 1), Manner("names")])
def test_nobody_is_left_out_of_the_groups(manner):
    bulletins = many(20)
    evidence = [finding(b, 1) for b in bulletins[:15]]
    writer = written(manner, *evidence, scope=tuple(bulletins))
    assert {g.agency for g in writer.groups} == {b.agency for b in bulletins}
    assert sum(g.none for g in writer.groups) == 5


def test_one_sentence_is_one_paragraph_with_every_agency_cited():
    writer = written(Manner("sentence"), *BOTH)
    assert len(writer.blocks) == 1
    assert {c.agency for c in writer.citations} == {PORT.agency, PARK.agency}


def test_as_many_entries_are_written_as_asked_for():
    writer = written(Manner("", 1), *BOTH)
    (entries,) = (block for block in writer.blocks if isinstance(block, Measures))
    assert len(entries.items) == 1


def test_a_list_of_names_names_all_and_quotes_nothing_else():
    writer = written(Manner("names"), *BOTH)
    (names,) = (block for block in writer.blocks if isinstance(block, Measures))
    assert len(names.items) == 2
    assert all(c.is_heading for c in writer.citations)


def test_one_thing_in_one_sentence_is_the_words_that_say_the_most():
    writer = written(Manner("sentence"), finding(PORT, 1), intent=Intent.LOOKUP)
    assert len(writer.blocks) == 1 and text_of(writer).startswith(f"**{PORT.agency}**")


def test_one_thing_in_short_keeps_each_measure_to_its_beginning():
    full, short = finding(PORT, 1), written(Manner("brief"), finding(PORT, 1), intent=Intent.LOOKUP)
    quoted = [c for c in short.citations if not c.is_heading]
    assert len(quoted) == len(full.spans)
    assert all(any(s.start <= c.start and c.end <= s.end for s in full.spans) for c in quoted)
