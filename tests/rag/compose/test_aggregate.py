"""An answer over many agencies: counted, broken down, the first page in their own words."""

import re

import pytest

from rag.answering import Answers
from rag.body import Table
from rag.bulletin import Span
from rag.compose.aggregate import LONGEST, MANY, PAGE, opening
from rag.evidence.gathered import Gathered
from rag.evidence.retrieve import retrieve
from rag.store.catalog import EVERYTHING
from rag.store.library import Library
from tests.support.evidence import PORT, many
from tests.support.fakes import bigram_embedder

ASKED = "各单位是如何整改党费问题的？"


@pytest.fixture(scope="module")
def answers(tmp_path_factory) -> Answers:
    with Library.open(tmp_path_factory.mktemp("store"), bigram_embedder()) as library:
        for bulletin in many(36):
            library.add(bulletin)
        yield library.snapshot().derived(Answers)


def asked(answers: Answers, question: str = ASKED):
    plan = answers.plan(question, (), EVERYTHING)
    return plan, answers.to(plan, EVERYTHING)


def test_every_agency_is_counted_and_in_a_group(answers):
    _, answer = asked(answers)
    assert answer.text.startswith("**36 家单位中有 36 家的通报涉及“党费”**：36 家有专门的问题")
    assert len(answer.groups) == 36 and not any(group.none for group in answer.groups)


def test_a_page_of_agencies_is_shown_each_with_its_own_words(answers):
    _, answer = asked(answers)
    (table,) = (block for block in answer.body.blocks if isinstance(block, Table))
    assert len(table.rows) == PAGE and len({row.agency for row in table.rows}) == PAGE
    texts = {b.id: b.text for b in answers.now.bulletins}
    assert all(texts[c.bulletin_id][c.start : c.end] == c.quote for c in answer.citations)
    assert f"另有 {36 - PAGE} 家" in answer.text
    assert len(answer.text) < 4000


def test_what_is_found_stays_in_numbers_until_it_is_shown(answers):
    plan, _ = asked(answers)
    evidence = retrieve(plan, answers.now).evidence
    assert isinstance(evidence, Gathered) and len(evidence) >= 36
    opened = list(evidence)
    assert [e.relevance for e in opened] == evidence.relevance.tolist()
    assert evidence[0] == opened[0] and list(evidence[2:4]) == opened[2:4]
    shares = evidence.by_agency()
    assert sum(map(len, shares.values())) == len(evidence)
    assert all({e.bulletin.agency for e in share} == {name} for name, share in shares.items())


def test_a_first_page_counts_nothing_and_is_no_answer(answers):
    plan = answers.plan("各单位的党费是怎么整改的？", (), EVERYTHING)
    assert answers.glance(plan, EVERYTHING) is None  # few enough to judge all at once
    first = answers.glance(plan, EVERYTHING, narrow=1)
    assert first and first.state == "draft"
    headline = first.text.splitlines()[0]
    assert re.findall(r"\d+", headline) == ["36"] and "正在逐条统计" in headline
    assert any(isinstance(block, Table) for block in first.body.blocks)
    answers.to(plan, EVERYTHING)
    assert answers.glance(plan, EVERYTHING, narrow=1) is None  # it is known already


def test_few_agencies_are_written_out():
    assert MANY < PAGE


@pytest.mark.parametrize("words", ["一是加强学习教育。修订《采购管理办法》，规范程序，明确职责。"])
def test_a_line_of_a_table_says_more_than_a_heading(words):
    text = PORT.text + words
    bulletin = type(PORT)(PORT.id, PORT.source, PORT.agency, PORT.title, text, (), ())
    said = opening(bulletin, Span(len(PORT.text), len(text))).of(text)
    assert said == "修订《采购管理办法》，规范程序，明确职责。"


def test_a_long_sentence_is_cut_after_a_clause():
    text = "，".join(["逐项核对台账资料并补充完善"] * 9) + "。"
    bulletin = type(PORT)(PORT.id, PORT.source, PORT.agency, PORT.title, text, (), ())
    said = opening(bulletin, Span(0, len(text))).of(text)
    assert len(said) <= LONGEST and text.startswith(said) and re.search("，$", said)
