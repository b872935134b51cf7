"""Answer a questions file and measure the answers: `python -m eval.run`.

Every question is asked of the assistant as a user would ask it, in order, dialogues with their
history. The answers are written as JSON lines (`--answers`), and where the questions say what a
right answer rests on, measured: one table by kind of question on the console, and with `--report`
a folder with the answers, all figures as JSON, and a page to read. `--baseline` measures a plain
LangChain pipeline over the same bulletins beside it. `--record NOTE` adds a line to
`eval/results/runs.jsonl`. A questions file without gold is answered and not measured.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import track

from eval.extras import need_packages
from eval.measure.asking import CRASH, answer_all, measured, missing
from eval.measure.metrics import Case
from eval.measure.ranking import Piece, rank
from eval.measure.summary import score, summarise
from eval.measure.writings import writing_rows
from eval.report.page import write_report
from eval.report.runs import Run, joined, record, write_run
from eval.report.tables import ranking_table, summary_table, writing_table
from eval.sets.answers import Answered, write_answers
from eval.sets.questions import DIALOGUE, Dialogue, read_questions
from eval.sets.stores import QUESTIONS, Shelf, open_shelf
from rag.errors import BulletinQAError
from rag.settings import Settings, load_settings
from rag.store.library import Library


def main(argv: Sequence[str] | None = None) -> int:
    """Run the evaluation; return the exit code (0 done, 1 could not or broke, 2 bad usage)."""
    options = _options(argv)
    console = Console()
    console = console if console.is_terminal else Console(width=180)
    try:
        if options.baseline:
            need_packages("--baseline ")
        settings = load_settings(store=options.store, chat_model=options.chat_model)
        run = joined([_run(path, settings, options, console) for path in options.questions])
    except (BulletinQAError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    if options.answers:
        write_answers(options.answers, [one.answer for one in run.scored])
    if any(one.scores for one in run.scored):
        _tell(run, console)
    if options.report:
        write_run(options.report, run)
        console.print(f"报告：{write_report(options.report, run)}")
    if options.record is not None:
        console.print(f"已记入 {record(run, options.record)}")
    broken = [one.answer for one in run.scored if one.answer.intent == CRASH]
    for answer in broken:
        print(f"程序在“{answer.id}”上出错：{answer.text}", file=sys.stderr)
    return 1 if broken else 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m eval.run", description="回答一个问题集并评测")
    add = parser.add_argument
    add("--questions", type=Path, nargs="+", default=[QUESTIONS], help="问题文件（JSON 行）")
    add("--answers", type=Path, help="把回答写入此文件（JSON 行）")
    add("--report", type=Path, help="把报告写入此文件夹")
    add("--store", type=Path, help="索引所在的文件夹")
    add("--chat-model", help="由此语言模型撰写回答（默认不用语言模型）")
    add("--baseline", action="store_true", help="同时评测 LangChain 默认做法，作为对照")
    add("--record", nargs="?", const="", metavar="说明", help="在 eval/results 记一行")
    return parser.parse_args(argv)


def _run(path: Path, settings: Settings, options: argparse.Namespace, console: Console) -> Run:
    dialogues = read_questions(path)
    shelf = open_shelf(path, settings, options.store)
    with shelf.library:
        for doc in sorted(missing(dialogues, shelf.sources)):
            console.print(f"注意：索引里没有问题集所说的通报“{doc}”")
        lines = _answers(dialogues, shelf, console)
        run = Run((path,), measured(dialogues, lines, shelf.sources), shelf.sources, settings.model)
        return with_baseline(run, shelf) if options.baseline else run


def _answers(dialogues: Sequence[Dialogue], shelf: Shelf, console: Console) -> list[Answered]:
    from rag.chat import Assistant
    from rag.generate.loading import load_generator

    named = shelf.settings.chat_model
    writer = load_generator(shelf.settings, shelf.embedder) if named else None
    ask = Assistant(shelf.library, shelf.settings, writer).ask
    next(answer_all(dialogues, ask))  # loads the models: not a question's own time
    total = sum(len(dialogue.turns) for dialogue in dialogues)
    return list(track(answer_all(dialogues, ask), "回答", total, console=console, transient=True))


def with_baseline(run: Run, shelf: Shelf) -> Run:
    """Add the baseline's answers to the questions, and both retrievers' rankings.

    Dialogues are left out: neither retriever knows what was said before.
    """
    from eval.measure.baseline import Baseline

    baseline = Baseline(shelf.sources, shelf.embedder)
    questions = [one.question for one in run.scored if one.kind != DIALOGUE]
    cases = (Case(question, baseline.answer(question), shelf.sources) for question in questions)
    searches = {
        "本程序（混合）": lambda text, limit: pieces(shelf.library, text, limit),
        "LangChain 分块 + Chroma": baseline.search,
    }
    rankings = {name: rank(questions, search, shelf.sources) for name, search in searches.items()}
    return replace(run, baseline=tuple(score(cases)), rankings=rankings)


def pieces(library: Library, text: str, limit: int) -> Iterator[Piece]:
    """Yield the passages that the library finds, best first."""
    stems = {bulletin.id: Path(bulletin.source).stem for bulletin in library.bulletins()}
    for hit in library.search(text, limit):
        yield stems[hit.passage.bulletin_id], hit.passage.span


def _tell(run: Run, console: Console) -> None:
    names = "、".join(str(path) for path in run.questions)
    console.print(summary_table(run.summary, f"{names}:{len(run.scored)} 个问题"))
    writings = [one.answer.writing for one in run.scored if one.answer.writing]
    if writings:
        console.print(writing_table(writing_rows(len(run.scored), writings)))
    if run.baseline:
        console.print(summary_table(summarise(run.baseline), "对照：LangChain 分块 + Chroma"))
        console.print(ranking_table(run.retrieval, "检索（按问题条目）"))


if __name__ == "__main__":
    sys.exit(main())
