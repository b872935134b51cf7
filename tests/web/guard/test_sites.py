"""Sites, sessions and what a visitor of a site may see."""

import hashlib
import hmac
import os
import time

import pytest
from fastapi.testclient import TestClient

from rag.errors import SettingsError
from rag.settings import Settings
from tests.support.fake_desk import BULLETINS, FakeAssistant, FakeShelf, build_app
from tests.support.service import build_service
from web.desk import Desk
from web.feedback import FeedbackBook
from web.guard.audit import Audit
from web.guard.keys import KeyBook
from web.guard.sessions import Session, Sessions, signing_key
from web.guard.sites import Site, SiteBook, read_sites

GOOD = "https://www.good.gov.cn"
SECRET = "0123456789abcdef0123"
SITES = f"""
[collections.haizhou]
regions = ["海州市"]

[sites.demo]
origins = ["{GOOD}", "https://*.good.gov.cn:8443"]
secret = "{SECRET}"
theme = {{ title = "本局问答", colour = "#005bac" }}

[sites.narrow]
origins = ["{GOOD}"]
collections = ["haizhou"]

[sites.nothing]
origins = ["{GOOD}"]
agencies = ["没有这家"]

[sites.closed]
origins = []

[sites.busy]
origins = ["{GOOD}"]
visitor_rates = "2/minute"
"""


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "sites.toml").write_text(SITES, encoding="utf-8")
    settings = Settings(store=tmp_path, sites=tmp_path / "sites.toml", host="0.0.0.0")
    return Desk(FakeAssistant(), FakeShelf(), settings, FeedbackBook(tmp_path / "feedback.db"))


@pytest.fixture
def client(desk):
    return TestClient(build_service(desk))


def opened(client, site="demo", origin=GOOD, **more):
    headers = {"origin": origin} if origin else {}
    return client.post("/api/session", json={"site": site, **more}, headers=headers)


def ask(client, token, origin=GOOD, **more):
    headers = {"x-session-token": token} | ({"origin": origin} if origin else {})
    return client.post("/api/ask", json={"question": "采购?", **more}, headers=headers)


@pytest.mark.parametrize(
    ("pattern", "origin", "admitted"),
    [
        (GOOD, GOOD, True),
        (GOOD, "http://www.good.gov.cn", False),
        (GOOD, GOOD + ":8443", False),
        (GOOD, GOOD + ".evil.example", False),
        ("https://*.good.gov.cn", "https://a.good.gov.cn", True),
        ("https://*.good.gov.cn", "https://a.b.good.gov.cn", True),
        ("https://*.good.gov.cn", "https://good.gov.cn", False),
        ("https://*.good.gov.cn", "https://evil-good.gov.cn", False),
        ("https://*.good.gov.cn", "https://evil.example/.good.gov.cn", False),
        ("https://*.good.gov.cn", "https://evil.example:1.good.gov.cn", False),
        ("https://*.good.gov.cn", "https://a@b.good.gov.cn", False),
        ("http://localhost:3000", "http://localhost:3000", True),
    ],
)
def test_origins_are_matched_whole(pattern, origin, admitted):
    assert Site(origins=(pattern,)).admits_origin(origin) is admitted


@pytest.mark.parametrize(
    "everybodys",
    ["https://*.cn", "https://*.gov.cn", "https://*.com.cn", "https://*.github.io", "http://*.com"],
)
def test_names_below_which_anybody_may_have_one_are_no_origin(everybodys):
    with pytest.raises(ValueError, match="公共后缀"):
        Site(origins=(everybodys,))
    assert Site(origins=("https://*.example.gov.cn",)).origins


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[sites.demo", "TOML"),
        ('[sites.demo]\norigins = ["good.gov.cn"]', "origins"),
        ('[sites.demo]\norigins = ["https://good.gov.cn/path"]', "origins"),
        ('[sites.demo]\norigins = ["https://*"]', "origins"),
        ('[sites.demo]\norigin = ["https://good.gov.cn"]', "origin"),
        ('[sites.demo]\nrates = "often"', "rates"),
        ('[sites.demo]\nsecret = "short"', "secret"),
        ('[sites.demo]\ncollections = ["none"]', "none"),
        ('[sites.demo.theme]\ncolour = "red;}"', "colour"),
        ('[sites."a b"]\norigins = []', "sites"),
    ],
)
def test_mistakes_in_the_file_stop_the_start(tmp_path, toml, said):
    path = tmp_path / "sites.toml"
    path.write_text(toml, encoding="utf-8")
    with pytest.raises(SettingsError, match=said):
        read_sites(path)


def test_file_is_read_again_when_it_changes_and_a_broken_one_is_not_taken(tmp_path):
    path, said = tmp_path / "sites.toml", []
    book = SiteBook(path, complain=said.append)
    assert not book.admits_origin(GOOD)
    path.write_text(SITES, encoding="utf-8")
    assert book.admits_origin(GOOD)
    path.write_text("[[[", encoding="utf-8")
    assert book.admits_origin(GOOD)
    assert "TOML" in said[0]
    path.unlink()
    assert not book.admits_origin(GOOD)


BAD_SITE = '\n[sites.typo]\norigins = ["good.gov.cn"]\n'


def test_one_site_with_a_mistake_is_named_and_the_others_stand(tmp_path):
    path, said = tmp_path / "sites.toml", []
    path.write_text(SITES + BAD_SITE, encoding="utf-8")
    book = SiteBook(path, complain=said.append)
    assert book.get("demo") is not None and book.get("typo") is None
    (line,) = said
    assert "sites.typo 没有启用" in line and "origins" in line


def test_a_site_whose_collection_is_broken_is_left_out_not_let_see_everything(tmp_path):
    path, said = tmp_path / "sites.toml", []
    path.write_text(SITES.replace('regions = ["海州市"]', "regions = 5"), encoding="utf-8")
    book = SiteBook(path, complain=said.append)
    assert book.get("narrow") is None and book.get("demo") is not None
    assert [("collections.haizhou" in line, "sites.narrow" in line) for line in said] == [
        (True, False),
        (False, True),
    ]


def test_a_site_broken_later_stays_as_it_was(tmp_path):
    path, said = tmp_path / "sites.toml", []
    path.write_text(SITES, encoding="utf-8")
    book = SiteBook(path, complain=said.append)
    path.write_text(SITES.replace(f'"{GOOD}"]\nvisitor', '"good"]\nvisitor'), encoding="utf-8")
    assert book["busy"].origins == (GOOD,)
    assert "sites.busy 仍用改动之前的" in said[0]


@pytest.mark.parametrize("toml", ["[[[", "[site.demo]\norigins = []", "sites = 5"])
def test_a_file_that_holds_no_sites_as_meant_stops_the_start(tmp_path, toml):
    path = tmp_path / "sites.toml"
    path.write_text(toml, encoding="utf-8")
    with pytest.raises(SettingsError):
        SiteBook(path)


def test_session_of_an_allowed_page_answers(client):
    session = opened(client).json()
    assert session["theme"]["title"] == "本局问答"
    assert "secret" not in str(session)
    assert ask(client, session["token"]).status_code == 200


@pytest.mark.parametrize(
    ("site", "origin"),
    [
        ("demo", "https://evil.example"),
        ("demo", None),
        ("demo", "null"),
        ("closed", GOOD),
        ("closed", "http://testserver"),
        ("unknown", GOOD),
    ],
)
def test_pages_that_are_not_allowed_get_no_session(client, site, origin):
    response = opened(client, site, origin)
    assert response.status_code == 403
    assert response.json()["type"] == "/api/problems/origin-refused"


@pytest.mark.parametrize("origin", ["https://evil.example", None, "null", "http://testserver"])
def test_token_is_of_no_use_to_other_pages(client, origin):
    assert ask(client, opened(client).json()["token"], origin).status_code == 403


def test_page_in_our_iframe_may_ask_too(client):
    own = "http://testserver"
    token = opened(client, origin=own).json()["token"]
    assert ask(client, token, own).status_code == 200
    headers = {"x-session-token": token}  # reading, a page does not name its own origin
    assert client.get("/api/bulletins", headers=headers).status_code == 200


def test_forged_and_old_tokens_open_nothing(client, tmp_path):
    token = opened(client).json()["token"]
    assert ask(client, token + "x").status_code == 401
    assert ask(client, "x").status_code == 401
    sessions = Sessions(signing_key(tmp_path), -1)
    assert sessions.read(sessions.token(Session(site="demo", origin=GOOD))) is None
    stranger = Sessions(b"another key", 60)
    assert ask(client, stranger.token(Session(site="demo", origin=GOOD))).status_code == 401


def test_token_of_a_site_taken_out_opens_nothing(client, desk):
    token = opened(client).json()["token"]
    time.sleep(0.01)
    desk.settings.sites.write_text("", encoding="utf-8")
    assert ask(client, token).status_code == 401


def test_visitor_sees_the_site_s_scope_alone(client, desk):
    first, second = BULLETINS
    headers = {"x-session-token": opened(client, "narrow").json()["token"], "origin": GOOD}
    listed = client.get("/api/bulletins", headers=headers).json()
    assert [b["agency"] for b in listed["items"]] == ["海州市商务局"]
    assert client.get(f"/api/bulletins/{first.id}", headers=headers).status_code == 404
    assert client.get(f"/api/bulletins/{second.id}", headers=headers).status_code == 200
    ask(client, headers["x-session-token"], filters={"agencies": [first.agency]})
    where = desk.assistant.asked[-1][2]
    assert (where.bulletin_ids, where.agencies) == ((second.id,), (first.agency,))


def test_scope_that_holds_nothing_shows_nothing(client, desk):
    headers = {"x-session-token": opened(client, "nothing").json()["token"], "origin": GOOD}
    assert client.get("/api/findings", headers=headers).json()["total"] == 0
    ask(client, headers["x-session-token"])
    assert not any(desk.assistant.asked[-1][2].admits(b) for b in BULLETINS)


def test_user_id_must_be_signed_by_the_host(client):
    signature = hmac.new(SECRET.encode(), b"u-1", hashlib.sha256).hexdigest()
    assert opened(client, user="u-1", signature=signature).status_code == 200
    assert opened(client, user="u-2", signature=signature).status_code == 403
    assert opened(client, user="u-1").status_code == 403
    assert opened(client, "narrow", user="u-1", signature=signature).status_code == 403


@pytest.mark.parametrize(
    ("refused", "advised"),
    [
        (lambda client: opened(client, "demo", "https://evil.example"), "sites.toml"),
        (lambda client: opened(client, "nobody"), "站点“nobody”没有登记"),
        (lambda client: opened(client, user="u-2", signature="0" * 64), "HMAC-SHA256"),
        (lambda client: client.get("/embed", params={"site": "closed"}), "sites.toml"),
    ],
)
def test_visitors_are_told_whom_to_tell_and_web_masters_what_to_do(client, refused, advised):
    problem = refused(client).json()
    assert "管理员" in problem["detail"]
    assert "sites.toml" not in problem["detail"] and "secret" not in problem["detail"]
    assert advised in problem["advice"]


def test_visitors_are_limited(client):
    token = opened(client, "busy").json()["token"]
    assert [ask(client, token).status_code for _ in range(3)] == [200, 200, 429]
    response = ask(client, token)
    assert 0 < int(response.headers["retry-after"]) <= 60
    assert "秒后再试" in response.json()["detail"]


def test_browser_is_told_of_allowed_origins_alone(client):
    wanted = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,x-session-token,last-event-id",
    }
    allowed = client.options("/api/ask/stream", headers={"origin": GOOD, **wanted})
    assert allowed.headers["access-control-allow-origin"] == GOOD
    for origin in ("https://evil.example", "null"):
        refused = client.options("/api/ask/stream", headers={"origin": origin, **wanted})
        assert refused.status_code == 400
        assert "access-control-allow-origin" not in refused.headers
    for path in ("/", "/config", "/healthz", "/v1/models"):
        headers = client.get(path, headers={"origin": GOOD}).headers
        assert "access-control-allow-origin" not in headers
    assert "access-control-allow-credentials" not in allowed.headers


@pytest.mark.parametrize(
    ("site", "status", "ancestors"),
    [
        ("demo", 200, f"{GOOD} https://*.good.gov.cn:8443"),
        ("closed", 403, "'none'"),
        ("unknown", 403, "'none'"),
    ],
)
def test_iframe_page_may_be_framed_by_its_site_alone(client, site, status, ancestors):
    response = client.get("/embed", params={"site": site})
    assert response.status_code == status
    policy = response.headers["content-security-policy"]
    assert policy.endswith(f"frame-ancestors {ancestors}")
    assert "x-frame-options" not in response.headers


def test_everything_else_may_be_framed_by_nobody(desk):
    client = TestClient(build_app(desk))
    for path in ("/", f"/bulletins/{BULLETINS[0].id}", "/api/docs", "/widget.js", "/nowhere"):
        policy = client.get(path).headers["content-security-policy"]
        assert policy.endswith("frame-ancestors 'none'")


def test_signing_key_is_made_once_and_read_by_its_owner_alone(tmp_path):
    key = signing_key(tmp_path / "store")
    assert signing_key(tmp_path / "store") == key
    assert os.stat(tmp_path / "store" / "session.key").st_mode & 0o077 == 0


def admin(desk, *scopes):
    words, _ = KeyBook(desk.settings.store).create("管理", scopes)
    return {"authorization": f"Bearer {words}"}


def test_a_site_that_is_read_and_set_again_keeps_its_secret(client, desk):
    headers = admin(desk, "admin")
    site = {"origins": ["https://new.example"], "secret": SECRET}
    client.put("/api/sites/fresh", json=site, headers=headers)
    (shown,) = [s for s in client.get("/api/sites", headers=headers).json() if s["key"] == "fresh"]
    put = client.put("/api/sites/fresh", json=shown["site"], headers=headers)
    assert put.json()["signs_users"]
    assert SECRET in desk.settings.sites.read_text("utf-8")
    assert SECRET not in put.text
    assert desk.settings.sites.stat().st_mode & 0o077 == 0


def test_a_secret_that_is_too_short_is_not_told(client, desk):
    put = client.put("/api/sites/x123", json={"secret": "planted"}, headers=admin(desk, "admin"))
    assert put.status_code == 422
    assert "planted" not in put.text


def test_admin_s_key_sets_and_removes_sites_and_it_is_noted(client, desk):
    headers = admin(desk, "admin")
    desk.settings.sites.write_text("# 注释留着\n" + SITES, encoding="utf-8")
    site = {"origins": ["https://new.example"], "secret": SECRET, "theme": {"title": "新站"}}
    put = client.put("/api/sites/fresh", json=site, headers=headers)
    assert put.status_code == 200
    assert opened(client, "fresh", "https://new.example").status_code == 200
    listed = client.get("/api/sites", headers=headers)
    assert {s["key"] for s in listed.json()} == {
        "demo",
        "narrow",
        "nothing",
        "closed",
        "busy",
        "fresh",
    }
    assert SECRET not in put.text + listed.text
    assert client.delete("/api/sites/fresh", headers=headers).status_code == 204
    assert client.delete("/api/sites/fresh", headers=headers).status_code == 404
    assert opened(client, "fresh", "https://new.example").status_code == 403
    assert opened(client).status_code == 200
    assert desk.settings.sites.read_text("utf-8").startswith("# 注释留着")
    acts = [(act["act"], act["what"].split()[0]) for act in Audit(desk.settings.store)]
    assert acts == [("set site", "fresh"), ("remove site", "fresh")]


@pytest.mark.parametrize(
    "site", [{"origins": ["evil"]}, {"collections": ["none"]}, {"rates": "x"}, {"nonsense": 1}]
)
def test_unsound_sites_are_not_taken(client, desk, site):
    before = desk.settings.sites.read_text("utf-8")
    assert (
        client.put("/api/sites/fresh", json=site, headers=admin(desk, "admin")).status_code == 422
    )
    assert desk.settings.sites.read_text("utf-8") == before


def test_site_is_set_and_a_broken_one_removed_while_another_is_broken(client, desk):
    headers = admin(desk, "admin")
    desk.settings.sites.write_text(SITES + BAD_SITE + BAD_SITE.replace("typo", "worse"))
    put = client.put("/api/sites/fresh", json={"origins": [GOOD]}, headers=headers)
    assert put.status_code == 200
    assert opened(client, "fresh").status_code == 200
    assert client.delete("/api/sites/typo", headers=headers).status_code == 204
    left = desk.settings.sites.read_text("utf-8")
    assert "[sites.worse]" in left and "[sites.typo]" not in left


def test_file_that_is_no_toml_is_said_so_when_a_site_is_set(client, desk):
    desk.settings.sites.write_text("[[[", encoding="utf-8")
    headers = admin(desk, "admin")
    put = client.put("/api/sites/fresh", json={"origins": [GOOD]}, headers=headers)
    assert (put.status_code, "TOML" in put.json()["detail"]) == (422, True)
    assert desk.settings.sites.read_text("utf-8") == "[[["


def test_refused_site_is_told_its_mistake_under_the_file_s_own_name(client, desk):
    site = {"collections": ["none"]}
    said = client.put("/api/sites/fresh", json=site, headers=admin(desk, "admin")).json()["detail"]
    assert "sites.toml”" in said and "sites.fresh" in said and "“none”" in said


def test_sites_are_for_admins_alone(client, desk):
    assert client.get("/api/sites").status_code == 401
    assert client.get("/api/sites", headers=admin(desk, "ask", "read")).status_code == 403
    token = opened(client).json()["token"]
    headers = {"x-session-token": token, "origin": GOOD}
    assert client.get("/api/sites", headers=headers).status_code == 403
