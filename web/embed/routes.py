"""The widget's server side: `/widget.js`, the page for an iframe, and sessions.

`/widget.js` is the widget in one script; `/embed?site=KEY` is a page of nothing but the widget,
which only the site's own pages may frame; `POST /api/session` gives a page of the site its token
and the site's looks. Nothing secret is in any of them.
"""

import hashlib
import html
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from web.api.ask import REFUSALS
from web.api.records import has
from web.embed.script import widget_script
from web.guard.access import Door, is_own, refused_origin
from web.guard.sessions import Session
from web.guard.sites import SITE_KEY, Site, Theme
from web.problems import Problem

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
)
PAGE = """<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="stylesheet" href="/ui/embed.css"></head>
<body><main id="widget"></main>
<script src="/widget.js" data-site="{site}" data-mode="inline" data-target="#widget" defer></script>
</body>
</html>"""


class SessionIn(BaseModel):
    """Which site asks for a session; `user` with the host's `signature`, where users are known."""

    model_config = ConfigDict(extra="forbid")

    site: str = Field(pattern=SITE_KEY, examples=["demo-site"])
    user: str = Field("", max_length=200)
    signature: str = Field(
        "", pattern=r"^([0-9a-f]{64})?$", description="HMAC-SHA256(secret, user)"
    )


class SessionOut(BaseModel):
    """A session's token, to be sent as `X-Session-Token`, and the site's looks."""

    token: str
    expires_in: int = Field(description="seconds")
    theme: Theme


def router(door: Door) -> APIRouter:
    """Return the route that gives sessions."""
    routes = APIRouter(tags=["嵌入"], responses=REFUSALS)

    @routes.post("/session")
    def session(asked: SessionIn, request: Request) -> SessionOut:
        """Open a session for a page of a site; the page's origin must be one of the site's."""
        door.limits.spend(door.settings.read_rate, "read", door.address(request))
        site = door.sites.get(asked.site)
        origin = request.headers.get("origin", "").lower()
        if site is None:
            raise _no_site(asked.site)
        if not _may_hold(site, origin, request):
            raise refused_origin(origin)
        if asked.user and not site.signed(asked.user, asked.signature):
            raise Problem(
                "not-allowed",
                "无法确认您的身份，请刷新页面再试；仍不行时请联系网站的管理员。",
                "You could not be recognised: reload the page, or tell whoever keeps the site.",
                advice="用户签名不对：应为 HMAC-SHA256（站点的 secret，用户编号）的十六进制小写。",
            )
        token = door.sessions.token(Session(site=asked.site, origin=origin, user=asked.user))
        return SessionOut(token=token, expires_in=door.sessions.seconds, theme=site.theme)

    return routes


def _no_site(key: str) -> Problem:
    """Return the refusal of a page that names a site which we do not have, or which is closed."""
    return Problem(
        "origin-refused",
        "这个网站没有开通问答，请联系网站的管理员。",
        "Questions are not enabled on this site; please tell whoever keeps it.",
        advice=f"站点“{key}”没有登记、写错了或没有允许任何网站："
        "请核对 data-site 和服务器的 sites.toml。",
    )


def _may_hold(site: Site, origin: str, request: Request) -> bool:
    """Tell whether a page of this origin may hold the widget: the site's, or our iframe page."""
    return bool(site.origins) and (site.admits_origin(origin) or is_own(origin, request))


def pages(door: Door) -> APIRouter:
    """Return the routes that hand out the script and the page for an iframe."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/widget.js")
    def widget(request: Request) -> Response:
        """Return the widget's script."""
        script = widget_script()
        tag = f'"{hashlib.sha256(script).hexdigest()[:20]}"'
        headers = {
            "etag": tag,
            "cache-control": "public, max-age=3600",
            "cross-origin-resource-policy": "cross-origin",
        }
        if has(request, tag):
            return Response(status_code=304, headers=headers)
        return Response(script, media_type="text/javascript", headers=headers)

    @routes.get("/embed")
    def embed(site: Annotated[str, Query(pattern=SITE_KEY)]) -> Response:
        """Return a page of nothing but the widget; its policy says who may frame it."""
        found = door.sites.get(site)
        if found is None or not found.origins:
            raise _no_site(site)
        title = html.escape(found.theme.title or "通报问答")
        policy = POLICY.format(ancestors=" ".join(found.origins))
        return HTMLResponse(
            PAGE.format(title=title, site=html.escape(site)),
            headers={
                "content-security-policy": policy,
                "cross-origin-opener-policy": "unsafe-none",  # it has no meaning in a frame
                "cache-control": "no-cache",
            },
        )

    return routes
