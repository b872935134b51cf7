"""Which names this server answers to (the `Host` header), against DNS rebinding.

A page of another site may let its own name point at this machine; its requests then come from the
reader's browser, same-origin for it, but with its name in `Host`. So a name is answered only where
it is ours: this machine's, that of `BQA_PUBLIC_URL`, or one of `BQA_HOSTS`. An address in figures
cannot be pointed elsewhere and is always answered. `X-Forwarded-Host`, which Gradio would believe
of anyone, stands for `Host` where a proxy of ours sent it (see `proxies`); it goes no further.
"""

import ipaddress
import socket
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.settings import Settings
from web.problems import Forms, Problem

LOCAL = ("localhost", "*.localhost")
FORWARDED = ("x-forwarded-host", "x-forwarded-prefix", "x-forwarded-server", "forwarded")
HELP = "BQA_HOSTS"


def hosts_of(settings: Settings, more: str = "") -> tuple[str, ...]:
    """Return the names that are ours, lower case, without ports; `*.x` is every name below x."""
    named = [*settings.hosts.split(","), *more.split(","), settings.host, socket.gethostname()]
    public = urlsplit(settings.public_url).hostname
    given = (name.strip().lower().strip("[]") for name in (*LOCAL, *named, public or ""))
    return tuple(dict.fromkeys(name for name in given if name))


def is_ours(host: str, ours: Iterable[str]) -> bool:
    """Tell whether a `Host` header names this server."""
    name = _name(host)
    if not name:
        return False
    return _is_address(name) or any(_covers(known, name) for known in ours)


def _covers(known: str, name: str) -> bool:
    if known == "*":
        return True
    return name.endswith(known[1:]) if known.startswith("*.") else name == known


@lru_cache(maxsize=1000)
def _name(host: str) -> str:
    """Return the name in a `Host` header, "" where it is no name and no address."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return ""
    if parts.netloc != host or "@" in host:
        return ""
    return (parts.hostname or "").rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class HostGate:
    """ASGI wrapper of the whole app: refuses what is meant for another name.

    `origins` also refuses pages whose own origin is not ours (where no site is ever let in).
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str], origins: bool = False) -> None:
        self.app = app
        self.hosts = tuple(hosts)
        self.origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        scope = _one_host(scope)
        refused = self._refused(Headers(scope=scope))
        if refused and scope["type"] == "http":
            return await Forms().response(refused, Request(scope))(scope, receive, send)
        if refused:
            return await send({"type": "websocket.close", "code": 1008})
        await self.app(scope, receive, send)

    def _refused(self, headers: Headers) -> Problem | None:
        named = headers.getlist("host")
        if len(named) != 1 or not is_ours(named[0], self.hosts):
            return _wrong_host(" ".join(named))
        origin = headers.get("origin", "") if self.origins else ""
        if origin and not is_ours(urlsplit(origin).netloc, self.hosts):
            return Problem(
                "origin-refused",
                "这个网站的网页不能使用这个服务。",
                "Pages of this site may not use this service.",
            )
        return None


def _one_host(scope: Scope) -> Scope:
    """Return the request with `Host` alone to say what it is for."""
    headers = Headers(scope=scope)
    if not any(name in headers for name in FORWARDED):
        return scope
    scope = {**scope, "headers": list(scope["headers"])}
    kept = MutableHeaders(scope=scope)
    if scope.get("proxied") and "x-forwarded-host" in kept:
        kept["host"] = kept["x-forwarded-host"].rpartition(",")[2].strip()
    for name in FORWARDED:
        del kept[name]
    return scope


def _wrong_host(name: str) -> Problem:
    return Problem(
        "wrong-host",
        "这个服务器不使用这个域名，请核对网址。",
        "This server does not answer to that name; please check the address.",
        advice=f"“{name[:200]}”不在允许之列：是自己的域名时，"
        f"请把它写进 {HELP}（几个用逗号分开）或 BQA_PUBLIC_URL。",
    )
