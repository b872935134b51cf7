"""Chat models that say what a test tells them to, and an answer for them to write about."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from rag.answer import Answer, Evidence
from rag.bulletin import Bulletin
from rag.checking.claims import Names
from rag.compose.compose import compose
from rag.compose.writer import Writer
from rag.evidence.found import Found
from rag.generate.generate import Generator
from rag.generate.model import Caller
from rag.names.agencies import Agencies
from rag.question.plan import Plan
from rag.question.understand import make_plan
from rag.settings import Settings

END = AIMessageChunk("", response_metadata={"finish_reason": "stop"})
Script = Callable[[Sequence[BaseMessage]], Sequence[object]]


class ScriptedModel(BaseChatModel):
    """Streams what its script returns for the messages: texts, pauses in seconds, or failures."""

    script: Script
    seen: list[list[BaseMessage]] = []
    closed: list[bool] = []  # one entry for each stream that was broken off or ended

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        words = "".join(str(part) for part in self.script(messages) if isinstance(part, str))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(words))])

    async def _astream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        self.seen.append(messages)
        try:
            for part in self.script(messages):
                if isinstance(part, BaseException):
                    raise part
                if isinstance(part, float):
                    await asyncio.sleep(part)
                elif isinstance(part, AIMessageChunk):
                    yield ChatGenerationChunk(message=part)
                else:
                    yield ChatGenerationChunk(message=AIMessageChunk(str(part)))
            yield ChatGenerationChunk(message=END)
        finally:
            self.closed.append(True)


def saying(*parts: object) -> ScriptedModel:
    """Return a model that always says the same."""
    return ScriptedModel(script=lambda messages: parts, seen=[], closed=[])


def in_pieces(text: str, size: int = 3) -> Iterator[str]:
    """Cut a text as a provider would stream it."""
    return (text[at : at + size] for at in range(0, len(text), size))


def settings(**dials: object) -> Settings:
    """Return quick, strict bounds."""
    quick: dict[str, object] = {
        "chat_model": "openai:scripted",
        "chat_first_word": 2.0,
        "chat_pause": 2.0,
        "chat_deadline": 4.0,
        "chat_queue": 0.1,
        "chat_retries": 0,
        "chat_cache": False,
    }
    return Settings.model_construct(**(quick | dials))


def writer(model: BaseChatModel, **parts: Any) -> Generator:
    """Return a generator over a model; `parts` are dials, or cache, tracer, likeness."""
    own = {name: parts.pop(name) for name in ("cache", "tracer", "likeness") if name in parts}
    dials = settings(**parts)
    return Generator(Caller(model, dials), dials, **own)


def evidence_on(bulletins: Sequence[Bulletin], order: int = 1) -> Found:
    """Return the finding with this order of every bulletin as what was found."""
    found = []
    for bulletin in bulletins:
        finding = bulletin.finding(order)
        spans = tuple(m.span for m in finding.measures)
        found.append(Evidence(bulletin, finding, spans, 0.9))
    return Found(tuple(found), tuple(bulletins), label="政府采购")


def composed_over(
    bulletins: Sequence[Bulletin],
    question: str = "各单位是如何整改政府采购问题的？",
    order: int = 1,
) -> tuple[Plan, Answer, Names]:
    """Return a plan, the composed answer to it, and the agencies' names."""
    agencies = Agencies(bulletins)
    plan = make_plan(question, agencies)
    found = evidence_on(bulletins, order)
    out = Writer()
    compose(plan, found, out)
    answer = Answer(
        question,
        question,
        plan.intent.value,
        body=out.body,
        citations=tuple(out.citations),
        groups=tuple(out.groups),
    )
    return plan, answer, Names(agencies.all)
