"""The first words of an answer, told at once: how a question is understood and where is looked.

The page asks for them as a question is sent, before the question goes into Gradio's queue: an event
there keeps the interpreter busy for twenty milliseconds, this a fourth of it, and with many asking
at once that is what each of them waits for. Where many ask, each is told to hold its question back
until the others have their first words, too. The words go away as the answer comes.
"""

import threading
import time
from collections import deque
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, Field

from rag.answer import Turn
from rag.errors import BulletinQAError
from rag.question.planner import agencies_of
from rag.store.narrowing import in_full
from web.desk import Desk
from web.schemas import Filters
from web.secrecy import for_readers
from web.views.chips import chips_of, taken_apart
from web.words import language_of, say

PATH = "/page/first-words"
Asked = Annotated[str, Field(max_length=4000)]


MOMENT = 0.25  # seconds in which those who ask count as asking at once
SHARE = 12  # milliseconds of waiting for each of them
FEW = 2  # who ask at once and need not wait


class Rush:
    """Who has just asked. Thread-safe."""

    def __init__(self) -> None:
        self._arrived: deque[float] = deque(maxlen=100)
        self._lock = threading.Lock()

    def arrive(self) -> None:
        """Note that somebody asks."""
        with self._lock:
            self._arrived.append(time.monotonic())

    def wait(self) -> int:
        """Return for how many milliseconds a question should be held back."""
        with self._lock:
            since = time.monotonic() - MOMENT
            asking = sum(at >= since for at in self._arrived)
        return SHARE * asking if asking > FEW else 0


class QuestionIn(BaseModel):
    """A question being sent, and the questions before it."""

    question: Asked
    before: list[Asked] = Field(default=[], max_length=4)
    filters: Filters = Field(default_factory=Filters)


class FirstWords(BaseModel):
    """What is said while the answer is made: words, then what the question is about."""

    words: str
    parts: list[str]
    wait: int  # milliseconds until the question should go into the queue


def router(desk: Desk) -> APIRouter:
    """Return the route, bound to the assistant."""
    routes = APIRouter(include_in_schema=False)
    rush = Rush()

    @routes.post(PATH)
    def first_words(asked: QuestionIn, request: Request) -> FirstWords:
        """Say how a question is understood."""
        rush.arrive()
        question, without = taken_apart(asked.question)
        try:
            draft = desk.assistant.understand(question, [Turn(q) for q in asked.before], without)
        except BulletinQAError as error:  # told in full where the question is answered
            raise HTTPException(422, for_readers(str(error))) from error
        named = draft.scope.agencies
        where = in_full(asked.filters.where(), desk.shelf.derived(agencies_of))
        sought = [
            b
            for b in desk.shelf.bulletins()
            if where.admits(b) and (not named or b.agency in named)
        ]
        words = say("searching_in", language_of(request), count=len(sought))
        return FirstWords(words=words, parts=chips_of(draft.scope), wait=rush.wait())

    return routes
