"""The API's routes for asking: one question, one answer, at once or as it grows.

The settled answer of a stream is byte for byte the body that `/api/ask` returns: both are written
by `answer_json`. What comes back as history is checked against the bulletins on file.
"""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel

from rag.answer import Answer, Turn
from rag.store.catalog import Where
from web.api.models import AnswerOut
from web.api.stream import Event, Streams
from web.desk import Desk
from web.guard.access import Caller, Door
from web.problems import Problem, ProblemOut, problem_of
from web.schemas import AskRequest, Filters
from web.views.conversation import checked
from web.words import language

_REFUSED = {
    400: "请求有误",
    401: "需要密钥",
    403: "没有权限",
    413: "请求过大",
    422: "内容不合要求",
    429: "请求过于频繁;Retry-After 说明几秒后再试",
    500: "服务出错",
    503: "暂时无法回答",
}


def refusals(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """Describe what any route may answer besides what it is for."""
    return {code: {"model": model, "description": said} for code, said in _REFUSED.items()}


REFUSALS = refusals(ProblemOut)
Note = Callable[[Request, Answer], None]


@dataclass(frozen=True, slots=True)
class Asking:
    """A question ready to be answered."""

    question: str
    history: tuple[Turn, ...]
    where: Where


def answer_json(answer: Answer) -> str:
    """Return the answer as the API writes it, in one line."""
    return json.dumps(answer.to_dict(), ensure_ascii=False, separators=(",", ":"))


def fit(question: str, desk: Desk) -> str:
    """Return the question without white space around it. Raise `Problem` if empty or too long."""
    question, limit = question.strip(), desk.settings.max_question_chars
    if not question:
        raise Problem("invalid", "问题是空的：请输入要问的内容。", "The question is empty.")
    if len(question) > limit:
        raise Problem(
            "invalid",
            f"问题有 {len(question)} 字，超过上限 {limit} 字，请缩短后再问。",
            f"The question has {len(question)} characters; the limit is {limit}.",
        )
    return question


def router(desk: Desk, door: Door, note: Note, streams: Streams) -> APIRouter:
    """Return the routes, bound to what answers them; `note` hears of every settled answer."""
    routes = APIRouter(tags=["问答"], responses=REFUSALS)

    def asking(asked: AskRequest, caller: Annotated[Caller, Depends(door.may("ask"))]) -> Asking:
        question = fit(asked.question, desk)
        turns = [turn.turn() for turn in asked.history]
        history = tuple(Turn(t.question, t.answer and checked(t.answer, desk.shelf)) for t in turns)
        return Asking(question, history, caller.where((asked.filters or Filters()).where()))

    @routes.post("/ask", response_model=AnswerOut)
    def ask(asked: Annotated[Asking, Depends(asking)], request: Request) -> Response:
        """Answer a question from the bulletins, with citations."""
        answer = desk.assistant.ask(asked.question, asked.history, asked.where)
        note(request, answer)
        return Response(answer_json(answer), media_type="application/json")

    @routes.post("/ask/stream", response_class=EventSourceResponse)
    async def ask_stream(
        asked: Annotated[Asking, Depends(asking)],
        request: Request,
        last_event_id: Annotated[
            str | None, Header(description="从这个事件之后继续", max_length=100)
        ] = None,
    ) -> AsyncIterator[ServerSentEvent]:
        """Answer as `/ask` does, and tell the answer as it grows (server-sent events).

        `snapshot` is the answer so far, `final` the settled one, `error` a problem. Send the last
        event's id as `Last-Event-ID`, with the same body, to go on after a broken connection.
        """
        stream, seen = streams.resume(last_event_id) or (
            streams.begin(
                lambda: desk.assistant.stream(asked.question, asked.history, asked.where)
            ),
            0,
        )
        async with aclosing(stream.follow(seen)) as events:
            async for event in events:
                if event.name == "final" and event.answer:
                    note(request, event.answer)
                yield _sent(event, request)

    return routes


def _sent(event: Event, request: Request) -> ServerSentEvent:
    if event.answer:
        return ServerSentEvent(raw_data=answer_json(event.answer), event=event.name, id=event.id)
    problem = problem_of(event.error or RuntimeError())
    body = problem.document(language(None, request.headers.get("accept-language")))
    return ServerSentEvent(data=body, event="error", id=event.id)
