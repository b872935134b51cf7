"""Answer a questions file with a peer: `python -m eval.peers NAME --questions FILE`.

NAME is one of `PEERS`, or `ours` for the program itself, in the same environment. The passages are
those that the program indexes; the nearest `TOP` are the answer and its citations, and are measured
like any answer. Dialogues are left out: no peer knows what was said before. Exit code 0, or 1 where
it could not be run.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from eval.measure.asking import answer_all, measured
from eval.measure.baseline import answer_from
from eval.measure.metrics import Case
from eval.measure.summary import ALL, Scored, Summary, score, summarise
from eval.peers import PEERS, Peer, Search
from eval.report.tables import summary_table
from eval.sets.questions import Dialogue, Question, read_questions
from eval.sets.stores import QUESTIONS, Shelf, open_shelf
from rag.bulletin import Span
from rag.errors import BulletinQAError
from rag.settings import load_settings
from rag.store.passages import passages_of

LOG = Path("eval/results/peers.jsonl")
OURS = "ours"
TOP = 4  # passages that make an answer, LangChain's default


def main(argv: Sequence[str] | None = None) -> int:
    """Answer and measure; return the exit code."""
    options = _options(argv)
    console = Console()
    console = console if console.is_terminal else Console(width=180)
    try:
        version = "" if options.name == OURS else PEERS[options.name].version
        dialogues = [d for d in read_questions(options.questions) if len(d.turns) == 1]
        shelf = open_shelf(options.questions, load_settings(store=options.store), options.store)
        with shelf.library:
            if options.name == OURS:
                scored, seconds = _ours(dialogues, shelf), None
            else:
                scored, seconds = _theirs(PEERS[options.name], dialogues, shelf)
    except (BulletinQAError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    summary = summarise(scored)
    console.print(summary_table(summary, f"{options.name} {version}：{len(scored)} 个问题"))
    if options.record is not None:
        head = {"peer": options.name, "version": version, "note": options.record}
        model = Path(shelf.settings.model).name
        more = {"questions": str(options.questions), "model": model, "build_s": seconds}
        record(LOG, head | more, summary, len(scored))
    return 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m eval.peers", description="同类做法：质量和用时")
    add = parser.add_argument
    add("name", choices=[*PEERS, OURS], help="哪一个；ours 是本程序")
    add("--questions", type=Path, default=QUESTIONS, help="问题文件（默认自带的 80 题）")
    add("--store", type=Path, help="索引所在的文件夹")
    add("--record", nargs="?", const="", metavar="说明", help=f"在 {LOG} 记一行")
    return parser.parse_args(argv)


def _ours(dialogues: Sequence[Dialogue], shelf: Shelf) -> tuple[Scored, ...]:
    from rag.chat import Assistant

    ask = Assistant(shelf.library, shelf.settings).ask
    next(answer_all(dialogues, ask))  # loads the models: not a question's own time
    shelf.embedder.embed_question("预热")
    return measured(dialogues, answer_all(dialogues, ask), shelf.sources)


def _theirs(
    peer: Peer, dialogues: Iterable[Dialogue], shelf: Shelf
) -> tuple[tuple[Scored, ...], float]:
    """Return a peer's answers, scored, and the seconds that its index took."""
    shelf.embedder.embed_question("预热")
    texts, places = [], []
    for bulletin in shelf.library.bulletins():
        for passage in passages_of(bulletin):
            texts.append(passage.text)
            places.append((Path(bulletin.source).stem, passage.span))
    started = time.perf_counter()
    search = peer.make(texts, shelf.embedder)
    seconds = round(time.perf_counter() - started, 1)
    search("预热一下", TOP)
    questions = (question for dialogue in dialogues for question in dialogue.turns)
    return tuple(answers(questions, search, places, shelf, peer.name)), seconds


def answers(
    questions: Iterable[Question],
    search: Search,
    places: Sequence[tuple[str, Span]],
    shelf: Shelf,
    name: str,
) -> list[Scored]:
    """Answer each question with the nearest passages; score the answers."""
    cases = []
    for question in questions:
        started = time.perf_counter()
        found = search(question.question, TOP)
        ms = 1000 * (time.perf_counter() - started)
        pieces = [places[number] for number in found]
        answer = answer_from(question, pieces, shelf.sources, ms, name)
        cases.append(Case(question, answer, shelf.sources))
    return score(cases)


def record(path: Path, head: Mapping[str, Any], summary: Summary, n: int) -> None:
    """Add a line to the log: means by kind, and the time of a question."""
    kinds = {
        kind: {name: round(figure.mean, 4) for name, figure in figures.items()}
        for kind, figures in summary.kinds.items()
    }
    now = datetime.now(UTC).isoformat(timespec="seconds")
    made = {"made": now, "load": round(os.getloadavg()[0], 2)}  # load: how busy the machine was
    line = made | dict(head) | {"n": n, "latency_ms": summary.latency[ALL], "kinds": kinds}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
