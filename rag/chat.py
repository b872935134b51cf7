"""The conductor: a question becomes an answer, step by step; each step is a function of values.

plan -> retrieve -> compose -> check, then, where a chat model is configured, generate. A refusal
says what was searched and offers the nearest findings as suggestions. `stream` yields growing
drafts of the same answer that `ask` returns.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.answer import Answer, Evidence, Scope, Suggestion, Turn
from rag.body import Body, Item, Run
from rag.checking.verify import faults_of
from rag.compose.compose import by_agency, compose
from rag.compose.records import answer_records
from rag.compose.refuse import refuse
from rag.compose.writer import Writer
from rag.errors import BulletinQAError
from rag.evidence.found import Found
from rag.evidence.retrieve import Retriever
from rag.generate.generate import Generator
from rag.question.plan import Intent, Plan
from rag.question.planner import Planner
from rag.settings import Settings
from rag.store.catalog import EVERYTHING, Where
from rag.store.library import Library
from rag.waiting import Line

PIECES = 12  # drafts that one answer is streamed in, at most
KEPT = 200  # answers remembered, by what they were asked of


class QuestionError(BulletinQAError):
    """A question that cannot be taken: empty or too long."""


class Assistant:
    """Answers questions over one library. Thread-safe."""

    def __init__(
        self, library: Library, settings: Settings, generator: Generator | None = None
    ) -> None:
        self.library = library
        self.settings = settings
        self.generator = generator
        self.retriever = Retriever(library)
        self._planner: Planner | None = None
        self._lock = threading.Lock()
        self._line = Line()
        self._answers: OrderedDict[tuple[str, Plan, Where], Answer] = OrderedDict()

    @property
    def planner(self) -> Planner:
        """The planner for the library's present version."""
        with self._lock:
            if self._planner is None or self._planner.version != self.library.version:
                self._planner = Planner(self.library)
            return self._planner

    def plan(self, question: str, history: Sequence[Turn] = ()) -> Plan:
        """Return how a question is understood after what was said before."""
        return self.planner.after(question, history)

    def understand(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Return how a question is understood, as the draft that an answer begins with."""
        question = question.strip()
        self._check(question)
        with self._line.joined():
            return _understood(self.plan(question, self._answered(history, EVERYTHING)))

    def find(self, question: str, where: Where = EVERYTHING) -> Found:
        """Return the evidence for a question, without an answer."""
        return self.retriever.retrieve(self.plan(question), where)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        where: Where = EVERYTHING,
        generate: bool | None = None,
    ) -> Answer:
        """Return the settled answer. Raise `QuestionError` on an empty or overlong question.

        `generate` False keeps the chat model out of it, where there is one.
        """
        *_, answer = self._grown(question, history, where, generate)
        return answer

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        where: Where = EVERYTHING,
        generate: bool | None = None,
    ) -> Iterator[Answer]:
        """Yield how the question is understood (no text), growing drafts, the settled answer."""
        drafted = False
        for answer in self._grown(question, history, where, generate):
            if answer.state != "draft" and not drafted:
                yield from _in_pieces(answer)
            drafted = drafted or bool(answer.body.blocks)
            yield answer

    def _grown(
        self, question: str, history: Sequence[Turn], where: Where, generate: bool | None
    ) -> Iterator[Answer]:
        """Yield the plan, a chat model's drafts where one writes, then the settled answer."""
        question = question.strip()
        self._check(question)
        started = time.perf_counter()
        with self._line.joined():
            plan = self.plan(question, self._answered(history, where))
            planned = time.perf_counter()
            yield _understood(plan)
            with self._line.turn():
                answer = self._remembered(plan, where)
        composed = time.perf_counter()
        timings = {"plan": (planned - started) * 1000, "answer": (composed - planned) * 1000}
        if self.generator is None or generate is False or answer.state != "final":
            yield replace(answer, timings=timings)
            return
        planner = self.planner
        plan, answer = self._refined(plan, answer, where)
        for written in self.generator.write(plan, answer, planner.agencies, planner.version):
            chat = (time.perf_counter() - composed) * 1000
            yield replace(written, timings=timings | {"chat": chat})

    def _refined(self, plan: Plan, answer: Answer, where: Where) -> tuple[Plan, Answer]:
        """Return the question as the chat model words it, with its answer, if that loses nothing.

        A refusal stays a refusal: this is asked only of what has an answer already.
        """
        other = self.generator.refined(plan, self.planner.plan) if self.generator else None
        if other is None or other == plan:
            return plan, answer
        anew = self._remembered(other, where)
        heard = {cited.agency for cited in answer.citations}
        if anew.state == "final" and heard <= {cited.agency for cited in anew.citations}:
            return other, anew
        return plan, answer

    def _check(self, question: str) -> None:
        if not question:
            raise QuestionError("问题是空的:请输入要问的内容。")
        limit = self.settings.max_question_chars
        if len(question) > limit:
            raise QuestionError(f"问题有 {len(question)} 字,超过 {limit} 字:请缩短后再问。")

    def _answered(self, history: Sequence[Turn], where: Where) -> list[Turn]:
        """Return the last turns with their answers; those without are answered again.

        So is one that came back without its body; where it is another answer, it stands as it came.
        """
        turns: list[Turn] = []
        for turn in history[-4:]:
            answered = turn.answer
            if answered is None or not answered.body.blocks:
                ours = self._remembered(self.plan(turn.question, turns), where)
                answered = answered if answered and answered.text != ours.text else ours
            turns.append(Turn(turn.question, answered))
        return turns

    def _remembered(self, plan: Plan, where: Where) -> Answer:
        """Return the answer to a plan, which is the same until the library changes."""
        key = self.library.version, plan, where
        with self._lock:
            known = self._answers.get(key)
            if known:
                self._answers.move_to_end(key)
                return known
        answer = self._answer(plan, where)
        with self._lock:
            self._answers[key] = answer
            if len(self._answers) > KEPT:
                self._answers.popitem(last=False)
        return answer

    def _answer(self, plan: Plan, where: Where) -> Answer:
        writer = Writer(english=plan.english)
        if plan.intent in (Intent.GREETING, Intent.HELP):
            return self._settled(plan, self._small_talk(plan, where, writer), Found((), ()))
        bulletins = self.library.bulletins(where)
        meant = plan if plan.absent else self.planner.recognised(plan)
        if meant.intent is Intent.META and not plan.absent:
            found = answer_records(meant, bulletins, writer)
            if writer.citations:
                return self._settled(meant, writer, found)
            if writer.blocks and meant is plan:
                return self._refused(plan, writer, found)
            writer = Writer(english=plan.english)
        plan = self.planner.spread(meant if meant.part else plan)
        if plan.intent is Intent.OUT_OF_SCOPE or plan.absent or not bulletins:
            return self._refused(
                plan, refuse(plan, Found((), bulletins), writer), Found((), bulletins)
            )
        found = self.retriever.retrieve(plan, where)
        if found.evidence:
            compose(plan, found, writer)
        if not writer.citations and not (plan.negated and found.scope and plan.concepts):
            return self._refused(plan, refuse(plan, found, writer), found)
        return self._settled(plan, writer, found)

    def _small_talk(self, plan: Plan, where: Where, writer: Writer) -> Writer:
        bulletins = self.library.bulletins(where)
        have = writer.join(dict.fromkeys(b.agency for b in bulletins[:20]))
        total = len(bulletins)
        if plan.intent is Intent.GREETING:
            writer.say("greeting", total=total, have=have)
            return writer
        writer.say("help", "lead")
        writer.add(*(Item((Run(can),)) for can in writer.words("help_can").splitlines()))
        writer.say("help_have", total=total, have=have)
        return writer

    def _settled(self, plan: Plan, writer: Writer, found: Found) -> Answer:
        answer = Answer(
            question=plan.question,
            standalone_question=plan.standalone,
            intent=plan.intent.value,
            body=writer.body,
            citations=tuple(writer.citations),
            groups=tuple(writer.groups),
            scope=_scope(plan, found),
            suggestions=_follow_ups(plan, found),
            confidence=_confidence(found),
        )
        faults = faults_of(answer, self.library.bulletin)
        return replace(answer, notes=tuple(faults)) if faults else answer

    def _refused(self, plan: Plan, writer: Writer, found: Found) -> Answer:
        return Answer(
            question=plan.question,
            standalone_question=plan.standalone,
            intent=plan.intent.value,
            body=writer.body,
            state="refused",
            scope=_scope(plan, found),
            suggestions=tuple(_suggestion(e) for e in found.nearest[:3]),
            confidence=_confidence(found),
        )


def _understood(plan: Plan) -> Answer:
    """Return the first draft: no words yet, but what the question is taken to mean."""
    statuses = tuple(status.value for status in plan.statuses)
    return Answer(
        question=plan.question,
        standalone_question=plan.standalone,
        intent=plan.intent.value,
        state="draft",
        scope=Scope(plan.agencies, plan.topic, statuses, plan.inspector),
    )


def _in_pieces(answer: Answer) -> Iterator[Answer]:
    """Yield a settled answer's blocks as growing drafts."""
    blocks = answer.body.blocks
    step = max(1, len(blocks) // PIECES)
    for end in range(step, len(blocks), step):
        yield replace(answer, body=Body(blocks[:end]), state="draft")


def _scope(plan: Plan, found: Found) -> Scope:
    return Scope(plan.agencies, found.label, tuple(s.value for s in plan.statuses), plan.inspector)


def _confidence(found: Found) -> float | None:
    return max((e.relevance for e in (*found.evidence, *found.nearest)), default=None)


def _suggestion(evidence: Evidence) -> Suggestion:
    finding = evidence.finding
    assert finding is not None
    title = " ".join(finding.title.split()).rstrip("。")
    return Suggestion(
        f"{evidence.bulletin.agency}:{title}", evidence.bulletin.agency, finding.number
    )


def _follow_ups(plan: Plan, found: Found) -> tuple[Suggestion, ...]:
    """Offer questions that have answers: the same topic elsewhere, the nearest other finding."""
    offers = []
    having = [agency for agency, evidence in by_agency(found).items() if evidence]
    say = Writer(english=plan.english).words
    # a label in another language than the offer is not to be searched
    label = found.label if found.label.isascii() == plan.english else ""
    if plan.intent is Intent.LIST and len(having) > 1 and label:
        offers.append(Suggestion(say("offer_compare", a=having[0], b=having[1], topic=label)))
    if not plan.is_wide and label and found.evidence:
        offers.append(Suggestion(say("offer_all", topic=label)))
    cited = {e.finding.id for e in found.evidence if e.finding}
    for near in found.nearest:
        if near.finding and near.finding.id not in cited and len(offers) < 3:
            title = " ".join(near.finding.title.split()).rstrip("。")
            agency = near.bulletin.agency
            offers.append(Suggestion(say("offer_near", agency=agency, title=title), agency))
    return tuple(offers)
