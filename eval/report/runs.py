"""One run of the evaluation as a value, on disk, and as one line of the log.

A report folder holds `answers.jsonl` (what was said) and `metrics.json` (means by kind, scores by
question); `python -m eval.compare` reads two such folders. `eval/results/runs.jsonl` keeps one line
per recorded run, failures included; nothing is ever taken out of it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval.measure.metrics import Case, missed
from eval.measure.ranking import Ranking, gold_of, measure
from eval.measure.summary import Estimate, Scored, Summary, summarise
from eval.sets.answers import write_answers
from eval.sets.sources import Sources

LOG = Path("eval/results/runs.jsonl")


@dataclass(frozen=True, slots=True)
class Run:
    """All that was measured at one time. `rankings` are findings by retriever and question id."""

    questions: tuple[Path, ...]
    scored: tuple[Scored, ...]
    sources: Sources
    model: str
    baseline: tuple[Scored, ...] = ()
    rankings: Mapping[str, Mapping[str, Ranking]] = field(default_factory=dict)
    made: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def summary(self) -> Summary:
        """Return the means of the answers."""
        return summarise(self.scored)

    @property
    def retrieval(self) -> dict[str, dict[str, Estimate]]:
        """Return the measures of each retriever's rankings."""
        gold = gold_of(one.question for one in self.scored)
        return {name: measure(gold, ranked) for name, ranked in self.rankings.items()}

    @property
    def generators(self) -> list[str]:
        """Return who wrote the answers."""
        return sorted({one.answer.generator for one in self.scored})

    def case(self, one: Scored) -> Case:
        """Return the case that was scored."""
        return Case(one.question, one.answer, self.sources)


def joined(runs: Iterable[Run]) -> Run:
    """Return several runs as one; of bulletins with the same file name the last run's count."""
    runs = list(runs)
    names = dict.fromkeys(name for run in runs for name in run.rankings)
    return Run(
        questions=tuple(path for run in runs for path in run.questions),
        scored=tuple(one for run in runs for one in run.scored),
        sources={doc: source for run in runs for doc, source in run.sources.items()},
        model=runs[0].model,
        baseline=tuple(one for run in runs for one in run.baseline),
        rankings={n: {k: v for r in runs for k, v in r.rankings.get(n, {}).items()} for n in names},
    )


def write_run(folder: Path, run: Run) -> None:
    """Write `answers.jsonl` and `metrics.json` into a folder."""
    write_answers(folder / "answers.jsonl", [one.answer for one in run.scored])
    record = _head(run) | {
        "summary": run.summary.to_dict(),
        "baseline": summarise(run.baseline).to_dict() if run.baseline else None,
        "retrieval": {
            name: {measure: asdict(figure) for measure, figure in figures.items()}
            for name, figures in run.retrieval.items()
        },
        "by_question": {one.answer.id: _question(run, one) for one in run.scored},
    }
    (folder / "metrics.json").write_text(json.dumps(record, ensure_ascii=False, indent=1), "utf-8")


def record(run: Run, note: str, log: Path = LOG) -> Path:
    """Append the run to the log as one line."""
    log.parent.mkdir(parents=True, exist_ok=True)
    summary = run.summary
    line = _head(run) | {
        "note": note,
        "n": len(run.scored),
        "latency_ms": summary.latency["all"],
        "kinds": {kind: _rounded(means) for kind, means in summary.kinds.items()},
        "retrieval": {name: _rounded(figures) for name, figures in run.retrieval.items()},
    }
    with log.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return log


def _head(run: Run) -> dict[str, Any]:
    return {
        "made": run.made.isoformat(timespec="seconds"),
        "questions": [_shown(path) for path in run.questions],
        "bulletins": len(run.sources),
        "model": run.model,
        "generators": run.generators,
    }


def _shown(path: Path) -> str:
    inside = path.resolve().is_relative_to(Path.cwd())
    return str(path.resolve().relative_to(Path.cwd())) if inside else path.name


def _question(run: Run, one: Scored) -> dict[str, Any]:
    return {
        "question": one.question.question,
        "kind": one.kind,
        "scores": {name: round(value, 4) for name, value in one.scores.items()},
        "missed": missed(run.case(one)),
    }


def _rounded(means: Mapping[str, Estimate]) -> dict[str, float]:
    return {name: round(figure.mean, 3) for name, figure in means.items()}
