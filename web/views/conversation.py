"""A conversation as the page keeps it: entries, the messages shown, what the browser remembers.

The server holds a conversation only while its page is open (`gr.State`); after a reload it comes
back from the browser's own storage, and what comes back is checked against the bulletins on file.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from rag.answer import Answer, Citation, Scope, Turn
from web.desk import Shelf
from web.kept import KeptAnswers
from web.schemas import MAX_TURNS, Filters, with_body
from web.views.chips import taken_apart
from web.views.markup import actions, answer_html, chips, plain, settled, waiting
from web.words import Lang, say

ERROR = "error"  # the intent of an answer that says only that something went wrong
YIELDS_PER_SECOND = 15  # each one costs the server and the browser a redrawn answer


@dataclass(frozen=True, slots=True)
class Entry:
    """One question with its filters and its answer so far. `id` names it in the page's links."""

    id: int
    question: str
    filters: Filters
    answer: Answer | None = None
    kept: str | None = None  # the answer's id; "" where it is none of ours, None where not settled


Conversation = tuple[Entry, ...]
_ENTRIES = TypeAdapter(list[Entry])


def begin(talk: Conversation, question: str, filters: Filters) -> Conversation:
    """Add a question; beyond `MAX_TURNS` the oldest ones go."""
    entry = Entry(max((e.id for e in talk), default=0) + 1, question, filters)
    return (*talk, entry)[-MAX_TURNS:]


def answered(talk: Conversation, answer: Answer) -> Conversation:
    """Give the last question this answer."""
    return (*talk[:-1], replace(talk[-1], answer=answer))


def history(talk: Conversation) -> tuple[Turn, ...]:
    """Return the answered turns before the last question.

    Where that is an earlier one without a chip, the turns are those before the earlier one.
    """
    asked, without = taken_apart(talk[-1].question)
    before = talk[:-1]
    same = [at for at, entry in enumerate(before) if taken_apart(entry.question)[0] == asked]
    if without and same:
        before = before[: same[0]]
    told = (e for e in before if e.answer and e.answer.intent != ERROR)
    return tuple(Turn(taken_apart(e.question)[0], e.answer) for e in told)


def messages(talk: Conversation, lang: Lang) -> list[dict[str, Any]]:
    """Return the conversation as chat messages; suggestions stand under the last answer."""
    shown: list[dict[str, Any]] = []
    for entry in talk:
        shown.append({"role": "user", "content": plain(entry.question)})
        shown.append({"role": "assistant", "content": _reply(entry, lang)})
    last = talk[-1].answer if talk else None
    if last and last.state != "draft" and last.suggestions:
        shown[-1]["options"] = [{"value": s.text} for s in last.suggestions]
    return shown


def _reply(entry: Entry, lang: Lang) -> str:
    answer = entry.answer
    if answer is None or not answer.shown.blocks:
        return waiting(entry.id, say("searching", lang), answer.scope if answer else Scope())
    shown = answer_html(answer, entry.id)
    if answer.state == "draft":
        return f"<div>{shown}</div>\n\n{waiting(entry.id, '', Scope())}"
    if answer.intent == ERROR:
        return f"<div>{shown}</div>"
    below = f"{chips(answer.scope, entry.id, lang)}\n\n{actions(entry.id, lang)}"
    return f"{settled(shown)}\n\n{below}"


def up_to(talk: Conversation, message: int) -> tuple[Conversation, Entry | None]:
    """Return what came before the chat message of this index, and the entry that it belongs to."""
    place = message // 2  # each entry is two messages: question and answer
    return talk[:place], talk[place] if place < len(talk) else None


def paced(
    snapshots: Iterator[Answer],
    interval: float = 1 / YIELDS_PER_SECOND,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Answer]:
    """Drop drafts that come sooner than `interval` after the last shown; the settled stays.

    A composed answer is whole the moment its first words are: of its drafts only the first is worth
    drawing, which tells how the question is understood.
    """
    due = float("-inf")
    for snapshot in snapshots:
        telling = snapshot.generator == "generated" or not snapshot.shown.blocks
        worth_it = telling and clock() >= due
        if snapshot.state != "draft" or worth_it:
            yield snapshot
            due = clock() + interval


def to_browser(talk: Conversation) -> list[dict[str, Any]]:
    """Return the conversation for the browser's storage."""
    return [
        {
            "id": e.id,
            "question": e.question,
            "filters": e.filters.model_dump(mode="json"),
            "answer": with_body(e.answer) if e.answer else None,
            "kept": e.kept or "",
        }
        for e in talk
    ]


def kept(talk: Conversation, answers: KeptAnswers) -> Conversation:
    """Give every answer of ours its id."""
    return tuple(
        replace(e, kept=answers.keep(e.answer)) if e.answer and e.kept is None else e for e in talk
    )


def from_browser(stored: object, shelf: Shelf, answers: KeptAnswers) -> Conversation:
    """Rebuild a conversation; false citations are dropped, nonsense is an empty one."""
    try:
        entries = _ENTRIES.validate_python(stored or [])[-MAX_TURNS:]
    except ValidationError:
        return ()
    return tuple(
        replace(
            e,
            answer=e.answer and checked(e.answer, shelf),
            kept=answers.keep_again(e.answer, e.kept or "") if e.answer else "",
        )
        for e in entries
    )


def checked(answer: Answer, shelf: Shelf) -> Answer:
    """Return the answer with those citations alone that quote a text on file exactly."""
    return replace(answer, citations=tuple(c for c in answer.citations if _holds(c, shelf)))


def _holds(citation: Citation, shelf: Shelf) -> bool:
    bulletin = shelf.bulletin(citation.bulletin_id)
    return bulletin is not None and bulletin.text[citation.start : citation.end] == citation.quote
