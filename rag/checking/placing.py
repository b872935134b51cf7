"""Whether a figure, date or title stands where its passage has it, or where it has another.

The date beside a figure is the date beside it in the passage (`anchored`); or the characters and
the clause around it are more like those around it there than like those around another figure of
the same kind (`placed_right`); and what it counts there is named (`counts_alike`). What it does not
know: grammar; it goes by neighbouring words.
"""

import re
from collections.abc import Sequence
from typing import TypeVar

from rag.checking.alike import NO_THING
from rag.checking.claims import content_words, is_held, share_held, taken_apart
from rag.checking.phrasing import PHRASE, phrase_around
from rag.checking.tuned import MARGIN, NEAR
from rag.text.figures import Dated, Figure

_CUT = re.compile(r"[,。;:、!?()]+")
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
    others = (
        _fit(claim, text, r, s)
        for r, s in rivals
        if (r.span, s) not in same
        and not _said_too(claim, text, equal, (r, s))
        and not _told_apart(clause_around(text, claim.span.start), equal, (r, s))
    )
    return all(best + MARGIN >= other for other in others)


# Words that tell one figure from another of its kind: a total, what came to it, what is left.
_TELLING = tuple(
    frozenset(row.split())
    for row in (
        "累计 总数 总量 共有 总共",
        "新增 净增 增设",
        "剩余 剩下 还有 尚有 余下 其余",
        "平均 均",
        "最高 最多",
        "最低 最少",
    )
)


def _told_apart(
    clause: str, equal: Sequence[tuple[_Placed, str]], rival: tuple[_Placed, str]
) -> bool:
    """Tell whether a clause has a telling word that the figure has and the rival has not."""
    there = clause_around(rival[1], rival[0].span.start)
    own = [clause_around(text, one.span.start) for one, text in equal]
    return any(
        any(w in clause for w in row)
        and not any(w in there for w in row)
        and any(w in known for w in row for known in own)
        for row in _TELLING
    )


def _said_too(
    claim: _Placed, text: str, equal: Sequence[tuple[_Placed, str]], rival: tuple[_Placed, str]
) -> bool:
    """Tell whether the sentence says the rival as well, beside the claim and in its order."""
    start, clause = claim.span.start, clause_around(text, claim.span.start)
    parts = taken_apart(text)
    others: Sequence[Figure | Dated] = parts.figures if isinstance(claim, Figure) else parts.dates
    one, source = rival
    return any(
        other.agrees(one)  # type: ignore[arg-type]
        and other.words in clause
        and (other.span.start < start) == (one.span.start < known.span.start)
        for other in others
        if other.span != claim.span
        for known, place in equal
        if place == source
    )


def counts_alike(
    claim: Figure,
    text: str,
    equal: Sequence[tuple[Figure, str]],
    rivals: Sequence[tuple[Figure, str]],
) -> bool:
    """Tell whether a figure counts in a sentence what it counts in a passage.

    A phrase that brings in words from elsewhere must keep half of those that the figure has about
    it there, or what leads them; and the thing right before it must not be exchanged.
    """
    phrase = phrase_around(text, claim.span.start)
    for one, source in equal:
        if one.unit != claim.unit and any(
            r.unit == claim.unit and s == source and _near(r, one, source) for r, s in rivals
        ):
            continue
        own = phrase_around(source, one.span.start)
        words = _things(own)
        new = [w for w in _things(phrase) if not is_held(w, own)]
        leads = not words or _is_named(words[0], text)
        if new and not leads and share_held(words, text) < 0.5:
            continue
        if new and not leads and _is_led_by_another(phrase, own, one, rivals):
            continue
        ours, theirs = _beside(claim, text), _beside(one, source)
        if ours and theirs and not is_held(ours, own) and not is_held(theirs, text):
            continue
        return True
    return False


def _near(one: Figure, other: Figure, text: str) -> bool:
    return clause_around(text, one.span.start) == clause_around(text, other.span.start)


def _things(phrase: str) -> list[str]:
    return [w for w in content_words(phrase) if w not in NO_THING]


def _is_led_by_another(
    phrase: str, own: str, one: Figure, rivals: Sequence[tuple[Figure, str]]
) -> bool:
    """Tell whether a phrase has what leads the phrase of another figure in the passage."""
    others = (
        phrase_around(text, rival.span.start) for rival, text in rivals if rival.value != one.value
    )
    leads = (lead for other in others if other != own for lead in _things(other)[:1])
    return any(is_held(lead, phrase) and not is_held(lead, own) for lead in leads)


def _beside(figure: Figure, text: str) -> str:
    """Return the word right before a figure, "" where it says nothing of what is counted."""
    before = _CUT.split(text[: figure.span.start])[-1]
    words = content_words(before)
    last = max(words, key=lambda w: (before.rfind(w) + len(w), len(w)), default="")
    ends = before.rfind(last) + len(last) >= len(before) - 1
    return last if last and ends and last not in NO_THING else ""


def _is_named(word: str, text: str) -> bool:
    return is_held(word, text) or any(char in text for char in word)


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
    own = bigrams(_without(_around(text, claim), claim.words))
    theirs = bigrams(_without(_around(passage, source), source.words))
    alike = len(own & theirs) / len(own) if own else 0.0
    return (before + after) / (2 * NEAR) + alike


def clause_around(text: str, at: int) -> str:
    """Return the stretch between two stops that holds a place of a text."""
    start = max(text.rfind(stop, 0, at) for stop in ",。;:!?(、") + 1
    ends = [text.find(stop, at) for stop in ",。;!?)、"]
    return text[start : min((e for e in ends if e >= 0), default=len(text))]


def _around(text: str, one: Figure | Dated) -> str:
    """Return the clause of a figure, the phrase of a date; the next where it stands alone."""
    if isinstance(one, Figure):
        return clause_around(text, one.span.start)
    phrase = phrase_around(text, one.span.start)
    if len(phrase) <= len(one.words) + 1:
        return phrase + PHRASE.split(text[one.span.end :].lstrip(",、"))[0]
    return phrase


def _without(clause: str, words: str) -> str:
    return clause.replace(words, "\0", 1)


def bigrams(text: str) -> set[str]:
    """Return the pairs of neighbouring characters, those of digits left out."""
    return {a + b for a, b in zip(text, text[1:], strict=False) if not (a + b).isdigit()}


def _shared(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one[:NEAR], other[:NEAR], strict=False):
        if a != b:
            break
        count += 1
    return count
