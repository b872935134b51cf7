"""No secret and no folder of the server in any answer, log or traceback: planted, then looked for."""

import io
import logging
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag.errors import SettingsError, StoreError
from rag.settings import Settings, load_settings
from tests.support.fake_desk import FakeAssistant, build_app
from web.desk import Desk
from web.feedback import FeedbackBook
from web.guard.keys import KeyBook
from web.guard.sites import read_sites
from web.secrecy import Discreet, for_readers, secrets_of, without_secrets

ADMIN = "planted-admin-token-1"
SITE_SECRET = "planted-site-secret-2"
PROVIDER = "planted-provider-key-3"
ASK = {"question": "采购?"}


class Failing(FakeAssistant):
    """Fails with whatever it knows: secrets in the words, folders in the traceback."""

    def ask(self, *asked, **more):
        """Fail."""
        raise self.error

    stream = understand = find = ask


def everything_said(desk, headers):
    """Ask for everything, rightly and wrongly; return all that came back."""
    asked = [
        ("GET", "/", {}),
        ("GET", "/config", {}),
        ("GET", "/readyz", {}),
        ("GET", "/metrics", {}),
        ("GET", "/api/sites", {}),
        ("GET", "/api/bulletins/x", {}),
        ("POST", "/api/ask", {"json": ASK}),
        ("POST", "/api/ask/stream", {"json": ASK}),
        (
            "POST",
            "/v1/chat/completions",
            {"json": {"messages": [{"role": "user", "content": "?"}]}},
        ),
        ("POST", "/retrieval", {"json": {"knowledge_id": "all", "query": "采购"}}),
        ("POST", "/page/first-words", {"json": ASK}),
        ("PUT", "/api/sites/new1", {"json": {"secret": "short" + SITE_SECRET[:3]}}),
        ("GET", "/manage/api/state", {}),
        ("POST", "/manage/api/take", {"files": {"file": ("x.txt", b"nothing")}}),
        ("POST", "/manage/api/read", {"files": {"file": ("x.pdf", b"%PDF-broken")}}),
        ("DELETE", "/manage/api/bulletins/x", {}),
    ]
    said = ""
    with TestClient(build_app(desk), raise_server_exceptions=False) as client:
        for method, path, sent in asked:
            for given in ({}, headers):
                response = client.request(method, path, headers=given, **sent)
                said += f"{response.headers}\n{response.text}\n"
    return said


@pytest.mark.parametrize("kind", [RuntimeError, StoreError])
def test_planted_secrets_come_out_nowhere(empty_library, tmp_path, kind):
    store = tmp_path / "store"
    sites = tmp_path / "sites.toml"
    sites.write_text(f'[sites.demo]\norigins = ["https://a.example"]\nsecret = "{SITE_SECRET}"\n')
    settings = Settings(store=store, sites=sites, admin_token=ADMIN)
    key, _ = KeyBook(store).create("管理", ["ask", "read", "admin"])
    error = kind(f"{ADMIN} {key} {SITE_SECRET} “{store}/catalog.sqlite3” sk-{'x' * 20}")
    assistant = Failing()
    assistant.error = error
    desk = Desk(assistant, empty_library, settings, FeedbackBook(tmp_path / "feedback.db"))
    planted = (ADMIN, key, PROVIDER, f"sk-{'x' * 20}", key.removeprefix("bqa_"))
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    environment = {"OPENAI_API_KEY": PROVIDER, "SITE_SECRET": SITE_SECRET}
    secrets = secrets_of(settings, environment)
    handler.setFormatter(Discreet(logging.Formatter(), secrets, {tmp_path: "<store>"}))
    logging.getLogger().addHandler(handler)
    try:
        said = everything_said(desk, {"authorization": f"Bearer {key}", "x-admin-token": ADMIN})
        logging.getLogger("x").error("lost %s", PROVIDER)
    finally:
        logging.getLogger().removeHandler(handler)
    logs = written.getvalue() + "".join(
        p.read_text(encoding="utf-8") for p in store.rglob("*.jsonl")
    )
    assert "lost […]" in logs
    if kind is RuntimeError:
        assert "Traceback" in logs
        assert ADMIN not in said
        assert SITE_SECRET not in said
    for secret in planted:
        assert secret not in logs
    assert str(tmp_path) not in said + logs
    assert str(Path(__file__).parents[2]) not in said
    assert key not in said


@pytest.mark.parametrize(
    ("words", "gone"),
    [
        ("Authorization: Bearer abcdefgh12345678", "abcdefgh12345678"),
        ("bqa_" + "x" * 43, "x" * 43),
        ("http://me:pa55word@proxy:8080/", "pa55word"),
        ("sk-proj-" + "y" * 30, "y" * 30),
    ],
)
def test_what_looks_like_a_secret_is_taken_out(words, gone):
    assert gone not in without_secrets(words)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("“/var/lib/bulletin-qa/store/catalog.sqlite3”打不开", "“catalog.sqlite3”打不开"),
        ("C:\\Users\\me\\store\\a.db 打不开", "a.db 打不开"),
        ("请看 /api/docs", "请看 docs"),
        ("整改率 3/4，1/2", "整改率 3/4，1/2"),
    ],
)
def test_readers_are_told_names_and_no_folders(words, left):
    assert for_readers(words) == left


def test_a_refused_setting_is_named_but_its_secret_is_not():
    with pytest.raises(SettingsError) as told:
        load_settings(admin_token="planted")
    assert "BQA_ADMIN_TOKEN" in str(told.value)
    assert "planted" not in str(told.value)
    with pytest.raises(SettingsError) as told:
        load_settings(chat_base_url="ftp://me:planted@x y")
    assert "planted" not in str(told.value)
    with pytest.raises(SettingsError, match="99999"):
        load_settings(port=99999)


def test_a_refused_site_is_named_but_its_secret_is_not(tmp_path):
    path = tmp_path / "sites.toml"
    path.write_text('[sites.demo]\nsecret = "planted"\n', encoding="utf-8")
    with pytest.raises(SettingsError) as told:
        read_sites(path)
    assert "secret" in str(told.value)
    assert "planted" not in str(told.value)
