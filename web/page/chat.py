"""The chat's events: a question in, growing answers out, in the terms of the Gradio page.

Each function takes and returns plain values, so it is tested without a browser. Errors written
for users (`BulletinQAError`) become the answer's text; any other is logged and answered in general
words.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace

from rag.answer import Answer
from rag.body import Body, Paragraph, Run, in_words
from rag.errors import BulletinQAError
from web.desk import Desk
from web.schemas import Filters
from web.secrecy import for_readers
from web.views.chips import taken_apart
from web.views.conversation import ERROR, Conversation, answered, begin, history, paced
from web.words import Lang, say

log = logging.getLogger(__name__)


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
    asked, without = taken_apart(question)
    try:
        stream = desk.assistant.stream(asked, history(talk), where, generate, without)
        for answer in paced(stream):
            yield answered(talk, answer)
        if answer.abstained:
            desk.book.refused(answer)
    except BulletinQAError as error:
        yield answered(talk, _apology(question, for_readers(str(error))))
    except Exception:
        log.exception("a question could not be answered")
        yield answered(talk, _apology(question, say("failed", lang)))


def stopped(talk: Conversation, lang: Lang) -> Conversation:
    """Settle a conversation whose last answer was broken off by its reader."""
    if not talk or (talk[-1].answer and talk[-1].answer.state != "draft"):
        return talk
    note = say("stopped", lang)
    draft = talk[-1].answer
    if not draft or not draft.shown.blocks:
        return answered(talk, _apology(talk[-1].question, note))
    last = Paragraph(((Run(note, emphasis=True),),))
    body = Body((*draft.shown.blocks, last))
    return answered(talk, replace(draft, body=body, state="final", notes=(*draft.notes, note)))


def _apology(question: str, words: str) -> Answer:
    return Answer(
        question=question,
        standalone_question=question,
        intent=ERROR,
        body=in_words(words),
        state="refused",
    )
