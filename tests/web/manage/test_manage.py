"""The manager's page: absent without a token, closed to wrong ones, whole with the right one."""

import time

import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from tests.support.fake_desk import TEXT, FakeAssistant, build_app, fake_desk
from web.desk import Desk
from web.feedback import FeedbackBook
from web.guard.audit import Audit
from web.guard.keys import KeyBook

TOKEN = "correct-horse-battery"
HEADERS = {"x-admin-token": TOKEN}
BULLETIN = TEXT.format(agency="江城市水务局").encode()


@pytest.fixture
def client(empty_library, tmp_path):
    settings = Settings(store=tmp_path / "store", admin_token=TOKEN)
    book = FeedbackBook(tmp_path / "feedback.db")
    desk = Desk(FakeAssistant(), empty_library, settings, book)
    with TestClient(build_app(desk)) as client:
        yield client


def send(client, act, content=BULLETIN, name="jiangcheng.txt", headers=HEADERS):
    return client.post(f"/manage/api/{act}", files={"file": (name, content)}, headers=headers)


def state(client):
    return client.get("/manage/api/state", headers=HEADERS).json()


def test_without_a_configured_token_there_is_no_trace_of_it():
    with TestClient(build_app(fake_desk())) as client:
        for path in ("/manage", "/manage/api/state"):
            assert client.get(path, headers=HEADERS).status_code == 404
        assert "/manage" not in client.get("/").text


@pytest.mark.parametrize("headers", [{}, {"x-admin-token": "wrong"}, {"x-admin-token": ""}])
def test_a_wrong_token_opens_nothing(client, headers):
    assert client.get("/manage/api/state", headers=headers).status_code == 404
    assert send(client, "take", headers=headers).status_code == 404
    assert client.post("/manage/api/rebuild", headers=headers).status_code == 404
    assert state(client)["bulletins"] == []


def test_guessing_is_slowed_down(client):
    answers = [client.get("/manage/api/state").status_code for _ in range(12)]
    assert answers[-1] == 429
    # nothing is compared any more: a right guess is not told from a wrong one
    assert client.get("/manage/api/state", headers=HEADERS).status_code == 429


def test_guesses_are_written_down_without_their_words(client, tmp_path):
    client.get("/manage/api/state", headers={"x-admin-token": "wrong-guess-of-somebody"})
    (line,) = Audit(tmp_path / "store")
    assert (line["act"], line["what"]) == ("refused manager", "/manage/api/state")
    assert "wrong-guess" not in Audit(tmp_path / "store").path.read_text(encoding="utf-8")


def test_a_named_administrator_manages_by_a_key_until_it_is_rotated(client, tmp_path):
    book = KeyBook(tmp_path / "store")
    words, key = book.create("张三", ["admin"])
    assert send(client, "take", headers={"x-admin-token": words}).json()["ok"]
    assert next(iter(Audit(tmp_path / "store")))["who"] == f"manage:张三({key.id})"
    fresh, _ = book.rotate(key.id)
    assert send(client, "take", headers={"x-admin-token": words}).status_code == 404
    assert send(client, "take", headers={"x-admin-token": fresh}).status_code == 200


def test_a_key_without_the_scope_manages_nothing(client, tmp_path):
    words, _ = KeyBook(tmp_path / "store").create("问", ["ask", "read"])
    assert send(client, "take", headers={"x-admin-token": words}).status_code == 404


@pytest.mark.parametrize(
    "name", ["长" * 100 + ".txt", "a\u202eb.txt", "\x07.txt", "..", "a" * 300, "con.", "%00.txt"]
)
def test_an_odd_name_never_fails(client, name):
    for act in ("read", "take"):
        assert send(client, act, name=name).status_code in (200, 422)
    for held in state(client)["bulletins"]:
        assert client.delete(f"/manage/api/bulletins/{held['id']}", headers=HEADERS).is_success


def test_a_bulletin_whose_upload_is_in_the_way_is_removed_all_the_same(client, tmp_path):
    send(client, "take")
    (held,) = state(client)["bulletins"]
    upload = tmp_path / "store" / "uploads" / held["file"]
    upload.unlink()
    upload.mkdir()
    path = f"/manage/api/bulletins/{held['id']}"
    assert client.delete(path, headers=HEADERS).status_code == 200


def test_what_is_shown_names_no_folder_of_the_server(client, tmp_path):
    said = send(client, "read").text + send(client, "take").text
    said += send(client, "take", "今天天气很好。".encode(), name="x.txt").text
    assert str(tmp_path) not in said
    assert "/tmp" not in said


def test_an_upload_is_shown_before_it_is_taken_in(client):
    (reading,) = send(client, "read").json()
    assert reading["ok"]
    assert any("江城市水务局" in line for line in reading["tree"])
    assert state(client)["bulletins"] == []
    assert send(client, "take").json()["ok"]
    (held,) = state(client)["bulletins"]
    assert held["agency"] == "江城市水务局"
    assert held["findings"] == 2


def test_what_is_not_a_bulletin_is_said_to_be_none(client):
    (reading,) = send(client, "read", "今天天气很好。".encode()).json()
    assert not reading["ok"]
    assert reading["error"]


def test_a_bulletin_is_removed(client):
    send(client, "take")
    (held,) = state(client)["bulletins"]
    path = f"/manage/api/bulletins/{held['id']}"
    assert client.delete(path, headers=HEADERS).json() == {"ok": True}
    assert state(client)["bulletins"] == []
    assert client.delete(path, headers=HEADERS).status_code == 404


@pytest.mark.parametrize("name", ["../../evil.txt", "..\\evil.txt", "/etc/evil.txt", ".evil.txt"])
def test_an_upload_stays_in_its_folder(client, tmp_path, name):
    send(client, "take", name=name)
    assert {p.name for p in tmp_path.rglob("*evil*")} == {"evil.txt"}
    assert [p.parent.name for p in tmp_path.rglob("*evil*")] == ["uploads"]


def test_re_indexing_runs_in_the_background_and_keeps_everything(client):
    send(client, "take")
    assert client.post("/manage/api/rebuild", headers=HEADERS).json() == {"ok": True}
    for _ in range(100):
        now = state(client)
        if not now["running"]:
            break
        time.sleep(0.05)
    assert now["last"] == "ok"
    assert len(now["bulletins"]) == 1
    assert now["problems"] == []


def test_acts_are_written_down(client, tmp_path):
    send(client, "take")
    log = (tmp_path / "store" / "logs" / "audit.jsonl").read_text(encoding="utf-8")
    assert "jiangcheng.txt" in log
    assert TOKEN not in log


def test_the_page_itself_holds_no_secret(client):
    page = client.get("/manage")
    assert page.status_code == 200
    assert TOKEN not in page.text
    assert page.headers["cache-control"] == "no-store"
