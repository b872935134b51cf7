"""Answers judged by a language model, with DeepEval's metrics: `python -m eval.judge ANSWERS`.

Reads a file of answers (`eval.run --answers`) and asks the judge that the options name, or
`BQA_JUDGE_MODEL` and `BQA_JUDGE_BASE_URL`, at any OpenAI-compatible address: how far does each
answer keep to what it cites (faithfulness), how far does it answer what was asked (relevancy)? It
runs in an environment of its own (requirements-judge.txt) and needs nothing of ours but the form of
the file. What it does not know: how good the judge is; a small one errs more than the answers do.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean

Score = Callable[[Mapping[str, object]], Mapping[str, float | None]]
NEEDED = "评判需要 DeepEval：请另建环境，pip install -r requirements-judge.txt。"
KEY = "OPENAI_API_KEY"


def answers(path: Path) -> list[dict[str, object]]:
    """Return the answers that can be judged: those that cite something."""
    lines = path.read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [row for row in rows if row.get("citations") and not row.get("abstained")]


def quotes(row: Mapping[str, object]) -> list[str]:
    """Return what an answer cites, each with its agency."""
    cited = row["citations"]
    assert isinstance(cited, list)
    return [f"{c['agency']}:{c['quote']}" for c in cited]


def deepeval_score(model: str, base_url: str) -> Score:
    """Return a judge of single answers. Raise `ImportError` without DeepEval."""
    os.environ.setdefault("DEEPEVAL_TELEMETRY_OPT_OUT", "YES")  # nothing is reported to anybody
    from deepeval.metrics import AnswerRelevancyMetric, FaithfulnessMetric  # type: ignore[import-not-found]
    from deepeval.models import LocalModel, OpenAIModel  # type: ignore[import-not-found]
    from deepeval.test_case import LLMTestCase  # type: ignore[import-not-found]

    key = os.environ.get(KEY)
    judge = (
        LocalModel(model=model, base_url=base_url, api_key=key or "not-needed", temperature=0)
        if base_url
        else OpenAIModel(model=model, temperature=0)
    )
    metrics = {
        "faithfulness": FaithfulnessMetric(model=judge, include_reason=False, async_mode=False),
        "relevancy": AnswerRelevancyMetric(model=judge, include_reason=False, async_mode=False),
    }

    def score(row: Mapping[str, object]) -> Mapping[str, float | None]:
        case = LLMTestCase(
            input=str(row["question"]),
            actual_output=str(row["text"]),
            retrieval_context=quotes(row),
        )
        return {name: _measured(metric, case) for name, metric in metrics.items()}

    return score


def _measured(metric: object, case: object) -> float | None:
    """Return a metric's score of one case, None where the judge's words cannot be read."""
    try:
        metric.measure(case, _show_indicator=False)  # type: ignore[attr-defined]
    except Exception as error:  # noqa: BLE001 - whatever a judge brings about, the rest are judged
        print(f"未能评判：{type(error).__name__}", file=sys.stderr)
        return None
    return float(metric.score)  # type: ignore[attr-defined]


def judged(rows: Iterable[Mapping[str, object]], score: Score) -> list[dict[str, object]]:
    """Return each answer's id and scores."""
    return [{"id": row["id"], "generator": row.get("generator"), **score(row)} for row in rows]


def means(found: Sequence[Mapping[str, object]]) -> dict[str, dict[str, float]]:
    """Return the mean of every metric by who wrote the answers, with how many were judged."""
    table: dict[str, dict[str, float]] = {}
    for writer in sorted({str(row["generator"]) for row in found}):
        own = [row for row in found if str(row["generator"]) == writer]
        for name in [n for n in own[0] if n not in ("id", "generator")]:
            scores = [float(str(row[name])) for row in own if row[name] is not None]
            if scores:
                mean = {f"{name}": round(fmean(scores), 4), f"{name}_n": float(len(scores))}
                table.setdefault(writer, {}).update(mean)
    return table


def main(argv: Sequence[str] | None = None) -> int:
    """Judge, print the means, keep the scores; return the exit code (2: DeepEval is missing)."""
    parser = argparse.ArgumentParser("python -m eval.judge", description="由语言模型评判回答")
    parser.add_argument("answers", type=Path, help="回答文件（eval.run --answers 所写）")
    parser.add_argument("--judge", default=os.environ.get("BQA_JUDGE_MODEL"), help="评判模型")
    parser.add_argument("--base-url", default=os.environ.get("BQA_JUDGE_BASE_URL", ""))
    parser.add_argument("--limit", type=int, help="只评判前几个")
    parser.add_argument("--out", type=Path, help="把逐题得分写入此文件（JSON 行）")
    options = parser.parse_args(argv)
    if not options.judge:
        parser.error("请用 --judge 或 BQA_JUDGE_MODEL 指定评判模型")
    try:
        score = deepeval_score(options.judge, options.base_url)
    except ImportError:
        print(NEEDED, file=sys.stderr)
        return 2
    found = judged(answers(options.answers)[: options.limit], score)
    if options.out:
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in found]
        options.out.write_text("".join(lines), "utf-8")
    print(json.dumps(means(found), ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
