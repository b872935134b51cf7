"""A web page's words as a reader sees them, scripts and style sheets read."""

import pytest

from rag.files.web_page import page_text
from rag.parse.parse import parse_bulletin
from tests.support.page_cases import assert_read_as_told, names

TEXT = [
    "中共禾州市水利局党组关于巡察整改进展情况的通报",
    "根据市委统一部署,2021年9月6日至11月12日,市委第四巡察组对市水利局党组进行了巡察。现将整改情况予以公布。",
    "一、问题整改情况",
    "1.关于“甲”的问题",
    "整改情况:一是乙。二是丙。",
]
ARTICLE = "".join(f"<p>{words}</p>" for words in TEXT)


@pytest.mark.parametrize("name", names(".html"))
def test_a_case_that_went_wrong_is_read(name):
    assert_read_as_told(name)


def lines_of(body, head=""):
    return page_text(f"<html><head>{head}</head><body>{body}</body></html>").split("\n")


@pytest.mark.parametrize(
    ("style", "attributes"),
    [
        ("", "style='visibility: hidden; opacity: 0; '"),
        ("", "style='opacity:0'"),
        ("", "style='display:none'"),
        ("", "style='VISIBILITY:HIDDEN'"),
        ("", "hidden"),
        (".js_content{visibility:hidden}", "class='rich js_content'"),
        ("#body, .x { display : none }", "id='body'"),
        ("div.lazy{opacity:0;visibility:hidden}", "class='lazy'"),
    ],
)
def test_an_article_that_a_script_would_show_is_read(style, attributes):
    inner = f"<div {attributes}>{ARTICLE}<p style='display:none'>轻触阅读原文。</p></div>"
    shown = f"<h4>水利局</h4>{inner}<div><p style='visibility:hidden'>预览时不可点</p></div>"
    assert lines_of(shown, f"<style>{style}</style>") == ["水利局", *TEXT]


def test_paragraphs_that_each_appear_when_scrolled_to_are_read():
    each = "".join(f"<section style='visibility:hidden'><p>{words}</p></section>" for words in TEXT)
    assert lines_of(each) == TEXT
    assert lines_of(each.replace("visibility:hidden", "opacity:0")) == TEXT


@pytest.mark.parametrize(
    ("style", "attributes"),
    [
        ("", "style='display:none'"),
        ("", "style='visibility:hidden'"),
        ("", "hidden"),
        (".tip{color:red;display:none}", "class='box tip'"),
        ("@charset 'utf-8'; #copy{display:none!important}", "id='copy'"),
    ],
)
def test_hidden_words_beside_an_article_are_left_out(style, attributes):
    hidden = (
        f"<div {attributes}><p>手机版另有说明。请看。</p><p style='display:none'>再藏。</p></div>"
    )
    assert lines_of(ARTICLE + hidden, f"<style>{style}</style>") == TEXT


@pytest.mark.parametrize(
    ("style", "attributes"),
    [
        ("@media print{.x{display:none}}", "class='x'"),
        (".x{display:none} .x.on{display:block}", "class='x on'"),
        (".x{display:none}", "class='x' style='display:block'"),
        ("body .x{display:none}", "class='x'"),
        (".x:hover{display:none}", "class='x'"),
    ],
)
def test_words_that_a_style_hides_elsewhere_or_shows_again_stay(style, attributes):
    shown = f"<div {attributes}>附件一份。</div>"
    assert lines_of(ARTICLE + shown, f"<style>{style}</style>") == [*TEXT, "附件一份。"]


@pytest.mark.parametrize(
    ("markup", "told"),
    [
        ("<ol><li>甲</li><li value=5>乙</li><li>丙</li></ol>", ["1.甲", "5.乙", "6.丙"]),
        ("<ol start=3><li>甲</li><li>乙</li></ol>", ["3.甲", "4.乙"]),
        ("<ol reversed><li>甲</li><li>乙</li><li>丙</li></ol>", ["3.甲", "2.乙", "1.丙"]),
        (
            "<ol reversed start=9><li>甲</li><li value=5>乙</li><li>丙</li></ol>",
            ["9.甲", "5.乙", "4.丙"],
        ),
        ("<ol start=-1><li>甲</li><li>乙</li></ol>", ["-1.甲", "0.乙"]),
        ("<ol start=x><li value=y>甲</li></ol>", ["1.甲"]),
        (
            "<ol start=2><li>甲<ol><li>子</li><li value=7>丑</li></ol></li><li>乙</li></ol>",
            ["2.甲", "1.子", "7.丑", "3.乙"],
        ),
        ("<ol><li>甲</li><ul><li>丁</li></ul><li>乙</li></ol>", ["1.甲", "丁", "2.乙"]),
        ("<ol style='list-style: none'><li>甲</li></ol>", ["甲"]),
        ("<ol><li style='list-style-type:none'>甲</li><li>乙</li></ol>", ["甲", "2.乙"]),
        ("<ol><li>(四)甲</li><li>乙</li></ol>", ["(四)甲", "2.乙"]),
        (
            "<ol><li>\n <p>甲</p><p>子</p></li><li><div><p>乙</p></div></li></ol>",
            ["1. 甲", "子", "2.乙"],
        ),
    ],
)
def test_items_are_counted_as_a_browser_does(markup, told):
    assert lines_of(markup) == told


@pytest.mark.parametrize(
    "pager",
    [
        "<div class=page><a>上一页</a> <b>1</b> <a>2</a> <a>3</a> <a>下一页</a></div>",
        "<nav><a>1</a> <a>2</a> <a>下一页</a></nav>",
        "<footer>第1页/共3页</footer>",
        "<script>createPageHTML(3, 0, 't2024', 'html');</script>",
        "<p>(第1页 共2页)</p>",
        "<button>下一页</button>",
    ],
)
def test_a_page_of_several_warns(pager):
    bulletin = parse_bulletin("\n".join(lines_of(ARTICLE + pager)), "a.html")
    assert any("分页文章" in warning for warning in bulletin.warnings)
    assert bulletin.text.split("\n") == TEXT


@pytest.mark.parametrize(
    "other",
    [
        "<nav>首页 信息公开 下一步</nav>",
        "<script>function createPageHTML(_nPageCount, _nCurrIndex){}</script>",
        "<script>createPageHTML(1, 0, 't2024', 'html');</script>",
        "<p>下一篇:另一份通报</p>",
    ],
)
def test_an_article_of_one_page_does_not(other):
    bulletin = parse_bulletin("\n".join(lines_of(ARTICLE + other)), "a.html")
    assert not bulletin.warnings


def test_deep_and_many_hidden_blocks_are_read_in_time():
    deep = "<div style='display:none'>" * 2000 + ARTICLE + "</div>" * 2000
    wide = "<p style='display:none'>藏。</p>" * 5000 + ARTICLE
    assert lines_of(wide) == TEXT
    assert lines_of(deep)
