"""The programs' side of the web app: the API with all that stands around it, put into an app.

`add_service` is called once the page's own routes are in and before the page is mounted at the
root, which would swallow everything after it.
"""

import logging
from collections.abc import Iterable

from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute

from rag.answer import Answer
from web.api import ask, dify, docs, health, openai, records, similar
from web.api import sites as sites_api
from web.api.metrics import Metrics
from web.api.stream import Streams
from web.desk import Desk
from web.embed import routes
from web.guard.access import Door
from web.guard.access_log import RequestLog
from web.guard.audit import Audit
from web.guard.cors import SiteCors
from web.guard.failures import SafeFailures
from web.guard.gate import Gate, Guard
from web.guard.hardening import SecurityHeaders
from web.guard.hosts import HostGate, hosts_of
from web.guard.keys import KeyBook
from web.guard.limits import RateLimits
from web.guard.passes import Passes
from web.guard.proxies import Proxies, proxies_of
from web.guard.readers import Entrance, Readers, opening
from web.guard.sessions import Sessions, signing_key
from web.guard.sites import SiteBook
from web.guard.table import Opens
from web.guard.users import UserBook, Visits
from web.page import login
from web.problems import Forms, answer_problems, close_paths

log = logging.getLogger(__name__)


def add_service(
    app: FastAPI, desk: Desk, streams: Streams | None = None, manager: Guard | None = None
) -> None:
    """Give the app its API, its limits, logs and counts; `manager` lets the manager in."""
    settings = desk.settings
    sites = SiteBook(settings.sites, complain=log.error)
    key = signing_key(settings.store)
    sessions = Sessions(key, settings.session_minutes * 60)
    keys = KeyBook(settings.store)
    door = Door(settings, desk.shelf, keys, sites, sessions, RateLimits(), Passes(key))
    visits = Visits(UserBook(settings.store), key, int(settings.page_hours * 3600))
    audit = Audit(settings.store)
    app.include_router(login.router(visits, audit, RateLimits(), opening(settings)))
    metrics, forms = Metrics(desk.shelf), Forms((openai.FORM, dify.FORM))
    app.title, app.version, app.description = "通报问答", docs.VERSION, docs.DESCRIPTION
    app.mount("/api/docs/files", docs.documentation_files(), name="docs-files")
    placed = _routers(app, desk, door, metrics, streams or Streams())
    for prefix, router in placed:
        shown = prefix != "/api/v1"  # the same as /api
        app.include_router(router, prefix=prefix, include_in_schema=shown)
    close_paths(app, _methods(placed), ("/api", "/v1"))
    answer_problems(app, forms)
    app.add_middleware(Entrance, readers=Readers(settings, visits, door), forms=forms)
    app.add_middleware(
        Gate, settings=settings, limits=door.limits, guards=_guards(door, manager), forms=forms
    )
    app.add_middleware(SiteCors, sites=sites)
    app.add_middleware(HostGate, hosts=hosts_of(settings))
    app.add_middleware(SafeFailures, forms=forms)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestLog, count=metrics.request, questions=settings.log_questions)
    app.add_middleware(Proxies, proxies=proxies_of(settings))


def _guards(door: Door, manager: Guard | None) -> dict[Opens, Guard]:
    """Return who lets callers in where something is sent, before it is read."""
    guards: dict[Opens, Guard] = {
        "ask": lambda request: door.enter(request, "ask"),
        "admin": lambda request: door.enter(request, "admin"),
    }
    return guards | ({"manager": manager} if manager else {})


def _routers(
    app: FastAPI, desk: Desk, door: Door, metrics: Metrics, streams: Streams
) -> list[tuple[str, APIRouter]]:
    """Return all routers, each with its prefix."""

    def note(request: Request, answer: Answer) -> None:
        request.state.question = answer.question
        metrics.answer(answer)
        if answer.abstained:
            desk.book.refused(answer)

    versioned = [
        ask.router(desk, door, note, streams),
        records.router(desk, door),
        similar.router(desk, door),
        routes.router(door),
    ]
    return [
        *(("/api", router) for router in versioned),
        *(("/api/v1", router) for router in versioned),
        ("/api", docs.router(app, door)),
        ("/api", sites_api.router(door)),
        ("/v1", openai.router(desk, door, note)),
        ("", dify.router(desk, door)),
        ("", routes.pages(door)),
        ("", health.router(desk.shelf, door, metrics)),
    ]


def _methods(placed: Iterable[tuple[str, APIRouter]]) -> dict[str, set[str]]:
    """Return the methods of every path."""
    known: dict[str, set[str]] = {}
    for prefix, router in placed:
        for route in router.routes:
            if isinstance(route, APIRoute):
                known.setdefault(prefix + route.path, set()).update(route.methods or ())
    return known
