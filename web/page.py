"""The Gradio page: what is on it and which event calls what.

The look is in static/page.css, the browser's part (opening a source, keys, storage of the language)
in static/page.js; this module lays out components and wires them to `web.asking`. Handlers run in
threads, up to `CONCURRENCY` at once, and hold no state outside the session's `gr.State`.
"""

from collections.abc import Iterator
from typing import Any

import gradio as gr

from rag.bulletin import Status
from web.asking import Desk, ask, stopped
from web.conversation import Conversation, from_browser, messages, to_browser
from web.schemas import Filters
from web.sources import panel
from web.words import COOKIE, WORDS, Lang, language, say

CONCURRENCY = 20  # questions answered at once; more wait in the queue
QUEUE = 64  # and more than that are asked to come again
STATE_SECONDS = 6 * 3600  # how long an idle conversation is kept on the server
EXAMPLES = (
    "各单位是如何整改政府采购问题的?",
    "哪些单位的党费管理有问题,怎么改的?",
    "武汉市经信局追责问责了多少人?",
    "咸宁招商局的问题整改完成了吗?",
)

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
        _chat(desk, page)
    page.queue(default_concurrency_limit=CONCURRENCY, max_size=QUEUE, api_open=False)
    return page


def _masthead(desk: Desk) -> str:
    bulletins = desk.shelf.bulletins()
    findings = sum(len(b.findings) for b in bulletins)
    count = {"bulletins": len(bulletins), "findings": findings}
    return (
        f'<a class="skip" href="#question">{_both("skip")}</a>'
        f'<div class="brand"><h1>{_both("name")}</h1><p>{_both("tagline")}</p></div>'
        f'<p class="count">{_both("corpus", **count)}</p>'
        f'<button type="button" id="language" data-cookie="{COOKIE}">'
        '<span lang="en" class="zh">English</span>'
        '<span lang="zh-CN" class="en">中文</span></button>'
    )


def _both(key: str, **values: object) -> str:
    """Return the words in both languages; the style sheet shows the page's."""
    zh, en = say(key, "zh-CN", **values), say(key, "en", **values)
    return f'<span class="zh">{zh}</span><span class="en">{en}</span>'


def _chat(desk: Desk, page: gr.Blocks) -> None:
    talk = gr.State((), time_to_live=STATE_SECONDS)
    kept = gr.BrowserState([], storage_key="bqa_conversation", secret="bulletin-qa")
    with gr.Row(elem_id="stage", equal_height=True):
        with gr.Column(elem_id="talk", scale=3, min_width=320):
            bot = _chatbot()
            question = gr.Textbox(
                elem_id="question",
                label=words("question"),
                show_label=False,
                container=False,
                placeholder=words("question_hint"),
                lines=1,
                max_lines=6,
                max_length=desk.settings.max_question_chars,
                submit_btn=True,
                autofocus=True,
            )
            filters = _filters(desk)
        with gr.Column(elem_id="side", scale=2, min_width=320):
            sources = gr.HTML(_side(""), elem_id="sources")
    view = [bot, sources, talk, kept, question]

    def answer(
        text: str, talk: Conversation, agencies: list[str], regions: list[str], years: list[int],
        statuses: list[Status], request: gr.Request,
    ) -> Iterator[list[Any]]:  # fmt: skip
        lang = _language(request)
        chosen = Filters(agencies=agencies, regions=regions, years=years, statuses=statuses)
        for now in ask(desk, talk, text, chosen, lang):
            yield _shown(desk, now, lang)

    def stop(talk: Conversation, request: gr.Request) -> list[Any]:
        lang = _language(request)
        return _shown(desk, stopped(talk, lang), lang)

    def reopen(stored: object, request: gr.Request) -> list[Any]:
        lang = _language(request)
        return _shown(desk, from_browser(stored, desk.shelf), lang)

    running = gr.on(
        [question.submit, bot.example_select, bot.option_select],
        answer,
        [question, talk, *filters],
        view,
        show_progress="hidden",
        api_visibility="private",
    )
    question.stop(stop, talk, view, cancels=[running], queue=False, api_visibility="private")
    page.load(reopen, kept, view, show_progress="hidden", api_visibility="private")


def _chatbot() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        label=words("conversation"),
        show_label=False,
        container=False,
        layout="bubble",
        height="100%",
        buttons=[],
        latex_delimiters=[],
        allow_tags=False,
        group_consecutive_messages=False,
        examples=[{"text": text} for text in EXAMPLES],
        placeholder=f"## {_both('welcome')}\n\n{_both('welcome_note')}",
    )


def _filters(desk: Desk) -> list[gr.Dropdown]:
    bulletins = desk.shelf.bulletins()
    offered = {
        "agencies": sorted({b.agency for b in bulletins}),
        "regions": sorted({b.region for b in bulletins if b.region}),
        "years": sorted({b.published.year for b in bulletins if b.published}, reverse=True),
        "statuses": list(Status),
    }
    with gr.Accordion(words("filters"), open=False, elem_id="filters"), gr.Row():
        return [
            gr.Dropdown(values, multiselect=True, value=[], label=words(key), elem_id=key)
            for key, values in offered.items()
        ]


def _shown(desk: Desk, talk: Conversation, lang: Lang) -> list[Any]:
    """Return what the page shows; sources and storage follow once the answer is settled."""
    last = talk[-1].answer if talk else None
    settled = last is None and not talk or last is not None and last.state != "draft"
    sections = "".join(panel(e.answer, e.id, desk.shelf, lang) for e in talk if e.answer)
    return [
        messages(talk, lang),
        _side(sections) if settled else gr.skip(),
        talk,
        to_browser(talk) if settled else gr.skip(),
        gr.skip() if settled else "",
    ]


def _side(sections: str) -> str:
    return (
        f'<div class="side-head"><h2>{_both("sources")}</h2>'
        f'<button type="button" class="close"><span aria-hidden="true">×</span>'
        f'<span class="hidden">{_both("close")}</span></button></div>'
        f'<div class="scroll" tabindex="0" role="region">{sections}'
        f'<p class="hint">{_both("sources_empty")}</p></div>'
    )


def _language(request: gr.Request) -> Lang:
    return language(request.cookies.get(COOKIE), request.headers.get("accept-language"))
