"""How often one may ask: moving windows by address, key and day, kept in this process's memory.

A limit is written as `30/minute;1000/day`. Time is monotonic, so a clock that is set, forward or
back, locks nobody out and lets nobody in. Behind a reverse proxy the address is the visitor's
where the proxy is one of `BQA_PROXIES`. Several processes count each for itself.
"""

import ipaddress
import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from functools import lru_cache

from limits import RateLimitItem, parse_many

from web.problems import Problem

MOST = 100_000  # windows kept; of more, those that were used longest ago go first


class RateLimits:
    """Counts what each one did."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self._hits: OrderedDict[tuple[str, ...], deque[float]] = OrderedDict()

    def spend(self, rates: str, *who: str) -> None:
        """Count one request of `who`; raise `Problem` where a limit is reached."""
        with self._lock:
            now = self._clock()
            windows = [self._window(item, now, who) for item in _parsed(rates)]
            for item, hits in windows:
                if len(hits) >= item.amount:
                    raise _refusal(item, hits[0] + item.get_expiry() - now)
            for _, hits in windows:
                hits.append(now)

    def check(self, rates: str, *who: str) -> None:
        """Raise `Problem` where a limit is reached already; count nothing."""
        with self._lock:
            now = self._clock()
            for item, hits in [self._window(item, now, who) for item in _parsed(rates)]:
                if len(hits) >= item.amount:
                    raise _refusal(item, hits[0] + item.get_expiry() - now)

    def _window(
        self, item: RateLimitItem, now: float, who: tuple[str, ...]
    ) -> tuple[RateLimitItem, deque[float]]:
        """Return what `who` did in the time that a limit speaks of."""
        key = (item.key_for(), *who)
        hits = self._hits.setdefault(key, deque())
        self._hits.move_to_end(key)
        while len(self._hits) > self._most:
            self._hits.popitem(last=False)
        while hits and hits[0] <= now - item.get_expiry():
            hits.popleft()
        return item, hits


def _refusal(item: RateLimitItem, seconds: float) -> Problem:
    wait = max(1, math.ceil(seconds))
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


def is_loopback(host: str) -> bool:
    """Tell whether an address is reached from this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def counted_as(host: str) -> str:
    """Return whom an address counts for: in IPv6 the network (/64) that one household is given."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
