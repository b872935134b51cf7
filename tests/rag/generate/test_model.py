"""Naming a chat model, and calling one over HTTP: a server of our own on this machine plays it."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from langchain_core.messages import HumanMessage

from rag.errors import ModelError
from rag.generate.model import Caller, check, load_chat_model, reason_of
from tests.support.chat_fakes import settings
from tests.support.chat_server import KEY, Connection, Provider


@pytest.fixture
def caller_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., tuple[Caller, Provider]]]:
    """Return a maker of callers, each with a provider that answers as told."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    made: list[tuple[Caller, Provider]] = []

    def make(answer: Callable[[Connection], None], **dials: object) -> tuple[Caller, Provider]:
        provider = Provider(answer)
        threading.Thread(target=provider.serve_forever, args=(0.01,), daemon=True).start()
        url = f"http://127.0.0.1:{provider.server_port}/v1"
        own = settings(chat_model="openai:m", chat_base_url=url, **dials)
        made.append((Caller(load_chat_model(own), own), provider))
        return made[-1]

    yield make
    for caller, provider in made:
        caller.close()
        provider.shutdown()
        provider.server_close()


def asked(caller: Caller, seconds: float = 4.0) -> str:
    """Return all that the model says."""
    pieces = caller.stream([HumanMessage("问题")], time.monotonic() + seconds)
    return "".join(piece.text for piece in pieces)


def test_words_arrive_from_a_compatible_server(caller_of):
    def answer(to):
        to.begin()
        for piece in ("修订", "采购", "办法。"):
            to.say(piece)
        to.end()

    caller, provider = caller_of(answer)
    assert asked(caller) == "修订采购办法。"
    assert provider.requests[0]["model"] == "m" and provider.requests[0]["temperature"] == 0
    assert check(caller).ok


@pytest.mark.slow
@pytest.mark.parametrize(
    ("status", "tries", "words"),
    [(429, 2, "429"), (503, 2, "503"), (500, 2, "500"), (401, 1, "密钥"), (404, 1, "404")],
)
def test_an_error_is_told_in_our_words_after_tries_where_these_may_help(
    caller_of, caplog, status, tries, words
):
    caller, provider = caller_of(lambda to: to.fail(status), chat_retries=1)
    with pytest.raises(ModelError, match=words) as failure:
        asked(caller)
    assert len(provider.requests) == tries
    assert KEY not in str(failure.value) and KEY not in caplog.text
    verdict = check(caller)
    assert not verdict.ok and "不可用" in verdict.line and KEY not in verdict.line


def test_a_stream_that_breaks_is_not_begun_again(caller_of):
    def answer(to):
        to.begin()
        to.say("修订")
        to.connection.close()

    caller, provider = caller_of(answer, chat_retries=2)
    with pytest.raises(ModelError, match="断开"):
        asked(caller)
    assert len(provider.requests) == 1


def test_silence_ends_within_the_bound(caller_of):
    def answer(to):
        to.begin()
        to.server.left.wait(5)

    caller, provider = caller_of(answer, chat_first_word=0.4)
    started = time.monotonic()
    with pytest.raises(ModelError, match="超时"):
        asked(caller)
    assert time.monotonic() - started < 15  # half a second, and a busy machine
    provider.left.set()


def test_leaving_closes_the_connection(caller_of):
    gone = threading.Event()

    def answer(to):
        to.begin()
        for _ in range(2000):
            try:
                to.say("修订采购办法。")
            except OSError:
                gone.set()
                return
            time.sleep(0.01)

    caller, _ = caller_of(answer)
    pieces = caller.stream([HumanMessage("问题")], time.monotonic() + 10)
    while not next(pieces).text:
        pass
    pieces.close()
    assert gone.wait(20)


def test_nobody_at_the_address_is_told_plainly(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    own = settings(chat_model="openai:m", chat_base_url="http://127.0.0.1:9/v1")
    caller = Caller(load_chat_model(own), own)
    with pytest.raises(ModelError, match="连接不上"):
        asked(caller)
    caller.close()


def test_a_server_of_ones_own_needs_no_key(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    load_chat_model(settings(chat_model="openai:m", chat_base_url="http://127.0.0.1:9/v1"))
    with pytest.raises(ModelError, match="OPENAI_API_KEY"):
        load_chat_model(settings(chat_model="openai:m"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("qwen", "提供方:模型名"),
        ("fireworks:m", "langchain-fireworks"),
        ("nobody:m", "langchain-nobody"),
    ],
)
def test_a_name_that_cannot_be_used_says_what_is_missing(name, words):
    with pytest.raises(ModelError, match=words):
        load_chat_model(settings(chat_model=name))


def test_no_words_of_an_unknown_failure_are_passed_on():
    assert KEY not in reason_of(RuntimeError(KEY))
    assert reason_of(TimeoutError(KEY)) == "语言模型超时"
