"""The access log: one JSON line per request in `<store>/logs/access.jsonl`, and a request id.

A line has time, id, caller, address, method, path, status, milliseconds and bytes. Questions are
not in it, nor is the query part of an address, unless `BQA_LOG_QUESTIONS` is on. The id comes in
with `X-Request-ID`, or is made here, and goes out with every response.
"""

import json
import logging
import re
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.private import private

ACCESS = logging.getLogger("bulletins.access")
ID = "x-request-id"
FILE_BYTES, FILES = 10_000_000, 5
WORDS = 1_000  # characters kept of a path, a query or a question
_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)

Count = Callable[[str, str, int, float], None]


def write_access_log(store: Path) -> None:
    """Write the access log into the store's folder from now on, old files dropped in turn."""
    path = store / "logs" / "access.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = _PrivateFiles(path, maxBytes=FILE_BYTES, backupCount=FILES, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(message)s"))
    ACCESS.addHandler(handler)
    ACCESS.setLevel(logging.INFO)
    ACCESS.propagate = False


class _PrivateFiles(RotatingFileHandler):
    """Log files that are their owner's alone."""

    def _open(self) -> TextIOWrapper:
        private(Path(self.baseFilename))
        return super()._open()


class RequestLog:
    """ASGI wrapper of the whole app: gives each request its id, counts it and logs it."""

    def __init__(self, app: ASGIApp, count: Count, questions: bool = False) -> None:
        self.app = app
        self.count = count
        self.questions = questions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        given = Headers(scope=scope).get(ID, "")
        id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        state = scope.setdefault("state", {})
        state["request_id"] = id
        started, sent = time.perf_counter(), {"status": 500, "bytes": 0}

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent["status"] = message["status"]
                MutableHeaders(scope=message)[ID] = id
            sent["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            seconds = time.perf_counter() - started
            self.count(route_of(scope), scope["method"], sent["status"], seconds)
            if ACCESS.isEnabledFor(logging.INFO) and ACCESS.handlers:
                ACCESS.info(self._line(scope, {**sent, "ms": round(seconds * 1000, 1)}))

    def _line(self, scope: Scope, sent: dict[str, Any]) -> str:
        state = scope["state"]
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "id": state["request_id"],
            "caller": state.get("caller", ""),
            "address": scope["client"][0] if scope.get("client") else "",
            "method": scope["method"],
            "path": scope["path"][:WORDS],
            **sent,
        }
        if self.questions:
            line["query"] = scope["query_string"].decode("latin-1")[:WORDS]
            line["question"] = state.get("question", "")[:WORDS]
        return json.dumps(line, ensure_ascii=False)


def route_of(scope: Scope) -> str:
    """Return the pattern of the route that answered, `page` for what belongs to the page."""
    pattern = getattr(scope.get("route"), "path_format", None)
    if not isinstance(pattern, str):
        return "page"
    matched = pattern.format(**scope.get("path_params", {}))
    path: str = scope["path"]
    return path.removesuffix(matched) + pattern if path.endswith(matched) else pattern
