"""Numerals that a digit stands behind (2.7月1日…): which count on, and which are decimals or dates.

A numeral counts by its place in the sequence: the one before it is open, the next one follows, and
no other numeral has its number. What stands behind it decides where the sequence does not: a
quantity (3.5万元) ends no list. What it does not know: a day (3.8) written where a list may end.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

QUANTITY = re.compile(
    r"\d{1,3}\.\d{1,6}\s?(?:[%‰]|个?百分点|[十百千万亿元角吨克亩米倍]|平方|立方|公[里顷斤]|小时|级|版)"
)
DIGITS = re.compile(r"(\d{1,3})[.)](\d{1,9})")
MOST_OPEN = 8  # counts inside one another
AHEAD = 100  # numerals among which the next one of a count is looked for


class Doubt(IntEnum):
    """How much speaks against a numeral: nothing, a digit behind it, or its quantity or place."""

    NONE = 0
    SOME = 1
    MUCH = 2


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number that may count on, in the order of the text."""

    number: int
    doubt: Doubt = Doubt.NONE
    behind: int = 0  # the digits behind it


def doubtful(text: str, at: int, *, behind_stop: bool) -> Numeral:
    """Return the numeral at `at` of folded text that a digit stands behind (2.7月1日)."""
    digits = DIGITS.match(text, at)
    number, behind = (int(part) for part in digits.groups()) if digits else (0, 0)
    much = not behind_stop or bool(QUANTITY.match(text, at))
    return Numeral(number, Doubt.MUCH if much else Doubt.SOME, behind)


def counted(numerals: Sequence[Numeral]) -> Iterator[bool]:
    """Yield for each numeral whether it counts on."""
    open_at: list[int] = []  # where each open count stands, the innermost last
    for at, one in enumerate(numerals):
        follows = one.number == 1 or one.number - 1 in open_at
        kept = not one.doubt or (follows and _fits(numerals, at))
        if kept:
            _count_on(open_at, one.number)
        yield kept


def _count_on(open_at: list[int], number: int) -> None:
    """Go on with the innermost count that `number` follows, else open another."""
    depth = next((d for d in reversed(range(len(open_at))) if open_at[d] == number - 1), None)
    open_at[len(open_at) if depth is None else depth :] = [number]
    del open_at[:-MOST_OPEN]


def _fits(numerals: Sequence[Numeral], at: int) -> bool:
    """Tell whether no numeral beside has the same number, and the next follows where it must."""
    one = numerals[at]
    above = numerals[at - 1] if at else Numeral(0)
    closes_inner = not above.doubt and one.doubt < Doubt.MUCH and one.number > 1
    if _is_twin(above, one) and not closes_inner:
        return False
    for other in numerals[at + 1 : at + AHEAD]:
        if _is_twin(other, one):
            return False
        if other.doubt < Doubt.MUCH and other.number == one.number + 1:
            return True
        if other.doubt < Doubt.MUCH and other.number == 1:
            break  # another count opens
    return one.doubt < Doubt.MUCH


def _is_twin(other: Numeral, one: Numeral) -> bool:
    """Tell whether another numeral claims the number no less than `one` does.

    Of two that open a count the second may stand inside the first, but for decimals (1.1, 1.2)
    and quantities.
    """
    decimals = abs(other.behind - one.behind) == 1
    claims = other.number == one.number and other.doubt <= one.doubt
    return claims and (one.number > 1 or decimals or one.doubt is Doubt.MUCH)
