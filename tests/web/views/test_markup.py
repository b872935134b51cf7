"""Answers and passages on the page: markers become links, everything else stays inert text."""

import re
from dataclasses import replace

import pytest

from rag.answer import Answer
from tests.support.fake_desk import BULLETINS, FakeShelf, cite, settled
from web.links import bulletin_path
from web.views.markup import GLUE, answer_markdown, inert, plain
from web.views.markup import settled as boxed
from web.views.sources import panel, stretches_of
from web.words import WORDS, language, say

SHELF = FakeShelf()


def test_markers_of_known_citations_become_links():
    text = answer_markdown(settled("采购?"), 7)
    assert "[[1]](#src-7-1)" in text
    assert "[[3]](#src-7-3)" in text


def test_marker_without_citation_stays_text():
    answer = replace(settled("采购?"), text="见[9]与[1]。")
    assert answer_markdown(answer, 1) == f"见[9]与{GLUE}[[1]](#src-1-1)。"


def test_marker_stays_with_the_word_before_and_leaves_its_emphasis_whole():
    from markdown_it import MarkdownIt

    answer = replace(settled("采购?"), text="**《办法》** [1]、**《细则》**[2]。")
    text = answer_markdown(answer, 1)
    assert " " not in text
    assert MarkdownIt("commonmark").render(text).count("<strong>《") == 2


@pytest.mark.parametrize("text", ["一句。", "- 一\n- 二", "| a |\n| --- |\n| 一 |", "> 引"])
def test_what_follows_a_settled_answer_stands_outside_its_box(text):
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark").enable("table").render(f"{boxed(text)}\n\n[复制](#do-copy-1)")
    assert html.index("</div>") < html.index("#do-copy-1")
    assert "&lt;/div" not in html


def test_cells_break_lines_and_an_escaped_bracket_is_shown_once():
    from markdown_it import MarkdownIt

    text = inert(r"| a |\n| --- |\n| 一<br>二\<三\> <br onload=x> |".replace(r"\n", "\n"))
    html = MarkdownIt("commonmark").enable("table").render(text)
    assert "<td>一<br>二&lt;三&gt; &lt;br onload=x&gt;</td>" in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<img src=https://evil.example/x>",
        "<form action=https://evil.example>",
        "![x](https://evil.example/x.png)",
        "[点这里](javascript:alert(1))",
        "[1](https://evil.example)",
        "[1]: https://evil.example",
        "[a][1]",
        "&lt;script&gt;",
    ],
)
def test_answer_text_loads_and_links_nothing(hostile):
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark").enable("table").render(inert(hostile))
    assert not re.search(r"<(img|form|script|a)\b", html)


@pytest.mark.parametrize(
    "question",
    ["<b>粗</b>", "**重**", "# 标题", "[a](http://x)", "1. 列表", "a_b_c", "`x`", "| a |"],
)
def test_question_is_shown_character_by_character(question):
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parseInline(plain(question))[0].children
    assert {t.type for t in tokens} <= {"text", "text_special"}
    assert "".join(t.content for t in tokens) == question


def test_panel_gathers_citations_by_finding():
    places = stretches_of(settled("采购?").citations, SHELF)
    assert [[c.number for c in p.citations] for p in places] == [[1, 2], [3]]


def test_panel_shows_the_whole_finding_with_the_cited_words_marked():
    html = panel(settled("采购?"), 4, SHELF, "zh-CN")
    assert 'id="src-4-1"' in html
    assert '<mark data-n="1">一是修订《采购管理办法》,明确3类审批权限。</mark>' in html
    assert "整改情况:已完成。" in html
    assert "江城市水务局" in html
    assert "公布 2024-05-20" in html
    assert bulletin_path("a" * 12) in html


def test_overlapping_citations_carry_both_numbers():
    a, b = (
        cite(1, BULLETINS[0], "一是修订《采购管理办法》,明确3类审批权限。"),
        cite(2, BULLETINS[0], "明确3类"),
    )
    answer = replace(settled("采购?"), citations=(a, b))
    html = panel(answer, 1, SHELF, "zh-CN")
    assert '<mark data-n="1 2">明确3类</mark>' in html
    assert re.sub(r"<[^>]+>", "", html).count("明确3类") == 1


def test_passages_are_escaped():
    answer = replace(
        settled("<i>"), citations=(cite(1, BULLETINS[0], "一是统一会议记录本<b>样式</b>。"),)
    )
    html = panel(answer, 1, SHELF, "zh-CN")
    assert "<b>" not in html
    assert "<i>" not in html
    assert "记录本&lt;b&gt;样式&lt;/b&gt;。</mark>" in html


def test_citation_outside_the_findings_shows_its_section():
    bulletin = BULLETINS[0]
    start = bulletin.text.index("联系电话")
    citation = replace(
        cite(1, bulletin, "一是修订"),
        start=start,
        end=start + 17,
        quote=bulletin.text[start : start + 17],
        finding_number=None,
        finding_title=None,
    )
    answer = Answer("电话?", "电话?", "meta", "电话[1]", (citation,))
    html = panel(answer, 1, SHELF, "zh-CN")
    assert "<h3>一、组织情况</h3>" in html
    assert '<mark data-n="1">联系电话:010-12345678</mark>' in html


def test_both_languages_say_everything():
    assert all(zh and en for zh, en in WORDS.values())
    assert say("corpus", "en", bulletins=2, findings=4) == "2 bulletins, 4 findings on file"


@pytest.mark.parametrize(
    ("cookie", "accept", "lang"),
    [
        (None, None, "zh-CN"),
        (None, "en-US,en;q=0.9", "en"),
        ("zh-CN", "en-US", "zh-CN"),
        ("en", "zh-CN", "en"),
        (None, "fr", "zh-CN"),
    ],
)
def test_language_is_the_switch_then_the_browser(cookie, accept, lang):
    assert language(cookie, accept) == lang
