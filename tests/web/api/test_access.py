"""Keys, limits, logs: who may use the API, how often, and what is written down."""

import json
import logging

import pytest
from fastapi.testclient import TestClient

from rag.errors import BulletinQAError
from rag.settings import Settings
from tests.support.fake_desk import FakeAssistant, FakeShelf
from tests.support.service import build_service
from web.desk import Desk
from web.feedback import FeedbackBook
from web.guard import keys
from web.guard.access_log import ACCESS, write_access_log
from web.guard.audit import Audit
from web.guard.keys import KeyBook


def client_of(store, **dials):
    settings = Settings(store=store, sites=store / "sites.toml", **dials)
    desk = Desk(FakeAssistant(), FakeShelf(), settings, FeedbackBook(store / "feedback.db"))
    return TestClient(build_service(desk))


def bearer(words):
    return {"authorization": f"Bearer {words}"}


ASK = {"question": "采购?"}


@pytest.mark.parametrize(
    ("dials", "status"),
    [
        ({}, 200),
        ({"host": "0.0.0.0"}, 401),
        ({"host": "::1"}, 200),
        ({"host": "localhost"}, 200),
        ({"host": "0.0.0.0", "api_keys": "off"}, 200),
        ({"api_keys": "required"}, 401),
    ],
)
def test_keys_are_needed_unless_bound_to_this_machine(tmp_path, dials, status):
    client = client_of(tmp_path, **dials)
    response = client.post("/api/ask", json=ASK)
    assert response.status_code == status
    if status == 401:
        assert response.headers["www-authenticate"] == "Bearer"
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_dify_is_told_a_missing_key_from_a_wrong_one(tmp_path):
    client, asked = client_of(tmp_path, host="0.0.0.0"), {"knowledge_id": "all", "query": "采购"}
    codes = [
        client.post("/retrieval", json=asked, headers=headers).json()["error_code"]
        for headers in ({}, {"authorization": "bqa_x"}, bearer("bqa_x"))
    ]
    assert codes == [1001, 1001, 1002]


def test_keys_open_what_their_scopes_say(tmp_path):
    client, book = client_of(tmp_path, host="0.0.0.0"), KeyBook(tmp_path)
    asking, _ = book.create("问", ["ask"])
    reading, _ = book.create("读", ["read"])
    assert client.post("/api/ask", json=ASK, headers=bearer(asking)).status_code == 200
    assert client.post("/api/ask", json=ASK, headers=bearer(reading)).status_code == 403
    assert client.get("/api/bulletins", headers=bearer(reading)).status_code == 200
    assert client.get("/metrics", headers=bearer(reading)).status_code == 200
    assert client.get("/metrics").status_code == 401
    assert client.get("/api/bulletins", headers=bearer(asking)).status_code == 403
    assert client.get("/api/bulletins", headers=bearer("bqa_wrong")).status_code == 401


@pytest.mark.parametrize("words", ["none", "sk-xxx", "bqa_…", "bqa_wrong"])
def test_a_placeholder_is_let_in_where_no_key_is_needed(tmp_path, words):
    headers = {"authorization": f"Bearer {words}".encode()}
    assert client_of(tmp_path).post("/api/ask", json=ASK, headers=headers).status_code == 200
    needing = client_of(tmp_path, api_keys="required")
    assert needing.post("/api/ask", json=ASK, headers=headers).status_code == 401


def test_revoked_and_expired_keys_open_nothing(tmp_path):
    book = KeyBook(tmp_path)
    words, key = book.create("短", ["ask"], days=1)
    assert book.find(words) == key
    book.revoke(key.id)
    assert book.find(words) is None
    words, _ = book.create("过期", ["ask"], days=-1)
    assert book.find(words) is None


def test_store_holds_no_key_in_words(tmp_path):
    words, _ = KeyBook(tmp_path).create("密", ["ask"])
    assert words.encode() not in (tmp_path / "keys.sqlite3").read_bytes()
    assert words.removeprefix("bqa_").encode() not in (tmp_path / "keys.sqlite3").read_bytes()


@pytest.mark.parametrize("made", [{"scopes": ["write"]}, {"scopes": ["ask"], "rates": "often"}])
def test_keys_that_make_no_sense_are_refused(tmp_path, made):
    with pytest.raises(BulletinQAError):
        KeyBook(tmp_path).create("x", **made)


def test_command_makes_lists_and_revokes_keys_and_notes_it(tmp_path, capsys):
    store = ["--store", str(tmp_path)]
    assert keys.main([*store, "create", "大屏", "--scope", "ask", "--rates", "5/minute"]) == 0
    words = capsys.readouterr().out.split()[-1]
    key = KeyBook(tmp_path).find(words)
    assert (key.name, key.scopes, key.rates) == ("大屏", {"ask"}, "5/minute")
    assert keys.main([*store, "list"]) == 0
    listed = capsys.readouterr().out
    assert "大屏" in listed
    assert words not in listed
    assert keys.main([*store, "revoke", key.id]) == 0
    assert keys.main([*store, "revoke", "nothing"]) == 1
    assert "nothing" in capsys.readouterr().err
    acts = list(Audit(tmp_path))
    assert [act["act"] for act in acts] == ["create key", "revoke key"]
    assert words not in json.dumps(acts)


def test_each_address_and_each_key_has_its_limit(tmp_path):
    client = client_of(tmp_path, ask_rate="2/minute", key_rate="3/minute")
    own, _ = KeyBook(tmp_path).create("自有限额", ["ask"], rates="1/minute")
    plain, _ = KeyBook(tmp_path).create("默认限额", ["ask"])
    for headers, most in (({}, 2), (bearer(own), 1), (bearer(plain), 3)):
        statuses = [
            client.post("/api/ask", json=ASK, headers=headers).status_code for _ in range(most + 1)
        ]
        assert statuses == [200] * most + [429]


def test_guessing_keys_is_limited(tmp_path):
    client = client_of(tmp_path, api_keys="required", read_rate="3/minute")
    statuses = [
        client.post("/api/ask", json=ASK, headers=bearer(f"bqa_{i}")).status_code for i in range(4)
    ]
    assert statuses == [401, 401, 401, 429]


def test_events_of_the_page_are_limited_by_address_but_not_on_this_machine(tmp_path):
    client = client_of(tmp_path, read_rate="2/minute")
    event = {"data": [], "fn_index": 0, "session_hash": "x"}
    statuses = [client.post("/gradio_api/queue/join", json=event).status_code for _ in range(3)]
    assert [status == 429 for status in statuses] == [False, False, True]
    local = TestClient(client.app, client=("127.0.0.1", 5000))
    statuses = [local.post("/gradio_api/queue/join", json=event).status_code for _ in range(3)]
    assert 429 not in statuses


def test_page_of_another_site_may_not_ask_without_a_session(tmp_path):
    client = client_of(tmp_path)
    evil = {"origin": "https://evil.example"}
    assert client.post("/api/ask", json=ASK, headers=evil).status_code == 403
    own = {"origin": "http://testserver"}
    assert client.post("/api/ask", json=ASK, headers=own).status_code == 200


@pytest.fixture
def lines(tmp_path):
    write_access_log(tmp_path)
    yield lambda: [
        json.loads(line)
        for line in (tmp_path / "logs" / "access.jsonl").read_text("utf-8").splitlines()
    ]
    for handler in list(ACCESS.handlers):
        ACCESS.removeHandler(handler)
        handler.close()
    ACCESS.setLevel(logging.NOTSET)


@pytest.mark.parametrize(("questions", "told"), [(False, False), (True, True)])
def test_access_log_holds_questions_only_when_switched_on(tmp_path, lines, questions, told):
    client = client_of(tmp_path, log_questions=questions)
    words, key = KeyBook(tmp_path).create("日志", ["ask", "read"])
    headers = bearer(words) | {"x-request-id": "abc-1"}
    assert client.post("/api/ask", json={"question": "秘密?"}, headers=headers).status_code == 200
    client.get("/api/findings", params={"q": "秘密"})
    asked, searched = lines()
    assert (asked["id"], asked["caller"], asked["status"]) == ("abc-1", f"key:{key.id}", 200)
    assert (searched["path"], searched["method"]) == ("/api/findings", "GET")
    text = (tmp_path / "logs" / "access.jsonl").read_text("utf-8")
    assert ("秘密" in text) is told
    assert words not in text


def test_access_log_cuts_what_is_long(tmp_path, lines):
    client_of(tmp_path).get("/api/" + "x" * 50_000)
    (line,) = lines()
    assert len(line["path"]) == 1000


def test_every_response_has_a_request_id(tmp_path):
    client = client_of(tmp_path)
    assert client.get("/healthz", headers={"x-request-id": "a-1"}).headers["x-request-id"] == "a-1"
    made = client.get("/healthz", headers={"x-request-id": "bad id\n"[:6]}).headers["x-request-id"]
    assert made != "bad id"
    assert len(made) == 16
