"""The first words of an answer, told at once: how a question is understood and where is looked.

The page asks for them as a question is sent, before the question goes into Gradio's queue: an event
there keeps the interpreter busy for twenty milliseconds, this a fourth of it, and with many asking
at once that is what each of them waits for. The words go away as the answer comes.
"""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, Field

from rag.answer import Turn
from rag.errors import BulletinQAError
from web.asking import Desk
from web.schemas import Filters
from web.scope import chips_of
from web.words import language_of, say

PATH = "/page/first-words"
Asked = Annotated[str, Field(max_length=4000)]


class QuestionIn(BaseModel):
    """A question being sent, and the questions before it."""

    question: Asked
    before: list[Asked] = Field(default=[], max_length=4)
    filters: Filters = Field(default_factory=Filters)


class FirstWords(BaseModel):
    """What is said while the answer is made: words, then what the question is about."""

    words: str
    parts: list[str]


def router(desk: Desk) -> APIRouter:
    """Return the route, bound to the assistant."""
    routes = APIRouter(include_in_schema=False)

    @routes.post(PATH)
    def first_words(asked: QuestionIn, request: Request) -> FirstWords:
        """Say how a question is understood."""
        try:
            draft = desk.assistant.understand(asked.question, [Turn(q) for q in asked.before])
        except BulletinQAError as error:  # told in full where the question is answered
            raise HTTPException(422, str(error)) from error
        named, where = draft.scope.agencies, asked.filters.where()
        sought = [
            b
            for b in desk.shelf.bulletins()
            if where.admits(b) and (not named or b.agency in named)
        ]
        words = say("searching_in", language_of(request), count=len(sought))
        return FirstWords(words=words, parts=chips_of(draft.scope))

    return routes
