"""The packages of other providers, each against a server of our own that speaks its protocol."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from rag.errors import ModelError
from rag.generate.model import Caller, Piece, check, load_chat_model
from tests.support.chat_fakes import settings
from tests.support.chat_server import KEY, Connection, Provider

# Their packages leave the client's connections to be closed at the program's end.
pytestmark = [
    pytest.mark.slow,  # to import
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
WORDS = ("修订", "采购", "办法。")
Speak = Callable[[Connection, str | None], None]


def ollama(to: Connection, ended: str | None) -> None:
    """Speak as Ollama does: a line of JSON for each piece, the last with the counts."""
    to.begin()
    for word in WORDS:
        message = {"role": "assistant", "content": word}
        to.line({"model": "m", "message": message, "done": False})
    if ended:
        last = {"model": "m", "message": {"role": "assistant", "content": ""}, "done": True}
        to.line(last | {"done_reason": ended, "prompt_eval_count": 7, "eval_count": 3})


def anthropic(to: Connection, ended: str | None) -> None:
    """Speak as Anthropic does: named events, the stop's reason near the end."""
    to.begin()
    usage = {"input_tokens": 7, "output_tokens": 1}
    message = {"id": "1", "type": "message", "role": "assistant", "model": "m", "content": []}
    message |= {"stop_reason": None, "stop_sequence": None, "usage": usage}
    to.line({"type": "message_start", "message": message}, "message_start")
    block = {"type": "text", "text": ""}
    start = {"type": "content_block_start", "index": 0, "content_block": block}
    to.line(start, "content_block_start")
    for word in WORDS:
        delta = {"type": "text_delta", "text": word}
        to.line({"type": "content_block_delta", "index": 0, "delta": delta}, "content_block_delta")
    if ended:
        to.line({"type": "content_block_stop", "index": 0}, "content_block_stop")
        delta = {"stop_reason": ended, "stop_sequence": None}
        last = {"type": "message_delta", "delta": delta, "usage": usage | {"output_tokens": 3}}
        to.line(last, "message_delta")
        to.line({"type": "message_stop"}, "message_stop")


PROVIDERS = {"ollama": (ollama, "stop"), "anthropic": (anthropic, "end_turn")}


@pytest.fixture
def caller_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., tuple[Caller, Provider]]]:
    """Return a maker of callers by provider, each with a server that answers as told."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    made: list[tuple[Caller, Provider]] = []

    def make(name: str, answer: Callable[[Connection], None], **dials: object):
        provider = Provider(answer)
        threading.Thread(target=provider.serve_forever, args=(0.01,), daemon=True).start()
        url = f"http://127.0.0.1:{provider.server_port}"
        own = settings(chat_model=f"{name}:m", chat_base_url=url, **dials)
        made.append((Caller(load_chat_model(own), own), provider))
        return made[-1]

    yield make
    for caller, provider in made:
        caller.close()
        provider.shutdown()
        provider.server_close()


def asked(caller: Caller) -> list[Piece]:
    """Return all pieces of an answer."""
    messages = [SystemMessage("规则"), HumanMessage("问题")]
    return list(caller.stream(messages, time.monotonic() + 10))


@pytest.mark.parametrize("name", PROVIDERS)
def test_words_and_counts_arrive(caller_of, name):
    speak, ended = PROVIDERS[name]
    caller, provider = caller_of(name, lambda to: speak(to, ended), chat_first_word=10.0)
    pieces = asked(caller)
    assert "".join(p.text for p in pieces) == "".join(WORDS)
    assert max(p.answer_tokens for p in pieces) == 3
    assert max(p.prompt_tokens for p in pieces) == 7
    request = provider.requests[0]
    assert request["model"] == "m"
    assert "规则" in str(request) and "问题" in str(request)
    assert check(caller).ok


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_stream_without_its_end_is_broken_off(caller_of, name):
    speak, _ = PROVIDERS[name]
    caller, provider = caller_of(name, lambda to: speak(to, None), chat_first_word=10.0)
    with pytest.raises(ModelError, match="断开"):
        asked(caller)
    assert len(provider.requests) == 1


@pytest.mark.parametrize("name", PROVIDERS)
@pytest.mark.parametrize(("status", "tries"), [(429, 2), (503, 2), (404, 1)])
def test_errors_are_told_in_our_words(caller_of, caplog, name, status, tries):
    caller, provider = caller_of(name, lambda to: to.fail(status), chat_retries=1)
    with pytest.raises(ModelError, match=str(status)) as failure:
        asked(caller)
    assert len(provider.requests) == tries
    assert KEY not in str(failure.value) and KEY not in caplog.text
    assert not check(caller).ok


def test_a_refusal_by_the_providers_filter_is_told(caller_of):
    caller, _ = caller_of("anthropic", lambda to: anthropic(to, "refusal"), chat_first_word=10.0)
    with pytest.raises(ModelError, match="内容过滤"):
        asked(caller)


def test_a_key_that_is_missing_is_named(monkeypatch):
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    own = settings(chat_model="anthropic:m")
    with pytest.raises(ModelError, match="ANTHROPIC_API_KEY"):
        load_chat_model(own)
