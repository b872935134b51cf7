"""Write invented bulletins: `python -m eval.synthetic --bulletins N --seed S DIR`.

DIR must be empty or new. It gets `bulletins/`, `truth.jsonl` and `questions.jsonl`; `ingest.py DIR`
and `python -m eval.run --questions DIR/questions.jsonl` take it as it is. Exit code 0, or 2 where
it cannot be written.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from eval.synthetic.corpus import Corpus, Counts, write
from eval.synthetic.questions import write_questions
from rag.errors import BulletinQAError


def main(argv: Sequence[str] | None = None) -> int:
    """Write a corpus; return the exit code."""
    options = parser().parse_args(argv)
    started = time.perf_counter()
    corpus = Corpus(options.seed, options.bulletins)
    try:
        counts, asked = written(corpus, options.folder)
    except (BulletinQAError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(summary(counts, asked, time.perf_counter() - started))
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    found = argparse.ArgumentParser("python -m eval.synthetic", description="编造任意规模的通报")
    add = found.add_argument
    add("folder", type=Path, metavar="DIR", help="写入的文件夹，应为空或还不存在")
    add("--bulletins", type=_positive, default=1000, metavar="N", help="几份通报（默认 1000）")
    add(
        "--seed", type=int, default=1, metavar="S", help="种子：同一种子的第 i 份总是一样（默认 1）"
    )
    return found


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}”应为不小于 1 的整数")
    return int(text)


def written(corpus: Corpus, folder: Path) -> tuple[Counts, int]:
    """Write bulletins, truth and questions, showing progress."""
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("写通报", total=corpus.count)
        counts = write(corpus, folder, lambda done: bar.update(task, completed=done))
    return counts, write_questions(corpus, counts, folder)


def summary(counts: Counts, asked: int, seconds: float) -> str:
    """Return what was written, in a line."""
    return (
        f"通报 {counts.bulletins:,} 份，问题 {counts.findings:,} 个，措施 {counts.measures:,} 条，"
        f"主题 {len(counts.themes)} 种，{counts.characters:,} 字；提问 {asked} 个。"
        f"用时 {seconds:.0f} 秒。"
    )


if __name__ == "__main__":
    sys.exit(main())
