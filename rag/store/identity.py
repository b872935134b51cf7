"""Is this the same bulletin? Copies, corrections and other rounds told apart.

Two readings are compared by what their findings say: the smallest hashes of all runs of
characters, folded in width and script, stand for the text (MinHash, Broder 1997), so that other
chrome, another script or another encoding make no difference. The agency and the occasion (round,
body, dates) tell a corrected re-publication from the bulletin of another round.
"""

import heapq
import re
from dataclasses import dataclass
from enum import StrEnum
from zlib import crc32

from rag.bulletin import Bulletin
from rag.store.tuned import HASHES, RELATED, RUN, SAME
from rag.text.chinese import fold

HAN = re.compile("[^\u4e00-\u9fff0-9]+")


class Relation(StrEnum):
    """What a bulletin is to one that is already known."""

    COPY = "同一份通报"
    CORRECTION = "更正后重新发布"
    OTHER = "另一份通报"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a bulletin is recognised by: agency, occasion, the smallest hashes of its runs."""

    agency: str
    occasion: tuple[str, ...]
    hashes: tuple[int, ...]


def identity(bulletin: Bulletin) -> Identity:
    """Return what a bulletin is recognised by."""
    period = bulletin.inspection_period
    known = (bulletin.feedback_date, period.start, period.end, bulletin.inspection_round)
    occasion = tuple(fold(str(fact)) if fact else "" for fact in known)
    return Identity(fold(bulletin.agency), occasion, _hashes(bulletin))


def _hashes(bulletin: Bulletin) -> tuple[int, ...]:
    words = "".join(finding.span.of(bulletin.text) for finding in bulletin.findings)
    plain = HAN.sub("", fold(words)).encode("utf-32-le")
    runs = {crc32(plain[at : at + 4 * RUN]) for at in range(0, max(4, len(plain) - 4 * RUN + 4), 4)}
    return tuple(heapq.nsmallest(HASHES, runs))


def similarity(one: Identity, other: Identity) -> float:
    """Return the estimated share of runs of characters that two bulletins have in common, 0..1."""
    smallest = heapq.nsmallest(HASHES, {*one.hashes, *other.hashes})
    both = set(one.hashes) & set(other.hashes)
    return sum(hashed in both for hashed in smallest) / max(1, len(smallest))


def relation(new: Identity, known: Identity) -> Relation:
    """Return what a new bulletin is to a known one."""
    shared = similarity(new, known)
    if shared >= SAME:
        return Relation.COPY
    if new.agency != known.agency or not new.agency:
        return Relation.OTHER
    stated = [(a, b) for a, b in zip(new.occasion, known.occasion, strict=True) if a and b]
    if any(a != b for a, b in stated):
        return Relation.OTHER
    return Relation.CORRECTION if stated or shared >= RELATED else Relation.OTHER
