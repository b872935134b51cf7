"""Phrases of a sentence against phrases of a passage: mixed up, or the wrong way about.

A phrase runs from stop to stop, enumerations undivided. Two phrases of one pattern must not be
mixed; a change (由甲改为乙) must not be told backwards; what is done to a 《title》 must be done to
it there. What it does not know: grammar; it goes by words and their order.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from rag.checking.alike import LIKE, NO_THING
from rag.checking.claims import Said, content_words, is_held, taken_apart
from rag.text.figures import Figure

PHRASE = re.compile(r"[,。;:!?()]+")
_TREATED = re.compile(r"对.{2,}(?:进行|给予|予以|作出)")
_CHANGE = re.compile(r"[由从]([^,。;]+?)(?:改为|变为|调整为|转为|变更为)([^,。;]+)")


def phrase_around(text: str, at: int) -> str:
    """Return the stretch between two stops, enumerations whole, that holds a place of a text."""
    start = max((m.end() for m in PHRASE.finditer(text, 0, at)), default=0)
    end = PHRASE.search(text, at)
    return text[start : end.start() if end else len(text)]


def counted_titles(claim: Figure, passages: Sequence[Said]) -> bool:
    """Tell whether a small count is that of the titles that a sentence of a passage gives."""
    small = 2 <= claim.value <= 9 and claim.unit in ("个", "项", "份", "部", "件")
    segments = (segment for passage in passages for segment in passage.segments)
    return small and any(claim.value == segment.count("《") for segment in segments)


def rising(clause: str) -> bool | None:
    """Tell whether the first of two figures is the smaller; None where there are not two."""
    figures = taken_apart(clause).figures
    if len(figures) != 2 or figures[0].value == figures[1].value:
        return None
    return figures[0].value < figures[1].value


def verbs_of_titles(said: Said, passages: Sequence[Said]) -> Iterator[str]:
    """Yield what a sentence says of a 《title》 that no phrase of a passage with it says."""
    for title in said.titles:
        for phrase in _phrases_with(title, said.text):
            lead = re.split(r"《", phrase)[0]
            verbs = [w for w in content_words(lead) if w in LIKE and w not in NO_THING][-1:]
            theirs = "".join(p for part in passages for p in _phrases_with(title, part.text))
            yield from (v for v in verbs if theirs and not is_held(v, theirs))


def _phrases_with(title: str, text: str) -> Iterator[str]:
    at = text.find(title)
    while at >= 0:
        start = max((m.end() for m in re.finditer(r"[,。;:!?]", text[:at])), default=0)
        end = re.search(r"[,。;:!?]", text[at + len(title) :])
        stop = at + len(title) + end.start() if end else len(text)
        yield text[start:stop]
        at = text.find(title, stop)


def mixed(said: str, source: str) -> Iterator[str]:
    """Yield the phrases that put together what two phrases of one pattern say apart."""
    phrases = [p for p in PHRASE.split(source) if len(p) > 4]
    held = {p: set(content_words(p)) for p in phrases}
    pairs_alike = [
        (one, two)
        for one, two in combinations(phrases, 2)
        if _of_one_pattern(one, two) and len(held[one] & held[two] - NO_THING) >= 2
    ]
    for phrase in filter(None, PHRASE.split(said)):
        words = set(content_words(phrase)) - NO_THING
        for one, two in pairs_alike:
            first = {w for w in words if w in one and not is_held(w, two)}
            second = {w for w in words if w in two and not is_held(w, one)}
            if first and second and not any(words <= held[p] for p in phrases):
                yield phrase
                break


def _of_one_pattern(one: str, two: str) -> bool:
    return one[:1] == two[:1] or bool(_TREATED.search(one) and _TREATED.search(two))


def exchanged(said: str, source: str) -> Iterator[str]:
    """Yield the changes (由甲改为乙) that a passage has the other way about."""
    for match in _CHANGE.finditer(said):
        before = [w for w in content_words(match.group(1)) if w not in NO_THING]
        for theirs in _CHANGE.finditer(source):
            old, new = theirs.group(1), theirs.group(2)
            if any(w in new and w not in old for w in before):
                yield match.group()
