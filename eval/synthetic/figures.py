"""The values of figures (数字): in the range of their unit, and often the same as elsewhere.

A share of the values (`alike`) are the usual value of their object, the same for all agencies, or
that value a step more or less: so the same object has look-alike figures in many bulletins.
"""

import math
import random
import zlib
from dataclasses import replace
from functools import lru_cache

from eval.synthetic.grammar import Count, pick
from eval.synthetic.vocabulary import Unit, vocabulary

STEPS = (0, 0, 1, -1, 10, -10)
CN_DIGITS = "零一二三四五六七八九"


def figure(rng: random.Random, count: Count, counted: str) -> tuple[str, str]:
    """Return the kind and the value of a figure, as it is written."""
    row = _bounded(count)
    if rng.random() >= row.alike:
        return row.kind, _written(_between(row, rng.random()), row)
    usual = _between(row, zlib.crc32(f"{counted}{row.name}".encode()) / 2**32)
    value = usual + pick(rng, STEPS) * 10.0**-row.decimals
    return row.kind, _written(min(max(value, row.low), row.high), row)


@lru_cache(maxsize=512)
def _bounded(count: Count) -> Unit:
    """Return a figure's unit, with the figure's own bounds."""
    row = vocabulary().units[count.unit]
    high = count.high or row.high
    return replace(row, low=count.low or min(row.low, high), high=high)


def _between(row: Unit, share: float) -> float:
    """Return a value between the lowest and the highest, small ones more often (by logarithm)."""
    low, high = math.log(row.low), math.log(row.high)
    return math.exp(low + share * (high - low))


def _written(value: float, row: Unit) -> str:
    if not row.decimals:
        return str(round(value, -1) if value > 2000 else round(value)).removesuffix(".0")
    digits = row.decimals if value < 100 else 0
    written = f"{value:.{digits}f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def chinese(number: int) -> str:
    """Return a number under 100 in Chinese characters: 23 is 二十三."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else CN_DIGITS[tens]) + "十" if tens else ""
    return head + (CN_DIGITS[ones] if ones or not tens else "")


def circled(number: int) -> str:
    """Return a number up to 20 in a circle: 3 is ③."""
    return chr(ord("①") + number - 1)
