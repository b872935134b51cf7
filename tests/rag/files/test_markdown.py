"""Markdown: the words that a reader sees, and none that an author wrote are lost."""

import re

import pytest

from rag.files.documents import read_text
from rag.files.formats import read_markdown
from tests.support.layouts import SAMPLES


def read(source):
    lines = read_markdown(source.encode(), "a.md").text.split("\n")
    return [line.strip() for line in lines if line.strip()]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("## 一、组织情况\n正文", ["一、组织情况", "正文"]),
        ("标题\n====\n正文\n---\n尾", ["标题", "正文", "尾"]),
        ("甲\n\n***\n\n乙", ["甲", "乙"]),
        ("甲\n乙  \n丙<br>丁", ["甲", "乙", "丙", "丁"]),
        ("> 来源：市信访局\n> > 甲", ["来源：市信访局", "甲"]),
        ("**整改情况：** 一是甲。", ["整改情况： 一是甲。"]),
        ("**整改情况：**一是**甲**。", ["整改情况：一是甲。"]),
        (r"1\.关于\*甲\*的\_问题", ["1.关于*甲*的_问题"]),
        (
            "[市纪委](https://a.test/ '题') ![图](a.png)<u>甲</u>&emsp;乙`丙`",
            ["市纪委 甲\u2003乙丙"],
        ),
        ("```\n甲  乙\n```", ["甲  乙"]),
        ("---\ntitle: 通报\n---\n甲", ["title: 通报", "甲"]),
    ],
)
def test_marks_are_taken_away(source, lines):
    assert read(source) == lines


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("1. 甲\n2. 乙\n\n   丙\n4) 丁", ["1. 甲", "2. 乙", "丙", "4) 丁"]),
        ("3. 甲\n5. 乙", ["3. 甲", "5. 乙"]),
        ("1. 甲\n1. 乙\n   1. 子\n   1. 丑\n1. 丙", ["1. 甲", "2. 乙", "1. 子", "2. 丑", "3. 丙"]),
        ("1.甲\n2.乙", ["1.甲", "2.乙"]),
        ("- 一是甲\n* 乙\n\n+ 丙", ["一是甲", "乙", "丙"]),
        ("1. - 甲", ["1. 甲"]),
    ],
)
def test_numerals_of_a_list_are_kept_as_written_and_counted_where_all_are_alike(source, lines):
    assert read(source) == lines


@pytest.mark.parametrize(
    "source",
    [
        "| 问题 | **措施** |\n|:--|--:|\n| 甲 | 乙<br>丙 |\n",
        "问题 | 措施\n---|---\n甲 | 乙<br/>丙",
        "| 问题 | 措施 |\n| 甲 | 乙<br>丙 |",
        "> |   |  |\n> |---|---|\n> | 问题 | 措施 |\n> | 甲 | 乙 丙 |",
        "<table>\n<tr><td>问题</td><td>措施</td></tr>\n<tr><td>甲</td><td>乙<br>丙</td></tr>\n</table>",
    ],
)
def test_a_tables_rows_are_lines_with_tabs(source):
    assert read(source) == ["问题\t措施", "甲\t乙 丙"]


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("| 问题 | 措施 |\n|---|---|\n| 甲 | 乙 | 丙 |", "甲\t乙\t丙"),
        (r"| 甲 \| 乙 | 丙 |", "甲 | 乙\t丙"),
        ("    （一）缩进的段落", "（一）缩进的段落"),
        ("[附件]: 整改清单.docx", "[附件]: 整改清单.docx"),
        ("按照<办法>整改", "按照<办法>整改"),
        ("首页 | 公开 | 正文", "首页 | 公开 | 正文"),
        ("<div>\n甲<!-- 注 -->乙\n</div>", "甲乙"),
    ],
)
def test_words_are_kept_where_markdown_would_hide_them(source, kept):
    assert kept in read(source)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_bulletin_reads_the_same_as_markdown_with_or_without_escapes(sample):
    plain = [line.strip() for line in read_text(sample).split("\n") if line.strip()]
    escaped = [re.sub(r"([\\`*_{}\[\]()#+.!|~<>-])", r"\\\1", line) for line in plain]
    for source in ("\n".join(plain), "\n\n".join(escaped)):
        assert read(source) == plain


@pytest.mark.parametrize("piece", [">", "[", "*a ", "- ", "| a ", "a | b\n", "<a ", "`", "中文\n"])
def test_any_text_is_read_in_time(piece):
    read(piece * 3_000)


def test_a_line_keeps_its_number_in_the_file():
    text = read_markdown(
        "# 甲\n\n乙\n\n\n| 问题 | 措施 |\n|--|--|\n| 丙 | 丁 |\n\n- 戊".encode(), "a.md"
    ).text
    assert text.split("\n") == ["甲", "", "乙", "", "", "问题\t措施", "", "丙\t丁", "", "戊"]
