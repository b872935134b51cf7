"""How often one may ask, and how much one may send.

Rates are moving windows by address, key and day, kept in this process's memory.

A limit is written as `30/minute;1000/day`. Behind a reverse proxy the address is the visitor's
where uvicorn trusts the proxy (`FORWARDED_ALLOW_IPS`). Several processes count each for itself.
"""

import ipaddress
import math
import time
from collections.abc import Collection
from functools import lru_cache

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from web.problems import Forms, Problem


class RateLimits:
    """Counts what each one did."""

    def __init__(self) -> None:
        self._counts = MovingWindowRateLimiter(MemoryStorage())

    def spend(self, rates: str, *who: str) -> None:
        """Count one request of `who`; raise `Problem` where a limit is reached."""
        for item in _parsed(rates):
            if not self._counts.hit(item, *who):
                raise self._refusal(item, *who)

    def _refusal(self, item: RateLimitItem, *who: str) -> Problem:
        reset = self._counts.get_window_stats(item, *who).reset_time
        wait = max(1, math.ceil(reset - time.time()))
        every = f"{item.amount}/{item.GRANULARITY.name}"
        return Problem(
            "too-many",
            f"请求过于频繁（上限 {every}），请在 {wait} 秒后再试。",
            f"The limit is {every}; please try again in {wait} seconds.",
            {"retry-after": str(wait)},
        )


@lru_cache(maxsize=100)
def _parsed(rates: str) -> tuple[RateLimitItem, ...]:
    return tuple(parse_many(rates))


class BodyLimit:
    """ASGI wrapper: refuses bodies that say of themselves that they are too large.

    Bodies without a length are cut off by FastAPI's own limit, in fewer words.
    """

    def __init__(self, app: ASGIApp, most: int, prefixes: tuple[str, ...], forms: Forms) -> None:
        self.app = app
        self.most = most
        self.prefixes = prefixes
        self.forms = forms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        length = Headers(scope=scope).get("content-length", "") if scope["type"] == "http" else ""
        if length.isdecimal() and int(length) > self.most:
            if scope["path"].startswith(self.prefixes):
                problem = Problem(
                    "too-large",
                    f"请求有 {length} 字节，超过上限 {self.most} 字节。",
                    f"The request has {length} bytes; the limit is {self.most}.",
                )
                return await self.forms.response(problem, Request(scope))(scope, receive, send)
        await self.app(scope, receive, send)


class PageLimit:
    """ASGI wrapper: limits how often one address may set the page's events off.

    This machine itself is let be: a proxy that does not tell whom it speaks for stands for all.
    """

    def __init__(
        self, app: ASGIApp, limits: RateLimits, rates: str, paths: Collection[str]
    ) -> None:
        self.app = app
        self.limits = limits
        self.rates = rates
        self.paths = paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["path"] in self.paths and scope.get("client"):
            address = scope["client"][0]
            try:
                if not is_loopback(address):
                    self.limits.spend(self.rates, "page", address)
            except Problem as problem:
                return await Forms().response(problem, Request(scope))(scope, receive, send)
        await self.app(scope, receive, send)


def is_loopback(host: str) -> bool:
    """Tell whether an address is reached from this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
