"""An answer in a chat model's words, over the evidence of the composed one, checked before shown.

The composed answer comes first: plan, retrieval, refusal and coverage are its own. The model is
given its passages under the same numbers; each sentence is checked as soon as it is whole
(`mending`), and laid out with what no sentence speaks of (`layout`). If the model fails, runs wild
or writes little that stands, the composed answer is shown with one line why. What it does not know:
whether the summary dwells on what matters; only that each sentence is borne out.
"""

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field, replace

from opentelemetry.trace import NoOpTracer, Tracer

from rag.answer import Answer, Citation, Writing
from rag.body import Body
from rag.checking.claims import Names
from rag.checking.verify import Likeness
from rag.errors import ModelError
from rag.generate.drafting import Drafted, Drafting
from rag.generate.layout import Frame, body_of, frame_of
from rag.generate.mending import Mender, Outcome, Sentence
from rag.generate.model import Caller
from rag.generate.packing import Bundle, gives_orders, pack, tokens
from rag.generate.prompts import FIXED, VERSION, messages_for
from rag.generate.refining import refine
from rag.generate.tracing import trace
from rag.generate.tuned import LEAST, MOST, REPEATS, WASTED
from rag.question.plan import Intent, Plan
from rag.settings import Settings
from rag.text.figures import read

log = logging.getLogger(__name__)

WRITTEN = (Intent.LOOKUP, Intent.FACT, Intent.LIST, Intent.COMPARE)
_CUT = ("length", "max_tokens")  # why a provider ends an answer that is not at its end


@dataclass(slots=True)
class _Tally:
    """What one answer costs, counted as it goes."""

    started: float
    writing: Writing
    seen: Counter[str] = field(default_factory=Counter)
    cut: bool = False  # the last call was ended in the midst of a sentence

    def since(self) -> float:
        return (time.monotonic() - self.started) * 1000

    def add(self, **changes: object) -> None:
        self.writing = replace(self.writing, **changes)  # type: ignore[arg-type]


class Generator:
    """Writes answers with one chat model. Thread-safe."""

    def __init__(
        self,
        caller: Caller,
        settings: Settings,
        likeness: Likeness | None = None,
        cache: MutableMapping[str, str] | None = None,
        tracer: Tracer | None = None,
    ) -> None:
        self.caller = caller
        self.settings = settings
        self.likeness = likeness
        self.cache = cache
        self.tracer = tracer or NoOpTracer()

    def refined(self, plan: Plan, understand: Callable[[str], Plan]) -> Plan | None:
        """Return a plan for the model's wording of a question, where the settings want one."""
        if not self.settings.chat_plan:
            return None
        return refine(plan, self.caller, understand, self.settings.chat_first_word)

    def write(
        self, plan: Plan, composed: Answer, names: Names, version: str = ""
    ) -> Iterator[Answer]:
        """Yield growing drafts, then the settled answer; the composed one where that is better.

        `version` is the library's: words kept for one version are not used for another.
        """
        if not suits(plan, composed):
            yield composed
            return
        tally = _Tally(time.monotonic(), Writing(self.settings.chat_model))
        span = self.tracer.start_span(
            "chat", attributes={"gen_ai.request.model": tally.writing.model}
        )
        try:
            yield from self._written(plan, composed, names, version, tally)
        finally:
            tally.add(ms=round(tally.since(), 1))
            trace(span, tally.writing)
            span.end()

    def _written(
        self, plan: Plan, composed: Answer, names: Names, version: str, tally: _Tally
    ) -> Iterator[Answer]:
        frame = frame_of(composed)
        shown = {c.number: c for c in composed.citations if not gives_orders(c.quote)}
        mender = Mender(shown, names, self.likeness)
        if frame.head:
            tally.add(first_shown_ms=round(tally.since(), 1))
            yield self._draft(composed, frame, [])
        failure = ""
        try:
            for drafted in self._sentences(plan, composed, version, tally):
                sentence = mender.add(drafted)
                self._watch(drafted, mender, tally)
                if sentence.outcome is not Outcome.DROPPED:
                    if tally.writing.first_words_ms is None:
                        tally.add(first_words_ms=round(tally.since(), 1))
                    yield self._draft(composed, frame, mender.sentences)
        except ModelError as error:
            failure = str(error)
        failure = failure or too_little(mender.sentences)
        tally.add(ms=round(tally.since(), 1), failure=failure, **_outcomes(mender, composed))
        log.info("written: %s", tally.writing)
        if failure:
            note = f"{failure}，以下由程序直接撰写。"
            yield replace(composed, notes=(*composed.notes, note), writing=tally.writing)
            return
        yield self._final(plan, composed, frame, mender, tally)

    def _sentences(
        self, plan: Plan, composed: Answer, version: str, tally: _Tally
    ) -> Iterator[Drafted]:
        """Yield the model's sentences, from the cache where it has written them before."""
        question = plan.wording
        room = self.settings.chat_context - self.settings.chat_answer_tokens
        room -= FIXED + tokens(question)
        deadline = tally.started + self.settings.chat_deadline
        for bundle in pack(composed.citations, room):
            key = _key(question, bundle, self.settings.chat_model, version)
            drafting = Drafting()
            kept = self.cache.get(key) if self.cache is not None else None
            tally.add(cached=kept is not None)
            tally.cut = False
            pieces = [kept] if kept else self._pieces(question, bundle, deadline, tally, key)
            for text in pieces:
                for drafted in drafting.add(text):
                    yield replace(drafted, numbers=bundle.cited(drafted.numbers))
                if drafting.overlong:
                    raise ModelError("语言模型的回答没有断句")
            for drafted in drafting.rest() if not tally.cut else ():
                yield replace(drafted, numbers=bundle.cited(drafted.numbers))

    def _pieces(
        self, question: str, bundle: Bundle, deadline: float, tally: _Tally, key: str
    ) -> Iterator[str]:
        messages = messages_for(question, bundle.material)
        limit = self.settings.chat_answer_tokens * 4
        text, asked, answered = "", 0, 0
        tally.add(calls=tally.writing.calls + 1)
        for piece in self.caller.stream(messages, deadline):
            if piece.text and tally.writing.first_token_ms is None:
                tally.add(first_token_ms=round(tally.since(), 1))
            if piece.tries > 1:
                tally.add(retries=tally.writing.retries + 1)
            asked, answered = max(asked, piece.prompt_tokens), max(answered, piece.answer_tokens)
            text += piece.text
            tally.cut = tally.cut or piece.ended in _CUT
            if len(text) > limit:
                raise ModelError("语言模型的回答过长")
            yield piece.text
        if not text.strip():
            raise ModelError("语言模型没有给出任何文字")
        asked = asked or sum(tokens(str(m.content)) for m in messages)
        tally.add(
            prompt_tokens=tally.writing.prompt_tokens + asked,
            answer_tokens=tally.writing.answer_tokens + (answered or tokens(text)),
        )
        if self.cache is not None:
            # its words, not what we made of them: they are checked each time
            self.cache[key] = text[: text.rfind("\n") + 1] if tally.cut else text

    def _watch(self, drafted: Drafted, mender: Mender, tally: _Tally) -> None:
        """Raise `ModelError` where the model goes round in circles or writes to no use."""
        tally.seen[read(drafted.text)] += 1
        if tally.seen[read(drafted.text)] > REPEATS:
            raise ModelError("语言模型反复写同一句话")
        if len(mender.sentences) > MOST:
            raise ModelError("语言模型的回答过长")
        dropped = sum(s.outcome is Outcome.DROPPED for s in mender.sentences)
        if dropped == len(mender.sentences) >= WASTED:
            raise ModelError("语言模型写的话没有依据")

    def _draft(self, composed: Answer, frame: Frame, sentences: list[Sentence]) -> Answer:
        body = body_of(composed, frame, sentences, draft=True)
        return replace(
            composed,
            body=body,
            citations=_cited_in(body, composed.citations),
            state="draft",
            generator="generated",
            suggestions=(),
        )

    def _final(
        self, plan: Plan, composed: Answer, frame: Frame, mender: Mender, tally: _Tally
    ) -> Answer:
        body = body_of(composed, frame, mender.sentences, draft=False)
        citations = _cited_in(body, composed.citations)
        numbers = {c.number for c in citations}
        groups = tuple(
            replace(g, citations=tuple(n for n in g.citations if n in numbers))
            for g in composed.groups
        )
        return replace(
            composed,
            body=body,
            citations=citations,
            groups=groups,
            generator="generated",
            notes=(*composed.notes, summary(tally.writing)),
            writing=tally.writing,
        )


def suits(plan: Plan, composed: Answer) -> bool:
    """Tell whether a model may write this answer: prose over passages, in Chinese.

    Records, counts, tables and lists by status are exact as they are; English sentences cannot be
    held against Chinese passages by words and figures.
    """
    return (
        plan.intent in WRITTEN
        and composed.state == "final"
        and bool(composed.citations)
        and not (plan.english or plan.table or plan.negated)
        and not (plan.statuses and not plan.concepts)
    )


def too_little(sentences: list[Sentence]) -> str:
    """Return why what stands is too little for an answer, "" where it is enough."""
    counted = Counter(s.outcome for s in sentences)
    stands = counted[Outcome.KEPT] + counted[Outcome.RECITED]
    if not sentences:
        return "语言模型没有写出可核对的句子"
    if not stands or stands < LEAST * len(sentences):
        return f"语言模型写了 {len(sentences)} 句，经核对只有 {stands} 句有依据"
    return ""


def summary(writing: Writing) -> str:
    """Return the line that says how many statements were checked and changed."""
    changed = [
        f"{count} 句{what}"
        for count, what in (
            (writing.recited, "更正了出处"),
            (writing.replaced, "换成了原文"),
            (writing.dropped, "删去"),
        )
        if count
    ]
    head = f"语言模型 {writing.model} 写了 {writing.statements} 句，已逐句与原文核对："
    return head + ",".join([f"{writing.kept} 句照用", *changed]) + "。"


def _cited_in(body: Body, citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Return the citations whose marks stand in a body."""
    numbers = set(body.marks)
    return tuple(c for c in citations if c.number in numbers)


def _outcomes(mender: Mender, composed: Answer) -> dict[str, object]:
    counted = Counter(s.outcome for s in mender.sentences)
    agency_of = {c.number: c.agency for c in composed.citations}
    spoken = {
        agency_of[n]
        for s in mender.sentences
        if s.outcome in (Outcome.KEPT, Outcome.RECITED)
        for n in s.numbers
    }
    return {
        "statements": len(mender.sentences),
        "kept": counted[Outcome.KEPT],
        "recited": counted[Outcome.RECITED],
        "replaced": counted[Outcome.REPLACED],
        "dropped": counted[Outcome.DROPPED],
        "covered": round(len(spoken) / len(set(agency_of.values())), 4),
    }


def _key(question: str, bundle: Bundle, model: str, version: str) -> str:
    parts = (VERSION, model, version, question, bundle.material)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
