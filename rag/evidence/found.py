"""What retrieval found, and which bulletins a plan asks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer import Evidence
from rag.bulletin import Bulletin
from rag.question.plan import Plan
from rag.question.scope import PickedByDate
from rag.text import chinese


@dataclass(frozen=True, slots=True)
class Found:
    """What retrieval found: evidence (best first), the bulletins asked, and what came nearest."""

    evidence: Sequence[Evidence]
    scope: tuple[Bulletin, ...]
    nearest: tuple[Evidence, ...] = ()
    label: str = ""  # the topic in the fewest words, for saying what was searched
    unstated: tuple[Bulletin, ...] = ()  # a status is asked, and these state none
    also: tuple[Evidence, ...] = ()  # an amount is asked, and these findings say all that is asked
    others: Sequence[Evidence] = ()  # a status is asked, and these have another or none
    partial: bool = False  # what came up at first: more may follow


PART_LINES = 8  # lines of a part that are shown


def scope_of(plan: Plan, bulletins: Sequence[Bulletin]) -> tuple[Bulletin, ...]:
    """Return the bulletins that a plan asks."""
    names = set(plan.agencies)
    if not (names or plan.excluded or plan.inspector or plan.round or plan.dated):
        return tuple(bulletins)
    return tuple(
        b
        for b in bulletins
        if (not names or b.agency in names)
        and b.agency not in plan.excluded
        and (not plan.inspector or _inspected_by(b, plan.inspector))
        and plan.round in (b.inspection_round or b.title)
        and (not plan.dated or _dated_within(b, plan.dated) != plan.dated.excluded)
    )


_PIECES = re.compile(
    r"中央|[省市区县]委|第?[一二三四五六七八九十\d]+|机动|专项|联动|交叉|巡察|巡视"
)


def _inspected_by(bulletin: Bulletin, inspector: str) -> bool:
    """Tell whether the body's name holds every piece of the name asked."""
    own = _PIECES.findall(chinese.fold(bulletin.inspecting_body or ""))
    return set(_PIECES.findall(inspector)) <= set(own)


def _dated_within(bulletin: Bulletin, dated: PickedByDate) -> bool:
    period = bulletin.inspection_period
    if dated.record == "inspection":
        days = [d for d in (period.start, period.end) if d]
    else:
        day = getattr(bulletin, dated.record)
        days = [day] if day else []
    return any(dated.start <= day <= dated.end for day in days)
