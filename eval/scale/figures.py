"""What was measured at each size, as values, as a JSON file and as tables.

A figure has a name (`lookup.p50`), what it is for the program and, where there is one to hold it
against, for the other side. `TITLES` says what each name means and in what unit.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.table import Table

from rag.errors import BulletinQAError

KINDS = {
    "lookup": "查找",
    "fact": "事实",
    "narrow": "一市各单位",
    "first": "全部单位的第一页",
    "wide": "全部单位",
    "compare": "对比",
    "meta": "通报本身",
    "unanswerable": "无答案",
}
TITLES = {
    **{f"{kind}.p50": f"{name}，中位（毫秒）" for kind, name in KINDS.items()},
    **{f"{kind}.p95": f"{name}，95%（毫秒）" for kind, name in KINDS.items()},
    "embedding": "其中算问题向量，中位（毫秒）",
    "rate": "多人同时，每秒几问",
    "start": "启动到第一次回答（秒）",
    "memory.first": "第一次回答后的内存（MB）",
    "memory.all": "全部问题答过后的内存（MB）",
    "disk": "磁盘（MB）",
    "build": "建成用时（秒）",
    "agencies.recall": "该列的单位列出的比例",
    "agencies.precision": "列出的单位该列的比例",
    "counts.right": "单位数与真值相合的问题",
    "counts.off": "单位数与真值相差",
    "counts.stated": "首句的数即列出的单位数",
    "reach.findings": "有关的问题条目找到的比例",
    "reach.agencies": "有关的单位找到的比例",
    "reach.judged": "判断过的占全部问题条目的比例",
    "reach.ms": "找到并判断，中位（毫秒）",
}
AGAINST = {"reach.ms": "全部判断一遍"}
OTHER = "LangChain + Chroma"


class NotScaleError(BulletinQAError):
    """A file that holds no measurement of size."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured, of the program and of what it is held against."""

    name: str
    ours: float
    other: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times as much as the other side."""
        return self.ours / self.other if self.other else None


@dataclass(frozen=True, slots=True)
class Size:
    """All that was measured with so many bulletins."""

    bulletins: int
    findings: int
    passages: int
    figures: tuple[Figure, ...]

    def get(self, name: str) -> Figure | None:
        """Return a figure by its name."""
        return next((figure for figure in self.figures if figure.name == name), None)


@dataclass(frozen=True, slots=True)
class Scale:
    """One run; `load` is how busy the machine was when it began."""

    model: str
    sizes: tuple[Size, ...]
    note: str = ""
    cores: int = field(default_factory=lambda: os.cpu_count() or 1)
    load: float = field(default_factory=lambda: round(os.getloadavg()[0], 2))
    made: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))

    def to_line(self) -> str:
        """Return the run as a line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False) + "\n"


def read_scale(path: Path) -> Scale:
    """Read a run. Raise `NotScaleError` where the file holds none."""
    try:
        record: dict[str, Any] = json.loads(path.read_text("utf-8"))
        sizes = [
            Size(**size | {"figures": tuple(Figure(**f) for f in size["figures"])})
            for size in record["sizes"]
        ]
        return Scale(**record | {"sizes": tuple(sizes)})
    except (ValueError, KeyError, TypeError) as error:
        raise NotScaleError(f"“{path}”不是 python -m eval.scale 写的文件：{error}") from error


def shown(value: float | None) -> str:
    """Return a figure as a table shows it."""
    if value is None:
        return "—"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table_of(size: Size) -> Table:
    """Return the table of one size."""
    title = f"{size.bulletins:,} 份通报，{size.findings:,} 个问题，{size.passages:,} 段"
    table = Table(title=title)
    table.add_column("项目")
    for column in ("本程序", OTHER, "本程序 ÷ 对照"):
        table.add_column(column, justify="right")
    for figure in size.figures:
        ratio = figure.ratio
        against = AGAINST.get(figure.name)
        name = TITLES[figure.name] + (f"，对照为{against}" if against else "")
        times = "—" if ratio is None else f"{ratio:.3g}×"
        table.add_row(name, shown(figure.ours), shown(figure.other), times)
    return table


def markdown_of(sizes: Sequence[Size]) -> Iterator[str]:
    """Yield the lines of a Markdown table with a column to each size: ours, and the ratio."""
    yield "| |" + "|".join(f" {size.bulletins:,} 份 " for size in sizes) + "|"
    yield "|---|" + "--:|" * len(sizes)
    for name, title in TITLES.items():
        found = [size.get(name) for size in sizes]
        if any(found):
            yield f"| {title} |" + "|".join(f" {_cell(figure)} " for figure in found) + "|"


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return "—"
    ratio = figure.ratio
    return shown(figure.ours) + (f"（{shown(ratio)}×）" if ratio is not None else "")
