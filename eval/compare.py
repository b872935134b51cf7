"""What changed between two runs, question by question: `python -m eval.compare A B`.

A and B are report folders (see `eval.report.runs`). Means are compared over the questions that both
runs asked, with the paired bootstrap: an interval that leaves out 0 is a change that the choice of
questions does not explain. Then every question with a changed score is listed, the worst first.

Two files of `python -m eval.scale` are compared size by size (see `eval.scale.changes`).
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from eval.measure.metrics import MEASURES
from eval.measure.summary import ALL, KINDS, Estimate, estimate
from eval.report.tables import kind_name
from eval.scale.changes import change_tables
from eval.scale.figures import read_scale
from eval.sets.answers import Answered, read_answers
from rag.errors import BulletinQAError

TITLES = {measure.name: measure.title for measure in MEASURES}
BETTER = {measure.name: measure.better for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class Told:
    """One question as one run answered it."""

    question: str
    kind: str
    scores: dict[str, float]
    answer: Answered


@dataclass(frozen=True, slots=True)
class Change:
    """One question whose scores differ. `gain` adds up the differences, worse counting below 0."""

    id: str
    before: Told
    after: Told
    gain: float

    @property
    def differences(self) -> Iterator[str]:
        """Yield each measure that changed, in words."""
        for name in BETTER:
            old, new = self.before.scores.get(name), self.after.scores.get(name)
            if old != new:
                yield f"{TITLES[name]} {_figure(old)}→{_figure(new)}"


def main(argv: Sequence[str] | None = None) -> int:
    """Print what changed; return the exit code."""
    parser = argparse.ArgumentParser("python -m eval.compare", description="逐题比较两次评测")
    parser.add_argument("before", type=Path, help="报告文件夹 A，或 eval.scale 的结果文件")
    parser.add_argument("after", type=Path, help="报告文件夹 B，或 eval.scale 的结果文件")
    options = parser.parse_args(argv)
    console = Console()
    console = console if console.is_terminal else Console(width=180)
    if options.before.is_file() and options.after.is_file():
        return _compare_sizes(options.before, options.after, console)
    try:
        before, after = read_run(options.before), read_run(options.after)
    except (OSError, KeyError, ValueError) as error:
        print(
            f"不是评测报告的文件夹（需要 metrics.json 和 answers.jsonl）：{error}",
            file=sys.stderr,
        )
        return 1
    console.print(differences_table(before, after))
    for change in changes(before, after):
        console.print(f"[bold]{change.id}[/] {change.gain:+.2f} ", end="")
        console.print(change.before.question, markup=False)
        console.print("    " + ";".join(change.differences), markup=False)
        for line in _citations(change):
            console.print("    " + line, markup=False)
    return 0


def _compare_sizes(before: Path, after: Path, console: Console) -> int:
    try:
        tables = list(change_tables(read_scale(before), read_scale(after)))
    except (BulletinQAError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for table in tables:
        console.print(table)
    if not tables:
        print("两次没有测过同样多的通报", file=sys.stderr)
    return 0 if tables else 1


def read_run(folder: Path) -> dict[str, Told]:
    """Read a report folder; return its questions by id."""
    record: dict[str, Any] = json.loads((folder / "metrics.json").read_text("utf-8"))
    answers = {answer.id: answer for answer in read_answers(folder / "answers.jsonl")}
    return {
        id: Told(one["question"], one["kind"], one["scores"], answers[id])
        for id, one in record["by_question"].items()
    }


def changes(before: dict[str, Told], after: dict[str, Told]) -> list[Change]:
    """Return the questions of both runs whose scores differ, the greatest loss first."""
    found = []
    for id in before.keys() & after.keys():
        old, new = before[id], after[id]
        if old.scores != new.scores:
            shared = [n for n in BETTER if n in old.scores and n in new.scores]
            gain = sum(BETTER[n] * (new.scores[n] - old.scores[n]) for n in shared)
            found.append(Change(id, old, new, gain))
    return sorted(found, key=lambda change: (change.gain, change.id))


def differences(
    before: dict[str, Told], after: dict[str, Told], kind: str
) -> dict[str, tuple[float, float, Estimate]]:
    """Return, by measure, both means over the questions of a kind and the paired difference."""
    ids = [id for id in before.keys() & after.keys() if kind in (ALL, before[id].kind)]
    found = {}
    for name in BETTER:
        pairs = [
            (before[id].scores[name], after[id].scores[name])
            for id in sorted(ids)
            if name in before[id].scores and name in after[id].scores
        ]
        if pairs:
            old, new = (sum(side) / len(pairs) for side in zip(*pairs, strict=True))
            found[name] = old, new, estimate([b - a for a, b in pairs])
    return found


def differences_table(before: dict[str, Told], after: dict[str, Told]) -> Table:
    """Return the table of measures that changed, by kind; * where the interval leaves out 0."""
    both = before.keys() & after.keys()
    table = Table(title=f"两次都问的 {len(both)} 个问题", caption="* 区间不含 0;↓ 越低越好")
    for title in ("类型", "指标", "A", "B", "B − A [95% 区间]", "n"):
        table.add_column(title, justify="left" if title in ("类型", "指标") else "right")
    present = {before[id].kind for id in both}
    for kind in [*(k for k in KINDS if k in present), *sorted(present - {*KINDS}), ALL]:
        for name, (old, new, change) in differences(before, after, kind).items():
            if change.low or change.high:
                sure = "*" if change.low > 0 or change.high < 0 else ""
                shown = f"{change.mean:+.3f} [{change.low:+.2f}, {change.high:+.2f}]{sure}"
                title = TITLES[name] + ("" if BETTER[name] > 0 else " ↓")
                row = (f"{old:.3f}", f"{new:.3f}", shown, str(change.n))
                table.add_row(kind_name(kind), title, *row)
    return table


def _citations(change: Change) -> Iterator[str]:
    old, new = set(change.before.answer.cited), set(change.after.answer.cited)
    for label, places in (("不再引", old - new), ("新引", new - old)):
        if places:
            named = (
                f"{doc} {no if no is not None else '—'}" for doc, no in sorted(places, key=str)
            )
            yield f"{label}:{'、'.join(named)}"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


if __name__ == "__main__":
    sys.exit(main())
