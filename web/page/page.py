"""The Gradio page: a masthead and four tabs (chat, bulletins, comparison, borrowing).

The look is in static/page.css and `web.page.theme`, the browser's part in static/*.js; each tab is
a module that lays out its components and wires them.
"""

import html
import json

import gradio as gr

from web.desk import Desk
from web.page.browse_tab import browse_tab
from web.page.chat_tab import chat_tab
from web.page.compare_tab import compare_tab
from web.views.borrow import form_html
from web.words import COOKIE, LANGS, WORDS, both, say

CONCURRENCY = 20  # questions answered at once; more wait in the queue
SCRIPT_WORDS = (
    "copied", "link_copied", "not_done", "answer_gone", "remark", "send", "cancel", "thanks",
    "next_up", "unfold", "unfold_one", "unfold_more", "fold",
    "borrow_drop", "borrow_note", "borrow_failed", "borrow_basket_empty", "searching",
)  # fmt: skip
QUEUE = 64  # and more than that are asked to come again

words = gr.I18n(
    **{
        "zh-CN": {key: zh for key, (zh, _) in WORDS.items()},
        "zh": {key: zh for key, (zh, _) in WORDS.items()},
        "en": {key: en for key, (_, en) in WORDS.items()},
    }
)


def build_page(desk: Desk) -> gr.Blocks:
    """Lay the page out and wire its events."""
    with gr.Blocks(
        title="通报问答", analytics_enabled=False, fill_height=True, fill_width=True
    ) as page:
        gr.HTML(_masthead(desk), elem_id="masthead")
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(words("tab_chat"), id="chat", elem_id="tab-chat"):
                chat_tab(desk, words, page)
            with gr.Tab(words("tab_browse"), id="browse", elem_id="tab-browse"):
                browse_tab(desk, words, page)
            with gr.Tab(words("tab_compare"), id="compare", elem_id="tab-compare") as tab:
                compare_tab(desk, words, tab)
            with gr.Tab(words("tab_borrow"), id="borrow", elem_id="tab-borrow"):
                gr.HTML(form_html(desk.shelf.bulletins()), elem_id="borrow")
    page.queue(default_concurrency_limit=CONCURRENCY, max_size=QUEUE, api_open=False)
    return page


def _masthead(desk: Desk) -> str:
    bulletins = desk.shelf.bulletins()
    findings = sum(len(b.statuses) for b in bulletins)
    count = {"bulletins": len(bulletins), "findings": findings}
    return (
        f'<a class="skip" href="#question">{both("skip")}</a>'
        f"<h1>{both('name')}</h1>"
        f"<span hidden id='page-words' {_for_script()}></span>"
        f'<p class="count">{both("corpus", **count)}</p>'
        f'<button type="button" id="language" data-cookie="{COOKIE}">'
        '<span lang="en" class="zh">English</span>'
        '<span lang="zh-CN" class="en">中文</span></button>'
    )


def _for_script() -> str:
    """Return the words that the page's script says, as attributes holding JSON by language."""
    said = {lang: {key: say(key, lang) for key in SCRIPT_WORDS} for lang in LANGS}
    return " ".join(
        f'data-{lang[:2]}="{html.escape(json.dumps(table, ensure_ascii=False))}"'
        for lang, table in said.items()
    )
