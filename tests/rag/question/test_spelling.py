"""Slips are mended by sound, and only slips."""

import pytest

from rag.question.spelling import MOST, Speller
from rag.text import chinese

SAID = "政府采购的党费与意识形态,应收账款,民主生活会,经信局,离岸"
WORDS = ["采购", "党费", "意识形态", "应收账款", "民主生活会", "经信局", "离岸"]


def mended(text: str) -> str:
    return Speller(WORDS).mend(text, lambda words: words in SAID)


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("三重一达怎么抓的", "三重一大怎么抓的"),
        ("应收帐款收回多少", "应收账款收回多少"),
        ("民主生活惠", "民主生活会"),
        ("离按基地", "离岸基地"),
    ],
)
def test_a_slip_is_read_as_it_sounds(slip, meant):
    assert mended(slip) == meant


@pytest.mark.parametrize(
    "text",
    [
        "政府采购怎么整改的",
        "各单位党费的问题",
        "今天天气很好",
        "how did they fix it",
        "2024年6月18日",
        "",
        "银行利率上浮",
    ],
)
def test_what_is_no_slip_is_left_alone(text):
    assert mended(text) == text


@pytest.mark.parametrize("text", ["意识型态与应收帐款和党费", "离按", "甲乙丙丁"])
def test_mending_keeps_the_length(text):
    assert len(mended(text)) == len(text)


def test_a_store_without_words_mends_by_the_terms_of_the_field():
    assert Speller([]).mend("三重一达", lambda words: False) == "三重一大"


@pytest.mark.parametrize("words", ["武汉市", "政府采购", "应收帐款", "离按", "经信居"])
def test_a_question_is_cut_into_words_a_few_times_however_long_it_is(monkeypatch, words):
    cut = []

    def counted(text, pieces=chinese.pieces):
        cut.append(len(text))
        return pieces(text)

    monkeypatch.setattr(chinese, "pieces", counted)
    work = []
    for length in (500, 1000, 2000):
        cut.clear()
        mended((words * length)[:length])
        work.append(sum(cut) / length)
    assert max(work) < 2 * MOST + 10
    assert work[-1] <= 1.5 * work[0]
