"""Numerals, dates, folding and words."""

from datetime import date

import pytest

from rag.text import chinese
from tests.support.places import BULLETINS


@pytest.mark.parametrize(
    ("text", "value"),
    [("一", 1), ("十", 10), ("十四", 14), ("二十", 20), ("二十三", 23), ("一百零五", 105)]
    + [("一百二十", 120), ("〇", 0), ("二〇二四", 2024), ("12", 12), ("１２", 12), ("两", 2)],
)
def test_a_numeral_has_its_value(text, value):
    assert chinese.number(text) == value


@pytest.mark.parametrize("text", ["", "甲", "第一", "1.2", "一a"])
def test_what_is_no_numeral_has_none(text):
    assert chinese.number(text) is None


@pytest.mark.parametrize(
    ("char", "value"), [("①", 1), ("⑳", 20), ("㈢", 3), ("⒌", 5), ("甲", None)]
)
def test_a_numeral_in_one_character_has_its_value(char, value):
    assert chinese.numeric(char) == value


@pytest.mark.parametrize(
    ("text", "day"),
    [("2024年5月20日", date(2024, 5, 20)), ("２０２４-０５-２０", date(2024, 5, 20))]
    + [("2024.5.20", date(2024, 5, 20)), ("2024年13月1日", None), ("2023614日", None)],
)
def test_a_date_is_read_only_where_it_is_whole(text, day):
    assert chinese.date(text) == day


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("关于「甲」的問題：（一）", '关于"甲"的问题:(一)'),
        ("ＡＢＣ１２３", "abc123"),
        ("⽉⻅", "月见"),
    ],
)
def test_folding_changes_width_script_and_case_one_for_one(text, folded):
    assert chinese.fold(text) == folded
    assert len(chinese.fold(text)) == len(text)


def test_radicals_that_pdfs_give_become_characters():
    assert chinese.whole_characters("反馈意⻅,2022年10⽉10⽇") == "反馈意见,2022年10月10日"


def test_terms_of_the_field_stay_whole():
    assert "政府采购" in chinese.words("规范政府采购工作")
    assert "三重一大" in chinese.words("落实“三重一大”制度")


@pytest.mark.parametrize("path", sorted(BULLETINS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_text_has_the_words_of_its_stretches(path):
    text = path.read_text(encoding="utf-8") + "\n①e-mail：a_b@c.cn ㈤Ａ．B\r\n《é》_x 𠮷…3.5%、C++"
    whole = chinese._jieba().cut_for_search(chinese.fold(text))
    assert chinese.words(text) == [word for word in whole if word[0].isalnum()]
