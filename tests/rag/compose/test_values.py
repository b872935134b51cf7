"""The value asked for: of the kind and unit asked, from the right agency, or none."""

import pytest

from rag.answer import Evidence
from rag.bulletin import Bulletin, Span
from rag.compose.values import (
    amount,
    people_held_accountable,
    value_in,
    values_by_agency,
    values_for,
)
from rag.question.asks import asks_in
from rag.question.understand import make_plan
from tests.support.known import AGENCIES, FGW, JXJ, KCJ


def said(text: str, agency: str = KCJ, relevance: float = 0.9) -> Evidence:
    """Return a passage of an agency as evidence."""
    bulletin = Bulletin(agency, f"{agency}.txt", agency, agency, text, (), ())
    return Evidence(bulletin, None, (Span(0, len(text)),), relevance)


def answers(question: str, *evidence: Evidence) -> list[str]:
    return [value.words for value in values_for(make_plan(question, AGENCIES), evidence)]


@pytest.mark.parametrize(
    ("question", "clause", "value"),
    [
        ("退了多少万元", "退还企业5.99万元", "5.99万元"),
        ("多少钱", "共1,200元", "1,200元"),
        ("退还率百分之多少", "退还率100%", "100%"),
        ("增长百分之几", "增长百分之二十", "百分之二十"),
        ("哪天印发的", "于2023年10月19日印发", "2023年10月19日"),
        ("几月开的会", "2023年11月召开", "2023年11月"),
        ("排第几", "位居全省第三位", "第三位"),
        ("出台了什么办法", "印发《采购管理办法》", "《采购管理办法》"),
        ("清理了几笔", "清理13笔", "13笔"),
        ("清理了几笔", "清理三笔", "三笔"),
        ("处理了多少人", "问责27人次", "27人次"),
        ("谁讲的党课", "邀请李明教授讲授党课", ""),
        ("谁负责", "党组书记张建任组长", "张建"),
        ("叫什么名字", "原处长李某因违纪", ""),
        ("退了多少万元", "退还了全部利息", ""),
        ("清理了几笔", "清理13家企业的账目", ""),
        ("培训了几场", "培训1200人", ""),
        ("哪天印发的", "已经印发", ""),
        ("哪天印发的", "于2023年印发", ""),
        ("是哪家企业", "处罚9家围标企业", ""),
        ("文号是多少", "印发工作制度(武发改〔2023〕30号)", "武发改〔2023〕30号"),
        ("他调到哪个单位去了", "现任市水务局副局长", "现任市水务局副局长"),
    ],
)
def test_a_clause_holds_a_value_of_the_kind_asked_or_none(question, clause, value):
    (ask, *_) = asks_in(question)
    assert value_in(ask, clause) == value


@pytest.mark.parametrize(
    ("question", "clause", "loose"),
    [
        ("走访了多少个", "走访企业30家", "30家"),
        ("走访了几名", "谈话37人次", "37人次"),
        ("开了几场", "培训3次", "3次"),
    ],
)
def test_a_unit_that_counts_alike_will_do_unless_it_must_be_the_same(question, clause, loose):
    (ask, *_) = asks_in(question)
    assert value_in(ask, clause) == loose
    assert value_in(ask, clause, exact=True) == ""


def test_projects_are_not_what_vehicles_are_counted_in():
    (ask, *_) = asks_in("新能源车造了多少辆")
    assert value_in(ask, "支持58个新能源汽车技改项目建设") == ""
    assert value_in(ask, "生产新能源汽车58台") == "58台"


def test_what_the_question_says_itself_is_no_answer_to_it():
    text = "问责27人次,其中处级干部3人。"
    assert answers("科创局问责的27人次里处级干部占几个", said(text)) == ["3人"]
    assert answers("科创局问责的27人次里处级干部占几个", said("问责27人次。")) == []


def test_the_unit_asked_for_is_preferred():
    text = "清理欠款涉及企业9家。清理往来款13笔。"
    assert answers("科创局清理了几笔往来款", said(text)) == ["13笔"]


def test_the_clause_that_says_what_is_asked_gives_the_value():
    text = "开展采购培训2次,开展保密培训7次。"
    assert answers("科创局开展了几次保密培训", said(text)) == ["7次"]
    assert answers("科创局开展了几次采购培训", said(text)) == ["2次"]


def test_several_values_are_given_in_the_order_asked():
    text = "清理应收账款13笔,收回8笔。新签合同20份。"
    found = answers("科创局清理应收账款几笔?新签合同几份?", said(text))
    assert found == ["13笔", "20份"]


@pytest.mark.parametrize(
    "question", ["科创局退了多少万元利息", "科创局哪天退的利息", "科创局是谁退的利息"]
)
def test_what_the_passage_does_not_state_is_not_answered_with_something_else(question):
    assert answers(question, said("已将利息全部退还13家企业,退还率100%。")) == []


def test_each_document_stands_with_the_sentence_that_names_it():
    one = said("修订《采购办法》。培训2次。印发《采购办法》和《验收细则》。")
    (value,) = values_for(make_plan("科创局出台了哪些采购文件", AGENCIES), [one])
    text = one.bulletin.text
    assert [(title, at.of(text)) for title, at in value.titles] == [
        ("《采购办法》", "修订《采购办法》。"),
        ("《验收细则》", "印发《采购办法》和《验收细则》。"),
    ]


def test_a_value_knows_where_it_stands():
    one = said("清理往来款13笔。")
    (value,) = values_for(make_plan("科创局清理了几笔往来款", AGENCIES), [one])
    assert value.words in value.clause.of(one.bulletin.text)
    assert value.sentence.covers(value.clause)
    assert value.evidence is one


def test_the_values_of_agencies_are_kept_apart_and_ranked():
    evidence = [said("补缴党费1200元。", JXJ), said("补缴党费0.5万元。", FGW), said("无。", KCJ)]
    most = values_by_agency(make_plan("补缴党费最多多少钱", AGENCIES), evidence)
    assert [(v.evidence.bulletin.agency, v.words) for v in most] == [
        (FGW, "0.5万元"),
        (JXJ, "1200元"),
    ]
    least = values_by_agency(make_plan("补缴党费最少多少钱", AGENCIES), evidence)
    assert [v.evidence.bulletin.agency for v in least] == [JXJ, FGW]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("5.99万元", 59900.0),
        ("1,200元", 1200.0),
        ("3亿", 3e8),
        ("27人次", 27.0),
        ("100%", 100.0),
        ("三人", 0.0),
    ],
)
def test_amounts_are_comparable(words, value):
    assert amount(words) == pytest.approx(value)


def test_every_sentence_that_counts_people_held_accountable_is_told():
    told = said("对5人批评教育。培训200人。对3人诫勉谈话。", JXJ)
    plan = make_plan("武汉市经信局追责问责了多少人", AGENCIES)
    assert [v.words for v in people_held_accountable(plan, [told])] == ["5人", "3人"]
    assert people_held_accountable(make_plan("武汉市经信局培训了多少人", AGENCIES), [told]) == []


@pytest.mark.parametrize(
    ("clause", "value"),
    [
        ("一般在会议结束后5天内形成", "5天内"),
        ("每半年开展一次内控风险评估", "每半年"),
        ("2023年以来共有9次党组会", ""),
    ],
)
def test_how_long_is_not_answered_with_a_year(clause, value):
    assert value_in(asks_in("会后多久印发")[0], clause) == value


@pytest.mark.parametrize(
    ("question", "clause", "value"),
    [
        ("涉及哪几家银行", "督促各经办商业银行按利率退还超额利息", ""),
        ("涉及哪几家银行", "制定《科技型企业贷款指引》,由江城商业银行办理", "由江城商业银行"),
        ("是哪家企业", "会同第三方审计机构和律师事务所核查", ""),
    ],
)
def test_a_name_asked_for_is_of_the_kind_asked_for(question, clause, value):
    assert value_in(asks_in(question)[0], clause) == value
