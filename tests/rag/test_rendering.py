"""A body as Markdown, HTML and plain words: what is escaped, what stands together, where marks are."""

import re

import pytest
from markdown_it import MarkdownIt

from rag.body import (
    AgencyHead,
    Body,
    Fact,
    Facts,
    FindingHead,
    Item,
    Mark,
    Measures,
    Paragraph,
    Row,
    Run,
    Table,
)
from rag.rendering import GLUE, html_of, markdown_of, marks_in_markdown, plain_of

ITEMS = Measures((Item((Run("一是修订 "), Mark(2))), Item((Run("附则 "), Mark(3)), deep=True)))
ROW = Row(
    "港务局",
    (Run("采购|不规范 "), Mark(1)),
    ((Run("一是修订 "), Mark(2)), (Run("二是"), Run("3次", strong=True), Run(" "), Mark(3))),
    ((Run("《办法》 "), Mark(2), Mark(3)),),
    (Run("未说明"),),
)
TABLE = Table(("单位", "问题", "措施", "文件", "状态"), (ROW,))
BODY = Body(
    (
        Paragraph(((Run("两份", strong=True), Run("通报:")),), "headline"),
        AgencyHead("港务局"),
        FindingHead((Run("采购", strong=True), Run(" "), Mark(1))),
        ITEMS,
        Paragraph(((Run("另有两个。"),),), "note"),
        Facts((Fact((Run("3次", strong=True), Run(" ——")), (Run("培训 "), Mark(3))),)),
        TABLE,
    )
)
MARKDOWN = r"""**两份**通报:

### 港务局

**采购** [1]
- 一是修订 [2]
  - 附则 [3]
另有两个。

**3次** ——培训 [3]

| 单位 | 问题 | 措施 | 文件 | 状态 |
| --- | --- | --- | --- | --- |
| 港务局 | 采购\|不规范 [1] | 一是修订 [2]<br>二是**3次** [3] | 《办法》 [2][3] | 未说明 |"""


def link(number: int) -> str:
    return f'<a href="#{number}">[{number}]</a>'


def test_markdown_sets_lists_under_their_heads_and_notes_under_lists():
    assert markdown_of(BODY) == MARKDOWN


def test_every_mark_is_found_where_it_stands_in_the_markdown():
    found = list(marks_in_markdown(BODY))
    assert [n for n, _, _ in found] == [1, 2, 3, 3, 1, 2, 3, 2, 3]
    assert all(MARKDOWN[start:end] == f"[{n}]" for n, start, end in found)


HOSTILE = [
    "<img src=https://evil.example/x>",
    "![x](https://evil.example/x.png)",
    "[点这里](javascript:alert(1))",
    "[1](https://evil.example)",
    "[a][1]",
    "**重** _斜_ `码`",
    "</td></table><script>",
    "&lt;script&gt;",
]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("form", ["markdown", "html"])
def test_words_load_and_link_nothing(hostile, form):
    words = Row(hostile, (Run(hostile),), ((Run(hostile),),), (), ())
    body = Body((Paragraph(((Run(hostile, strong=True),),)), Table(TABLE.columns, (words,))))
    shown = html_of(body, link)
    if form == "markdown":
        shown = MarkdownIt("commonmark").enable("table").render(markdown_of(body))
    assert not re.search(r"<(img|form|script|a|em|code)\b", shown)


def test_html_keeps_a_mark_to_the_words_before_it():
    shown = html_of(Body((FindingHead((Run("《办法》", strong=True), Run(" "), Mark(1))),)), link)
    assert shown == f'<p><strong>《办法》</strong>{GLUE}<a href="#1">[1]</a></p>'


def test_html_of_a_table_names_the_column_in_every_cell():
    shown = html_of(Body((TABLE,)), link)
    cells = re.findall(r'<td><span class="column">(.*?)</span>(.*?)</td>', shown)
    assert [name for name, _ in cells] == list(TABLE.columns)
    assert cells[2][1].count("<br>") == 1
    assert "\n" not in html_of(BODY, link)


def test_html_of_a_list_marks_what_belongs_to_the_entry_above():
    shown = html_of(Body((ITEMS,)), link)
    assert re.findall(r"<li[^>]*>", shown) == ["<li>", "<li class=deep>"]


def test_plain_words_have_no_signs_of_form():
    assert plain_of(BODY).splitlines() == [
        "两份通报:", "", "港务局", "", "采购 [1]", "- 一是修订 [2]", "  - 附则 [3]", "另有两个。", "",
        "3次 ——培训 [3]", "",
        "单位:港务局", "问题:采购|不规范 [1]", "措施:一是修订 [2];二是3次 [3]", "文件:《办法》 [2][3]",
        "状态:未说明",
    ]  # fmt: skip


def test_nothing_is_nothing_in_every_form():
    assert markdown_of(Body()) == plain_of(Body()) == html_of(Body(), link) == ""
