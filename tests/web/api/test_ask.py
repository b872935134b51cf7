"""The API for programs: streams, records, problems, versions, and its own description."""

import asyncio
import json
import re
import threading
import time
from dataclasses import replace

import httpx
import pytest
from fastapi.testclient import TestClient

from rag.errors import StoreError
from tests.support.browser import serving
from tests.support.fake_desk import BULLETINS, FakeAssistant, build_app, fake_desk, settled
from web.api.ask import answer_json
from web.api.models import AnswerOut
from web.api.stream import Streams

FIRST = BULLETINS[0]


@pytest.fixture(scope="module")
def client():
    with TestClient(build_app(fake_desk())) as client:
        yield client


def events(text: str) -> list[dict]:
    found = []
    for block in text.strip().split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith(":")]
        if lines:
            found.append(dict(line.split(": ", 1) for line in lines))
    return found


def test_final_event_is_the_plain_answer_byte_for_byte(client):
    asked = {"question": "采购?"}
    plain = client.post("/api/ask", json=asked)
    stream = events(client.post("/api/ask/stream", json=asked).text)
    assert [e["event"] for e in stream][-1] == "final"
    assert {e["event"] for e in stream[:-1]} <= {"snapshot"}
    assert stream[-1]["data"].encode() == plain.content


def test_answers_match_their_documentation(client):
    body = client.post("/api/ask", json={"question": "采购?"}).json()
    assert AnswerOut.model_validate(body).model_dump(mode="json") == body


def test_stream_goes_on_after_the_last_event_seen(client):
    asked = {"question": "采购?"}
    stream = events(client.post("/api/ask/stream", json=asked).text)
    first, last = stream[0]["id"], stream[-1]["id"]
    resumed = client.post("/api/ask/stream", json=asked, headers={"last-event-id": first}).text
    assert [e["id"] for e in events(resumed)] == [last]
    done = client.post("/api/ask/stream", json=asked, headers={"last-event-id": last})
    assert events(done.text) == []
    anew = client.post("/api/ask/stream", json=asked, headers={"last-event-id": "gone-3"}).text
    assert events(anew)[-1]["event"] == "final"


def test_failure_in_a_stream_is_an_event():
    assistant = FakeAssistant(StoreError("索引正在重建,请稍后再试。"))
    with TestClient(build_app(fake_desk(assistant))) as client:
        stream = events(client.post("/api/ask/stream", json={"question": "采购?"}).text)
    assert stream[-1]["event"] == "error"
    assert json.loads(stream[-1]["data"])["detail"] == "索引正在重建,请稍后再试。"


def test_answer_stops_being_made_when_its_last_reader_has_left():
    closed, step = threading.Event(), threading.Event()

    def snapshots():
        try:
            while True:
                step.wait(0.05)
                yield settled("采购?")
        finally:
            closed.set()

    async def read_one_and_leave() -> None:
        streams = Streams(grace=0.1)
        stream = streams.begin(snapshots)
        reading = stream.follow()
        event = await anext(reading)
        assert streams.resume(event.id) is not None
        await reading.aclose()
        for _ in range(100):
            if closed.is_set():
                break
            await asyncio.sleep(0.02)
        assert streams.resume(event.id) is None

    asyncio.run(read_one_and_leave())
    assert closed.is_set()


def test_answer_of_a_client_that_hangs_up_is_given_up():
    closed = threading.Event()

    class Endless(FakeAssistant):
        def stream(self, question, history=(), where=...):
            try:
                while True:
                    time.sleep(0.02)
                    yield replace(settled(question), state="draft")
            finally:
                closed.set()

    with serving(build_app(fake_desk(Endless()), Streams(grace=0.1))) as address:
        with httpx.stream("POST", f"{address}/api/ask/stream", json={"question": "采购?"}) as sent:
            assert next(sent.iter_text()).startswith("event: snapshot")
        assert closed.wait(20)


def test_bulletins_are_paged(client):
    first = client.get("/api/bulletins", params={"limit": 1}).json()
    assert (first["total"], len(first["items"])) == (2, 1)
    second = client.get(first["next"]).json()
    assert second["next"] is None
    assert first["items"][0]["id"] != second["items"][0]["id"]


def test_bulletin_holds_text_and_records_that_point_into_it(client):
    body = client.get(f"/api/bulletins/{FIRST.id}").json()
    assert body["text"] == FIRST.text
    for record in body["records"]:
        assert body["text"][record["start"] : record["end"]] == record["text"]
        for measure in record["measures"]:
            assert body["text"][measure["start"] : measure["end"]] == measure["text"]


def test_same_content_is_not_sent_twice(client):
    first = client.get(f"/api/bulletins/{FIRST.id}")
    again = client.get(
        f"/api/bulletins/{FIRST.id}", headers={"if-none-match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_long_answers_are_packed(client):
    response = client.get("/api/findings", headers={"accept-encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 4),
        ({"agency": "海州市商务局"}, 2),
        ({"agency": ["海州市商务局", "江城市水务局"]}, 4),
        ({"status": "已完成"}, 2),
        ({"q": "采购 审批"}, 2),
        ({"q": "没有这种词"}, 0),
        ({"region": "江城"}, 2),
        ({"year": 2024, "bulletin": FIRST.id}, 2),
        ({"year": 1999}, 0),
    ],
)
def test_findings_are_chosen_by_record_and_words(client, query, count):
    assert client.get("/api/findings", params=query).json()["total"] == count


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/api/bulletins?agency=税务局", "库中没有叫“税务局”的单位"),
        ("/api/bulletins?year=1999", "年份：1999"),
        ("/api/findings?agency=税务局", "库中没有叫“税务局”的单位"),
        ("/api/findings?q=没有这个词", ""),
        ("/api/bulletins", ""),
    ],
)
def test_list_that_a_filter_leaves_empty_says_what_there_is(client, address, said):
    note = client.get(address).json()["note"]
    assert said in note and bool(said) == bool(note)
    assert not said or "江城市水务局" in note or "2024" in note


def test_null_limits_nothing_and_is_no_history(client):
    nothing = {"agencies": None, "regions": None, "years": None, "statuses": None}
    for more in ({"filters": None, "history": None}, {"filters": nothing}):
        answer = client.post("/api/ask", json={"question": "采购?", **more}).json()
        assert not answer["abstained"]


def test_one_finding_has_an_address(client):
    body = client.get(f"/api/bulletins/{FIRST.id}/findings/2").json()
    assert (body["order"], body["status"]) == (2, "正在推进")
    assert client.get(f"/api/bulletins/{FIRST.id}/findings/3").status_code == 404


def test_passage_comes_with_its_surroundings(client):
    measure = FIRST.findings[0].measures[1].span
    char = f"{measure.start},{measure.end}"
    body = client.get(f"/api/bulletins/{FIRST.id}/passage", params={"char": char}).json()
    assert body["quote"] == measure.of(FIRST.text)
    assert body["before"] + body["quote"] + body["after"] == FIRST.findings[0].span.of(FIRST.text)
    outside = client.get(f"/api/bulletins/{FIRST.id}/passage", params={"char": "5,99999"})
    assert outside.status_code == 404


def test_browser_opening_a_permalink_lands_on_the_reading_page(client):
    address = f"/api/bulletins/{FIRST.id}"
    response = client.get(address, headers={"accept": "text/html,*/*"}, follow_redirects=False)
    assert response.status_code == 307
    assert response.headers["location"] == f"/bulletins/{FIRST.id}"
    assert "/ui/permalink.js" in client.get(response.headers["location"]).text


@pytest.mark.parametrize("path", ["/bulletins", "/findings", f"/bulletins/{FIRST.id}"])
def test_version_in_the_address_is_the_same_api(client, path):
    assert client.get(f"/api/v1{path}").json().keys() == client.get(f"/api{path}").json().keys()


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/api/nowhere", None, 404),
        ("GET", "/api/bulletins/ffffffffffff", None, 404),
        ("GET", "/api/ask", None, 405),
        ("POST", "/api/ask", {"question": " "}, 422),
        ("POST", "/api/ask", {"question": "字" * 3000}, 422),
        ("GET", "/api/findings?limit=9999", None, 422),
        ("GET", "/api/findings?nonsense=1", None, 422),
    ],
)
def test_refusals_are_problem_details_in_two_languages(client, method, path, body, status):
    said = {}
    for lang in ("zh-CN", "en"):
        response = client.request(method, path, json=body, headers={"accept-language": lang})
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"
        assert response.headers["content-language"] == lang
        problem = response.json()
        assert problem["status"] == status
        assert client.get(problem["type"]).json()["status"] == status
        said[lang] = problem["title"] + problem["detail"]
    assert re.search("[一-鿿]", said["zh-CN"])
    assert not re.search("[一-鿿]", said["en"])


def test_wrong_method_names_the_right_ones(client):
    assert client.delete("/api/ask").headers["allow"] == "POST"


def test_oversized_body_is_refused(client):
    response = client.post("/api/ask", content=b'{"question": "' + b"x" * 3_000_000 + b'"}')
    assert response.status_code == 413
    assert response.json()["type"] == "/api/problems/too-large"


def test_unforeseen_error_tells_nothing_of_itself():
    app = build_app(fake_desk(FakeAssistant(RuntimeError("secret"))))
    response = TestClient(app, raise_server_exceptions=False).post(
        "/api/ask", json={"question": "采购?"}
    )
    assert response.status_code == 500
    assert response.json()["type"] == "/api/problems/failed"
    assert "secret" not in response.text


def test_description_and_its_page_come_from_here_alone(client):
    paths = client.get("/api/openapi.json").json()["paths"]
    assert {"/api/ask", "/api/ask/stream", "/api/bulletins", "/api/findings"} <= paths.keys()
    page = client.get("/api/docs").text
    assert "http" not in re.sub(r"\s", "", page).replace("http-equiv", "")
    for path in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert client.get(path).status_code == 200


def test_readiness_says_why_not():
    desk = fake_desk()
    desk.shelf.bulletins = lambda: ()
    response = TestClient(build_app(desk)).get("/readyz")
    assert response.status_code == 503
    assert "ingest.py" in response.json()["reason"]


def test_counts_know_routes_by_their_pattern(client):
    client.get(f"/api/bulletins/{FIRST.id}")
    client.get("/api/v1/nowhere/x")
    text = client.get("/metrics").text
    assert 'route="/api/bulletins/{bulletin_id}",status="200"' in text
    assert FIRST.id not in text
    assert "nowhere" not in text
    assert 'bqa_answers_total{generator="composed",intent="list",state="final"}' in text
    assert "bqa_findings 4.0" in text


def test_answer_is_written_in_one_line():
    assert "\n" not in answer_json(settled("采购?"))
