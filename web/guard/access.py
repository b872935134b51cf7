"""Who is asking, and whether they may: API key, widget session, or nobody in particular.

A key (`Authorization: Bearer`) has scopes and its own limits. A session (`X-Session-Token`) belongs
to a site and sees what the site may see. Without either one is let in where keys are not needed:
by default, where the app is bound to this machine alone. A page of another site never is: its
origin must be one that a site allows.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Literal
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from rag.bulletin import Bulletin
from rag.settings import Settings
from rag.store.catalog import EVERYTHING, Where
from web.desk import Shelf
from web.guard.keys import KeyBook
from web.guard.limits import RateLimits, counted_as, is_loopback
from web.guard.passes import FIELD, Passes
from web.guard.sessions import HEADER, Session, Sessions
from web.guard.sites import NOTHING, SiteBook
from web.links import with_query
from web.problems import Problem

Act = Literal["ask", "read", "watch", "admin"]
BEARER = HTTPBearer(auto_error=False, scheme_name="key", description="接口密钥 bqa_…")
TOKEN = APIKeyHeader(
    name=HEADER, auto_error=False, scheme_name="session", description="嵌入站点的会话"
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Someone let in: `name` for the logs, `scope` what they may see, `rates` by whom to count."""

    name: str
    acts: frozenset[str]
    scope: Where = EVERYTHING
    rates: tuple[tuple[str, ...], ...] = ()  # (limits, who, …) of each question asked
    site: str = ""  # of a visitor

    def where(self, wanted: Where) -> Where:
        """Return the filter limited to what the caller may see."""
        allowed = self.scope.bulletin_ids
        if not allowed:
            return wanted
        ids = set(allowed) & set(wanted.bulletin_ids or allowed)
        return replace(wanted, bulletin_ids=tuple(sorted(ids)) or NOTHING.bulletin_ids)

    def sees(self, bulletin: Bulletin) -> bool:
        """Tell whether the caller may see the bulletin."""
        return self.scope.admits(bulletin)


@dataclass(frozen=True, slots=True)
class Door:
    """Lets callers in. `may(act)` is a dependency for routes."""

    settings: Settings
    shelf: Shelf
    keys: KeyBook
    sites: SiteBook
    sessions: Sessions
    limits: RateLimits
    passes: Passes

    @property
    def keys_needed(self) -> bool:
        """Whether one needs a key."""
        return keys_needed(self.settings)

    @staticmethod
    def address(request: Request) -> str:
        """Return whom a request counts for: the address that it comes from, or its network."""
        return counted_as(request.client.host) if request.client else "unknown"

    def may(self, act: Act) -> Callable[..., Caller]:
        """Return a dependency that lets in who may do this, counts it, and returns the caller."""

        def enter(
            request: Request,
            bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)],
            token: Annotated[str | None, Depends(TOKEN)],
        ) -> Caller:
            return self.enter(request, act)

        return enter

    def enter(self, request: Request, act: Act) -> Caller:
        """Let in who may do this, and count it; once for each request, however often it is asked.

        Raise `Problem` where they may not, or have done too much.
        """
        known: tuple[Act, Caller] | None = getattr(request.state, "entered", None)
        if known and known[0] == act:
            return known[1]
        address = self.address(request)
        # Guessing keys counts like reading, before any key is looked at.
        self.limits.spend(self.settings.read_rate, "read", address)
        kind, _, words = request.headers.get("authorization", "").partition(" ")
        key = words.strip() if kind.lower() == "bearer" else None
        caller = self.caller(request, key or None, request.headers.get(HEADER), address)
        request.state.caller = caller.name
        if act not in caller.acts:
            raise Problem(
                "not-allowed",
                f"这把密钥没有“{act}”权限。",
                f"This key lacks the scope “{act}”.",
            )
        if act == "ask":
            for rates, *who in caller.rates:
                self.limits.spend(rates, *who)
        request.state.entered = (act, caller)
        return caller

    def caller(self, request: Request, key: str | None, token: str | None, address: str) -> Caller:
        """Tell who is asking. Raise `Problem` where they may not come in."""
        if token:
            return self._visitor(request, token, address)
        # Where none is needed, words that are no key of ours are those that clients insist on.
        if key and (self.keys_needed or self.keys.find(key)):
            return self._holder(key)
        if self.keys_needed:
            raise Problem(
                "no-key",
                "需要接口密钥：请在 Authorization 头里写 Bearer 和密钥。",
                "An API key is needed: send Authorization: Bearer with the key.",
                {"www-authenticate": "Bearer"},
            )
        origin = request.headers.get("origin")
        if origin and not is_own(origin, request):
            raise refused_origin(origin)
        acts = frozenset({"ask", "read", "watch"})
        return Caller("open", acts, rates=((self.settings.ask_rate, "ask", address),))

    def _holder(self, words: str) -> Caller:
        key = self.keys.find(words)
        if key is None:
            raise Problem(
                "no-key",
                "密钥无效、已过期或已吊销。",
                "The key is unknown, expired or revoked.",
                {"www-authenticate": 'Bearer error="invalid_token"'},
            )
        rates = key.rates or self.settings.key_rate
        acts = key.scopes | ({"watch"} if key.scopes & {"read", "admin"} else set())
        return Caller(f"key:{key.id}", acts, rates=((rates, "key", key.id),))

    def _visitor(self, request: Request, token: str, address: str) -> Caller:
        session = self.sessions.read(token)
        site = self.sites.get(session.site) if session else None
        if session is None or site is None:
            raise Problem(
                "no-key",
                "会话已过期，请重新打开页面。",
                "The session has expired; please open the page again.",
                {"www-authenticate": "Bearer"},
            )
        self.check_origin(request, session)
        who = f"site:{session.site}"
        visitor = session.user or address
        return Caller(
            who,
            frozenset({"ask", "read"}),
            self.sites.scope(site, self.shelf.bulletins()),
            ((site.visitor_rates, who, visitor), (site.rates, who)),
            site=session.site,
        )

    def link(self, page: str, bulletin_id: str, caller: Caller) -> str:
        """Return a reading page's address as the caller may open it: signed, for a visitor."""
        if not caller.site:
            return page
        return with_query(page, FIELD, self.passes.give(caller.site, bulletin_id))

    def bears_pass(self, link: str, bulletin_id: str) -> str:
        """Return who was given a link that opens this bulletin now; "" where it opens it not."""
        read = self.passes.read(link)
        site = self.sites.get(read[0]) if read else None
        bulletin = self.shelf.bulletin(bulletin_id)
        if read is None or site is None or bulletin is None or read[1] != bulletin_id:
            return ""
        scope = self.sites.scope(site, self.shelf.bulletins())
        return f"site:{read[0]}" if scope.admits(bulletin) else ""

    def check_origin(self, request: Request, session: Session) -> None:
        """Raise `Problem` unless the request comes from the page that the session was made for."""
        origin = request.headers.get("origin")
        if origin is None and is_own(session.origin, request):
            return  # a page of ours does not name its origin when it reads
        site = self.sites.get(session.site)
        ours = bool(origin) and is_own(origin or "", request) and is_own(session.origin, request)
        if not site or not site.origins or not (ours or site.admits_origin(origin or "")):
            raise refused_origin(origin or "")


def keys_needed(settings: Settings) -> bool:
    """Tell whether one needs a key: as the settings say, else unless bound to this machine alone.

    Behind a proxy one is not alone, whatever one is bound to.
    """
    if settings.api_keys == "auto":
        return not is_loopback(settings.host) or bool(settings.proxies)
    return settings.api_keys == "required"


def is_own(origin: str, request: Request) -> bool:
    """Tell whether an origin is this server's own; the scheme is the proxy's affair."""
    return bool(origin) and urlsplit(origin).netloc == request.headers.get("host", "")


def refused_origin(origin: str) -> Problem:
    """Return the refusal of a page's origin."""
    return Problem(
        "origin-refused",
        "这个网站没有开通问答，请联系网站的管理员。",
        "Questions are not enabled on this site; please tell whoever keeps it.",
        advice=f"来源“{origin[:200]}”不在允许之列：请在 sites.toml 里该站点的 origins 中加上它。",
    )
