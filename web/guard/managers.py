"""Who may manage: the holder of an API key with the scope `admin`, or of `BQA_ADMIN_TOKEN`.

A key bears its holder's name, can be rotated, expires and is revoked alone (`python -m web.keys`);
the token of the settings is one for all. Either comes in the header `X-Admin-Token`. An address
that has guessed too often is refused before anything is compared, a right token too; every wrong
one is written into the audit log, without its words.
"""

import hashlib
import secrets
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from starlette.requests import Request

from rag.settings import Settings
from web.guard.audit import Audit
from web.guard.keys import KeyBook
from web.guard.limits import RateLimits, counted_as

HEADER = "x-admin-token"
TRIES = "10/minute;60/hour"  # wrong tokens from one address
SHARED = "manage"  # whoever holds the token of the settings, in logs


@dataclass(frozen=True, slots=True, eq=False)
class Managers:
    """Lets managers in; called with a request, it raises where one may not come in."""

    settings: Settings
    keys: KeyBook
    audit: Audit
    limits: RateLimits = field(default_factory=RateLimits)

    def __call__(self, request: Request) -> None:
        """Let in who may manage. Raise `Problem` after too many guesses, else 404."""
        if not self.any():
            raise HTTPException(404)
        address = request.client.host if request.client else ""
        self.limits.check(TRIES, "manage", counted_as(address))
        name = self.name(request.headers.get(HEADER, ""))
        if not name:
            self.limits.spend(TRIES, "manage", counted_as(address))
            self.audit.note(address, "refused manager", request.url.path)
            raise HTTPException(404)
        request.state.caller = name

    def any(self) -> bool:
        """Tell whether anybody may manage at all."""
        return bool(self.settings.admin_token) or any(
            key.holds and "admin" in key.scopes for key in self.keys
        )

    def name(self, given: str) -> str:
        """Return whose words these are; "" for nobody's."""
        token = self.settings.admin_token
        if token and secrets.compare_digest(_digest(given), _digest(token.get_secret_value())):
            return SHARED
        key = self.keys.find(given)
        return f"{SHARED}:{key.name}({key.id})" if key and "admin" in key.scopes else ""


def _digest(words: str) -> bytes:
    return hashlib.sha256(words.encode("utf-8", "replace")).digest()
