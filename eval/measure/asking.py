"""Asking the questions: one after the other, dialogues with what was said before."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from eval.measure.metrics import Case
from eval.measure.summary import Scored, score
from eval.sets.answers import Answered, answered
from eval.sets.questions import Dialogue, Question
from eval.sets.sources import Sources
from rag.answer import Answer, Turn
from rag.errors import BulletinQAError

CRASH = "crash"

Ask = Callable[[str, Sequence[Turn]], Answer]


def answer_all(dialogues: Iterable[Dialogue], ask: Ask) -> Iterator[Answered]:
    """Ask the questions in order, each with the turns before it; yield the answers file's lines.

    A question that the program will not take (too long, say) is a line that says so. One at which
    it breaks is a wrong answer with the intent `CRASH`: the others are worth having all the same.
    """
    for dialogue in dialogues:
        history: list[Turn] = []
        for question in dialogue.turns:
            started = time.perf_counter()
            try:
                answer = ask(question.question, tuple(history))
            except BulletinQAError as error:
                answer = Answer(
                    question.question, question.question, "error", str(error), state="refused"
                )
            except Exception as error:  # noqa: BLE001 - whatever it is, it is reported as wrong
                answer = Answer(question.question, question.question, CRASH, repr(error))
            elapsed = 1000 * (time.perf_counter() - started)
            history.append(Turn(question.question, answer))
            yield answered(question.id, answer, elapsed)


def measured(
    dialogues: Iterable[Dialogue], lines: Iterable[Answered], sources: Sources
) -> tuple[Scored, ...]:
    """Score each answer against the question with its id."""
    questions = {question.id: question for question in turns(dialogues)}
    return tuple(score(Case(questions[line.id], line, sources) for line in lines))


def turns(dialogues: Iterable[Dialogue]) -> Iterator[Question]:
    """Yield every question of every dialogue."""
    for dialogue in dialogues:
        yield from dialogue.turns


def missing(dialogues: Iterable[Dialogue], sources: Sources) -> set[str]:
    """Return the bulletins that the questions' gold names and the store does not hold."""
    gold = {place.doc for question in turns(dialogues) for place in question.gold or ()}
    return gold - set(sources)
