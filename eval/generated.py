"""Composed against generated answers: `python -m eval.generated --chat-model NAME`.

Every question is answered twice over the same evidence, without and with the chat model, and both
answers are scored by the same measures. For the generated ones it adds what became of the model's
sentences, how many agencies these spoke of, whether every figure shown stands in a passage cited
for it, and how long after the model's own first token a reader saw words. `--record` writes the
table to `eval/results/generated.md` and each question's outcome to `generated.json`.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from eval.measure.asking import measured
from eval.measure.metrics import MEASURES
from eval.measure.statements import figures, statements
from eval.measure.summary import Scored, summarise
from eval.measure.writings import writing_rows
from eval.sets.answers import answered
from eval.sets.questions import Dialogue, Question, read_questions
from eval.sets.stores import QUESTIONS, open_shelf
from rag.answer import Answer, Turn, Writing
from rag.errors import BulletinQAError
from rag.settings import load_settings

TABLE = Path("eval/results/generated.md")
OUTCOMES = Path("eval/results/generated.json")
Ask = Callable[[str, Sequence[Turn], bool], Answer]


@dataclass(frozen=True, slots=True)
class Pair:
    """One question's two answers, and the seconds that each took."""

    question: Question
    composed: Answer
    generated: Answer
    seconds: tuple[float, float]

    @property
    def answers(self) -> tuple[Answer, Answer]:
        """Both answers, the composed one first."""
        return self.composed, self.generated

    @property
    def writing(self) -> Writing | None:
        """What the model did, where it was asked."""
        return self.generated.writing


def pairs(dialogues: Sequence[Dialogue], ask: Ask) -> list[Pair]:
    """Answer every question in both ways, each with what its own way said before."""
    found = []
    for dialogue in dialogues:
        before: tuple[list[Turn], list[Turn]] = ([], [])
        for question in dialogue.turns:
            answers, seconds = [], []
            for history, generate in zip(before, (False, True), strict=True):
                started = time.perf_counter()
                answers.append(ask(question.question, tuple(history), generate))
                seconds.append(time.perf_counter() - started)
                history.append(Turn(question.question, answers[-1]))
            found.append(Pair(question, answers[0], answers[1], (seconds[0], seconds[1])))
    return found


def faithful(answer: Answer) -> tuple[int, int]:
    """Return how many statements with figures have all of them in the passages cited for them."""
    quotes = {c.number: f"{c.quote} {c.finding_title} {c.finding_number}" for c in answer.citations}
    right = total = 0
    for said in statements(answer.text):
        needed = figures(said.text)
        if needed and said.markers:
            total += 1
            right += needed <= figures("\n".join(quotes[n] for n in said.markers))
    return right, total


def rows(found: Sequence[Pair], both: tuple[Sequence[Scored], Sequence[Scored]]) -> list[list[str]]:
    """Return the table: measure, composed, generated."""
    means = [summarise(part).kinds["all"] for part in both]
    table = [
        [m.title, *(f"{part[m.name].mean:.3f}" for part in means)]
        for m in MEASURES
        if all(m.name in part for part in means)
    ]
    shares = []
    for part in ([p.composed for p in found], [p.generated for p in found]):
        counts = [faithful(answer) for answer in part]
        right, total = sum(c[0] for c in counts), sum(c[1] for c in counts)
        shares.append(f"{right}/{total} = {right / max(1, total):.3f}")
    table.append(["带数字的句子，数字都在所引原文中", *shares])
    same = sum(p.composed.abstained == p.generated.abstained for p in found)
    table.append(["拒答与不用模型时相同", "", f"{same}/{len(found)}"])
    return table


def _with_costs(writing: Writing, before: Mapping[str, object]) -> Writing:
    """Return a record with the costs of the call whose words it took from the cache."""
    names = ("first_token_ms", "first_words_ms", "prompt_tokens", "answer_tokens", "calls")
    kept = {name: before[name] for name in names if before.get(name) is not None}
    return replace(writing, **kept) if writing.cached else writing  # type: ignore[arg-type]


def costs_before(path: Path, model: str) -> dict[str, dict[str, object]]:
    """Return what the model's answers cost in an earlier record, by question id."""
    if not path.exists():
        return {}
    rows = json.loads(path.read_text("utf-8"))
    written = {row["id"]: row["writing"] for row in rows if row["writing"]}
    return {id: costs for id, costs in written.items() if costs["model"] == model}


def markdown(title: str, header: Sequence[str], table: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [f"## {title}", "", "| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in table), ""])


def main(argv: Sequence[str] | None = None) -> int:
    """Measure; return the exit code."""
    parser = argparse.ArgumentParser("python -m eval.generated", description="评测模型撰写的回答")
    parser.add_argument("--chat-model", help="语言模型（默认取 BQA_CHAT_MODEL）")
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--store", type=Path, help="索引所在的文件夹")
    parser.add_argument("--record", metavar="说明", help="写入 eval/results")
    options = parser.parse_args(argv)
    try:
        report, outcomes = measure(options)
    except BulletinQAError as error:
        print(error, file=sys.stderr)
        return 1
    print(report)
    if options.record is not None:
        TABLE.write_text(f"# 编排与撰写的对照\n\n{options.record}\n\n{report}", "utf-8")
        OUTCOMES.write_text(json.dumps(outcomes, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


def measure(options: argparse.Namespace) -> tuple[str, list[dict[str, object]]]:
    """Return the report, and each question's outcome."""
    from rag.chat import Assistant
    from rag.generate.loading import load_generator

    settings = load_settings(store=options.store, chat_model=options.chat_model)
    shelf = open_shelf(options.questions, settings, options.store)
    with shelf.library:
        writer = load_generator(shelf.settings, shelf.embedder)
        assistant = Assistant(shelf.library, shelf.settings, writer)
        dialogues = read_questions(options.questions)
        found = pairs(dialogues, lambda q, h, g: assistant.ask(q, h, generate=g))
    scored = [
        measured(
            dialogues,
            [answered(p.question.id, p.answers[way], 1000 * p.seconds[way]) for p in found],
            shelf.sources,
        )
        for way in (0, 1)
    ]
    costs = costs_before(OUTCOMES, settings.chat_model)
    table = rows(found, (scored[0], scored[1]))
    report = markdown("指标", ("指标", "编排", f"撰写（{settings.chat_model}）"), table)
    asked = [_with_costs(p.writing, costs.get(p.question.id, {})) for p in found if p.writing]
    report += "\n" + markdown("模型的句子", ("", ""), writing_rows(len(found), asked))
    return report, [_outcome(pair, costs) for pair in found]


def _outcome(pair: Pair, costs: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    writing = pair.writing and _with_costs(pair.writing, costs.get(pair.question.id, {}))
    return {
        "id": pair.question.id,
        "question": pair.question.question,
        "generator": pair.generated.generator,
        "notes": list(pair.generated.notes),
        "writing": asdict(writing) if writing else None,
        "text": pair.generated.text,
    }


if __name__ == "__main__":
    sys.exit(main())
