"""Who may open the page: anyone, readers who have logged in, or nobody (`BQA_PAGE`).

`auto` is `open` where API keys are not needed, else `login`: where a key protects the bulletins,
the page does not hand them out beside it. A reader is known by the cookie of a login, or by the
header that a proxy of ours sets (`BQA_PAGE_USER_HEADER`), or, for one bulletin's reading page, by
the signed link that a site's visitor was given, or an API key that may read. Whoever is not let in
hears the same of a bulletin that is there and of one that is not.

`Entrance` also refuses what another site's page sets off here in a reader's browser, by what the
browser says of it (`Sec-Fetch-Site`, else `Origin`).
"""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.settings import Settings
from web.guard.access import Door, is_own, keys_needed
from web.guard.gate import path_in
from web.guard.passes import FIELD
from web.guard.table import Row, row_of
from web.guard.users import COOKIE, Visits
from web.problems import Forms, Problem
from web.words import language_of, say

LOGIN = "/login"
READING = "/bulletins/{bulletin_id}"
Opening = Literal["open", "login", "off"]


def opening(settings: Settings) -> Opening:
    """Tell how the page is opened."""
    if settings.page == "auto":
        return "login" if keys_needed(settings) else "open"
    return settings.page


@dataclass(frozen=True, slots=True)
class Readers:
    """Tells who reads. `visits` knows those who have logged in, `door` keys, sites and links."""

    settings: Settings
    visits: Visits
    door: Door

    def name(self, request: Request) -> str:
        """Return who opens the page, in words for the log; "" for somebody who may not."""
        how = opening(self.settings)
        if how == "open":
            return "open"
        if how == "off":
            return ""
        header = self.settings.page_user_header
        if header and request.scope.get("proxied") and (told := request.headers.get(header, "")):
            return f"user:{told[:64]}"
        name = self.visits.read(request.cookies.get(COOKIE, ""))
        return f"user:{name}" if name else ""

    def reads(self, request: Request, bulletin_id: str) -> str:
        """Return who may read this bulletin though the page is closed to them; "" for nobody."""
        if link := request.query_params.get(FIELD, ""):
            return self.door.bears_pass(link, bulletin_id)
        kind, _, words = request.headers.get("authorization", "").partition(" ")
        key = self.door.keys.find(words.strip()) if kind.lower() == "bearer" else None
        return f"key:{key.id}" if key and "read" in key.scopes else ""


class Entrance:
    """ASGI wrapper of the whole app: the page for its readers, and for no other site's page."""

    def __init__(self, app: ASGIApp, readers: Readers, forms: Forms) -> None:
        self.app = app
        self.readers = readers
        self.forms = forms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        row, request = row_of(scope["method"], path_in(scope)), Request(scope)
        refusal = await run_in_threadpool(self._refusal, row, request)
        await (refusal or self.app)(scope, receive, send)

    def _refusal(self, row: Row, request: Request) -> Response | None:
        if row.opens in ("page", "manager", "login") and is_foreign(row, request):
            return self.forms.response(_foreign(), request)
        if row.opens != "page":
            return None
        linked = row.path == READING and FIELD in request.query_params
        who = "" if linked else self.readers.name(request)
        if not who and row.path == READING:
            who = self.readers.reads(request, path_in(request.scope).rpartition("/")[2])
        if who:
            request.state.caller = who
            return None
        if linked:
            return PlainTextResponse(say("not_found", language_of(request)), 404)
        return self._closed(request)

    def _closed(self, request: Request) -> Response:
        if opening(self.readers.settings) == "off":
            return self.forms.response(Problem("not-found"), request)
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            path = path_in(request.scope)
            wanted = f"{path}?{request.url.query}" if request.url.query else path
            then = f"?then={quote(wanted, safe='/')}" if wanted != "/" else ""
            return RedirectResponse(f"{LOGIN}{then}", 303, {"cache-control": "no-store"})
        return self.forms.response(Problem("no-login"), request)


def is_foreign(row: Row, request: Request) -> bool:
    """Tell whether another site's page sets this request off; following a link is no harm."""
    site = request.headers.get("sec-fetch-site", "")
    if site:
        by_link = row.method == "GET" and request.headers.get("sec-fetch-mode") == "navigate"
        return site not in ("same-origin", "none") and not by_link
    origin = request.headers.get("origin", "")
    return bool(origin) and not is_own(origin, request)


def _foreign() -> Problem:
    return Problem(
        "other-site",
        "这个请求来自别的网站，没有执行：请在本页面上操作。",
        "Another site's page asked for this; nothing was done. Please act on this page.",
    )
