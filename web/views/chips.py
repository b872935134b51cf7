"""How a question was understood, as chips; and the question that the chips left over ask.

Taking a chip away mends a wrong guess: the rest is put into a plain question, which the reader sees
and which is asked next, by itself: leaning on the turn before, it would take the chip back.
"""

from collections.abc import Collection

from rag.answer import Scope

EVERYONE = "各单位"


def chips_of(scope: Scope) -> list[str]:
    """Return the parts of an understood question: agencies, topic, statuses, dates."""
    parts = [*scope.agencies, scope.topic, *scope.statuses, scope.dates]
    return list(dict.fromkeys(part for part in parts if part))


def mended(scope: Scope) -> list[str]:
    """Return, for each chip, the question that the others ask."""
    parts = chips_of(scope)
    return [question_from(scope, [p for p in parts if p != gone]) for gone in parts]


def question_from(scope: Scope, kept: Collection[str]) -> str:
    """Return the question that the kept parts of a scope ask."""
    agencies = "、".join(a for a in scope.agencies if a in kept) or EVERYONE
    statuses = "、".join(s for s in scope.statuses if s in kept)
    dates = scope.dates if scope.dates in kept else ""
    topic = f"“{scope.topic}”" if scope.topic and scope.topic in kept else ""
    if not topic and not statuses:  # how everything was mended is no question but a bulletin
        each = "" if len(kept) == 1 and agencies in kept else "各"
        return f"{dates}{agencies}的通报{each}有多少个问题?"
    which = f"{statuses}的" if statuses else ""
    return f"{dates}{agencies}{which}{topic}问题是如何整改的?"
