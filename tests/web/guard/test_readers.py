"""The page: open, after a login, or closed; a site's visitor sees what the site may see."""

import re

import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from tests.support.fake_desk import BULLETINS, FakeAssistant, FakeShelf, build_app, settled
from tests.support.service import build_service
from web.desk import Desk
from web.feedback import FeedbackBook
from web.guard.audit import Audit
from web.guard.keys import KeyBook
from web.guard.passes import Passes
from web.guard.readers import opening
from web.guard.table import ROWS
from web.guard.users import UserBook, UserError
from web.schemas import with_body

WATER, TRADE = BULLETINS
GOOD = "https://www.good.gov.cn"
SITES = f'[sites.water]\norigins = ["{GOOD}"]\nagencies = ["{WATER.agency}"]\n'
PASSWORD = "correct-horse-battery"
PAGE_ROWS = [(row.method, row.path) for row in ROWS if row.opens == "page"]
PLACES = {"{bulletin_id}": WATER.id, "{rest:path}": "x.js", "{session}": "s", "{kept}": "0" * 32, "{form}": "word"}  # fmt: skip


def desk_of(store, **dials):
    store.mkdir(exist_ok=True)
    (store / "sites.toml").write_text(SITES, encoding="utf-8")
    settings = Settings(store=store, sites=store / "sites.toml", **dials)
    return Desk(FakeAssistant(), FakeShelf(), settings, FeedbackBook(store / "feedback.db"))


@pytest.fixture(scope="module")
def closed_desk(tmp_path_factory):
    return desk_of(tmp_path_factory.mktemp("closed"), api_keys="required")


@pytest.fixture(scope="module")
def closed(closed_desk):
    app = build_app(closed_desk)
    UserBook(closed_desk.settings.store, rounds=4).add("zhang", PASSWORD)
    with TestClient(app) as client:
        yield client


@pytest.fixture
def client(closed):
    closed.cookies.clear()
    return closed


def login(client, name="zhang", password=PASSWORD, **more):
    form = {"name": name, "password": password, **more}
    return client.post("/login", data=form, follow_redirects=False)


@pytest.mark.parametrize(
    ("dials", "how"),
    [
        ({}, "open"),
        ({"api_keys": "required"}, "login"),
        ({"host": "0.0.0.0"}, "login"),
        ({"proxies": "10.0.0.1"}, "login"),
        ({"host": "0.0.0.0", "page": "open"}, "open"),
        ({"page": "off"}, "off"),
    ],
)
def test_the_page_is_no_way_around_the_keys(dials, how):
    assert opening(Settings(_env_file=None, **dials)) == how


@pytest.mark.parametrize(("method", "path"), PAGE_ROWS)
def test_where_keys_are_required_nothing_of_the_page_answers_a_stranger(client, method, path):
    for name, given in PLACES.items():
        path = path.replace(name, given)
    response = client.request(method, path, json={} if method == "POST" else None)
    assert response.status_code == 401
    assert response.json()["type"].endswith("/no-login")
    assert WATER.agency not in response.text


def test_a_browser_is_led_to_the_login_and_back(client):
    accept = {"accept": "text/html"}
    path = f"/bulletins/{WATER.id}"
    asked = client.get(f"{path}?char=1,2", headers=accept, follow_redirects=False)
    assert asked.status_code == 303
    form = client.get(asked.headers["location"])
    then = re.search(r'name="then" value="([^"]+)"', form.text)[1]
    entered = login(client, then=then)
    assert entered.headers["location"] == f"{path}?char=1,2"
    assert WATER.agency in client.get(path).text
    assert client.get("/export/ledger.xlsx").status_code == 200
    assert client.get("/config").status_code == 200


@pytest.mark.parametrize("then", ["//evil.example", "https://evil.example", "/\\evil.example", "x"])
def test_a_login_leads_nowhere_else(client, then):
    assert login(client, then=then).headers["location"] == "/"


def test_the_cookie_is_for_this_server_and_no_script(client):
    cookie = login(client).headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie


def test_leaving_ends_the_visit(client):
    login(client)
    client.post("/logout", follow_redirects=False)
    assert client.get("/config").status_code == 401


def test_a_new_password_ends_every_visit_begun_with_the_old_one(client, closed_desk):
    login(client)
    assert client.get("/config").status_code == 200
    UserBook(closed_desk.settings.store, rounds=4).add("zhang", PASSWORD)
    assert client.get("/config").status_code == 401


def test_wrong_names_and_passwords_hear_the_same_and_are_written_down(client, closed_desk):
    one, other = login(client, password="wrong-guess"), login(client, name="nobody")
    assert one.status_code == other.status_code == 403
    assert one.text == other.text
    audit = Audit(closed_desk.settings.store)
    assert [line["what"] for line in audit if line["act"] == "refused login"][-2:] == [
        "zhang",
        "nobody",
    ]
    assert "wrong-guess" not in audit.path.read_text(encoding="utf-8")


def test_guesses_are_refused_before_they_are_compared(tmp_path):
    desk = desk_of(tmp_path, page="login")
    UserBook(tmp_path, rounds=4).add("zhang", PASSWORD)
    client = TestClient(build_service(desk))
    told = [login(client, password=f"guess {n}").status_code for n in range(11)]
    assert told == [403] * 10 + [429]
    assert login(client).status_code == 429


def test_where_there_is_no_login_there_is_no_form(tmp_path):
    client = TestClient(build_service(desk_of(tmp_path)))
    assert client.get("/login").status_code == 404
    assert login(client).status_code == 404


def test_a_proxy_names_the_reader_and_nobody_else_does(tmp_path):
    dials = {"page": "login", "page_user_header": "X-Remote-User", "proxies": "10.0.0.2"}
    app = build_app(desk_of(tmp_path, **dials))
    headers = {"x-remote-user": "zhang"}
    for address, status in (("10.0.0.2", 200), ("10.0.0.3", 401)):
        with TestClient(app, client=(address, 5)) as client:
            assert client.get("/config", headers=headers).status_code == status


def test_a_page_that_is_off_is_not_there(tmp_path):
    with TestClient(build_app(desk_of(tmp_path, page="off"))) as client:
        assert client.get("/").status_code == 404
        assert client.get(f"/bulletins/{WATER.id}").status_code == 404
        assert client.post("/api/ask", json={"question": "采购?"}).status_code == 200


def test_a_key_that_may_read_reads(client, closed_desk):
    book, path = KeyBook(closed_desk.settings.store), f"/bulletins/{WATER.id}"
    for scope, status in (("read", 200), ("ask", 401)):
        words, _ = book.create("x", [scope])
        headers = {"authorization": f"Bearer {words}"}
        assert client.get(path, headers=headers).status_code == status


def visitor(client):
    asked = client.post("/api/session", json={"site": "water"}, headers={"origin": GOOD})
    return {"x-session-token": asked.json()["token"], "origin": GOOD}


def test_a_visitor_opens_by_a_signed_link_what_the_site_may_see(client):
    headers = visitor(client)
    passage = client.get(f"/api/bulletins/{WATER.id}/passage?char=2,9", headers=headers).json()
    assert client.get(passage["page"]).status_code == 200
    listed = client.get("/api/findings", headers=headers).json()["items"]
    assert all(client.get(item["page"]).status_code == 200 for item in listed)
    assert client.get(re.sub(r"pass=[^&#]+", "pass=x", passage["page"])).status_code == 404


def test_unseen_and_unknown_look_the_same(client, closed_desk):
    headers = visitor(client)
    link = client.get(f"/api/bulletins/{WATER.id}/passage?char=2,9", headers=headers).json()["page"]
    unseen = client.get(link.replace(WATER.id, TRADE.id))
    unknown = client.get(link.replace(WATER.id, "c" * 12))
    assert (unseen.status_code, unseen.text) == (unknown.status_code, unknown.text)
    assert unseen.status_code == 404
    for id in (TRADE.id, "c" * 12):
        told = client.get(f"/api/bulletins/{id}", headers=headers)
        assert told.status_code == 404
        assert TRADE.agency not in told.text
    assert client.get(f"/bulletins/{TRADE.id}").text == client.get(f"/bulletins/{'c' * 12}").text


def test_a_signed_link_ends_with_its_time_and_with_its_site(closed_desk):
    passes = Passes(b"key", clock=lambda: 10_000.0)
    link = passes.give("water", WATER.id)
    assert passes.read(link) == ("water", WATER.id)
    assert Passes(b"key", clock=lambda: 20_000.0).read(link) is None
    assert Passes(b"other", clock=lambda: 10_000.0).read(link) is None


def test_a_visitors_token_reads_no_metrics(client):
    assert client.get("/metrics", headers=visitor(client)).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 204),
        ({"sec-fetch-site": "same-origin"}, 204),
        ({"sec-fetch-site": "none"}, 204),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://testserver"}, 204),
    ],
)
def test_another_sites_page_sets_nothing_off(tmp_path, headers, status):
    with TestClient(build_app(desk_of(tmp_path))) as client:
        body = {"answer": with_body(settled("采购?")), "verdict": "good"}
        assert client.post("/api/feedback", json=body, headers=headers).status_code == status
        joined = client.post("/gradio_api/queue/join", json={}, headers=headers)
        assert (joined.status_code == 403) is (status == 403)


def test_a_link_from_elsewhere_is_followed_but_nothing_is_read_by_a_foreign_page(tmp_path):
    path = f"/bulletins/{WATER.id}"
    with TestClient(build_app(desk_of(tmp_path))) as client:
        for mode, status in (("navigate", 200), ("no-cors", 403), ("cors", 403)):
            headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": mode}
            assert client.get(path, headers=headers).status_code == status


def test_passwords_are_kept_as_hashes_and_weak_ones_not_at_all(tmp_path):
    book = UserBook(tmp_path, rounds=4)
    book.add("zhang", PASSWORD * 5)
    assert book.admits("zhang", PASSWORD * 5)
    assert not book.admits("zhang", PASSWORD * 5 + "x")  # though bcrypt reads 72 bytes alone
    assert PASSWORD.encode() not in book.path.read_bytes()
    for name, password in (("li", "short"), ("a b", PASSWORD), ("", PASSWORD)):
        with pytest.raises(UserError):
            book.add(name, password)
    book.remove("zhang")
    assert not book.admits("zhang", PASSWORD * 5)
