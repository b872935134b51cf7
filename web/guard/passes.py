"""Signed links (签名链接): they open one bulletin's reading page to a visitor of one site.

A visitor of a site sees what the site may see, by the session's token in a header; an address
opened in a new tab bears no header, so the link itself says who gave it, for which bulletin, until
when. The site's scope is looked up again as the link is opened. Links of one hour are alike, so
that what holds them keeps its ETag.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer

FIELD = "pass"
STEP = 3600  # seconds


@dataclass(frozen=True, slots=True)
class Passes:
    """Signs and reads links; each holds for one step at least, for two at most."""

    key: bytes
    clock: Callable[[], float] = time.time

    def give(self, site: str, bulletin_id: str) -> str:
        """Return what opens a bulletin to a site's visitor."""
        until = (int(self.clock()) // STEP + 2) * STEP
        return self._serializer().dumps([site, bulletin_id, until])

    def read(self, given: str) -> tuple[str, str] | None:
        """Return site and bulletin of a link; None where it is forged or too old."""
        try:
            site, bulletin_id, until = self._serializer().loads(given)
        except (BadData, ValueError, TypeError):
            return None
        return (site, bulletin_id) if self.clock() < until else None

    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.key, salt="reading link")
