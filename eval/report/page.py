"""A page to read a run by: figures, charts, and every question with what was missed. One file.

The page loads nothing: styles and charts are inside it, and it filters its questions by a few lines
of its own script. Texts are escaped by the template; only our own charts are put in as they are.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval.measure.metrics import MEASURES, missed
from eval.measure.summary import Scored, Summary, summarise
from eval.report.charts import curve_chart, latency_chart, means_chart
from eval.report.runs import Run
from eval.report.tables import kind_name

CHARTED = ("right_first", "gold_recall", "precision", "points", "false_refusal", "verbatim")
TITLES = {measure.name: measure.title for measure in MEASURES}
WORTH_READING = ("right_first", "gold_recall", "precision", "evidence", "points", "refused")


def write_report(folder: Path, run: Run) -> Path:
    """Write `report.html` into a folder; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / "report.html"
    place.write_text(page(run), "utf-8")
    return place


def page(run: Run) -> str:
    """Return the page."""
    places = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=places, autoescape=True, undefined=StrictUndefined)
    summary = run.summary
    return environment.get_template("page.html.j2").render(
        run=run,
        tables=_tables(run, summary),
        retrieval=run.retrieval,
        charts=[Markup(chart) for chart in _charts(run, summary)],  # noqa: S704 - escaped in charts
        questions=[_question(run, one) for one in run.scored],
        kinds={kind: kind_name(kind) for kind in summary.kinds},
    )


def risk_coverage(scored: Sequence[Scored]) -> tuple[list[tuple[float, float]], int | None]:
    """Return the risk-coverage curve (El-Yaniv and Wiener 2010), and the index of where we stand.

    Answers are taken in order of confidence; coverage is the share taken, risk the mean of
    1 - gold recall over them (1 for an answer to what has no answer). An answer from the records
    has no confidence and counts as sure; a refusal before any search, as not at all. Without any
    confidence the curve is the one point of what was answered.
    """
    judged = [one for one in scored if one.question.gold is not None]
    if not judged:
        return [], None
    given = [one for one in judged if not one.answer.abstained]
    coverage = len(given) / len(judged)
    if all(one.answer.confidence is None for one in judged):
        return [(coverage, _risk(given))], 0
    ordered = sorted(judged, key=lambda one: -_confidence(one))
    curve = [(n / len(ordered), _risk(ordered[:n])) for n in range(1, len(ordered) + 1)]
    return curve, max(len(given) - 1, 0)


def _confidence(one: Scored) -> float:
    said = one.answer.confidence
    return float(not one.answer.abstained) if said is None else said


def _risk(taken: Sequence[Scored]) -> float:
    return sum(1 - one.scores.get("gold_recall", 0.0) for one in taken) / max(len(taken), 1)


def _charts(run: Run, summary: Summary) -> list[str]:
    charts = []
    for name in CHARTED:
        means = {kind_name(k): m[name] for k, m in summary.kinds.items() if name in m}
        if means:
            charts.append(means_chart(TITLES[name], means))
    curve, mark = risk_coverage(run.scored)
    if curve:
        charts.append(curve_chart("风险–覆盖（拒答）", curve, ("覆盖", "风险"), mark))
    charts.append(latency_chart("耗时分布", [one.answer.latency_ms for one in run.scored]))
    return charts


def _tables(run: Run, summary: Summary) -> list[dict[str, Any]]:
    shown = [("本程序", summary)]
    if run.baseline:
        shown.append(("对照：LangChain 分块 + Chroma", summarise(run.baseline)))
    return [{"title": title, **_table(part)} for title, part in shown]


def _table(summary: Summary) -> dict[str, Any]:
    rows = []
    for measure in MEASURES:
        figures = [means.get(measure.name) for means in summary.kinds.values()]
        if any(figures):
            rows.append((measure.title, figures))
    return {
        "kinds": [kind_name(kind) for kind in summary.kinds],
        "rows": rows,
        "latency": list(summary.latency.values()),
        "consistency": summary.consistency,
    }


def _question(run: Run, one: Scored) -> dict[str, Any]:
    wrong = [name for name in WORTH_READING if one.scores.get(name, 1.0) < 1.0]
    wrong += [name for name in ("false_refusal", "must_not") if one.scores.get(name)]
    cited = {place.key for place in (one.question.gold or ()) + one.question.acceptable}
    return {
        "question": one.question,
        "kind": kind_name(one.kind),
        "answer": one.answer,
        "missed": missed(run.case(one)),
        "wrong": [TITLES[name] for name in wrong],
        "scores": [(TITLES[name], f"{value:.2f}") for name, value in one.scores.items()],
        "citations": [(citation, citation.key in cited) for citation in one.answer.citations],
    }
