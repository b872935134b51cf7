"""What value a question asks for: kinds, units, records of the bulletin itself."""

import pytest

from rag.question.asks import asks_in, records_in


@pytest.mark.parametrize(
    ("question", "name", "unit"),
    [
        ("退了多少万元", "money", "万元"),
        ("一共花了多少钱", "money", ""),
        ("增长了百分之几", "percent", ""),
        ("退还率是多少", "percent", ""),
        ("哪天印发的", "date", "月"),
        ("什么时候开的会", "date", ""),
        ("排第几", "rank", ""),
        ("停车楼造价多少", "money", ""),
        ("他后来调到哪个单位去了", "post", ""),
        ("那份通知的文号", "docno", ""),
        ("谁讲的党课", "who", ""),
        ("出台了什么办法", "document", ""),
        ("李某叫什么名字", "person", ""),
        ("处理了多少人", "people", "人"),
        ("谈话提醒了几名干部", "people", "名"),
        ("清理了几笔账", "count", "笔"),
        ("培训了多少场", "count", "场"),
        ("走访了多少家企业", "count", "家"),
        ("how many enterprises were visited", "count", ""),
        ("how much money was returned", "money", ""),
        ("when was it issued", "date", ""),
        ("会后多久印发", "duration", ""),
        ("几天之内答复", "duration", "天"),
        ("涉及哪几家银行", "named", "银行"),
        ("那家公司全称是什么", "named", "公司"),
        ("分别调到哪个支部了", "post", ""),
        ("how much are the agreements worth", "money", ""),
    ],
)
def test_the_kind_and_unit_of_a_value_are_read(question, name, unit):
    asks = asks_in(question)
    assert asks[0].name == name
    assert asks[0].unit == unit


@pytest.mark.parametrize("question", ["怎么整改的", "采取了哪些措施", "党费", "有没有提到采购"])
def test_a_question_may_ask_for_no_value(question):
    assert asks_in(question) == ()


def test_any_number_will_do_only_where_no_kind_is_named():
    assert [ask.name for ask in asks_in("退了多少万元")] == ["money"]
    assert [ask.name for ask in asks_in("达到了多少")] == ["number"]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("哪个巡察组查的", {"inspecting_body"}),
        ("巡察时间是什么时候", {"inspection_period"}),
        ("什么时候反馈的意见", {"feedback_date"}),
        ("落款日期是哪天", {"signature_date"}),
        ("网站上什么时候发布的", {"publish_date"}),
        ("办法是哪天印发的", set()),
        ("联系电话是多少", {"contact"}),
        ("一共多少个问题", {"problems"}),
        ("制定了多少条整改措施", {"measures"}),
        ("建立了多少项制度", {"rules"}),
        ("追责问责了多少人", {"accountable"}),
        ("第几轮巡察", {"round"}),
        ("完成了吗", {"statuses"}),
        ("which team inspected it", {"inspecting_body"}),
        ("党费怎么整改的", set()),
        ("最早公布整改情况的是哪家", {"publish_date"}),
        ("哪家的整改通报出得最晚", {"publish_date"}),
        ("什么时候发的通知", set()),
        ("when was the inspection carried out", {"inspection_period"}),
        ("which agency has the most findings", {"problems"}),
        ("the agreements signed by the bureau", set()),
    ],
)
def test_records_of_the_bulletin_are_told(question, names):
    assert {record.name for record in records_in(question)} == names


def test_a_record_knows_the_words_that_asked_for_it():
    (record,) = records_in("那个单位的联系电话是多少")
    assert record.words == ("电话",)


def test_several_records_may_be_asked_for_at_once():
    names = {record.name for record in records_in("哪个巡察组查的?什么时候反馈的意见")}
    assert names == {"inspecting_body", "feedback_date"}
