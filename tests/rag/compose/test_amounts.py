"""All the amounts asked for, each with its passage and agency; their sum, called ours, or none."""

import pytest

from rag.answer import Evidence
from rag.bulletin import Bulletin, Span
from rag.compose.amounts import amounts_for
from rag.compose.compose import compose
from rag.compose.writer import Writer
from rag.evidence.found import Found
from rag.parse.parse import parse_bulletin
from rag.question.plan import Intent
from tests.support.evidence import finding, plan, text_of
from tests.support.invented import bulletin_text

QUESTION = "追缴资金多少万元"
EIGHT = "12.5万元 3万元 8.2万元 1.36万元 20万元 5万元 8000元 4.4万元".split()


def bulletin(*measures: str, agency: str = "云港市港务局") -> Bulletin:
    """Return a bulletin with a finding for each measure."""
    text = bulletin_text(agency)
    start, end = text.index("1.关于政府"), text.index("三、下一步打算")
    said = "".join(
        f"{n}.关于第{n}类支出不规范的问题。\n\n整改情况:一是{words}。二是完善制度。\n\n"
        for n, words in enumerate(measures, 1)
    )
    return parse_bulletin(text[:start] + said + text[end:], f"{agency}.txt")


def found(*bulletins: Bulletin, best: int = 1) -> Found:
    """Return the first findings as evidence, the others as what says all that is asked."""
    evidence = [finding(b, f.order) for b in bulletins for f in b.findings]
    return Found(tuple(evidence[:best]), bulletins, label="追缴资金", also=tuple(evidence[best:]))


def written(known: Found, question: str = QUESTION, **more: object) -> Writer:
    writer = Writer()
    compose(plan(question, **{"intent": Intent.FACT, **more}), known, writer)
    return writer


def test_eight_findings_with_eight_amounts_are_answered_with_all_of_them():
    port = bulletin(*(f"追缴资金{amount}" for amount in EIGHT))
    writer = written(found(port))
    text = text_of(writer)
    assert [amount for amount in EIGHT if f"**{amount}**" not in text] == []
    assert "找到 8 处，合计 55.26万元" in text and "本程序相加" in text
    assert [c.finding_number for c in writer.citations] == list(range(1, 9))
    assert all(f"追缴资金{a}" in c.quote for a, c in zip(EIGHT, writer.citations, strict=True))


def test_each_amount_stands_with_its_agency():
    port, park = bulletin("追缴资金3万元"), bulletin("追缴资金5万元", agency="云港市园林局")
    writer = written(found(port, park))
    assert [(g.agency, g.citations) for g in writer.groups] == [
        (port.agency, (1,)),
        (park.agency, (2,)),
    ]
    assert "合计 8万元" in text_of(writer)


def test_a_list_tells_the_amounts_and_counts_each_agency_once():
    port, park = bulletin("追缴资金3万元"), bulletin("追缴资金5万元", agency="云港市园林局")
    writer = written(found(port, park, best=2), intent=Intent.LIST)
    assert "合计 8万元" in text_of(writer)
    assert sorted(g.agency for g in writer.groups) == sorted((port.agency, park.agency))
    assert sorted(n for g in writer.groups for n in g.citations) == [
        c.number for c in writer.citations
    ]


def test_a_list_tells_no_amounts_where_an_agency_that_it_names_has_none():
    port, park = bulletin("追缴资金3万元"), bulletin("追缴资金5万元", agency="云港市园林局")
    food = bulletin("追缴资金到位", agency="云港市粮食局")
    writer = written(found(port, park, food, best=3), intent=Intent.LIST)
    assert "本程序相加" not in text_of(writer)


@pytest.mark.parametrize(
    ("question", "measures", "values", "total"),
    [
        (QUESTION, ("追缴资金3万元", "追缴资金约5万元"), ("3万元", "5万元"), ""),
        (QUESTION, ("追缴资金3万元", "追缴资金5余万元"), ("3万元", "5余万元"), ""),
        (QUESTION, ("追缴资金3万元", "追缴资金3万元"), ("3万元", "3万元"), ""),
        ("追缴资金多少元", ("追缴资金3万元", "追缴资金500元"), ("3万元", "500元"), "30500元"),
        ("追缴了多少", ("追缴资金3万元", "追缴资金1.5亿元"), ("3万元", "1.5亿元"), "15003万元"),
        ("约谈多少人", ("约谈3人", "约谈12人"), ("3人", "12人"), "15人"),
        ("收回合同几份", ("收回合同3份", "收回合同2份"), ("3份", "2份"), "5份"),
    ],
)
def test_a_sum_is_of_exact_amounts_of_one_unit_each_told_once(question, measures, values, total):
    amounts = amounts_for(plan(question, intent=Intent.FACT), found(bulletin(*measures)))
    assert amounts is not None
    assert tuple(value.words for value in amounts.values) == values
    assert amounts.total == total


@pytest.mark.parametrize(
    ("question", "measures"),
    [
        (QUESTION, ("追缴资金3万元", "追缴资金3美元")),  # another unit
        (QUESTION, ("追缴资金3万元", "追缴资金的案件2件")),  # another kind
        (QUESTION, ("追缴资金3万元", "拨付资金5万元")),  # of something else
        ("约谈多少人", ("约谈3人", "约谈5次")),
        ("追缴资金最多多少万元", ("追缴资金3万元", "追缴资金5万元")),
        ("追缴资金的比例是多少", ("追缴资金30%", "追缴资金50%")),
        (QUESTION, ("追缴资金3万元",)),
    ],
)
def test_what_is_not_of_the_kind_and_unit_asked_is_no_further_value(question, measures):
    assert amounts_for(plan(question, intent=Intent.FACT), found(bulletin(*measures))) is None


def test_a_total_told_outside_the_findings_is_not_added_to_its_parts():
    port = bulletin("追缴资金3万元", "追缴资金5万元")
    text = "全局追缴资金8万元。"
    whole = Bulletin("x", "x.txt", "x", port.agency, text, (), ())
    best = Evidence(whole, None, (Span(0, len(text)),), 0.9)
    known = Found((best,), (whole, port), also=tuple(finding(port, n) for n in (1, 2)))
    amounts = amounts_for(plan(QUESTION, intent=Intent.FACT), known)
    assert amounts is not None
    assert (len(amounts.values), amounts.total) == (3, "")
