"""Chips of an understood question, and the same question without one."""

import pytest

from rag.answer import Scope
from web.views.chips import chips_of, mended, taken_apart

SCOPE = Scope(("甲局", "乙局"), "采购", ("正在推进",), ("2023-10-01 至 2023-10-31 反馈",))


def test_every_part_is_a_chip_once():
    assert chips_of(SCOPE) == ["甲局", "乙局", "采购", "正在推进", "2023-10-01 至 2023-10-31 反馈"]
    assert chips_of(Scope()) == []


def test_the_question_stays_and_says_what_it_no_longer_keeps_to():
    questions = mended("采购怎么改的?", Scope(("甲局",), "采购", without=("乙局",)))
    assert questions == ["采购怎么改的?（不限：乙局、甲局）", "采购怎么改的?（不限：乙局、采购）"]
    assert [taken_apart(question) for question in questions] == [
        ("采购怎么改的?", ("乙局", "甲局")),
        ("采购怎么改的?", ("乙局", "采购")),
    ]


@pytest.mark.parametrize("question", ["采购怎么改的?", "(不限)采购", "不限:采购", ""])
def test_any_other_question_is_asked_as_it_is(question):
    assert taken_apart(question) == (question, ())
