"""The HTTP routes: the answer object, refusals of bad input, errors in plain words."""

import json

import pytest
from fastapi.testclient import TestClient

from rag.errors import StoreError
from tests.support.fake_desk import FakeAssistant, build_app, fake_desk, settled


def client_of(assistant: FakeAssistant) -> TestClient:
    return TestClient(build_app(fake_desk(assistant)))


def test_ask_returns_the_answer_object():
    body = client_of(FakeAssistant()).post("/api/ask", json={"question": "采购?"}).json()
    assert body == json.loads(json.dumps(settled("采购?").to_dict()))
    assert body["citations"][0]["quote"].startswith("一是修订")


def test_history_may_hold_answers_as_they_were_returned():
    assistant = FakeAssistant()
    client = client_of(assistant)
    first = client.post("/api/ask", json={"question": "采购?"}).json()
    history = [{"question": "采购?", "answer": first}, {"question": "会议?"}]
    request = {"question": "然后呢?", "history": history, "filters": {"years": [2024]}}
    assert client.post("/api/ask", json=request).status_code == 200
    _, turns, where = assistant.asked[-1]
    assert turns[0].answer.citations == settled("采购?").citations
    assert turns[1].answer is None
    assert where.years == (2024,)


@pytest.mark.parametrize(
    "request_body",
    [
        {},
        {"question": ""},
        {"question": "x" * 3000},
        {"question": "采购?", "filters": {"agency": "x"}},
        {"question": "采购?", "filters": {"statuses": ["未知"]}},
        {"question": "采购?", "history": "x"},
    ],
)
def test_bad_requests_are_refused(request_body):
    assert client_of(FakeAssistant()).post("/api/ask", json=request_body).status_code == 422


def test_failure_is_told_in_plain_words():
    client = client_of(FakeAssistant(StoreError("索引正在重建,请稍后再试。")))
    response = client.post("/api/ask", json={"question": "采购?"})
    assert response.status_code == 503
    assert response.json()["detail"] == "索引正在重建,请稍后再试。"


def test_health_counts_the_bulletins():
    body = client_of(FakeAssistant()).get("/healthz").json()
    assert body == {"status": "ok", "bulletins": 2}
