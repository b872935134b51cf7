"""The chat's events: a question in, growing answers out, in the terms of the Gradio page.

Each function takes and returns plain values, so it is tested without a browser. Errors written
for users (`BulletinQAError`) become the answer's text; any other is logged and answered in general
words.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rag.answer import Answer, Turn
from rag.errors import BulletinQAError
from rag.evidence.retrieve import Found
from rag.settings import Settings
from rag.store.catalog import Where
from web.feedback import FeedbackBook
from web.schemas import Filters
from web.views.conversation import ERROR, Conversation, answered, begin, history, paced
from web.views.sources import Shelf
from web.words import Lang, say

log = logging.getLogger(__name__)


class Assistant(Protocol):
    """Who answers: `rag.chat.Assistant`, or a stand-in."""

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        where: Where = ...,
        generate: bool | None = None,
    ) -> Answer:
        """Return the settled answer; `generate` False keeps a chat model out of it."""

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        where: Where = ...,
        generate: bool | None = None,
    ) -> Iterator[Answer]:
        """Yield the answer as it grows; the last one is settled."""

    def understand(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Return how a question is understood, as the draft that an answer begins with."""

    def find(self, question: str, where: Where = ...) -> Found:
        """Return the evidence for a question, without an answer."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page works with."""

    assistant: Assistant
    shelf: Shelf
    settings: Settings
    book: FeedbackBook


def ask(
    desk: Desk,
    talk: Conversation,
    question: str,
    filters: Filters,
    lang: Lang,
    generate: bool | None = None,
) -> Iterator[Conversation]:
    """Yield the conversation with the question added, its answer growing."""
    question = question.strip()
    if not question:
        return
    limit = desk.settings.max_question_chars
    if len(question) > limit:
        words = say("too_long", lang, length=len(question), limit=limit)
        yield answered(begin(talk, question[:80] + "…", filters), _apology(question[:80], words))
        return
    talk = begin(talk, question, filters)
    where = filters.where()
    try:
        for answer in paced(desk.assistant.stream(question, history(talk), where, generate)):
            yield answered(talk, answer)
        if answer.abstained:
            desk.book.add(answer, "refused")
    except BulletinQAError as error:
        yield answered(talk, _apology(question, str(error)))
    except Exception:
        log.exception("a question could not be answered")
        yield answered(talk, _apology(question, say("failed", lang)))


def stopped(talk: Conversation, lang: Lang) -> Conversation:
    """Settle a conversation whose last answer was broken off by its reader."""
    if not talk or (talk[-1].answer and talk[-1].answer.state != "draft"):
        return talk
    note = say("stopped", lang)
    draft = talk[-1].answer
    if not draft or not draft.text:
        return answered(talk, _apology(talk[-1].question, note))
    text = f"{draft.text}\n\n*{note}*"
    return answered(talk, replace(draft, text=text, state="final", notes=(*draft.notes, note)))


def _apology(question: str, words: str) -> Answer:
    return Answer(
        question=question,
        standalone_question=question,
        intent=ERROR,
        text=words,
        state="refused",
    )
