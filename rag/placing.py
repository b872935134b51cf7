"""Whether a figure or date stands where its passage has it, or where the passage has another.

Two ways to tell: the date beside a figure is the date beside it in the passage (`anchored`); or the
characters and the clause around it are more like those around it in the passage than like those
around another figure of the same kind (`placed_right`). What it does not know: grammar.
"""

from collections.abc import Sequence
from typing import TypeVar

from rag.claims import taken_apart
from rag.figures import Dated, Figure

_NEAR = 6  # characters on each side of a figure that tell what it counts
_MARGIN = 0.12  # by which another figure must fit its place better to be the one that was meant
_Placed = TypeVar("_Placed", Figure, Dated)


def placed_right(
    claim: _Placed,
    text: str,
    equal: Sequence[tuple[_Placed, str]],
    rivals: Sequence[tuple[_Placed, str]],
) -> bool:
    """Tell whether a figure stands where the passage has it, not where the passage has another."""
    best = max((_fit(claim, text, one, source) for one, source in equal), default=0.0)
    same = {(one.span, source) for one, source in equal}
    others = (_fit(claim, text, r, s) for r, s in rivals if (r.span, s) not in same)
    return all(best + _MARGIN >= other for other in others)


def anchored(claim: _Placed, text: str, equal: Sequence[tuple[_Placed, str]]) -> bool:
    """Tell whether a figure has its date beside it, or a date its figure, as in a passage.

    Where several of one kind stand together, the place of each must tell.
    """
    beside = taken_apart(_without(clause_around(text, claim.span.start), claim.words))
    for one, source in equal:
        there = taken_apart(clause_around(source, one.span.start))
        if isinstance(claim, Figure):
            held = bool(beside.dates) and not beside.figures
            held = held and all(any(d.agrees(e) for e in there.dates) for d in beside.dates)
        else:
            held = bool(beside.figures) and not beside.dates
            held = held and all(any(f.agrees(g) for g in there.figures) for f in beside.figures)
        if held:
            return True
    return False


def _fit(claim: _Placed, text: str, source: _Placed, passage: str) -> float:
    """Return how alike the places of two figures are: characters beside them, and clauses."""
    before = _shared(text[: claim.span.start][::-1], passage[: source.span.start][::-1])
    after = _shared(text[claim.span.end :], passage[source.span.end :])
    own = pairs(_without(clause_around(text, claim.span.start), claim.words))
    theirs = pairs(_without(clause_around(passage, source.span.start), source.words))
    alike = len(own & theirs) / len(own) if own else 0.0
    return (before + after) / (2 * _NEAR) + alike


def clause_around(text: str, at: int) -> str:
    """Return the stretch between two stops that holds a place of a text."""
    start = max(text.rfind(stop, 0, at) for stop in ",。;:!?(、") + 1
    ends = [text.find(stop, at) for stop in ",。;!?)、"]
    return text[start : min((e for e in ends if e >= 0), default=len(text))]


def _without(clause: str, words: str) -> str:
    return clause.replace(words, "\0", 1)


def pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring characters, those of digits left out."""
    return {a + b for a, b in zip(text, text[1:], strict=False) if not (a + b).isdigit()}


def _shared(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one[:_NEAR], other[:_NEAR], strict=False):
        if a != b:
            break
        count += 1
    return count
