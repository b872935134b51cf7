"""What is written without a language model: numbered, verbatim, one group for each agency."""

import re

import pytest

from rag.answer import Evidence, Group
from rag.body import Body, Paragraph, Table, words_of
from rag.bulletin import Bulletin, Span
from rag.compose.aggregate import PAGE
from rag.compose.compose import SHOWN_FINDINGS, by_agency, compose
from rag.compose.writer import Writer, emphasised, merged
from rag.question.plan import Intent
from rag.rendering import markdown_of
from tests.support.evidence import PARK, PORT, finding, first_line, found, many, plan, text_of


def written(question: str, *evidence: Evidence, english: bool = False, **known) -> Writer:
    writer = Writer(english=english)
    compose(plan(question, **known), found(*evidence), writer)
    return writer


def sound(writer: Writer) -> None:
    """Every citation is verbatim, and markers and citations are the same numbers."""
    texts = {b.id: b.text for b in (PORT, PARK)}
    for cited in writer.citations:
        assert texts[cited.bulletin_id][cited.start : cited.end] == cited.quote
    marked = {int(n) for n in re.findall(r"(?<!\\)\[(\d+)\]", text_of(writer))}
    assert marked == {c.number for c in writer.citations}
    assert [c.number for c in writer.citations] == list(range(1, len(writer.citations) + 1))


def passage(text: str) -> Evidence:
    """Return the only line of a bulletin, outside its findings, as evidence."""
    agency = PORT.agency
    return Evidence(
        Bulletin(agency, "one.txt", agency, agency, text, (), ()), None, (Span(0, len(text)),), 0.9
    )


BOTH = (finding(PORT, 1), finding(PARK, 1, 0.8))
WIDE = {"intent": Intent.LIST}


def test_a_list_hears_every_agency_once():
    writer = written("各单位怎么整改采购", *BOTH, **WIDE)
    sound(writer)
    assert [g.agency for g in writer.groups] == [PORT.agency, PARK.agency]
    assert text_of(writer).startswith("**2 份通报都涉及“政府采购”**")


def test_an_agency_without_evidence_is_named_as_such():
    writer = written("各单位怎么整改采购", finding(PARK, 1), **WIDE)
    sound(writer)
    assert "2 份通报中有 1 份" in first_line(writer)
    assert Group(PORT.agency, (), none=True) in writer.groups
    assert f"没有相关内容的：{PORT.agency}" in text_of(writer)


def test_who_does_not_mention_a_topic_comes_first_where_that_is_asked():
    writer = written("哪几家没有提到采购", finding(PARK, 1), negated=True, **WIDE)
    assert PORT.agency in first_line(writer)
    assert PARK.agency not in first_line(writer)


def test_nobody_lacks_a_topic_that_all_mention():
    writer = written("哪几家没有提到采购", *BOTH, negated=True, **WIDE)
    assert "没有哪一份未提到" in first_line(writer)


def table(writer: Writer) -> Table:
    """Return the only table of what is written."""
    (found,) = (block for block in writer.blocks if isinstance(block, Table))
    return found


def test_a_table_has_a_row_for_each_finding_named_by_its_agency():
    evidence = (finding(PORT, 1), finding(PORT, 2, 0.7), finding(PARK, 1, 0.8))
    writer = written("各单位怎么整改采购", *evidence, table=True, **WIDE)
    sound(writer)
    shown = table(writer)
    assert shown.columns == ("单位", "问题", "措施", "文件", "状态")
    assert [row.agency for row in shown.rows] == [PORT.agency, PORT.agency, PARK.agency]
    assert [row.place for row in shown.rows] == [e.finding.place for e in evidence]
    first = PORT.finding(1)
    said = [words_of(line).strip() for line in shown.rows[0].measures]
    assert said == [" ".join(m.span.of(PORT.text).split()) for m in first.measures]
    assert [g.agency for g in writer.groups] == [PORT.agency, PARK.agency]
    assert all(g.citations for g in writer.groups)


def test_a_table_in_markdown_has_as_many_cells_in_every_line():
    writer = written("各单位怎么整改采购", *BOTH, table=True, **WIDE)
    rows = [line for line in text_of(writer).splitlines() if line.startswith("|")]
    assert rows[0] == "| 单位 | 问题 | 措施 | 文件 | 状态 |"
    assert rows[1] == "| --- | --- | --- | --- | --- |"
    assert len(rows) == 4
    assert {row.count(" | ") for row in rows} == {4}


def test_findings_that_a_table_leaves_out_are_counted_below_it():
    evidence = [finding(PORT, 1)] * (SHOWN_FINDINGS + 2)
    writer = written("各单位怎么整改采购", *evidence, table=True, **WIDE)
    assert len(table(writer).rows) == SHOWN_FINDINGS
    assert f"{PORT.agency}另有 2 个有关问题未列入表中。" in text_of(writer)


def test_a_comparison_is_a_table_in_the_order_asked():
    order = (PARK.agency, PORT.agency)
    writer = written("比较采购", *BOTH, intent=Intent.COMPARE, agencies=order)
    sound(writer)
    assert [row.agency for row in table(writer).rows] == list(order)


def test_what_an_agency_says_outside_its_findings_is_a_row_that_points_at_none():
    writer = written("各单位怎么整改采购", passage("印发《采购办法》。"), table=True, **WIDE)
    (row,) = table(writer).rows
    assert (words_of(row.problem), words_of(row.status), row.place) == ("通报其他部分", "—", None)
    assert [words_of(line) for line in row.documents] == ["《采购办法》 "]


def test_a_comparison_with_one_side_says_so():
    order = (PARK.agency, PORT.agency)
    writer = written("比较采购", finding(PORT, 1), intent=Intent.COMPARE, agencies=order)
    assert "无从比较" in first_line(writer)
    assert Group(PARK.agency, (), none=True) in writer.groups


def test_a_lookup_quotes_the_measures_of_the_finding():
    writer = written("港务局采购怎么整改", finding(PORT, 1), intent=Intent.LOOKUP)
    sound(writer)
    assert PORT.agency in first_line(writer)
    quotes = [c.quote for c in writer.citations]
    assert quotes[1:] == [m.span.of(PORT.text) for m in PORT.finding(1).measures]
    assert writer.groups == [Group(PORT.agency, (1, 2, 3))]


def test_a_status_that_is_not_stated_is_said_to_be_so():
    writer = written("港务局采购完成了吗", finding(PORT, 1), intent=Intent.LOOKUP)
    assert "没有写明" in first_line(writer)


def test_a_value_comes_first_with_the_sentence_that_states_it():
    writer = written("补缴党费多少元", finding(PORT, 2), finding(PARK, 1, 0.5), intent=Intent.FACT)
    sound(writer)
    assert text_of(writer).startswith("**1200元**")
    assert "800" not in text_of(writer)
    assert [g.agency for g in writer.groups] == [PORT.agency]


def test_documents_are_named_each_with_the_number_of_its_sentence():
    one = passage("印发《采购办法》。修订《验收细则》《财务制度》。")
    writer = written("采购制定了哪些文件", one, intent=Intent.FACT)
    first, *rest = text_of(writer).splitlines()
    assert "**《采购办法》** [1]、**《验收细则》** [2]、**《财务制度》** [2]" in first
    assert rest[:2] == ["- 印发《采购办法》。 [1]", "- 修订《验收细则》《财务制度》。 [2]"]


def test_a_value_that_is_not_stated_is_not_written():
    writer = written("采购花了多少万元", finding(PORT, 1), intent=Intent.FACT)
    assert writer.blocks == [] and writer.citations == []


def test_the_program_speaks_english_and_quotes_chinese():
    writer = written("各单位怎么整改采购", *BOTH, english=True, **WIDE)
    sound(writer)
    assert text_of(writer).startswith("**All 2 bulletins deal with")
    assert PORT.finding(1).measures[0].span.of(PORT.text)[:6] in text_of(writer)


def test_the_same_passage_has_the_same_number():
    writer = Writer()
    span = PORT.finding(1).heading
    assert writer.cite(PORT, PORT.finding(1), span) == 1
    assert writer.cite(PARK, PARK.finding(1), PARK.finding(1).heading) == 2
    assert writer.cite(PORT, PORT.finding(1), Span(span.start, span.end)) == 1
    assert len(writer.citations) == 2


@pytest.mark.parametrize(
    ("words", "safe"),
    [
        ("补缴1200元", "补缴**1200元**"),
        ("见[1]", r"见\[**1**\]"),
        ("<b>|`*_~", r"\<b\>\|\`\*\_\~"),
        ("没有数字", "没有数字"),
        ("修订《2024年办法(2版)》3次", "修订《2024年办法(2版)》**3次**"),
    ],
)
def test_figures_are_bold_and_markdown_is_disarmed(words, safe):
    assert markdown_of(Body((Paragraph((emphasised(words),)),))) == safe


def test_groups_of_one_agency_become_one():
    groups = [Group("a", (1, 2)), Group("b", (3,)), Group("a", (4,)), Group("c", ())]
    assert merged(groups) == [Group("a", (1, 2, 4)), Group("b", (3,)), Group("c", (), none=True)]


def test_agencies_stand_in_the_order_of_their_best_evidence():
    assert list(by_agency(found(finding(PARK, 1, 0.95), finding(PORT, 1, 0.2)))) == [
        PARK.agency,
        PORT.agency,
    ]


@pytest.mark.parametrize("table", [False, True])
def test_many_agencies_are_all_named_and_counted(table):
    bulletins = many(40)
    writer = Writer()
    evidence = tuple(finding(b, 1) for b in bulletins)
    asked = plan("各单位怎么整改采购", table=table, **WIDE)
    compose(asked, found(*evidence, scope=tuple(bulletins)), writer)
    assert sorted(g.agency for g in writer.groups) == sorted(b.agency for b in bulletins)
    assert not any(g.none for g in writer.groups)
    assert "**40 家单位中有 40 家的通报涉及" in text_of(writer)
    assert sum(b.agency in text_of(writer) for b in bulletins) == PAGE


def test_people_held_accountable_are_counted_in_the_first_line():
    told = passage("对相关责任人提醒谈话3人次。培训20人。")
    writer = written("港务局追责问责了多少人", told, intent=Intent.META)
    assert text_of(writer).startswith("**3人次**")
    assert "培训" not in text_of(writer)
    assert [g.citations for g in writer.groups] == [(1,)]
