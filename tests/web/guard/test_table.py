"""The table of routes: whole, true, and each row found by its addresses."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.routing import Mount

from rag.settings import Settings
from tests.support.fake_desk import FakeAssistant, build_app, fake_desk
from web.desk import Desk
from web.guard.hardening import ALLOWED
from web.guard.table import NOWHERE, ROWS, row_of

GRADIO = {  # a request that each line of the page's allow-list is for
    r"/": ["/"],
    r"/(config|theme\.css|manifest\.json|favicon\.ico|robots\.txt)": [
        "/config",
        "/theme.css",
        "/manifest.json",
        "/favicon.ico",
        "/robots.txt",
    ],
    r"/(assets|static)(/[\w@-][\w.@-]*)+": ["/assets/a/b.js", "/static/c.css"],
    r"/gradio_api/(startup-events|queue/data|heartbeat/\w+)": [
        "/gradio_api/startup-events",
        "/gradio_api/queue/data",
        "/gradio_api/heartbeat/x1",
    ],
    r"/gradio_api/theme\.css": ["/gradio_api/theme.css"],
    r"/gradio_api/(queue/join|cancel|reset)": [
        "/gradio_api/queue/join",
        "/gradio_api/cancel",
        "/gradio_api/reset",
    ],
}


@pytest.fixture
def app(empty_library, tmp_path):
    settings = Settings(store=tmp_path / "store", admin_token="correct-horse-battery")
    return build_app(Desk(FakeAssistant(), empty_library, settings, fake_desk().book))


def routes_of(routes: Any) -> Iterator[tuple[str, str]]:
    """Yield method and path of every route that answers, those of included routers too."""
    for route in routes:
        if hasattr(route, "effective_candidates"):
            yield from routes_of(route.effective_candidates())
        elif isinstance(route, Mount):
            if route.path:  # the page, mounted at the root, is `hardening`'s allow-list
                yield "GET", f"{route.path}/{{rest:path}}"
        elif len(route.methods) < 8:  # else it refuses: a wrong method, or nowhere
            yield from ((method, route.path) for method in route.methods - {"HEAD"})


def test_every_route_of_the_running_app_has_its_row_and_every_row_its_route(app):
    running = set(routes_of(app.router.routes))
    page = {(m, p) for m, pattern in ALLOWED if m != "HEAD" for p in GRADIO[pattern]}
    named = {(row.method, row.path) for row in ROWS}
    assert running - named == set()
    assert {(m, p) for m, p in page if row_of(m, p) is NOWHERE} == set()
    ours = {(row.method, row.path) for row in ROWS if not _is_gradios(row.path, page)}
    assert ours - running == set()


def _is_gradios(path: str, page: set[tuple[str, str]]) -> bool:
    return any(row_of(method, address).path == path for method, address in page)


def test_no_address_has_two_rows():
    named = [(row.method, row.path) for row in ROWS]
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    ("method", "path", "found"),
    [
        ("POST", "/api/ask", "/api/ask"),
        ("POST", "/api/v1/ask", "/api/v1/ask"),
        ("HEAD", "/bulletins/abc", "/bulletins/{bulletin_id}"),
        ("GET", "/ui/a/b.css", "/ui/{rest:path}"),
        ("GET", "/api/ask", ""),
        ("POST", "/gradio_api/upload", ""),
        ("GET", "/bulletins/a/b", ""),
    ],
)
def test_a_request_finds_its_row(method, path, found):
    assert row_of(method, path).path == found


def test_only_what_takes_something_in_may_be_sent_a_body():
    assert all(not row.body for row in ROWS if row.method in ("GET", "DELETE"))
    assert NOWHERE.body == 0
