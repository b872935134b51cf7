"""The table of routes: who may come in, how it is counted, how much may be sent, what is kept.

Every address that answers stands here, once; a test walks the running app and fails on a route that
has no row, or on a row that has no route. `gate` holds requests to their rows. What it does not
know: what a route does, and who a caller is (see `access`).
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from starlette.routing import compile_path

# Who may come in. `ask`, `read`, `admin`: an API key with that scope, a site's visitor, or whoever
# is let in without (see `access`). `manager`: the manager's token. `site`: a page of a registered
# site. `page`: whoever may open the page. `login`: whoever is to become one of those. `watch`: keys
# that may read, but no site's visitor. `anyone`: nothing in it is worth keeping from anybody.
Opens = Literal[
    "ask", "read", "watch", "admin", "manager", "site", "page", "login", "anyone"
]  # fmt: skip

# How it is counted. `caller`: by key, site or address, where the caller is let in (see `access`).
# `ask`, `read`: by address, at the rate of questions or of reads. "": not counted.
Rate = Literal["caller", "ask", "read", ""]

# What a browser or a proxy may keep. `answer`: its route says, by the answer's ETag or age.
Cache = Literal["no-store", "no-cache", "answer"]

KB, MB = 1_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """What holds for one method of one address; `body` is how many bytes may be sent with it.

    `upload` adds the setting for the largest file to `body`. `here` False counts no request of this
    machine's own, where a proxy that names no address stands for all visitors.
    """

    method: str
    path: str  # as Starlette writes it: {name} is one part, {name:path} all the rest
    opens: Opens
    rate: Rate = ""
    body: int = 0
    cache: Cache = "answer"
    upload: bool = False
    here: bool = True


_ASKED = Row("POST", "/api/ask", "ask", "caller", 2 * MB, "no-store")
_READ = Row("GET", "/api/bulletins", "read", "caller")
_ACT = Row("POST", "/manage/api/rebuild", "manager", "", 4 * KB, "no-store")

_API = (
    _ASKED,
    replace(_ASKED, path="/api/ask/stream"),
    _READ,
    replace(_READ, path="/api/bulletins/{bulletin_id}"),
    replace(_READ, path="/api/bulletins/{bulletin_id}/findings/{order}"),
    replace(_READ, path="/api/bulletins/{bulletin_id}/passage"),
    replace(_READ, path="/api/findings"),
    Row("POST", "/api/session", "site", "read", 4 * KB, "no-store"),
    replace(_ASKED, path="/api/similar"),
    replace(_ASKED, path="/api/similar/file", body=64 * KB, upload=True),
)

ROWS: tuple[Row, ...] = (
    *_API,
    *(replace(row, path=row.path.replace("/api/", "/api/v1/", 1)) for row in _API),
    Row("GET", "/api/openapi.json", "anyone", "read"),
    Row("GET", "/api/docs", "anyone", "read"),
    Row("GET", "/api/docs/files/{rest:path}", "anyone"),
    Row("GET", "/api/problems/{code}", "anyone", "read"),
    Row("GET", "/api/sites", "admin", "caller", cache="no-store"),
    Row("PUT", "/api/sites/{key}", "admin", "caller", 64 * KB, "no-store"),
    Row("DELETE", "/api/sites/{key}", "admin", "caller", cache="no-store"),
    Row("GET", "/v1/models", "read", "caller", cache="no-store"),
    Row("GET", "/v1/models/{model}", "read", "caller", cache="no-store"),
    Row("POST", "/v1/chat/completions", "ask", "caller", 2 * MB, "no-store"),
    Row("POST", "/retrieval", "ask", "caller", 256 * KB, "no-store"),
    Row("GET", "/widget.js", "anyone"),
    Row("GET", "/embed", "site", "read"),
    Row("GET", "/healthz", "anyone", cache="no-store"),
    Row("GET", "/readyz", "anyone", cache="no-store"),
    Row("GET", "/metrics", "watch", "caller", cache="no-store"),
    Row("GET", "/login", "login", "read", cache="no-store"),
    Row("POST", "/login", "login", "read", 8 * KB, "no-store"),
    Row("POST", "/logout", "login", "read", 4 * KB, "no-store"),
    # the page's own
    Row("POST", "/page/first-words", "page", "ask", 64 * KB, "no-store", here=False),
    Row("POST", "/page/borrow", "page", "ask", MB, "no-store", upload=True),
    Row("POST", "/export/basket/{form}", "page", "ask", 2 * MB, "no-store"),
    Row("GET", "/bulletins/{bulletin_id}", "page", "read", cache="no-cache"),
    Row("GET", "/export/answer/{kept}/{form}", "page", "ask", cache="no-store"),
    Row("GET", "/export/ledger.xlsx", "page", "ask", cache="no-store"),
    Row("GET", "/export/matrix.xlsx", "page", "ask", cache="no-store"),
    Row("POST", "/api/feedback", "page", "ask", 2 * MB, "no-store"),
    Row("GET", "/ui/{rest:path}", "anyone"),
    # what Gradio serves, as far as `hardening` lets it
    Row("GET", "/", "page", "read", cache="no-store", here=False),
    Row("GET", "/config", "page", "read", cache="no-store", here=False),
    Row("GET", "/theme.css", "page"),
    Row("GET", "/manifest.json", "page"),
    Row("GET", "/favicon.ico", "page"),
    Row("GET", "/robots.txt", "page"),
    Row("GET", "/assets/{rest:path}", "page"),
    Row("GET", "/static/{rest:path}", "page"),
    Row("GET", "/gradio_api/startup-events", "page", "read", cache="no-store", here=False),
    Row("GET", "/gradio_api/queue/data", "page", cache="no-store"),
    Row("GET", "/gradio_api/heartbeat/{session}", "page", cache="no-store"),
    Row("GET", "/gradio_api/theme.css", "page"),
    Row("POST", "/gradio_api/queue/join", "page", "read", 4 * MB, "no-store", here=False),
    Row("POST", "/gradio_api/cancel", "page", "", 4 * KB, "no-store"),
    Row("POST", "/gradio_api/reset", "page", "", 4 * KB, "no-store"),
    # the other server's, `python -m web.mcp`
    *(
        Row(method, "/mcp", "ask", "caller", 256 * KB if method == "POST" else 0, "no-store")
        for method in ("GET", "POST", "DELETE")
    ),
    # the manager's
    Row("GET", "/manage", "anyone", "read", cache="no-store"),
    replace(_ACT, method="GET", path="/manage/api/state", body=0),
    replace(_ACT, path="/manage/api/read", body=64 * KB, upload=True),
    replace(_ACT, path="/manage/api/take", body=64 * KB, upload=True),
    replace(_ACT, method="DELETE", path="/manage/api/bulletins/{bulletin_id}", body=0),
    _ACT,
)

# What is no route: nothing is read of what is sent with it.
NOWHERE = Row("", "", "anyone", "", 0, "no-store")


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], Row], ...]:
    return tuple((compile_path(row.path)[0], row) for row in ROWS)


def row_of(method: str, path: str) -> Row:
    """Return the row of a request, `NOWHERE` where there is none; HEAD goes as GET does."""
    asked = "GET" if method == "HEAD" else method
    for pattern, row in _patterns():
        if row.method == asked and pattern.fullmatch(path):
            return row
    return NOWHERE
