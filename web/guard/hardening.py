"""What stands between the network and the Gradio page: an allow-list of paths, headers, a CSP.

Gradio serves far more than a chat needs (uploads, a proxy, code editing, run history). `PageGate`
wraps the mounted Gradio app and lets through what the page in a browser uses, by method and path;
all else is 404. It gives every `<script` of the page a nonce and takes out what points to other
sites; our style and script go into the page here, since Gradio would add them late, in the browser.
`SecurityHeaders` wraps the whole app and sends the policy with every response.

It does not know who may use the page: that is for a reverse proxy, or for API keys.
"""

import re
import secrets
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.guard.gate import path_in
from web.words import language_of, say

# What a browser showing the page asks Gradio for, as seen in the network log.
ALLOWED: tuple[tuple[str, str], ...] = (
    ("GET", r"/"),
    ("HEAD", r"/"),
    ("GET", r"/(config|theme\.css|manifest\.json|favicon\.ico|robots\.txt)"),
    ("GET", r"/(assets|static)(/[\w@-][\w.@-]*)+"),
    ("GET", r"/gradio_api/(startup-events|queue/data|heartbeat/\w+)"),
    ("GET", r"/gradio_api/theme\.css"),
    ("POST", r"/gradio_api/(queue/join|cancel|reset)"),
)
JOIN = "/gradio_api/queue/join"
_ALLOWED = {(method, re.compile(pattern)) for method, pattern in ALLOWED}

# 'unsafe-eval' because Gradio compiles its event code in the browser; styles are inline there too.
POLICY = (
    "default-src 'self'; script-src 'self'{nonce} 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-src 'none'; frame-ancestors 'none'"
)
HEAD = (
    '<link rel="stylesheet" href="/ui/page.css"><script src="/ui/language.js"></script>'
    '<script type="module" src="/ui/page.js"></script>'
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_FOREIGN = re.compile(rb'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>')


def allowed(method: str, path: str) -> bool:
    """Tell whether the page needs this request of Gradio."""
    return any(method == m and pattern.fullmatch(path) for m, pattern in _ALLOWED)


class PageGate:
    """ASGI wrapper of the mounted Gradio app: the allow-list, and the page's HTML made ready."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        path = path_in(scope)
        if not allowed(scope["method"], path):
            return await PlainTextResponse("404:没有这个地址。", 404)(scope, receive, send)
        if path == "/" and scope["method"] == "GET":
            send = _rewriting(send, lambda page: _dress(page, scope))
        if path == JOIN:
            send = _in_our_words(send, scope)
        await self.app(scope, receive, send)


def _refusal(key: str, status: int, scope: Scope) -> JSONResponse:
    return JSONResponse({"detail": say(key, language_of(Request(scope)))}, status)


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


def _in_our_words(send: Send, scope: Scope) -> Send:
    """Return a `send` that puts our words in place of Gradio's where its queue is full."""
    full = False

    async def replace(message: Message) -> None:
        nonlocal full
        if message["type"] == "http.response.start" and message["status"] == 503:
            full = True
        elif full and not message.get("more_body"):
            await _refusal("busy", 503, scope)(scope, _nothing, send)
        elif not full:
            await send(message)

    return replace


def _dress(page: bytes, scope: Scope) -> bytes:
    nonce, lang = scope["state"]["nonce"], language_of(Request(scope))
    page = _FOREIGN.sub(b"", page).replace(b'lang="en"', f'lang="{lang}"'.encode(), 1)
    page = page.replace(b"<head>", b"<head>" + HEAD.encode(), 1)
    return page.replace(b"<script", f'<script nonce="{nonce}"'.encode())


def _rewriting(send: Send, change: Callable[[bytes], bytes]) -> Send:
    """Return a `send` that holds the whole body back and changes it (pages only, never streams)."""
    held: list[Message] = []

    async def collect(message: Message) -> None:
        if message["type"] not in ("http.response.start", "http.response.body"):
            return
        held.append(message)
        if message["type"] == "http.response.start" or message.get("more_body"):
            return
        body = change(b"".join(m.get("body", b"") for m in held))
        MutableHeaders(scope=held[0])["content-length"] = str(len(body))
        await send(held[0])
        await send({"type": "http.response.body", "body": body})

    return collect


class SecurityHeaders:
    """ASGI wrapper of the whole app: makes the request's nonce and sends policy and headers.

    A route that sets its own Content-Security-Policy (an embedded page) keeps it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                policy = POLICY.format(nonce=f" 'nonce-{nonce}'")
                headers.setdefault("content-security-policy", policy)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers)
