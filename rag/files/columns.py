"""The characters of a page -> its columns of text in the order in which they are read.

A gutter is an upright strip between two columns that hardly a character touches, with lines on
both sides of it at one height, most of which fill their column. Lines that cross it (a title over
both) cut the page into bands; each band's left column is read before its right one, and a column
may have columns of its own. What it does not know: columns of unequal flow, such as a box that
stands beside the text; they are read as columns too.
"""

from dataclasses import dataclass
from typing import Any

Char = dict[str, Any]
LEAST_LINES = 5  # that stand side by side
GUTTER = 0.8  # of a character's width, at least
CROSSED = (0.0, 0.08, 0.25)  # shares of the lines that may cross a gutter, the clearest first
FILLED = 0.3  # share of a column's lines that reach across most of it
NARROWEST = 12  # characters to a line; what is narrower is a list's or a table's
MOST_COLUMNS = 3  # a gutter in a gutter's half; more is a table


@dataclass(frozen=True, slots=True)
class Block:
    """Characters that are read together, and the column that they stand in, () for the page's."""

    chars: list[Char]
    column: tuple[int, ...] = ()


def blocks(chars: list[Char], column: tuple[int, ...] = ()) -> list[Block]:
    """Return the characters as blocks in reading order."""
    gutter = _gutter(chars) if len(column) < MOST_COLUMNS else None
    if gutter is None:
        return [Block(chars, column)]
    crossing = _crossing(chars, gutter)
    found: list[Block] = []
    above = 0.0
    for top, bottom in [*crossing, (float("inf"), float("inf"))]:
        band = [c for c in chars if above <= _height(c) < top]
        for side, half in enumerate(_halves(band, gutter)):
            found += blocks(half, (*column, side)) if half else []
        if line := [c for c in chars if top <= _height(c) < bottom]:
            found.append(Block(line, column))
        above = bottom
    return found


def _height(char: Char) -> float:
    return float(char["top"] + char["bottom"]) / 2


def _covers(char: Char, gutter: tuple[float, float]) -> bool:
    """Tell whether a character stands in the middle of a gutter, not just over its border."""
    border = 0.4 * (gutter[1] - gutter[0])
    return bool(char["x0"] < gutter[1] - border and char["x1"] > gutter[0] + border)


def _halves(chars: list[Char], gutter: tuple[float, float]) -> tuple[list[Char], list[Char]]:
    middle = sum(gutter) / 2
    left = [c for c in chars if (c["x0"] + c["x1"]) / 2 < middle]
    right = [c for c in chars if (c["x0"] + c["x1"]) / 2 >= middle]
    return left, right


def _crossing(chars: list[Char], gutter: tuple[float, float]) -> list[tuple[float, float]]:
    """Return where the lines stand that cross the gutter: top and bottom, from the first."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted((c["top"], c["bottom"]) for c in chars if _covers(c, gutter)):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _gutter(chars: list[Char]) -> tuple[float, float] | None:
    """Return the strip between two columns of these characters, None where they are one."""
    shown = [c for c in chars if c["text"].strip()]
    if len(shown) < 8 * LEAST_LINES:
        return None
    size = sorted(c["width"] for c in shown)[len(shown) // 2]
    left, right = min(c["x0"] for c in shown), max(c["x1"] for c in shown)
    crossed, count = _crossed(shown, left, right), len(_lines(shown))
    for share in CROSSED:
        strips = _clear_strips(crossed, max(1, int(share * count)))
        for start, end in strips:
            strip = (left + start, left + end)
            if end - start >= GUTTER * size and _stand_side_by_side(shown, strip, size):
                return strip
    return None


def _crossed(chars: list[Char], left: float, right: float) -> list[int]:
    """Return how many characters stand on each point from the left margin to the right one."""
    crossed = [0] * (int(right - left) + 2)
    for char in chars:
        for x in range(int(char["x0"] - left), int(char["x1"] - left - 0.01) + 1):
            crossed[x] += 1
    return crossed


def _clear_strips(crossed: list[int], few: int) -> list[tuple[int, int]]:
    """Return where in the middle at most `few` characters stand, the widest strip first."""
    strips, start = [], None
    for x in range(int(0.2 * len(crossed)), int(0.8 * len(crossed)) + 1):
        if crossed[x] <= few:
            start = x if start is None else start
        elif start is not None:
            strips.append((start, x))
            start = None
    return sorted(strips, key=lambda strip: strip[0] - strip[1])


def _lines(chars: list[Char]) -> list[list[Char]]:
    """Return the characters by printed line, from the top."""
    lines: list[list[Char]] = []
    for char in sorted(chars, key=_height):
        if lines and _height(char) - _height(lines[-1][-1]) < 0.3 * char["height"]:
            lines[-1].append(char)
        else:
            lines.append([char])
    return lines


def _stand_side_by_side(chars: list[Char], strip: tuple[float, float], size: float) -> bool:
    """Tell whether lines stand on both sides of a strip and fill what they stand in."""
    crossing = _crossing(chars, strip)
    beside = [c for c in chars if not any(top <= _height(c) < end for top, end in crossing)]
    sides = [_lines(half) for half in _halves(beside, strip)]
    if min(map(len, sides)) < LEAST_LINES:
        return False
    left, right = ([_height(line[0]) for line in side] for side in sides)
    level = sum(left[0] - size <= height <= left[-1] + size for height in right)
    return level >= LEAST_LINES and all(_filled(side, size) for side in sides)


def _filled(lines: list[list[Char]], size: float) -> bool:
    """Tell whether lines are those of a column, and not short ones below each other."""
    lefts = sorted(min(c["x0"] for c in line) for line in lines)
    rights = sorted(max(c["x1"] for c in line) for line in lines)
    few = len(lines) // 10 + 1  # lines that may stand out, such as a header's
    wide = rights[-few - 1] - lefts[few]
    spans = [max(c["x1"] for c in line) - min(c["x0"] for c in line) for line in lines]
    often = sum(span > 0.75 * wide for span in spans)
    return bool(wide >= NARROWEST * size and often >= FILLED * len(spans))
