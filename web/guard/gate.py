"""The gate: every request is held to its row of the table before a route sees it.

In turn: a body that says it is too large is refused; the request is counted; where something is
sent, the caller is let in before a byte of it is read; then the bytes are counted as they come,
whatever they said of themselves, and must come within a time that fits their number. What a
browser may keep is said on the way out. It does not know what a caller is (see `access`).
"""

import asyncio
import time
from collections.abc import Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.settings import Settings
from web.guard.limits import RateLimits, counted_as, is_loopback
from web.guard.table import Opens, Row, row_of
from web.problems import Forms, Problem, problem_of

PIECE_SECONDS = 20.0  # until the next piece of a body, at most
SLOWEST = 50_000  # bytes a second that a body must come at, once its first pieces are in

Guard = Callable[[Request], object]


class Gate:
    """ASGI wrapper of the whole app. `guards` let callers in, or raise `Problem`."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        limits: RateLimits,
        guards: Mapping[Opens, Guard],
        forms: Forms | None = None,
        piece_seconds: float = PIECE_SECONDS,
    ) -> None:
        self.app = app
        self.settings = settings
        self.limits = limits
        self.guards = guards
        self.forms = forms or Forms()
        self.piece_seconds = piece_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        row, request = row_of(scope["method"], path_in(scope)), Request(scope)
        send = _keeping(send, row)
        body = Body(receive, self._most(row), self.piece_seconds)
        try:
            body.check_length(Headers(scope=scope).get("content-length", ""))
            self._count(row, request)
            if row.body and (guard := self.guards.get(row.opens)):
                await run_in_threadpool(guard, request)
        except (Problem, HTTPException) as error:
            return await self.forms.response(problem_of(error), request)(scope, receive, send)
        await body.through(self.app, scope, send)
        if body.refused:
            response = self.forms.response(body.refused, request)
            await response(scope, receive, send)

    def _most(self, row: Row) -> int:
        return row.body + (int(self.settings.max_file_mb * 2**20) if row.upload else 0)

    def _count(self, row: Row, request: Request) -> None:
        if row.rate not in ("ask", "read") or request.client is None:
            return
        address = request.client.host
        if row.here or not is_loopback(address):
            rates = self.settings.ask_rate if row.rate == "ask" else self.settings.read_rate
            self.limits.spend(rates, row.rate, counted_as(address))


class Body:
    """What is sent with a request, counted as it comes; `refused` says why no more is read."""

    def __init__(self, receive: Receive, most: int, piece_seconds: float) -> None:
        self.refused: Problem | None = None
        self._receive = receive
        self._most = most
        self._piece_seconds = piece_seconds
        self._until = time.monotonic() + piece_seconds + most / SLOWEST
        self._taken = 0
        self._whole = False
        self._answered = False

    def check_length(self, said: str) -> None:
        """Raise `Problem` where a body says of itself that it is too large."""
        if self._most and said.isdecimal() and int(said) > self._most:
            raise _too_large(self._most)

    async def through(self, app: ASGIApp, scope: Scope, send: Send) -> None:
        """Let the app read the body; what it says to one that is refused is dropped."""

        async def tell(message: Message) -> None:
            if not self.refused:
                self._answered = True
                await send(message)

        try:
            await app(scope, self._counted, tell)
        except Exception:
            if not self.refused:
                raise

    async def _counted(self) -> Message:
        if self._whole or self._answered:
            return await self._receive()
        left = min(self._piece_seconds, self._until - time.monotonic())
        try:
            message = await asyncio.wait_for(self._receive(), max(left, 0.0))
        except TimeoutError:
            return self._refuse(_too_slow())
        self._taken += len(message.get("body", b""))
        if self._taken > self._most:
            return self._refuse(_too_large(self._most))
        self._whole = not message.get("more_body", False)
        return message

    def _refuse(self, problem: Problem) -> Message:
        self.refused = problem
        return {"type": "http.disconnect"}


def path_in(scope: Scope) -> str:
    """Return a request's path, without the prefix that a proxy put before it."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", "").rstrip("/")) or "/"


def _keeping(send: Send, row: Row) -> Send:
    """Return a `send` that says what may be kept, where the route says nothing."""
    if row.cache == "answer":
        return send

    async def say(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).setdefault("cache-control", row.cache)
        await send(message)

    return say


def _too_large(most: int) -> Problem:
    return Problem(
        "too-large",
        f"请求过大，超过上限 {most} 字节：请缩短后再试。",
        f"The request is too large; the limit is {most} bytes.",
        {"connection": "close"},
    )


def _too_slow() -> Problem:
    return Problem(
        "too-slow",
        "请求没有在时限内传完：请检查网络后再试。",
        "The request did not arrive in time; check the network and try again.",
        {"connection": "close"},
    )
