"""How times grow with the number of bulletins, as an SVG: a line to each kind of question.

Both scales are logarithmic: what grows in step with the bulletins rises one to one, what does not
grow lies flat. Drawn without a script and without fonts of its own.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from eval.scale.figures import KINDS, OTHER, Scale, Size

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 170, 50, 50
COLOURS = {"lookup": "#1f6feb", "fact": "#1a7f64", "narrow": "#9a6700", "wide": "#cf222e"}
GREY, DARK = "#8c959f", "#24292f"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scales:
    """Both logarithmic scales: the powers of ten that the axes begin and end with."""

    x: tuple[int, int]
    y: tuple[int, int]

    def at(self, point: Point) -> Point:
        """Return where a point lies on the picture."""
        across = (math.log10(point[0]) - self.x[0]) / (self.x[1] - self.x[0])
        up = (math.log10(point[1]) - self.y[0]) / (self.y[1] - self.y[0])
        width, height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        return round(LEFT + across * width, 1), round(HEIGHT - BOTTOM - up * height, 1)


def write_picture(path: Path, run: Scale) -> None:
    """Write the picture of a run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(picture(run), "utf-8")


def picture(run: Scale) -> str:
    """Draw a run."""
    lines = dict(_lines(run.sizes))
    points = [point for line in lines.values() for point in line]
    scales = Scales(_decades([x for x, _ in points]), _decades([y for _, y in points]))
    title = f"回答一个问题的时间，中位，随通报数的变化（向量模型：{run.model}）"
    parts = [_text((LEFT, 24), title, DARK), *_grid(scales)]
    names = {**{f"{kind}": KINDS[kind] for kind in COLOURS}, "other": OTHER}
    heights: list[float] = []
    for kind, line in sorted(lines.items(), key=lambda pair: pair[1][-1][1]):
        colour, places = COLOURS.get(kind, GREY), [scales.at(point) for point in line]
        heights.append(min([places[-1][1], *(y - 16 for y in heights)]))
        parts += _curve(places, colour)
        parts.append(_text((WIDTH - RIGHT + 10, heights[-1] + 4), names[kind], colour))
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="13">\n<title>{escape(title)}</title>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def _lines(sizes: Sequence[Size]) -> Iterator[tuple[str, list[Point]]]:
    """Yield each line that has points, ours by kind and the other side's of a lookup."""
    for kind in (*COLOURS, "other"):
        found = ((size, size.get(f"{'lookup' if kind == 'other' else kind}.p50")) for size in sizes)
        pairs = [(s.bulletins, f.other if kind == "other" else f.ours) for s, f in found if f]
        points = sorted((float(count), value) for count, value in pairs if value)
        if points:
            yield kind, points


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """Return the powers of ten around the values."""
    low = math.floor(math.log10(min(values, default=1)))
    return low, max(low + 1, math.ceil(math.log10(max(values, default=1))))


def _grid(scales: Scales) -> Iterator[str]:
    """Draw a line and a label at every power of ten."""
    left, right, bottom = LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM
    for power in range(scales.x[0], scales.x[1] + 1):
        x, _ = scales.at((10**power, 10 ** scales.y[0]))
        yield _line((x, TOP), (x, bottom), "#eaeef2")
        yield _text((x, bottom + 18), f"{10**power:,}", GREY, "middle")
    for power in range(scales.y[0], scales.y[1] + 1):
        _, y = scales.at((10 ** scales.x[0], 10**power))
        yield _line((left, y), (right, y), "#eaeef2")
        yield _text((left - 8, y + 4), f"{10**power:,g}", GREY, "end")
    yield _text((right, bottom + 38), "通报（份）", GREY, "end")
    yield _text((left - 8, TOP - 8), "毫秒", GREY, "end")


def _curve(places: Sequence[Point], colour: str) -> Iterator[str]:
    joined = " ".join(f"{x},{y}" for x, y in places)
    yield f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for x, y in places:
        yield f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}"/>'


def _line(start: Point, end: Point, colour: str) -> str:
    (x1, y1), (x2, y2) = start, end
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}"/>'


def _text(place: Point, words: str, colour: str, anchor: str = "start") -> str:
    x, y = place
    return f'<text x="{x}" y="{y}" fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'
