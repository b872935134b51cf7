"""Charts of a run as inline SVG: no script, no network, readable in print.

Each takes plain numbers and returns an `<svg>` element. Colours come from the page's CSS variables.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from eval.measure.summary import Estimate

WIDTH, LEFT, RIGHT = 460, 92, 14
PLOT = WIDTH - LEFT - RIGHT
ROW = 26


def means_chart(title: str, means: Mapping[str, Estimate]) -> str:
    """Draw one measure: a dot per kind of question on a scale from 0 to 1, with its interval."""
    height = ROW * len(means) + 44
    bottom = height - 18
    parts = [_title(title), *_scale(30, bottom)]
    for row, (kind, figure) in enumerate(means.items()):
        y = 44 + ROW * row
        low, mean, high = (_x(value) for value in (figure.low, figure.mean, figure.high))
        parts.append(_text(LEFT - 8, y + 4, kind, "end"))
        parts.append(f'<line class="range" x1="{low}" y1="{y}" x2="{high}" y2="{y}"/>')
        tip = escape(f"{kind}:{figure}({figure.n} 个问题)")
        parts.append(
            f'<circle class="dot" cx="{mean}" cy="{y}" r="5"><title>{tip}</title></circle>'
        )
        right = mean > LEFT + PLOT - 50
        at, anchor = (mean - 10, "end") if right else (mean + 10, "start")
        parts.append(_text(at, y - 6, f"{figure.mean:.2f}", anchor))
    return _svg(height, parts, title)


def curve_chart(
    title: str,
    points: Sequence[tuple[float, float]],
    axes: tuple[str, str],
    mark: int | None = None,
    longest: float = 1.0,
) -> str:
    """Draw a line through points in the unit square, with one point marked.

    `longest` is what the end of the horizontal scale stands for.
    """
    top, bottom = 30, 230
    parts = [_title(title), *_scale(top, bottom, longest)]
    for value in (0.0, 0.5, 1.0):
        parts.append(_text(LEFT - 8, _y(value, top, bottom) + 4, f"{value:g}", "end"))
    line = " ".join(f"{_x(x)},{_y(y, top, bottom)}" for x, y in points)
    parts.append(f'<polyline class="curve" points="{line}"/>')
    if mark is not None:
        x, y = points[mark]
        tip = escape(f"{axes[0]} {x * longest:.4g},{axes[1]} {y:.2f}")
        at = f'cx="{_x(x)}" cy="{_y(y, top, bottom)}"'
        parts.append(f'<circle class="dot" {at} r="5"><title>{tip}</title></circle>')
    parts.append(_text(LEFT + PLOT, bottom + 32, axes[0], "end"))
    parts.append(_text(8, top + 12, axes[1], "start"))
    return _svg(bottom + 40, parts, title)


def latency_chart(title: str, milliseconds: Sequence[float]) -> str:
    """Draw the latencies, sorted: what share of the questions was answered within how long."""
    ordered = sorted(milliseconds)
    longest = max(1.5 * ordered[int(0.95 * (len(ordered) - 1))], 1.0)  # a straggler is left out
    shares = ((value / longest, (at + 1) / len(ordered)) for at, value in enumerate(ordered))
    points = [point for point in shares if point[0] <= 1]
    middle = (len(ordered) - 1) // 2
    return curve_chart(title, points, ("毫秒", "已回答"), middle, longest)


def _scale(top: float, bottom: float, longest: float = 1.0) -> Iterator[str]:
    for step in range(6):
        x = _x(step / 5)
        yield f'<line class="grid" x1="{x}" y1="{top}" x2="{x}" y2="{bottom}"/>'
        yield _text(x, bottom + 14, f"{longest * step / 5:.3g}", "middle")


def _x(value: float) -> float:
    return round(LEFT + PLOT * value, 1)


def _y(value: float, top: float, bottom: float) -> float:
    return round(bottom - (bottom - top) * value, 1)


def _title(title: str) -> str:
    return f'<text class="title" x="{LEFT}" y="18">{escape(title)}</text>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(height: float, parts: Sequence[str], title: str) -> str:
    head = f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">'
    return head + "".join(parts) + "</svg>"
