"""The login (`/login`), where the page asks for one: a form, a cookie, and out again.

Guesses are counted by address and by name before any password is looked at; each wrong one is in
the audit log. It is plain HTML and needs no script.
"""

import html
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from web.guard.audit import Audit
from web.guard.limits import RateLimits, counted_as
from web.guard.readers import LOGIN
from web.guard.users import COOKIE, Visits
from web.problems import Problem
from web.words import language_of, say

TRIES = "10/minute;60/hour"  # wrong passwords from one address
OF_ONE = "20/hour"  # and for one name, from wherever
PAGE = """<!doctype html>
<html lang="{lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>{title}</title>
<link rel="stylesheet" href="/ui/reading.css"></head>
<body class="manage"><main><h1>{title}</h1>
<form method="post" action="/login">
<input type="hidden" name="then" value="{then}">
<p><label>{user} <input name="name" autocomplete="username" maxlength="64" required></label></p>
<p><label>{password} <input name="password" type="password" autocomplete="current-password"
 maxlength="500" required></label></p>
<p><button>{enter}</button></p></form>
<p role="status">{said}</p></main></body></html>"""


def router(visits: Visits, audit: Audit, limits: RateLimits, how: str) -> APIRouter:
    """Return the routes; `how` the page is opened decides whether there is a login."""
    routes = APIRouter(include_in_schema=False)

    @routes.get(LOGIN)
    def form(request: Request, then: str = "") -> HTMLResponse:
        """Show the form."""
        _open(how)
        return _page(request, then)

    @routes.post(LOGIN)
    def enter(
        request: Request,
        name: Annotated[str, Form(max_length=64)],
        password: Annotated[str, Form(max_length=500)],
        then: Annotated[str, Form(max_length=2000)] = "",
    ) -> Response:
        """Let a reader in by name and password."""
        _open(how)
        address = request.client.host if request.client else ""
        who = ((TRIES, "login", counted_as(address)), (OF_ONE, "login of", name))
        for rates, *whom in who:
            limits.check(rates, *whom)
        if not visits.users.admits(name, password):
            for rates, *whom in who:
                limits.spend(rates, *whom)
            audit.note(address, "refused login", name)
            return _page(request, then, "login_wrong", 403)
        audit.note(f"user:{name}", "login", address)
        response = RedirectResponse(_own(then), 303, {"cache-control": "no-store"})
        response.set_cookie(
            COOKIE,
            visits.cookie(name),
            max_age=visits.seconds,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return response

    @routes.post("/logout")
    def leave() -> Response:
        """End the visit in this browser."""
        response = RedirectResponse(LOGIN, 303, {"cache-control": "no-store"})
        response.delete_cookie(COOKIE)
        return response

    return routes


def _open(how: str) -> None:
    if how != "login":
        raise Problem("not-found")


def _own(then: str) -> str:
    """Return where to go on: an address of our own, whatever was asked for."""
    ours = then.startswith("/") and not then.startswith(("//", "/\\")) and "\\" not in then
    return then if ours and then.isprintable() else "/"


def _page(request: Request, then: str, said: str = "", status: int = 200) -> HTMLResponse:
    lang = language_of(request)
    words = {
        "title": say("login", lang),
        "user": say("login_name", lang),
        "password": say("login_password", lang),
        "enter": say("login_enter", lang),
        "said": say(said, lang) if said else "",
    }
    page = PAGE.format(lang=lang, then=html.escape(_own(then)), **words)
    return HTMLResponse(page, status, {"cache-control": "no-store"})
