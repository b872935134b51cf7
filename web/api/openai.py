"""The assistant under OpenAI's conventions: `POST /v1/chat/completions`, `GET /v1/models`.

Whatever speaks to such a server speaks to us: the last message of the user is the question, earlier
ones are its history; system messages change nothing, since answers come from the bulletins alone.
Sources stand at the end of the text, and as `url_citation` annotations at each [n]. A stream begins
at once and brings the words once the answer is checked, since what was sent cannot be taken back.
`usage` counts characters.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from fastapi.sse import format_sse_event
from pydantic import BaseModel, Field, StrictBool
from starlette.concurrency import run_in_threadpool

from rag.answer import Answer, Turn
from rag.answering import LOOKED_BACK
from rag.bulletin import Span
from rag.export import place_of
from rag.rendering import marks_in_markdown
from rag.store.catalog import EVERYTHING
from web.api.ask import Note, fit, refusals
from web.desk import Desk
from web.guard.access import Caller, Door
from web.links import bulletin_path
from web.problems import Form, Problem, problem_of
from web.words import Lang, language

MODEL = "bulletin-qa"
HELP = "你能做什么?"
PING_SECONDS = 15.0
MOST_MESSAGES = 10_000  # in one request; of the questions among them the last few are read
CUT = "x-history-cut"  # the header that says how many earlier questions were not read
_KINDS = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}

_ANSWERED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "答案;stream 为 true 时是事件流",
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "text/event-stream": {},
        },
    }
}


class Message(BaseModel):
    """One message; of its parts only text is read."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[dict[str, Any]] | None = None

    @property
    def words(self) -> str:
        """The message's text."""
        if not isinstance(self.content, list):
            return self.content or ""
        return "".join(str(part.get("text") or "") for part in self.content)


class StreamOptions(BaseModel):
    """What a stream is to hold beside the answer."""

    include_usage: StrictBool | None = None


class Completion(BaseModel):
    """A request as OpenAI's clients send it; other fields are let through and not used."""

    model: str = Field(max_length=200, examples=[MODEL])
    messages: list[Message] = Field(min_length=1, max_length=MOST_MESSAGES)
    stream: StrictBool | None = None
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = None


class OpenAIFault(BaseModel):
    """What went wrong."""

    message: str
    type: str
    param: str | None
    code: str | None


class OpenAIError(BaseModel):
    """An error in OpenAI's form."""

    error: OpenAIFault


def _shape(problem: Problem, lang: Lang) -> dict[str, Any]:
    kind = _KINDS.get(problem.status, "invalid_request_error" if problem.status < 500 else "error")
    place = problem.errors[0]["pointer"] if problem.errors else None
    said = "".join(f" {e['pointer']}:{e['message']}" for e in problem.errors)
    error = {"message": problem.detail(lang) + said, "type": kind, "param": place}
    return {"error": {**error, "code": problem.code}}


FORM = Form("/v1/", _shape)


def router(desk: Desk, door: Door, note: Note) -> APIRouter:
    """Return the routes, bound to what answers them."""
    missing: dict[int | str, dict[str, Any]] = {
        404: {"model": OpenAIError, "description": "没有这个模型"}
    }
    routes = APIRouter(tags=["生态"], responses={**refusals(OpenAIError), **missing})

    @routes.get("/models")
    def models(caller: Annotated[Caller, Depends(door.may("read"))]) -> dict[str, Any]:
        """List the one model there is."""
        return {"object": "list", "data": [_model()]}

    @routes.get("/models/{model}")
    def model(model: str, caller: Annotated[Caller, Depends(door.may("read"))]) -> dict[str, Any]:
        """Describe the one model there is."""
        _check_model(model)
        return _model()

    @routes.post("/chat/completions", response_model=None, responses=_ANSWERED)
    async def complete(
        asked: Completion, request: Request, caller: Annotated[Caller, Depends(door.may("ask"))]
    ) -> Response:
        """Answer the last message of the user."""
        _check_model(asked.model)
        question, history, cut = _conversation(asked.messages)
        question = fit(question, desk)
        headers = {CUT: str(cut)} if cut else None
        base = desk.settings.public_url or str(request.base_url).rstrip("/")

        def answered() -> dict[str, Any]:
            where = caller.where(EVERYTHING)
            answer = desk.assistant.ask(question, history, where)
            note(request, answer)
            said = _message(answer, base)
            return {**_head(asked), **said, "usage": _usage(question, said["content"])}

        if not asked.stream:
            return JSONResponse(_whole(await run_in_threadpool(answered)), headers=headers)
        making = asyncio.create_task(run_in_threadpool(answered))
        lang = language(None, request.headers.get("accept-language"))
        counted = bool(asked.stream_options and asked.stream_options.include_usage)
        chunks = _chunks(making, _head(asked), lang, counted)
        return StreamingResponse(chunks, headers=headers, media_type="text/event-stream")

    return routes


def _model() -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}


def _check_model(name: str) -> None:
    if name != MODEL:
        raise Problem(
            "not-found",
            f"没有模型“{name}”：请用 {MODEL}。",
            f"There is no model “{name}”: use {MODEL}.",
        )


def _conversation(messages: Sequence[Message]) -> tuple[str, tuple[Turn, ...], int]:
    """Return the last question, the few before it, and how many still earlier ones are not read.

    What a client says we answered is not read. Where the user has said nothing yet, the question
    is what we can do.
    """
    asked = [m.words for m in messages if m.role == "user" and m.words.strip()] or [HELP]
    before = asked[:-1]
    read = before[-LOOKED_BACK:]
    return asked[-1], tuple(Turn(words) for words in read), len(before) - len(read)


def _head(asked: Completion) -> dict[str, Any]:
    now = time.time_ns()
    return {"id": f"chatcmpl-{now:x}", "created": now // 10**9, "model": asked.model}


def _message(answer: Answer, base: str) -> dict[str, Any]:
    """Return the answer's text with its sources, and the annotations of its markers."""
    known = {citation.number: citation for citation in answer.citations}
    notes = []
    for number, start, end in marks_in_markdown(answer.shown):
        if cited := known.get(number):
            path = bulletin_path(cited.bulletin_id, Span(cited.start, cited.end))
            place = {"start_index": start, "end_index": end}
            title = "".join(filter(None, (cited.agency, ":", cited.finding_title)))
            source = {"url": base + path, "title": title.rstrip(":"), **place}
            notes.append({"type": "url_citation", "url_citation": source})
    sources = "\n".join(f"{place_of(c)}:“{' '.join(c.quote.split())}”" for c in answer.citations)
    content = f"{answer.text}\n\n来源:\n{sources}" if sources else answer.text
    return {"content": content, "annotations": notes}


def _usage(question: str, content: str) -> dict[str, int]:
    asked, told = len(question), len(content)
    return {"prompt_tokens": asked, "completion_tokens": told, "total_tokens": asked + told}


def _whole(said: dict[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", "content": said["content"], "annotations": said["annotations"]}
    head = {name: said[name] for name in ("id", "created", "model", "usage")}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return {**head, "object": "chat.completion", "choices": [choice]}


async def _chunks(
    making: asyncio.Task[dict[str, Any]], head: dict[str, Any], lang: Lang, counted: bool
) -> AsyncIterator[bytes]:
    """Yield the completion's chunks, line by line, with a sign of life while it is made."""

    def event(holds: dict[str, Any]) -> bytes:
        body = {**head, "object": "chat.completion.chunk", **holds}
        return format_sse_event(data_str=json.dumps(body, ensure_ascii=False))

    def chunk(delta: dict[str, Any], reason: str | None = None) -> bytes:
        return event({"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})

    yield chunk({"role": "assistant", "content": ""})
    while not (await asyncio.wait({making}, timeout=PING_SECONDS))[0]:
        yield b": ping\n\n"
    try:
        said = making.result()
    except Exception as error:
        body = json.dumps(_shape(problem_of(error), lang), ensure_ascii=False)
        yield format_sse_event(data_str=body)
        return
    for line in said["content"].splitlines(keepends=True):
        yield chunk({"content": line})
    yield chunk({"annotations": said["annotations"]}, "stop")
    if counted:
        yield event({"choices": [], "usage": said["usage"]})
    yield format_sse_event(data_str="[DONE]")
