"""Answers and passages on the page: markers become links, everything else stays inert text."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest
from pydantic import TypeAdapter

from rag.answer import Answer
from rag.body import Body
from rag.rendering import GLUE
from tests.support.fake_desk import BULLETINS, FakeShelf, cite, paragraph, settled
from web.links import bulletin_path
from web.views.markup import answer_html, plain
from web.views.markup import settled as boxed
from web.views.sources import panel, stretches_of
from web.words import WORDS, language, say

SHELF = FakeShelf()


def saying(*pieces: str | int) -> Answer:
    return replace(settled("采购?"), body=Body((paragraph(*pieces),)))


def test_markers_of_known_citations_become_links():
    shown = answer_html(settled("采购?"), 7)
    assert '<a href="#src-7-1">[1]</a>' in shown
    assert '<a href="#src-7-3">[3]</a>' in shown


def test_marker_without_citation_stays_text():
    assert answer_html(saying("见", 9, "与", 1, "。"), 1) == (
        f'<p>见{GLUE}[9]与{GLUE}<a href="#src-1-1">[1]</a>。</p>'
    )


def test_words_that_look_like_a_marker_link_nothing():
    assert "<a" not in answer_html(saying("原文写着[1]。"), 1)


def test_an_answer_that_came_without_its_body_is_shown_character_by_character():
    answer = replace(settled("采购?"), text="**重** <img src=x> [1](http://x)", body=Body())
    assert answer_html(answer, 1) == "<p>**重** &lt;img src=x&gt; [1](http://x)</p>"


@pytest.mark.parametrize("words", ["一句。", "# 一", "- 一", "| a |", "> 引", "\n\n一", "</div>"])
def test_what_follows_a_settled_answer_stands_outside_its_box(words):
    from markdown_it import MarkdownIt

    box = boxed(answer_html(saying(words), 1))
    html = MarkdownIt("commonmark").enable("table").render(f"{box}\n\n[复制](#do-copy-1)")
    assert html.startswith(box)
    assert html.index("</div>") < html.index("#do-copy-1")


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


def test_panel_keeps_the_answer_with_its_body_and_its_words_to_copy():
    section = panel(settled("采购?"), 4, SHELF, "zh-CN")
    kept = json.loads(unescape(re.search(r'data-answer="(.*?)"', section).group(1)))
    assert TypeAdapter(Answer).validate_python(kept).body == settled("采购?").body
    assert "江城市水务局:修订办法 [1],自查12个项目 [2]。" in section


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
