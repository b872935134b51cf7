"""What is said to bytes that are no HTTP request: mostly an address with Chinese in it as it is.

An address holds ASCII alone, the rest percent-encoded; browsers see to that, curl does not
(`--data-urlencode` does). uvicorn refuses it before any route is known, in a line of English that
does not say why; this puts a problem document in its place.
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


class _Connected(Protocol):
    transport: asyncio.Transport


def http_protocol() -> type[asyncio.Protocol]:
    """Return uvicorn's protocol with our words for what it cannot read."""
    return type("ClearProtocol", (AutoHTTPProtocol,), {"send_400_response": _refuse})


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
