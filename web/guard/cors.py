"""Answers to pages of other sites: the API alone, and only where some site allows the origin.

Which site the caller belongs to is checked where it enters (`access`); here the browser is told
whether it may show the page what we answer. Cookies are never asked for.
"""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from web.guard.access_log import ID
from web.guard.sessions import HEADER
from web.guard.sites import SiteBook

PREFIX = "/api/"


class SiteCors(CORSMiddleware):
    """Starlette's CORS with the origins of the sites as they are now."""

    def __init__(self, app: ASGIApp, sites: SiteBook) -> None:
        super().__init__(
            app,
            allow_methods=("GET", "POST"),
            allow_headers=("content-type", HEADER, "last-event-id", "if-none-match"),
            expose_headers=("etag", "retry-after", ID),
        )
        self.sites = sites

    def is_allowed_origin(self, origin: str) -> bool:
        """Tell whether some site's pages come from this origin."""
        return self.sites.admits_origin(origin)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["path"].startswith(PREFIX):
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)
