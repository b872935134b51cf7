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
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, median

from eval.answers import answered
from eval.asking import measured
from eval.metrics import MEASURES
from eval.questions import Dialogue, Question, read_questions
from eval.statements import figures, statements
from eval.stores import QUESTIONS, open_shelf
from eval.summary import Scored, summarise
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
    table.append(["带数字的句子,数字都在所引原文中", *shares])
    same = sum(p.composed.abstained == p.generated.abstained for p in found)
    table.append(["拒答与不用模型时相同", "", f"{same}/{len(found)}"])
    return table


def sentence_rows(found: Sequence[Pair]) -> list[list[str]]:
    """Return what became of the model's sentences, and what they cost."""
    asked = [p.writing for p in found if p.writing]
    shown = [w for w in asked if not w.failure]
    said = sum(w.statements for w in asked)
    table = [
        ["问题", str(len(found))],
        ["请模型写的", str(len(asked))],
        ["模型的回答得以显示", str(len(shown))],
        ["模型写的句子", str(said)],
    ]
    for name, title in (
        ("kept", "照用"),
        ("recited", "更正或补上出处"),
        ("replaced", "换成原文"),
        ("dropped", "删去"),
    ):
        count = sum(getattr(w, name) for w in asked)
        table.append([title, f"{count}({count / max(1, said):.1%})"])
    if shown:
        table.append(["模型自己说到的单位", f"{fmean(w.covered for w in shown):.3f}"])
    lags = [
        w.first_words_ms - w.first_token_ms
        for w in shown
        if w.first_words_ms is not None and w.first_token_ms is not None
    ]
    if lags:
        table.append(["模型首字到首个核对过的句子(毫秒,中位)", f"{median(lags):.0f}"])
    tokens = sum(w.prompt_tokens for w in asked), sum(w.answer_tokens for w in asked)
    table.append(["用词元(读、写)", f"{tokens[0]}、{tokens[1]}"])
    return table


def markdown(title: str, header: Sequence[str], table: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [f"## {title}", "", "| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in table), ""])


def main(argv: Sequence[str] | None = None) -> int:
    """Measure; return the exit code."""
    parser = argparse.ArgumentParser("python -m eval.generated", description="评测模型撰写的回答")
    parser.add_argument("--chat-model", help="语言模型(默认取 BQA_CHAT_MODEL)")
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
    from rag.generate import load_generator

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
    table = rows(found, (scored[0], scored[1]))
    report = markdown("指标", ("指标", "编排", f"撰写({settings.chat_model})"), table)
    report += "\n" + markdown("模型的句子", ("", ""), sentence_rows(found))
    return report, [_outcome(pair) for pair in found]


def _outcome(pair: Pair) -> dict[str, object]:
    return {
        "id": pair.question.id,
        "question": pair.question.question,
        "generator": pair.generated.generator,
        "notes": list(pair.generated.notes),
        "writing": asdict(pair.writing) if pair.writing else None,
        "text": pair.generated.text,
    }


if __name__ == "__main__":
    sys.exit(main())
