"""One page of several says that it is, and what is whole says nothing."""

import pytest

from rag.parse.lines import split_lines
from rag.parse.page import lay_page
from rag.parse.paging import COUNTS, is_pager, missing_pages
from rag.parse.parse import parse_bulletin

BODY = (
    "中共禾州市水利局党组关于巡察整改进展情况的通报\n{before}\n"
    "根据市委统一部署,2021年9月6日至11月12日,市委第四巡察组对市水利局党组进行了巡察。现将整改情况予以公布。\n"
    "一、问题整改情况\n1.关于“甲”的问题\n整改情况:一是乙。\n{inside}\n二是丙。\n{after}\n"
)
PART = [
    "第1页/共3页",
    "第 2 页 共 9 页",
    "第一页,共三页",
    "共3页 第1页",
    "共 4 页 当前为第 1 页",
    "1/3页",
    "Page 1 of 3",
    "下一页",
    "[下一页]",
    "1 2 3 下一页",
    "首页 上一页 1 2 3 下一页 尾页 共3页",
    "上一页 1 2 3 4 下页",
    "余下全文",
    "下一页 >>",
]
WHOLE = [
    "",
    "第1页/共1页",
    "首页 上一页 1 下一页 尾页",
    "下一页:另一份通报",
    "下一篇:另一份通报",
    "第1页 共2页\n第2页 共2页",
    "- 3 -",
    "1/3",
]


@pytest.mark.parametrize("place", ["before", "inside", "after"])
@pytest.mark.parametrize("line", PART)
def test_a_page_of_several_says_so(line, place):
    places = {"before": "", "inside": "", "after": ""} | {place: line}
    bulletin = parse_bulletin(BODY.format(**places), "a.html")
    assert any("分页文章" in warning for warning in bulletin.warnings)
    assert line not in bulletin.text.split("\n")


@pytest.mark.parametrize("lines", WHOLE)
def test_what_is_whole_says_nothing(lines):
    for text in (lines, f"甲\n{lines}\n乙"):
        assert missing_pages(split_lines(text)) is None


def test_the_warning_names_the_page_and_the_total():
    warning = missing_pages(split_lines("甲\n第2页/共3页"))
    assert warning.startswith("这是分页文章的第 2 页（共 3 页）")


@pytest.mark.parametrize("form", COUNTS, ids=lambda form: form.takes)
def test_a_form_of_a_count_takes_its_example_only(form):
    assert form.words.fullmatch(form.takes.lower())
    assert not form.words.fullmatch(form.leaves.lower())


@pytest.mark.parametrize(
    "line", ["三是在下一页开设专栏。", "三是核对第1页。", "1 2 3", "第3页记载了支出,共3页。", ""]
)
def test_a_line_of_the_text_is_no_pager(line):
    assert not is_pager(line)
    assert line in lay_page(BODY.format(before="", inside=line, after="")).text
