"""Sessions of the widget: a signed token that says site, origin and user, and holds for a while.

The widget gets one from `POST /api/session` and sends it in a header; it is never part of an
address, and the server keeps nothing of it. The signing key is made once, in the store's folder.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from itsdangerous import BadData, URLSafeTimedSerializer
from pydantic import BaseModel, ValidationError

HEADER = "X-Session-Token"


class Session(BaseModel, frozen=True):
    """What a token says. `user` is the id that the host's server signed, "" for nobody known."""

    site: str
    origin: str
    user: str = ""


@dataclass(frozen=True, slots=True)
class Sessions:
    """Signs and reads tokens; `seconds` is how long one holds."""

    key: bytes
    seconds: int

    def token(self, session: Session) -> str:
        """Return a token for a session."""
        return self._serializer().dumps(session.model_dump())

    def read(self, token: str) -> Session | None:
        """Return the session of a token; None where it is forged, broken or too old."""
        try:
            return Session.model_validate(self._serializer().loads(token, max_age=self.seconds))
        except (BadData, ValidationError):
            return None

    def _serializer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.key, salt="widget session")


def signing_key(store: Path) -> bytes:
    """Return the store's signing key, made at the first call, readable by its owner alone."""
    path = store / "session.key"
    if not path.exists():
        store.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_bytes(secrets.token_bytes(32))
        try:
            os.link(fresh, path)  # one process wins where several start at once
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()
