"""The chat tab: conversation and question box on the left, the panel of sources on the right.

Handlers run in threads and hold no state outside the session's `gr.State`; what they do is in
`web.page.chat` and `web.views.conversation`, and this module only binds it to Gradio's components.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.components import Component

from rag.bulletin import Status
from web.desk import Desk
from web.page.chat import ask, stopped
from web.schemas import Filters
from web.views.conversation import Conversation, from_browser, kept, messages, to_browser, up_to
from web.views.markup import unplain
from web.views.sources import panel
from web.words import Lang, both, language_of

STATE_SECONDS = 6 * 3600  # how long an idle conversation is kept on the server
EXAMPLES = (
    "各单位是如何整改政府采购问题的?",
    "哪些单位的党费管理有问题，怎么改的？",
    "武汉市经信局追责问责了多少人?",
    "咸宁招商局的问题整改完成了吗?",
)
FILTERS = ("agencies", "regions", "years", "statuses")
Chosen = list[str] | list[int] | bool  # what a filter's dropdown or the switch holds
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


@dataclass(frozen=True, slots=True)
class Parts:
    """The tab's components."""

    bot: gr.Chatbot
    sources: gr.HTML
    question: gr.Textbox
    choices: list[Component]  # filters, and whether a chat model may write
    talk: gr.State
    kept: gr.BrowserState

    @property
    def view(self) -> list[Component]:
        """What every event redraws: as little as can be, for each costs as much as an answer."""
        return [self.bot, self.sources, self.talk, self.kept]


def chat_tab(desk: Desk, words: gr.I18n, page: gr.Blocks) -> None:
    """Lay the tab out and wire its events."""
    parts = _lay_out(desk, words)
    asking = _wire_asking(desk, parts)

    def stop(talk: Conversation, request: gr.Request) -> list[Any]:
        return _shown(desk, stopped(talk, language_of(request)), language_of(request))

    def clear() -> list[Any]:
        return _shown(desk, (), "zh-CN")

    def reopen(stored: object, request: gr.Request) -> Iterator[list[Any]]:
        """Bring the conversation back, then ask what the address asks (a permalink)."""
        lang, talk = language_of(request), from_browser(stored, desk.shelf, desk.kept)
        # An empty one must not come over a question that was quicker, nor over the panel's hint.
        yield _shown(desk, talk, lang) if talk else [gr.skip() for _ in parts.view]
        for now in ask(desk, talk, request.query_params.get("q", ""), Filters(), lang):
            yield _shown(desk, now, lang)

    def offer() -> list[dict[str, Any]]:
        """Offer as filters what is on file now."""
        return [gr.update(choices=values) for values in _offered(desk).values()]

    opening = page.load(reopen, parts.kept, parts.view, **QUIET)
    page.load(offer, None, parts.choices[: len(FILTERS)], **QUIET)
    parts.question.stop(stop, parts.talk, parts.view, cancels=[*asking, opening], **QUIET)
    parts.bot.clear(clear, None, parts.view, **QUIET)


def _lay_out(desk: Desk, words: gr.I18n) -> Parts:
    talk = gr.State((), time_to_live=STATE_SECONDS)
    kept = gr.BrowserState([], storage_key="bqa_conversation", secret="bulletin-qa")
    with gr.Row(elem_id="stage", equal_height=True):
        with gr.Column(elem_id="talk", scale=3, min_width=320):
            bot = _chatbot(words)
            question = gr.Textbox(
                value="",
                elem_id="question",
                label=words("question"),
                show_label=False,
                container=False,
                placeholder=words("question_hint"),
                lines=1,
                max_lines=6,
                max_length=desk.settings.max_question_chars,
                submit_btn=True,
                stop_btn=True,  # the style sheet shows one of the two
                autofocus=True,
            )
            choices = _choices(desk, words)
        with gr.Column(elem_id="side", scale=2, min_width=320):
            sources = gr.HTML(_side(""), elem_id="sources")
    return Parts(bot, sources, question, choices, talk, kept)


def _chatbot(words: gr.I18n) -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        label=words("conversation"),
        show_label=False,
        container=False,
        layout="bubble",
        height="100%",
        buttons=[],
        editable="user",
        autoscroll=False,
        latex_delimiters=[],
        allow_tags=False,
        group_consecutive_messages=False,
        examples=[{"text": text} for text in EXAMPLES],
        placeholder=f"## {both('welcome')}\n\n{both('welcome_note')}",
    )


def _offered(desk: Desk) -> dict[str, list[Any]]:
    """Return what each filter may be set to."""
    bulletins = desk.shelf.bulletins()
    return {
        "agencies": sorted({b.agency for b in bulletins}),
        "regions": sorted({b.region for b in bulletins if b.region}),
        "years": sorted({b.published.year for b in bulletins if b.published}, reverse=True),
        "statuses": [str(status) for status in Status],
    }


def _choices(desk: Desk, words: gr.I18n) -> list[Component]:
    offered = _offered(desk)
    with gr.Accordion(words("filters"), open=False, elem_id="filters"):
        with gr.Row():
            chosen: list[Component] = [
                gr.Dropdown(offered[key], multiselect=True, value=[], label=words(key), elem_id=key)
                for key in FILTERS
            ]
        model = bool(desk.settings.chat_model)
        writes = gr.Checkbox(
            value=model, visible=model, label=words("generate"), elem_id="generate"
        )
    return [*chosen, writes]


def _wire_asking(desk: Desk, parts: Parts) -> list[Any]:
    """Bind everything that asks: the box, examples and suggestions, asking again, an edit."""

    def reply(
        talk: Conversation, text: str, choices: Sequence[Chosen], request: gr.Request
    ) -> Iterator[list[Any]]:
        lang = language_of(request)
        *filters, generate = choices
        chosen = Filters.model_validate(dict(zip(FILTERS, filters, strict=True)))
        for now in ask(desk, talk, text, chosen, lang, None if generate else False):
            yield _shown(desk, now, lang)

    def submit(
        text: str, talk: Conversation, request: gr.Request, *choices: Chosen
    ) -> Iterator[list[Any]]:
        yield from reply(talk, text, choices, request)

    def pick(
        event: gr.SelectData, talk: Conversation, request: gr.Request, *choices: Chosen
    ) -> Iterator[list[Any]]:
        picked = event.value["text"] if isinstance(event.value, dict) else event.value
        yield from reply(talk, str(picked), choices, request)

    def again(
        event: gr.RetryData, talk: Conversation, request: gr.Request, *choices: Chosen
    ) -> Iterator[list[Any]]:
        before, entry = up_to(talk, _place(event.index))
        if entry:
            yield from reply(before, entry.question, choices, request)

    def edit(
        event: gr.EditData, talk: Conversation, request: gr.Request, *choices: Chosen
    ) -> Iterator[list[Any]]:
        before, _ = up_to(talk, _place(event.index))
        yield from reply(before, unplain(str(event.value)), choices, request)

    box, bot = parts.question, parts.bot
    inputs = [parts.talk, *parts.choices]
    return [
        # The page's script empties the box once its words are on their way.
        box.submit(submit, [box, *inputs], parts.view, js="(...a) => window.sent(a)", **QUIET),
        bot.example_select(pick, inputs, parts.view, **QUIET),
        bot.option_select(pick, inputs, parts.view, **QUIET),
        bot.retry(again, inputs, parts.view, **QUIET),
        bot.edit(edit, inputs, parts.view, **QUIET),
    ]


def _place(index: int | tuple[int, int]) -> int:
    return index if isinstance(index, int) else index[0]


def _shown(desk: Desk, talk: Conversation, lang: Lang) -> list[Any]:
    """Return what the page shows; sources and storage follow once the answer is settled."""
    last = talk[-1].answer if talk else None
    if talk and (last is None or last.state == "draft"):
        return [messages(talk, lang), gr.skip(), talk, gr.skip()]
    talk = kept(talk, desk.kept)
    sections = "".join(
        panel(e.answer, e.id, desk.shelf, lang, e.kept or "") for e in talk if e.answer
    )
    return [messages(talk, lang), _side(sections), talk, to_browser(talk)]


def _side(sections: str) -> str:
    return (
        f'<div class="side-head"><h2>{both("sources")}</h2>'
        f'<button type="button" class="close"><span aria-hidden="true">×</span>'
        f'<span class="hidden">{both("close")}</span></button></div>'
        f'<div class="scroll" tabindex="0" role="region">{sections}'
        f'<p class="hint">{both("sources_empty")}</p></div>'
    )
