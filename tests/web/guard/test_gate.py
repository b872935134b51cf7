"""The gate: bytes are counted as they come, callers are let in before any, rates by the table."""

import asyncio

import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from tests.support.fake_desk import build_app, fake_desk
from tests.support.service import build_service
from web.guard.gate import Gate
from web.guard.limits import RateLimits
from web.guard.table import ROWS
from web.problems import Problem

PLACES = {"{rest:path}": "x", "{bulletin_id}": "a" * 12, "{form}": "word", "{key}": "demo"}
PIECE = b"x" * 100_000


def address_of(path: str) -> str:
    for name, given in PLACES.items():
        path = path.replace(name, given)
    return path


class Connection:
    """A request as the gate sees it: pieces of a body, and what was said to it."""

    def __init__(self, pieces, method="POST", path="/api/ask", client="203.0.113.9"):
        self.pieces = iter(pieces)
        self.scope = {
            "type": "http",
            "method": method,
            "path": path,
            "headers": [],
            "query_string": b"",
            "client": (client, 5),
            "state": {},
        }
        self.read = 0
        self.sent = []

    async def receive(self):
        """Hand in the next piece."""
        piece = next(self.pieces, None)
        if piece is None:
            await asyncio.Event().wait()  # half sent: nothing more comes
        self.read += len(piece)
        return {"type": "http.request", "body": piece, "more_body": True}

    async def send(self, message):
        """Take down what is said."""
        self.sent.append(message)

    def through(self, app, guards=None, **settings):
        """Go through the gate to an app."""
        dials = Settings(_env_file=None, **settings)
        gate = Gate(app, dials, RateLimits(), guards or {}, piece_seconds=0.05)
        asyncio.run(gate(self.scope, self.receive, self.send))
        return self

    @property
    def status(self):
        """The status that was answered."""
        return self.sent[0]["status"]


async def reads_all(scope, receive, send):
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize("row", [row for row in ROWS if row.body], ids=lambda row: row.path)
def test_a_body_without_a_length_is_cut_off_at_the_limit_of_its_row(row):
    endless = (PIECE for _ in range(10**9))
    request = Connection(endless, row.method, address_of(row.path))
    assert request.through(reads_all, max_file_mb=1).status == 413
    assert request.read <= row.body + 2**20 + len(PIECE)


def test_what_goes_nowhere_is_not_read():
    request = Connection([PIECE] * 3, path="/no/such/place").through(reads_all)
    assert (request.status, request.read) == (413, len(PIECE))


def test_a_body_that_stops_coming_is_given_up():
    assert Connection([b"{"]).through(reads_all).status == 408


def test_nothing_is_read_of_a_caller_who_is_not_let_in():
    def nobody(request):
        raise Problem("no-key", "需要接口密钥。")

    request = Connection([PIECE]).through(reads_all, {"ask": nobody})
    assert (request.status, request.read) == (401, 0)


def test_an_answer_that_streams_is_not_broken_off_for_want_of_a_body():
    async def streams(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        watching = asyncio.create_task(receive())  # for a disconnect, as streams do
        await asyncio.sleep(0.2)
        watching.cancel()
        await send({"type": "http.response.body", "body": b"whole"})

    assert Connection([]).through(streams).sent[-1]["body"] == b"whole"


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("GET", "/export/ledger.xlsx", {}),
        ("GET", "/export/matrix.xlsx?themes=a&agencies=b", {}),
        ("GET", f"/export/answer/{'0' * 32}/word", {}),
        ("POST", "/api/feedback", {"json": {}}),
        ("POST", "/page/first-words", {"json": {"question": "采购?"}}),
    ],
)
def test_what_costs_like_a_question_is_counted_like_one(tmp_path, method, path, sent):
    desk = fake_desk(store=tmp_path)
    desk.settings.ask_rate = "2/minute"
    with TestClient(build_app(desk), client=("203.0.113.9", 5)) as client:
        statuses = [client.request(method, path, **sent).status_code for _ in range(3)]
    assert 429 not in statuses[:2]
    assert statuses[2] == 429


def test_reading_pages_are_counted_like_reads(tmp_path):
    desk = fake_desk(store=tmp_path)
    desk.settings.read_rate = "2/minute"
    with TestClient(build_app(desk), client=("127.0.0.1", 5)) as client:
        statuses = [client.get("/bulletins/" + "a" * 12).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_every_keyed_row_wants_its_key(tmp_path):
    desk = fake_desk(store=tmp_path)
    desk.settings.api_keys = "required"
    client = TestClient(build_service(desk))
    keyed = [row for row in ROWS if row.opens in ("ask", "read", "admin")]
    statuses = {
        (row.method, row.path): client.request(row.method, address_of(row.path)).status_code
        for row in keyed
        if row.path != "/mcp"
    }
    assert set(statuses.values()) == {401}


def test_what_may_be_kept_is_said_by_the_table(tmp_path):
    client = TestClient(build_service(fake_desk(store=tmp_path)))
    asked = client.post("/api/ask", json={"question": "采购?"})
    assert asked.headers["cache-control"] == "no-store"
    assert client.get("/api/bulletins").headers["cache-control"] == "no-cache"
