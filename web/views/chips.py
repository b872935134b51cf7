"""How a question was understood, as chips; and the same question without one of them.

Taking a chip away mends a wrong guess: the same question is asked again, wider, and says what it no
longer keeps to: 党费怎么改的?（不限：武汉市发改委）. That mark is the page's own, read here
alone.
"""

import re

from rag.answer import Scope

_WITHOUT = re.compile(r"（不限：([^（）]+)）\s*$")
AND = "、"


def chips_of(scope: Scope) -> list[str]:
    """Return the parts of an understood question."""
    parts = [*scope.agencies, scope.topic, *scope.statuses, *scope.picks]
    return list(dict.fromkeys(part for part in parts if part))


def mended(question: str, scope: Scope) -> list[str]:
    """Return, for each chip, the question without it."""
    return [f"{question}（不限：{AND.join((*scope.without, gone))}）" for gone in chips_of(scope)]


def taken_apart(question: str) -> tuple[str, tuple[str, ...]]:
    """Return a question as it was put, and the chips that it no longer keeps to."""
    match = _WITHOUT.search(question)
    if not match:
        return question, ()
    return question[: match.start()].strip(), tuple(match.group(1).split(AND))
