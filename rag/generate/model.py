"""The chat model: named by one setting, called within bounds.

`load_chat_model` takes LangChain's names (`openai:qwen2.5-7b`, `ollama:qwen3`, `anthropic:…`); keys
come from the provider's own environment variables and are never logged or shown. `Caller` streams
one call: on an event loop of its own, so that a reader who leaves, or a deadline, breaks the
request off at the provider at once; with retries before the first word, a circuit breaker, and a
bound on calls at a time. Whatever fails is told in words of our own, never in the provider's.
What it does not know: what is asked and answered.

Long because calling, waiting, trying again and giving up are one thing seen from four sides.
"""

import asyncio
import contextlib
import importlib.util
import logging
import os
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pybreaker
import tenacity
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage

from rag.errors import ModelError
from rag.settings import Settings

log = logging.getLogger(__name__)

# Provider -> (its package, where it is pinned).
PACKAGES = {
    "openai": ("langchain_openai", "requirements-openai.txt"),
    "ollama": ("langchain_ollama", "requirements-ollama.txt"),
    "anthropic": ("langchain_anthropic", "requirements-anthropic.txt"),
}
KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
_TRANSIENT = {408, 409, 425, 429, 500, 502, 503, 504, 529}
_NO_KEY = "not-needed"  # local servers ask for none; the client refuses to start without one
_REASONS: dict[int, str] = {
    400: "语言模型不接受这次请求(400)",
    401: "语言模型不接受密钥(401)",
    403: "语言模型拒绝访问(403)",
    404: "语言模型服务没有这个模型或地址(404)",
    413: "请求超过了语言模型的上限(413)",
    429: "语言模型请求过多(429)",
}
_ENDS = ("finish_reason", "stop_reason", "done_reason")  # where providers say why they stopped
_FILTERED = ("content_filter", "refusal", "safety", "sensitive")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer as it arrives; the last may tell the tokens used and why it ended."""

    text: str
    prompt_tokens: int = 0
    answer_tokens: int = 0
    ended: str = ""
    tries: int = 0  # how many times the call was begun, told at each beginning


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the model can be used, in one line."""

    ok: bool
    line: str


def load_chat_model(settings: Settings) -> BaseChatModel:
    """Return the chat model that the settings name. Raise `ModelError` where it cannot be made."""
    from langchain.chat_models import init_chat_model

    name = settings.chat_model
    provider = name.partition(":")[0] if ":" in name else ""
    if not provider:
        raise ModelError(f"BQA_CHAT_MODEL = “{name}”:请写成 提供方:模型名,例如 openai:qwen2.5-7b。")
    _need_package(provider, name)
    options: dict[str, object] = {
        "temperature": 0,
        "max_retries": 0,  # `Caller` retries, within its own bounds
        "timeout": max(settings.chat_first_word, settings.chat_pause),
        "max_tokens": settings.chat_answer_tokens,
    }
    if provider == "ollama":
        options = {"temperature": 0, "num_predict": settings.chat_answer_tokens}
    if settings.chat_base_url:
        options["base_url"] = settings.chat_base_url
    if provider == "openai":
        options |= {"stream_usage": True, "stream_chunk_timeout": None}
    options |= _key_for(provider, settings)
    try:
        model: BaseChatModel = init_chat_model(name, **options)  # type: ignore[call-overload]
    except Exception as error:  # whatever a provider's package raises; its words may hold a key
        raise ModelError(
            f"无法使用语言模型“{name}”({type(error).__name__})。请检查 BQA_CHAT_MODEL、"
            "BQA_CHAT_BASE_URL,以及提供方的密钥环境变量(如 OPENAI_API_KEY)。"
        ) from None
    return model


def _need_package(provider: str, name: str) -> None:
    package, requirements = PACKAGES.get(provider, (f"langchain_{provider}", ""))
    if importlib.util.find_spec(package) is None:
        how = f"pip install -r {requirements}" if requirements else f"pip install {package}"
        raise ModelError(f"语言模型“{name}”需要软件包 {package.replace('_', '-')}:请先运行 {how}。")


def _key_for(provider: str, settings: Settings) -> dict[str, object]:
    """Return a stand-in key for a server of one's own; raise `ModelError` where one is needed."""
    variable = KEYS.get(provider)
    if variable is None or os.environ.get(variable):
        return {}
    if not settings.chat_base_url:
        raise ModelError(f"语言模型“{settings.chat_model}”需要密钥:请设置环境变量 {variable}。")
    return {"api_key": _NO_KEY}


def reason_of(error: BaseException) -> str:
    """Return why a call failed, in one line; nothing of the provider's own words."""
    if isinstance(error, ModelError):
        return str(error)
    status = _status(error)
    if status is not None:
        return _REASONS.get(status, f"语言模型服务出错({status})")
    kinds = {cls.__name__ for cls in type(error).__mro__}
    if kinds & {"TimeoutError", "APITimeoutError", "TimeoutException", "ReadTimeout"}:
        return "语言模型超时"
    if kinds & {"APIConnectionError", "ConnectionError", "ConnectError", "TransportError"}:
        return "语言模型连接不上,或中途断开"
    return f"语言模型出错({type(error).__name__})"


def is_transient(error: BaseException) -> bool:
    """Tell whether the same call may well succeed a moment later."""
    status = _status(error)
    if status is not None:
        return status in _TRANSIENT
    kinds = {cls.__name__ for cls in type(error).__mro__}
    return bool(kinds & {"TimeoutError", "ConnectionError", "TransportError", "APIConnectionError"})


def _status(error: BaseException) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) and status > 0 else None


class _BrokenOff(Exception):
    """A failure after the first word: not to be tried again."""


class Caller:
    """Streams calls to one chat model within the bounds of the settings. Thread-safe."""

    def __init__(self, model: BaseChatModel, settings: Settings) -> None:
        self.model = model
        self.settings = settings
        self.breaker = pybreaker.CircuitBreaker(
            fail_max=settings.chat_breaker_failures,
            reset_timeout=settings.chat_breaker_seconds,
            exclude=[GeneratorExit],
            throw_new_error_on_trip=False,
        )
        self._tells_end = settings.chat_model.partition(":")[0] in PACKAGES
        self._slots = threading.BoundedSemaphore(settings.chat_concurrency)
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def stream(self, messages: Sequence[BaseMessage], deadline: float) -> Iterator[Piece]:
        """Yield the answer's pieces until it ends. Raise `ModelError` with one line why it failed.

        `deadline` is on `time.monotonic`'s clock. Closing the iterator breaks the request off.
        """
        wait = max(0.0, min(self.settings.chat_queue, deadline - time.monotonic()))
        if not self._slots.acquire(timeout=wait):
            raise ModelError("语言模型正忙")
        try:
            yield from self.breaker.call(self._pieces, messages, deadline)
        except pybreaker.CircuitBreakerError:
            raise ModelError("语言模型连续失败,暂停调用") from None
        except ModelError as error:
            log.warning("the chat model failed: %s", error)
            raise
        finally:
            self._slots.release()

    def _pieces(self, messages: Sequence[BaseMessage], deadline: float) -> Iterator[Piece]:
        arriving: queue.Queue[Piece | BaseException | None] = queue.Queue()
        pump = self._pump(list(messages), arriving)
        future = asyncio.run_coroutine_threadsafe(pump, self._running_loop())
        patience = self.settings.chat_first_word
        try:
            while True:
                left = min(patience, deadline - time.monotonic())
                try:
                    piece = arriving.get(timeout=max(0.0, left))
                except queue.Empty:
                    raise ModelError("语言模型超时") from None
                if piece is None:
                    return
                if isinstance(piece, BaseException):
                    raise ModelError(reason_of(piece)) from None
                patience = self.settings.chat_pause if piece.text else patience
                yield piece
        finally:
            future.cancel()

    async def _pump(
        self, messages: list[BaseMessage], arriving: "queue.Queue[Piece | BaseException | None]"
    ) -> None:
        """Put the pieces into the queue, then None; or the failure."""
        try:
            async for attempt in self._tries():
                with attempt:
                    arriving.put(Piece("", tries=attempt.retry_state.attempt_number))
                    await self._once(messages, arriving)
            arriving.put(None)
        except _BrokenOff as broken:
            arriving.put(broken.__cause__)
        except Exception as error:  # any provider's: told by `reason_of`
            arriving.put(error)

    def _tries(self) -> tenacity.AsyncRetrying:
        return tenacity.AsyncRetrying(
            stop=tenacity.stop_after_attempt(1 + self.settings.chat_retries),
            wait=tenacity.wait_exponential_jitter(multiplier=0.3, max=4, jitter=0.3),
            retry=tenacity.retry_if_exception(is_transient),
            reraise=True,
        )

    async def _once(
        self, messages: list[BaseMessage], arriving: "queue.Queue[Piece | BaseException | None]"
    ) -> None:
        spoken = ended = False
        chunks = self.model.astream(messages)
        try:
            async for chunk in chunks:
                piece = _piece(chunk)
                spoken, ended = spoken or bool(piece.text), ended or bool(piece.ended)
                arriving.put(piece)
            if spoken and not ended and self._tells_end:
                raise ConnectionError  # the connection went away before the answer's end
        except Exception as error:
            if spoken:
                raise _BrokenOff from error
            raise
        finally:
            with contextlib.suppress(Exception):
                await chunks.aclose()  # type: ignore[attr-defined]

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=_run, args=(self._loop,), daemon=True)
                self._thread.start()
            return self._loop

    def close(self) -> None:
        """Break off what is under way and stop the event loop."""
        with self._lock:
            if self._loop is not None and self._thread is not None:
                self._loop.call_soon_threadsafe(self._loop.stop)
                self._thread.join()
                self._loop = self._thread = None


def _run(loop: asyncio.AbstractEventLoop) -> None:
    """Run a loop until it is stopped, then close it with all that is left in it."""
    loop.run_forever()
    loop.run_until_complete(_wound_up())
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


async def _wound_up() -> None:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        if task is not None:
            task.cancel()
    await asyncio.gather(*filter(None, left), return_exceptions=True)


def _piece(chunk: BaseMessage) -> Piece:
    used = chunk.usage_metadata if isinstance(chunk, AIMessageChunk) else None
    ended = next(filter(None, map(chunk.response_metadata.get, _ENDS)), "")
    if ended and any(word in str(ended) for word in _FILTERED):
        raise ModelError("语言模型的内容过滤拒绝了这次回答")
    text = chunk.text if isinstance(chunk.text, str) else str(chunk.content)
    return Piece(
        str(text),
        used["input_tokens"] if used else 0,
        used["output_tokens"] if used else 0,
        str(ended),
    )


def check(caller: Caller, seconds: float = 20.0) -> Verdict:
    """Ask the model for one word; tell plainly whether it can be used."""
    name = caller.settings.chat_model
    started = time.monotonic()
    try:
        for piece in caller.stream([HumanMessage("请只回答:好")], started + seconds):
            if piece.text.strip():
                took = time.monotonic() - started
                return Verdict(True, f"语言模型 {name} 可用(首字 {took:.1f} 秒)。")
    except ModelError as error:
        return Verdict(False, f"语言模型 {name} 不可用:{error}。回答将由程序直接撰写。")
    return Verdict(False, f"语言模型 {name} 没有给出任何文字。回答将由程序直接撰写。")
