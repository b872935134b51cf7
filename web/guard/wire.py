"""What happens on a connection before there is a request, and where it never becomes one.

An address holds ASCII alone, the rest percent-encoded; browsers see to that, curl does not
(`--data-urlencode` does). uvicorn refuses it before any route is known, in a line of English that
does not say why; this puts a problem document in its place. And uvicorn waits for ever for the
head of a request, however long it grows; here a connection that does not bring one is closed.
The body is the gate's affair.
"""

import asyncio
import json
from typing import Protocol

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from web.problems import KINDS, MEDIA

SAID = (
    "请求不合 HTTP 的格式。网址里的中文须先按 UTF-8 作百分号编码,用 curl 时写作:"
    "curl -G 地址 --data-urlencode 'q=采购'。"
    " The request is not valid HTTP: percent-encode what is not ASCII in the address."
)
HEAD_SECONDS = 20.0  # for the head of a request, from its first byte or the connection's start
HEAD_BYTES = 64_000  # of a head, at most; cookies and an address of some kilobytes fit easily


class _Cycle(Protocol):
    response_complete: bool


class _Connected(Protocol):
    transport: asyncio.Transport
    cycle: _Cycle | None
    head_seconds: float
    head_bytes: int
    head_timer: asyncio.TimerHandle | None


def http_protocol(head_seconds: float = HEAD_SECONDS) -> type[asyncio.Protocol]:
    """Return uvicorn's protocol with our words for what it cannot read, and no endless waiting."""
    ours = {
        "head_seconds": head_seconds,
        "head_bytes": 0,
        "head_timer": None,
        "connection_made": _connected,
        "data_received": _received,
        "connection_lost": _lost,
        "send_400_response": _refuse,
    }
    return type("ClearProtocol", (AutoHTTPProtocol,), ours)


def _connected(self: _Connected, transport: asyncio.Transport) -> None:
    AutoHTTPProtocol.connection_made(self, transport)  # type: ignore[arg-type]
    _watch(self)


def _received(self: _Connected, data: bytes) -> None:
    AutoHTTPProtocol.data_received(self, data)  # type: ignore[arg-type]
    if not _waits(self):
        _stop(self)
        return
    self.head_bytes += len(data)
    if self.head_bytes > HEAD_BYTES:
        self.transport.close()
    _watch(self)


def _lost(self: _Connected, exc: Exception | None) -> None:
    _stop(self)
    AutoHTTPProtocol.connection_lost(self, exc)  # type: ignore[arg-type]


def _waits(self: _Connected) -> bool:
    """Tell whether no request is being answered: what comes is the head of the next."""
    return self.cycle is None or self.cycle.response_complete


def _watch(self: _Connected) -> None:
    if self.head_timer is None:
        loop = asyncio.get_running_loop()
        self.head_timer = loop.call_later(self.head_seconds, _late, self)


def _stop(self: _Connected) -> None:
    self.head_bytes = 0
    if self.head_timer is not None:
        self.head_timer.cancel()
        self.head_timer = None


def _late(self: _Connected) -> None:
    self.head_timer = None
    if _waits(self):
        self.transport.close()


def _refuse(self: _Connected, msg: str) -> None:
    kind = KINDS["bad-request"]
    problem = {
        "type": "/api/problems/bad-request",
        "title": kind.zh,
        "status": kind.status,
        "detail": SAID,
    }
    body = json.dumps(problem, ensure_ascii=False).encode()
    head = (
        f"HTTP/1.1 {kind.status} Bad Request\r\ncontent-type: {MEDIA}\r\n"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    self.transport.write(head.encode() + body)
    self.transport.close()
