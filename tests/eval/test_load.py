"""Many people asking at once, the way the page asks: nobody is turned away, first words come soon."""

import asyncio

import pytest

from eval.load import WAYS, burst, fresh_questions, server_at
from rag.chat import Assistant
from tests.support.browser import serving
from tests.support.fake_desk import build_app
from web.desk import Desk
from web.feedback import FeedbackBook


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
