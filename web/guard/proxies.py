"""Reverse proxies in front of us, and what is believed of them.

Only a peer named in `BQA_PROXIES` (addresses or networks) is believed about the visitor: address
and scheme by uvicorn's own reader of `X-Forwarded-For` and `-Proto`, the host by `hosts`, the
reader's name by `readers`. Whether a request came through one stands in `scope["proxied"]`; from
anyone else such headers are words.
"""

import ipaddress

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from rag.settings import Settings


def proxies_of(settings: Settings) -> tuple[str, ...]:
    """Return the addresses and networks of our proxies."""
    return tuple(each.strip() for each in settings.proxies.split(",") if each.strip())


def is_proxy(address: str, proxies: tuple[str, ...]) -> bool:
    """Tell whether an address is one of our proxies'."""
    if "*" in proxies or address in proxies:
        return True
    try:
        peer = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(peer in network for network in map(_network, proxies) if network)


def _network(given: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(given, strict=False)
    except ValueError:
        return None


class Proxies:
    """ASGI wrapper of the whole app: tells whether a proxy of ours speaks, and for whom."""

    def __init__(self, app: ASGIApp, proxies: tuple[str, ...]) -> None:
        self.app = app
        self.proxies = proxies
        self.through = ProxyHeadersMiddleware(app, list(proxies))  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        client = scope.get("client")
        scope["proxied"] = client is not None and is_proxy(client[0], self.proxies)
        if scope["proxied"]:
            return await self.through(scope, receive, send)  # type: ignore[arg-type]
        await self.app(scope, receive, send)
