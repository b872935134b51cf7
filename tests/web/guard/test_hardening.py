"""The must-do list for the page: each hole that a mounted Gradio app has stays closed."""

import json
import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from tests.support.fake_desk import build_app, fake_desk
from tests.support.places import ROOT
from web.guard.hardening import allowed


@pytest.fixture(scope="module")
def client():
    with TestClient(build_app(fake_desk())) as client:
        yield client


def page_config(client) -> dict:
    return client.get("/config").json()


def test_page_loads_and_names_its_language(client):
    assert '<html\n\tlang="zh-CN"' in client.get("/", headers={"accept-language": "zh"}).text
    assert '<html\n\tlang="en"' in client.get("/", headers={"accept-language": "en-GB"}).text


def test_every_script_of_the_page_bears_the_nonce_of_its_policy(client):
    response = client.get("/")
    policy = response.headers["content-security-policy"]
    nonce = re.search(r"'nonce-([\w-]+)'", policy).group(1)
    scripts = re.findall(r"<script[^>]*>", response.text)
    assert scripts
    assert all(f'nonce="{nonce}"' in script for script in scripts)
    assert "frame-ancestors 'none'" in policy
    assert "connect-src 'self'" in policy


def test_nonce_is_never_used_twice(client):
    policies = {client.get("/").headers["content-security-policy"] for _ in range(3)}
    assert len(policies) == 3


def test_page_names_no_other_site(client):
    head = client.get("/").text.split("window.gradio_config", 1)[0]
    links = re.findall(r"""(?:href|src|content)=["'](https?://[^"']+)""", head)
    assert [link for link in links if "testserver" not in link] == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/proxy=http://example.com/"),
        ("GET", "/gradio_api/run-history/records"),
        ("POST", "/gradio_api/run-history/connect"),
        ("POST", "/gradio_api/vibe-edit"),
        ("GET", "/gradio_api/vibe-code"),
        ("GET", "/gradio_api/runs"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/deep_link"),
        ("POST", "/gradio_api/process_recording"),
        ("POST", "/gradio_api/component_server"),
        ("POST", "/gradio_api/run/answer"),
        ("POST", "/gradio_api/call/answer"),
        ("GET", "/monitoring"),
        ("GET", "/gradio_api/mcp/"),
        ("GET", "/assets/../../app.py"),
        ("GET", "/nowhere"),
    ],
)
def test_what_the_page_does_not_need_is_not_there(client, method, path):
    assert client.request(method, path).status_code == 404


def test_allow_list_matches_whole_paths():
    assert allowed("GET", "/assets/index-a1.js")
    assert not allowed("GET", "/assets/index-a1.js/../../x")
    assert not allowed("GET", "/gradio_api/queue/data/x")
    assert not allowed("DELETE", "/")


def test_no_origin_is_reflected(client):
    evil = {"origin": "https://evil.example"}
    for path in ("/", "/config", "/gradio_api/startup-events", "/healthz"):
        headers = client.get(path, headers=evil).headers
        assert "access-control-allow-origin" not in headers
        assert "access-control-allow-credentials" not in headers


def test_page_config_has_the_safe_settings(client):
    config = page_config(client)
    assert config["show_error"] is False
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []
    chat = next(c for c in config["components"] if c["props"].get("elem_id") == "chat")
    assert not chat["props"]["buttons"]
    assert chat["props"]["sanitize_html"]


def test_queue_lets_many_ask_and_ends_somewhere():
    page = build_app(fake_desk()).router.routes[-1].app.app.get_blocks()
    queue = page._queue
    assert 16 <= queue.default_concurrency_limit <= 20
    assert queue.max_size == 64


def test_nothing_but_our_own_templates_draws_html(client):
    drawn = [c["props"] for c in page_config(client)["components"] if c["type"] == "html"]
    assert drawn
    assert {p.get("html_template") for p in drawn} == {"${value}"}


def test_fonts_are_the_systems_own(client):
    page = client.get("/").text + client.get("/theme.css").text
    assert "fonts.googleapis" not in page
    assert "fonts.gstatic" not in page


def test_policy_names_every_kind_of_source(client):
    policy = client.get("/").headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["connect-src"] == "'self'"
    assert rules["object-src"] == rules["frame-src"] == rules["frame-ancestors"] == "'none'"
    assert rules["form-action"] == rules["base-uri"] == "'self'"
    assert "http" not in policy


def test_page_works_behind_a_proxy_that_strips_a_prefix():
    with TestClient(build_app(fake_desk()), root_path="/qa") as client:
        assert client.get("/qa/").status_code == 200
        assert client.get("/qa/config").status_code == 200
        assert client.post("/qa/gradio_api/upload").status_code == 404


def test_too_many_events_of_one_address_are_refused_in_our_words():
    desk = fake_desk()
    desk = replace(
        desk,
        settings=desk.settings.model_copy(update={"read_rate": "2/minute", "ask_rate": "2/minute"}),
    )
    with TestClient(build_app(desk), client=("203.0.113.9", 5)) as client:
        for path in ("/gradio_api/queue/join", "/page/first-words"):
            answers = [client.post(path, json={"question": "采购?"}) for _ in range(4)]
            assert answers[-1].status_code == 429
            assert "频繁" in answers[-1].json()["detail"]


def test_gradio_is_pinned():
    pinned = ROOT.joinpath("requirements-light.txt").read_text(encoding="utf-8")
    assert re.search(r"^gradio==6\.31\.\d+$", pinned, re.MULTILINE)


def test_no_handler_takes_the_chat_history_from_the_browser(client):
    config = page_config(client)
    chat = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "chat")
    assert all(chat not in d["inputs"] for d in config["dependencies"])


def test_page_counts_as_launched_so_that_file_checks_hold():
    app = build_app(fake_desk())
    assert app.router.routes[-1].app.app.get_blocks().has_launched


FORGED = {
    "path": "/etc/passwd",
    "url": None,
    "orig_name": "x.txt",
    "meta": {"_type": "gradio.FileData"},
}


@pytest.mark.parametrize(
    "forged",
    [
        [{"role": "user", "content": [{"type": "file", "file": FORGED}]}],
        [{"id": 1, "question": FORGED, "filters": {}, "answer": None}],
        [{"id": 1, "question": "x", "filters": {}, "answer": {"text": FORGED}}],
        FORGED,
    ],
)
def test_forged_history_hands_out_no_file(client, forged):
    for dependency in page_config(client)["dependencies"]:
        data = [forged for _ in dependency["inputs"]]
        event = {"data": data, "fn_index": dependency["id"], "session_hash": "forger"}
        joined = client.post("/gradio_api/queue/join", json=event)
        if joined.status_code != 200:
            continue
        seen = client.get("/gradio_api/queue/data?session_hash=forger").text
        assert "root:" not in seen
        assert "/gradio_api/file=" not in seen
        for address in re.findall(r'"url": ?"([^"]+)"', seen):
            assert client.get(address).status_code == 404


def test_oversized_event_is_refused_in_our_words(client):
    event = {"data": ["x" * 5_000_000], "fn_index": 0, "session_hash": "big"}
    response = client.post("/gradio_api/queue/join", json=event)
    assert response.status_code == 413
    assert "过大" in response.json()["detail"]


def test_full_queue_answers_in_our_words():
    import asyncio

    from web.guard.hardening import PageGate

    async def full(scope, receive, send):
        await send({"type": "http.response.start", "status": 503, "headers": []})
        await send({"type": "http.response.body", "body": b'{"detail": "Queue is full."}'})

    sent = []

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/gradio_api/queue/join", "headers": [],
        "query_string": b"",
    }  # fmt: skip
    asyncio.run(PageGate(full)(scope, None, send))
    assert sent[0]["status"] == 503
    assert "太多" in json.loads(sent[1]["body"])["detail"]
    assert len(sent) == 2


def test_settings_of_the_app_leave_other_routes_policy_alone():
    app = build_app(fake_desk())

    @app.get("/framed")
    def framed():
        from starlette.responses import HTMLResponse

        return HTMLResponse("x", headers={"content-security-policy": "frame-ancestors https://a"})

    app.router.routes.insert(0, app.router.routes.pop())
    assert TestClient(app).get("/framed").headers["content-security-policy"].endswith("https://a")
