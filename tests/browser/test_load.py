"""Many people asking at once, the way the page asks: nobody is turned away, first words come soon."""

import asyncio
import threading
import time

import pytest
from fastapi.testclient import TestClient

from eval.load import WAYS, burst, fresh_questions, server_at
from rag.answer import Turn
from rag.chat import Assistant
from rag.waiting import HELD, LULL, Queue
from tests.support.browser import serving
from tests.support.fake_desk import build_app, fake_desk
from web.desk import Desk
from web.feedback import FeedbackBook
from web.page.first_words import Rush


@pytest.fixture(scope="module")
def server(library, settings, tmp_path_factory):
    store = tmp_path_factory.mktemp("store")
    rates = {"ask_rate": "10000/minute", "read_rate": "10000/minute"}
    settings = settings.model_copy(update={"store": store, **rates})
    assistant = Assistant(library, settings)
    assistant.ask("各单位整改情况")
    book = FeedbackBook(store / "feedback.db")
    with serving(build_app(Desk(assistant, library, settings, book))) as address:
        yield server_at(address)


@pytest.mark.parametrize("way", WAYS)
def test_fifty_at_once_are_all_answered(server, way):
    questions = [question for question, _ in zip(fresh_questions(), range(50), strict=False)]
    waits = asyncio.run(burst(server, WAYS[way], questions))
    assert [wait for wait in waits if wait.whole is None] == []
    # How long that takes is measured by `eval.load`; tests may share the cores with other work.
    assert all(wait.understood < wait.whole for wait in waits)


def test_first_words_tell_what_is_looked_for_and_where():
    with TestClient(build_app(fake_desk())) as client:
        body = {"question": "采购?", "filters": {"agencies": ["江城市水务局"]}}
        told = client.post("/page/first-words", json=body).json()
        parts = ["江城市水务局", "采购"]
        assert told == {"words": "正在 1 份通报里查找", "parts": parts, "wait": 0}
        for bad in ({}, {"question": "x" * 5000}, {"question": "采购?", "before": ["x"] * 9}):
            assert client.post("/page/first-words", json=bad).status_code == 422


def test_first_words_follow_the_conversation(library, settings):
    assistant = Assistant(library, settings)
    before = (Turn("武汉市经信局的党费问题是怎么整改的?"),)
    assert assistant.understand("那发改委呢?", before).scope.agencies == ("武汉市发展和改革委员会",)


def test_the_same_question_is_searched_once(library, settings):
    assistant = Assistant(library, settings)
    first, again = assistant.ask("党费问题怎么改的?"), assistant.ask("党费问题怎么改的?")
    assert again.citations is first.citations
    assert again.timings != first.timings


def waited(line):
    started = time.monotonic()
    with line.turn():
        return time.monotonic() - started


def test_searching_waits_for_those_who_have_just_asked():
    line = Queue()
    with line.joined():
        alone = waited(line)
        with line.joined():
            assert alone < LULL / 2 < waited(line) < HELD


def test_nobody_is_held_back_for_long():
    line, over = Queue(), threading.Event()

    def keep_asking():
        while not over.wait(LULL / 5):
            with line.joined():
                pass

    crowd = threading.Thread(target=keep_asking)
    crowd.start()
    with line.joined(), line.joined():
        assert waited(line) < 2 * HELD
    over.set()
    crowd.join()


def test_where_many_ask_at_once_each_is_held_back_a_little():
    rush = Rush()
    rush.arrive()
    assert rush.wait() == 0
    for _ in range(19):
        rush.arrive()
    assert 100 < rush.wait() < 1000
