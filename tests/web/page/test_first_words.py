"""The first words of an answer: what is looked for and where, and how long to hold back."""

from fastapi.testclient import TestClient

from tests.support.fake_desk import build_app, fake_desk
from web.page.first_words import Rush


def test_first_words_tell_what_is_looked_for_and_where():
    with TestClient(build_app(fake_desk())) as client:
        body = {"question": "采购?", "filters": {"agencies": ["江城市水务局"]}}
        told = client.post("/page/first-words", json=body).json()
        parts = ["江城市水务局", "采购"]
        assert told == {"words": "正在 1 份通报里查找", "parts": parts, "wait": 0}
        for bad in ({}, {"question": "x" * 5000}, {"question": "采购?", "before": ["x"] * 9}):
            assert client.post("/page/first-words", json=bad).status_code == 422


def test_where_many_ask_at_once_each_is_held_back_a_little():
    rush = Rush()
    rush.arrive()
    assert rush.wait() == 0
    for _ in range(19):
        rush.arrive()
    assert 100 < rush.wait() < 1000
