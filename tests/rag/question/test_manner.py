"""How long and in what form an answer is asked for, and what is left of the question."""

import pytest

from rag.question.manner import manner_in
from rag.question.plan import Manner

TAKEN = [
    ("一句话说说经信局的采购问题怎么改的", Manner("sentence"), "经信局的采购问题怎么改的"),
    ("各单位怎么整改政府采购的？用一句话回答", Manner("sentence"), "各单位怎么整改政府采购的？"),
    ("用三条概括各单位怎么整改形式主义的", Manner("", 3), "各单位怎么整改形式主义的"),
    ("分5点说，招商局的日志制度怎么改的", Manner("", 5), "招商局的日志制度怎么改的"),
    ("只要名单：哪些单位有意识形态问题", Manner("names"), "哪些单位有意识形态问题"),
    ("哪些单位有意识形态问题，列个名单就行", Manner("names"), "哪些单位有意识形态问题"),
    ("简单说说招商局的日志制度", Manner("brief"), "招商局的日志制度"),
    ("How did each agency handle procurement, briefly", Manner("brief"),
     "How did each agency handle procurement"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "manner", "rest"), TAKEN)
def test_the_manner_is_taken_out_of_the_question(question, manner, rest):
    assert manner_in(question) == (manner, rest)


@pytest.mark.parametrize(
    "question",
    [
        "各单位是如何整改政府采购问题的？",
        "三条重大项目是哪三条",
        "第三条的原文是什么",
        "问责名单公开了吗",
        "三点要求落实得怎么样",
        "简化审批流程是怎么做的",
    ],
)
def test_what_is_asked_about_is_no_manner(question):
    assert manner_in(question) == (Manner(), question)


def test_a_manner_alone_stays_a_question():
    manner, rest = manner_in("简单说说")
    assert manner.form == "brief" and rest == "简单说说"
