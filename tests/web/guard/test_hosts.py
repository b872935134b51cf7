"""Names this server answers to, proxies it believes, and the headers of whatever it says."""

import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from tests.support.fake_desk import FakeAssistant, FakeShelf, build_app
from tests.support.service import build_service
from web.desk import Desk
from web.feedback import FeedbackBook
from web.guard.access import keys_needed
from web.guard.hosts import hosts_of, is_ours
from web.problems import Problem

ASK = {"question": "采购?"}


def desk_of(store, **dials):
    settings = Settings(store=store, sites=store / "sites.toml", **dials)
    return Desk(FakeAssistant(), FakeShelf(), settings, FeedbackBook(store / "feedback.db"))


def client_of(store, address="203.0.113.9", **dials):
    return TestClient(build_service(desk_of(store, **dials)), client=(address, 5))


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("localhost:7860", True),
        ("127.0.0.1:7860", True),
        ("[::1]:7860", True),
        ("10.0.0.5", True),
        ("qa.example.gov.cn", True),
        ("QA.example.gov.cn.:443", True),
        ("a.b.inner.example", True),
        ("inner.example", False),
        ("evil.example", False),
        ("evil.example#qa.example.gov.cn", False),
        ("qa.example.gov.cn@evil.example", False),
        ("qa.example.gov.cn.evil.example", False),
        ("localhost:x", False),
        ("a b", False),
        ("", False),
    ],
)
def test_a_name_is_ours_only_where_it_is_known(host, ours):
    settings = Settings(public_url="https://qa.example.gov.cn", hosts="*.inner.example")
    assert is_ours(host, hosts_of(settings)) is ours


@pytest.mark.parametrize("path", ["/api/bulletins", "/bulletins/" + "a" * 12, "/healthz", "/"])
def test_a_name_pointed_at_us_is_told_nothing(tmp_path, path):
    with TestClient(build_app(desk_of(tmp_path, hosts=""))) as client:
        response = client.get(path, headers={"host": "rebound.evil.example"})
    assert response.status_code == 421
    assert "江城" not in response.text
    assert "BQA_HOSTS" in response.json()["advice"]


def test_a_setting_adds_names(tmp_path):
    client = client_of(tmp_path, hosts="a.example, b.example")
    told = [client.get("/healthz", headers={"host": f"{n}.example"}).status_code for n in "abc"]
    assert told == [200, 200, 421]


def test_the_forwarded_host_is_believed_of_our_proxy_alone(tmp_path):
    headers = {"x-forwarded-host": "evil.example"}
    with TestClient(build_app(desk_of(tmp_path)), client=("203.0.113.9", 5)) as client:
        assert "evil.example" not in client.get("/config", headers=headers).text
        assert "evil.example" not in client.get("/", headers=headers).text
    ours = client_of(tmp_path, "10.0.0.2", proxies="10.0.0.0/24", public_url="https://qa.example")
    assert ours.get("/healthz", headers=headers).status_code == 421
    assert ours.get("/healthz", headers={"x-forwarded-host": "qa.example"}).status_code == 200


def test_behind_a_proxy_keys_are_needed_though_bound_to_this_machine(tmp_path):
    assert not keys_needed(Settings(_env_file=None))
    assert keys_needed(Settings(_env_file=None, proxies="127.0.0.1"))


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("GET", "/healthz", {"headers": {"host": "evil.example"}}, 421),
        ("POST", "/api/ask", {"content": b"x" * 3_000_000}, 413),
        ("POST", "/api/ask", {"json": {}}, 422),
        ("POST", "/api/ask", {"json": ASK, "headers": {"authorization": "Bearer bqa_no"}}, 401),
        ("GET", "/api/nowhere", {}, 404),
        ("GET", "/api/ask", {}, 405),
        ("POST", "/api/ask", {"json": ASK}, 500),
        ("POST", "/v1/chat/completions", {"json": {"messages": []}}, 422),
    ],
)
def test_every_refusal_bears_the_headers(tmp_path, method, path, sent, status):
    needed = "required" if status == 401 else "off"
    desk = desk_of(tmp_path, api_keys=needed)
    desk.assistant.error = RuntimeError("secret-in-a-failure") if status == 500 else None
    client = TestClient(build_service(desk), raise_server_exceptions=False)
    response = client.request(method, path, **sent)
    assert response.status_code == status
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-request-id"]
    assert "secret-in-a-failure" not in response.text


def test_too_many_bears_the_headers(tmp_path):
    client = client_of(tmp_path, ask_rate="1/minute")
    assert client.post("/api/ask", json=ASK).status_code == 200
    refused = client.post("/api/ask", json=ASK)
    assert refused.status_code == 429
    assert "content-security-policy" in refused.headers


def test_a_problem_has_its_kind():
    assert Problem("wrong-host").status == 421
