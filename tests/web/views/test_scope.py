"""Chips of an understood question, and the question that is left when one is taken away."""

import pytest

from rag.answer import Scope
from web.views.chips import chips_of, question_from

SCOPE = Scope(("甲局", "乙局"), "采购", ("正在推进",), "")


def test_every_part_is_a_chip_once():
    assert chips_of(SCOPE) == ["甲局", "乙局", "采购", "正在推进"]
    assert chips_of(Scope()) == []


@pytest.mark.parametrize(
    ("kept", "question"),
    [
        (["甲局", "采购", "正在推进"], "甲局正在推进的“采购”问题是如何整改的?"),
        (["采购"], "各单位“采购”问题是如何整改的?"),
        (["甲局", "正在推进"], "甲局正在推进的问题是如何整改的?"),
        (["乙局"], "乙局的通报有多少个问题?"),
        (["甲局", "乙局"], "甲局、乙局的通报各有多少个问题?"),
        (["编造"], "各单位的通报各有多少个问题?"),
    ],
)
def test_the_kept_parts_make_a_question(kept, question):
    assert question_from(SCOPE, kept) == question
