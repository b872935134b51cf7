"""Which bulletins a question asks: agencies named, left out or absent, by date, by inspecting body.

Functions over the folded question and the agencies found in it.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rag.names.agencies import Mention
from rag.question.cues import (
    BODY_KINDS,
    DATE_RECORDS,
    DATED,
    DATED_ENGLISH,
    EXCEPT,
    INSPECTOR,
    LEFT_OUT,
    MONTHS,
)
from rag.text import chinese


@dataclass(frozen=True, slots=True)
class PickedByDate:
    """Bulletins picked out by a date: which record, from when to when (both inclusive)."""

    record: str
    start: date
    end: date
    excluded: bool = False  # all but these

    def __str__(self) -> str:
        """Return the days and what happened on them: 2023-10-01 至 2023-10-31 反馈."""
        days = dict.fromkeys((self.start.isoformat(), self.end.isoformat()))
        return f"{'除外 ' * self.excluded}{' 至 '.join(days)} {RECORDED[self.record]}"


# What happened on a day, by the record of it.
RECORDED = {
    "published": "公布",
    "signature_date": "落款",
    "feedback_date": "反馈",
    "inspection": "巡察",
}


def scope_in(
    folded: str, mentions: Sequence[Mention]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], bool]:
    """Return the agencies included, excluded and absent, and whether a place stood for them."""
    out = list(_left_out(folded, mentions))
    kept = [m for m in mentions if m not in out]
    bodies = [n for m in kept if not m.is_place for n in m.names]
    places = [m for m in kept if m.is_place]
    located = {n for m in places for n in m.names}
    if bodies:
        near = [n for n in bodies if n in located]
        # an alias that several places share is the one of the place that is named
        names = near if near and len(set(bodies)) > len(set(near)) and _shared(kept) else bodies
        names = names + [n for m in places if not set(m.names) & set(names) for n in m.names]
    else:
        names = [n for m in places for n in m.names]
    absent = tuple(dict.fromkeys(m.words for m in kept if not m.names))
    if not bodies:
        names = _of_kind(folded, names)
    excluded = tuple(dict.fromkeys(n for m in out for n in m.names))
    included = tuple(n for n in dict.fromkeys(names) if n not in excluded)
    return included, excluded, absent, bool(included) and not bodies


def _of_kind(folded: str, names: Sequence[str]) -> list[str]:
    for cue, ending in BODY_KINDS:
        if cue.search(folded) and (kept := [n for n in names if ending.search(chinese.fold(n))]):
            return kept
    return list(names)


def _shared(mentions: Sequence[Mention]) -> bool:
    return any(len(m.names) > 1 and not m.is_place for m in mentions)


_AND = re.compile(r"[、,和与及跟]|以及")
_BEFORE = 40  # characters before a mention in which its exception is said


def _left_out(folded: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the mentions that are left out: 不含甲, 甲除外; an exception goes on (除了甲、乙和丙)."""
    excepted, last = False, 0
    for mention in mentions:
        start, end = mention.span.start, mention.span.end
        goes_on = excepted and _AND.fullmatch(folded[last:start])
        excepted = bool(goes_on or EXCEPT.search(folded[max(0, start - _BEFORE) : start]))
        if excepted or LEFT_OUT.match(folded[end:]):
            yield mention
        last = end


def dated_in(folded: str) -> tuple[PickedByDate, str] | None:
    """Return the date by which a question picks bulletins, with its words."""
    half: str | None = None
    if english := DATED_ENGLISH.search(folded):
        act, words, before, month, after, year = english.groups()
        day, month = before or after, str(MONTHS[month])
    elif match := DATED.search(folded):
        year, month, day, half, act = match.groups()
        words = match.group()
    else:
        return None
    first, last = (
        (int(month),) * 2 if month else {"上": (1, 6), "下": (7, 12)}.get(half or "", (1, 12))
    )
    if not 1 <= first <= 12:
        return None
    days = monthrange(int(year), last)[1]
    if day and not 1 <= int(day) <= days:
        return None
    start = date(int(year), first, int(day or 1))
    end = date(int(year), last, int(day or days))
    record = DATE_RECORDS.get(act, "published")
    excluded = bool(EXCEPT.search(folded[: folded.find(words)]))
    return PickedByDate(record, start, end, excluded), words


def inspector_in(folded: str) -> str:
    """Return the inspecting body that a question names, "" where it names none."""
    match = INSPECTOR.search(folded)
    return match.group() if match else ""
