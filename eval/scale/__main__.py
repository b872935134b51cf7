"""Measure at several sizes: `python -m eval.scale --bulletins N …` (0: the bundled five).

The embedding model is the one that `BQA_MODEL` names. Corpora, stores and collections stay in the
cache folder and are used again. Exit code 0, or 1 where it could not be measured.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from eval.extras import need_packages
from eval.scale.figures import Scale, markdown_of, table_of
from eval.scale.measuring import Effort, measured
from eval.scale.picture import write_picture
from eval.scale.stock import BUNDLED, stock_of
from rag.errors import BulletinQAError
from rag.settings import load_settings

CACHE = Path("eval/out/scale")
LOG = Path("eval/results/scale.jsonl")
SIZES = (BUNDLED, 1000)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure every size; return the exit code."""
    options = _options(argv)
    console = Console()
    console = console if console.is_terminal else Console(width=140)
    try:
        need_packages("规模的测量")
        settings = load_settings()
        effort = Effort(options.rounds, options.seconds)
        run = Scale(Path(settings.model).name, (), options.record or "")
        for count in options.bulletins:
            stock = stock_of(options.cache, count, options.seed, settings)
            size = measured(stock, settings, effort)
            run = replace(run, sizes=(*run.sizes, size))
            console.print(table_of(size))
            _write(options.out or options.cache / "scale.json", run.to_line())
        if options.picture:
            write_picture(options.picture, run)
        if options.markdown:
            _write(options.markdown, "\n".join([*markdown_of(run.sizes), ""]))
    except (BulletinQAError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    if options.record is not None:
        with LOG.open("a", encoding="utf-8") as file:
            file.write(run.to_line())
    return 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m eval.scale", description="规模：时间、内存、找全")
    add = parser.add_argument
    add(
        "--bulletins", type=int, nargs="+", default=SIZES, metavar="N",
        help="几份通报，可以给几个数；0 是自带的五份（默认 0 1000）",
    )  # fmt: skip
    add("--seed", type=int, default=1, metavar="S", help="虚构通报的种子（默认 1）")
    add("--rounds", type=int, default=3, help="每个问题问几次（默认 3）")
    add("--seconds", type=float, default=10, help="多人同时问多久（默认 10 秒）")
    add("--cache", type=Path, default=CACHE, help=f"通报和索引的文件夹，留着下次用（默认 {CACHE}）")
    add("--out", type=Path, help="结果写入此文件（JSON；默认缓存文件夹里的 scale.json）")
    add("--picture", type=Path, help="把随规模的变化画到此文件（SVG）")
    add("--markdown", type=Path, help="把各规模并成一张表写入此文件（Markdown）")
    add("--record", nargs="?", const="", metavar="说明", help=f"追加到 {LOG}")
    return parser.parse_args(argv)


def _write(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(line, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
