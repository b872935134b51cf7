"""The conductor: a question becomes an answer, step by step; each step is a function of values.

plan -> retrieve -> compose -> check (see `answering`), then, where a chat model is configured,
generate; all on one snapshot of the library. `stream` yields growing drafts of the same answer that
`ask` returns.
"""

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from rag.answer import Answer, Turn
from rag.answering import LOOKED_BACK, Answers, scope_of
from rag.body import Body
from rag.borrow import written as rewriting
from rag.borrow.answered import answer_of
from rag.borrow.borrow import Borrowed, borrow
from rag.borrow.own import OwnFindingError, own_findings
from rag.borrow.similar import Among
from rag.borrow.tuned import EXAMPLES
from rag.checking.claims import Names
from rag.errors import BulletinQAError
from rag.evidence.found import Found
from rag.evidence.retrieve import retrieve
from rag.generate.generate import Generator
from rag.question.borrowing import Asking, asking
from rag.question.plan import Intent, Plan
from rag.question.planner import agencies_of
from rag.settings import Settings
from rag.store.catalog import EVERYTHING, Where
from rag.store.library import Library
from rag.store.narrowing import in_full
from rag.store.snapshot import Snapshot
from rag.waiting import Deadline, Queue

PIECES = 12  # drafts that one answer is streamed in, at most


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
        self._queue = Queue()

    def plan(
        self, question: str, history: Sequence[Turn] = (), without: Collection[str] = ()
    ) -> Plan:
        """Return how a question is understood after what was said before."""
        return self._planned(self._answers(), question, history, EVERYTHING, without)

    def _answers(self) -> Answers:
        return self.library.snapshot().derived(Answers)

    def understand(
        self, question: str, history: Sequence[Turn] = (), without: Collection[str] = ()
    ) -> Answer:
        """Return how a question is understood, as the draft that an answer begins with."""
        with self._queue.joined():
            return _understood(self.plan(asking(question).question, history, without))

    def find(self, question: str, where: Where = EVERYTHING) -> Found:
        """Return the evidence for a question, without an answer."""
        answers = self._answers().seen_by(where)
        where = in_full(where, answers.planner.agencies)
        due = self._due()
        plan = self._planned(answers, question, (), where, due=due)
        with self._queue.joined(), self._queue.turn(due):
            return retrieve(plan, answers.now, where)

    def _due(self) -> Deadline:
        return Deadline.after(self.settings.deadline)

    def _planned(
        self,
        answers: Answers,
        question: str,
        history: Sequence[Turn],
        where: Where,
        without: Collection[str] = (),
        due: Deadline | None = None,
    ) -> Plan:
        """Return how a question is understood: the one place where length and time are limited."""
        question = question.strip()
        self._check(question)
        due, history = due or self._due(), self._looked_back(history)
        length = len(question) + sum(len(turn.question) for turn in history)
        with self._queue.understood(length, due):
            return answers.plan(question, history, where, without, due.check)

    def _looked_back(self, history: Sequence[Turn]) -> tuple[Turn, ...]:
        """Return the last turns that are no longer, together, than two questions may be."""
        kept: list[Turn] = []
        left = 2 * self.settings.max_question_chars
        for turn in reversed(history[-LOOKED_BACK:]):
            left -= len(turn.question)
            if left < 0:
                break
            kept.append(turn)
        return tuple(reversed(kept))

    def borrow(
        self, text: str, among: Among, limit: int, *, generate: bool = False
    ) -> tuple[Borrowed, ...]:
        """Return for each finding in a text what others did, with a draft.

        Raise `OwnFindingError` where there is no finding in it. `generate` has the chat model word
        the drafts, where there is one.
        """
        owns, now = own_findings(text), self.library.snapshot()
        among = replace(among, where=in_full(among.where, now.derived(agencies_of)))
        rewrite = None
        if generate and self.generator:
            ask, names = rewriting.asking(self.generator.caller), now.derived(names_of)
            rewrite = lambda draft, own: rewriting.written(draft, own, ask, names)  # noqa: E731
        with self._queue.joined(), self._queue.turn(self._due()):
            return borrow(now, owns, among, limit, rewrite)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        where: Where = EVERYTHING,
        generate: bool | None = None,
        without: Collection[str] = (),
    ) -> Answer:
        """Return the settled answer. Raise `QuestionError` on an empty or overlong question.

        `generate` False keeps the chat model out of it, where there is one. `without` are parts of
        what was understood (chips of `Answer.scope`) that the reader took away.
        """
        *_, answer = self.grown(question, history, where, generate, without, glance=False)
        return answer

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        where: Where = EVERYTHING,
        generate: bool | None = None,
        without: Collection[str] = (),
    ) -> Iterator[Answer]:
        """Yield how the question is understood (no text), growing drafts, the settled answer."""
        drafted = False
        for answer in self.grown(question, history, where, generate, without):
            if answer.state != "draft" and not drafted:
                yield from _in_pieces(answer)
            drafted = drafted or bool(answer.body.blocks)
            yield answer

    def grown(
        self,
        question: str,
        history: Sequence[Turn],
        where: Where,
        generate: bool | None,
        without: Collection[str],
        *,
        glance: bool = True,
    ) -> Iterator[Answer]:
        """Yield the plan, the first page or a chat model's drafts, then the settled answer."""
        started, due = time.perf_counter(), self._due()
        answers = self._answers().seen_by(where)
        where = in_full(where, answers.planner.agencies)
        asked = asking(question)
        if self._may_borrow(answers, question, asked) and (
            lead := self._borrowed(question, asked, where)
        ):
            yield replace(lead, timings={"borrow": (time.perf_counter() - started) * 1000})
            return
        question = asked.question
        with self._queue.joined():
            plan = self._planned(answers, question, history, where, without, due)
            planned = time.perf_counter()
            yield _understood(plan)
            with self._queue.turn(due):
                first = answers.glance(plan, where) if glance else None
            if first:
                yield first
            with self._queue.turn(due):
                answer = answers.to(plan, where)
        if cut := len(history[-LOOKED_BACK:]) - len(self._looked_back(history)):
            note = f"前文太长，较早的 {cut} 轮没有看。"
            answer = replace(answer, notes=(*answer.notes, note))
        composed = time.perf_counter()
        timings = {"plan": (planned - started) * 1000, "answer": (composed - planned) * 1000}
        if self.generator is None or generate is False or answer.state != "final":
            yield replace(answer, timings=timings)
            return
        plan, answer = self._refined(plan, answer, answers, where)
        names = answers.now.derived(names_of)
        for written in self.generator.write(plan, answer, names, answers.now.version):
            if not due.left and written.state == "draft":
                note = "语言模型没有在时限内写完，这是由通报的记录编排的回答。"
                yield replace(answer, notes=(*answer.notes, note), timings=timings)
                return
            chat = (time.perf_counter() - composed) * 1000
            yield replace(written, timings=timings | {"chat": chat})

    def _may_borrow(self, answers: Answers, question: str, asked: Asking) -> bool:
        """Tell whether a text on rectification is wanted, and not a program or a poem."""
        if not asked.drafts or not asked.topic:
            return False
        self._check(question.strip())
        plans = [answers.planner.plan(words) for words in (asked.topic, question)]
        beyond = [plan.intent is Intent.OUT_OF_SCOPE for plan in plans]
        return not beyond[0] and (asked.of_kind or not beyond[1]) and not plans[1].instructed

    def _borrowed(self, question: str, asked: Asking, where: Where) -> Answer | None:
        """Return what others did about what a text is wanted on; None where nothing is alike."""
        among = Among(where, without=(asked.asker,) if asked.asker else ())
        try:
            one, *_ = self.borrow(asked.topic, among, EXAMPLES)
        except OwnFindingError:
            return None
        return answer_of(question, one) if one.found else None

    def _refined(
        self, plan: Plan, answer: Answer, answers: Answers, where: Where
    ) -> tuple[Plan, Answer]:
        """Return the question as the chat model words it, with its answer, if that loses nothing.

        A refusal stays a refusal: this is asked only of what has an answer already.
        """
        other = self.generator.refined(plan, answers.planner.plan) if self.generator else None
        if other is None or other == plan:
            return plan, answer
        anew = answers.to(other, where)
        heard = {cited.agency for cited in answer.citations}
        if anew.state == "final" and heard <= {cited.agency for cited in anew.citations}:
            return other, anew
        return plan, answer

    def _check(self, question: str) -> None:
        if not question:
            raise QuestionError("问题是空的：请输入要问的内容。")
        limit = self.settings.max_question_chars
        if len(question) > limit:
            raise QuestionError(f"问题有 {len(question)} 字，超过 {limit} 字：请缩短后再问。")


def names_of(now: Snapshot) -> Names:
    """Return the names of the agencies of a snapshot, as sentences are checked for them."""
    return Names(now.derived(agencies_of).all)


def _understood(plan: Plan) -> Answer:
    """Return the first draft: no words yet, but what the question is taken to mean."""
    return Answer(
        question=plan.question,
        standalone_question=plan.standalone,
        intent=plan.intent.value,
        state="draft",
        scope=scope_of(plan, plan.topic),
    )


def _in_pieces(answer: Answer) -> Iterator[Answer]:
    """Yield a settled answer's blocks as growing drafts."""
    blocks = answer.body.blocks
    step = max(1, len(blocks) // PIECES)
    for end in range(step, len(blocks), step):
        yield replace(answer, body=Body(blocks[:end]), state="draft")
