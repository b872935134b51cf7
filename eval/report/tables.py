"""The figures of a run as tables for the console."""

from collections.abc import Mapping, Sequence

from rich.table import Table

from eval.measure.metrics import MEASURES
from eval.measure.summary import ALL, Estimate, Summary

NAMES = {
    "lookup": "查找",
    "fact": "事实",
    "cross_agency": "各单位",
    "compare": "对比",
    "meta": "通报本身",
    "unanswerable": "无答案",
    "dialogue": "对话",
    ALL: "全部",
}


def kind_name(kind: str) -> str:
    """Return the Chinese name of a kind of question, the kind itself if it has none."""
    return NAMES.get(kind, kind)


def summary_table(summary: Summary, title: str) -> Table:
    """Return the table of measures (rows) by kind of question (columns)."""
    table = Table(title=title, caption="均值 [95% 自助法区间],– 表示不适用")
    table.add_column("指标", no_wrap=True)
    for kind in summary.kinds:
        table.add_column(kind_name(kind), justify="right", no_wrap=True)
    for measure in MEASURES:
        figures = [means.get(measure.name) for means in summary.kinds.values()]
        if any(figures):
            arrow = "" if measure.better > 0 else " ↓"
            table.add_row(measure.title + arrow, *(str(f) if f else "–" for f in figures))
    for name in ("p50", "p95"):
        table.add_row(f"{name} 毫秒", *(f"{part[name]:.0f}" for part in summary.latency.values()))
    if summary.consistency:
        blanks = [""] * (len(summary.kinds) - 1)
        table.add_row("换说法一致", *blanks, str(summary.consistency))
    return table


def ranking_table(retrieval: Mapping[str, Mapping[str, Estimate]], title: str) -> Table:
    """Return the table of retrievers (rows) by measure (columns)."""
    table = Table(title=title, caption="均值 [95% 自助法区间]")
    table.add_column("检索", no_wrap=True)
    columns = list(dict.fromkeys(name for figures in retrieval.values() for name in figures))
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
    for retriever, figures in retrieval.items():
        table.add_row(retriever, *(str(figures[name]) for name in columns))
    return table


def writing_table(rows: Sequence[Sequence[str]]) -> Table:
    """Return the table of what became of a chat model's sentences."""
    table = Table(title="语言模型的句子", show_header=False)
    for row in rows:
        table.add_row(*row)
    return table
