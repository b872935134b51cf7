"""Files -> index: `python ingest.py [PATH…]`; without a path, the bundled bulletins.

Exit code 0: all well; 1: some file failed (named, with the reason); 2: bad usage or a store that
cannot be used.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from rag.embedding.embedder import Embedder, load_embedder
from rag.errors import BulletinQAError
from rag.parse.reading import Reading, explain, to_record, to_tree
from rag.settings import Settings, load_settings
from rag.store.ahead import read_all
from rag.store.indexing import gather, index_files, limits_of
from rag.store.keeping import CATALOG, back_up, restore
from rag.store.library import Library
from rag.store.pruning import gone_under
from rag.store.reports import WORDS, FileReport, IndexReport

SPEED_OVER = 120  # seconds over which the rate is taken: files are taken in some at a time

console = Console(stderr=True)


def main(
    arguments: Sequence[str] | None = None, load: Callable[[Settings], Embedder] = load_embedder
) -> int:
    """Run the command, with the embedder that `load` gives; return the exit code."""
    options = parser().parse_args(arguments)
    try:
        settings = load_settings(store=options.store)
        paths = options.paths or [settings.corpus]
        if options.backup or options.restore:
            return keep(options, settings)
        if options.verify or options.repair:
            return look_after(options, settings, load(settings))
        if options.dry_run or options.explain:
            return show(paths, options, settings)
        return ingest(paths, options, settings, load(settings))
    except BulletinQAError as error:
        print(error, file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    found = argparse.ArgumentParser(description="通报问答：把整改通报读入索引")
    add = found.add_argument
    add("paths", nargs="*", type=Path, metavar="PATH", help="文件或文件夹（默认：自带的通报）")
    add("--store", type=Path, help="索引所在的文件夹（默认 vectorstore）")
    add("--dry-run", action="store_true", help="只读取并显示理解的结果，不写入索引")
    add("--json", action="store_true", help="每份文件输出一行 JSON")
    add("--explain", action="store_true", help="逐行说明每行文字被哪条规则识别（不写入）")
    add("--prune", action="store_true", help="移除 PATH 下文件已不存在的通报")
    add("--rebuild", action="store_true", help="重新生成全部段落与向量（更换模型后使用）")
    add("--force", action="store_true", help="与 --prune 同用：文件大多不见了也移除")
    add("--accept", action="store_true", help="用这些文件替换库中的通报，即使内容比库中的少")
    add("--verify", action="store_true", help="检查索引是否完好，只看不改（有问题时退出码为 1）")
    add("--repair", action="store_true", help="修复索引；目录库丢失或损坏时，以现存的为准")
    add("--backup", type=Path, metavar="DIR", help="备份到新目录 DIR，运行中也可以")
    add("--restore", type=Path, metavar="DIR", help="从备份 DIR 恢复（先停止网页服务）")
    add("--workers", type=_positive, metavar="N", help="读取文件的进程数（默认：文件多时同核数）")
    return found


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}”应为不小于 1 的整数")
    return int(text)


def keep(options: argparse.Namespace, settings: Settings) -> int:
    """Make a backup, or put one back."""
    if options.backup:
        print(f"已备份到{back_up(settings.store, options.backup, settings.sites)}")
    else:
        print(f"已恢复{restore(settings.store, options.restore, settings.sites)}")
        print(
            "请重新启动网页服务。索引和向量库在第一次打开、提问时重建；"
            "在那之前 --verify 会说向量库缺少段落。"
        )
    return 0


def look_after(options: argparse.Namespace, settings: Settings, embedder: Embedder) -> int:
    """Say what is wrong with the store, and mend it where that is wanted."""
    with Library.open(settings.store, embedder, accept=options.repair) as library:
        found = library.verify()
        for fault in found:
            print(fault, file=sys.stderr)
        if found and options.repair:
            for done in library.repair():
                print(done)
            found = library.verify()
        print("索引完好。" if not found else f"发现 {len(found)} 处问题。")
    if found and not options.repair:
        print("运行 python ingest.py --repair 修复。")
    return int(bool(found))


def show_gone(paths: Sequence[Path], options: argparse.Namespace, settings: Settings) -> None:
    """Say which files `--prune` would forget, and whether it would refuse to."""
    with Library.open(settings.store) as library:
        gone = gone_under(paths, library.origins())
    for one in gone:
        state = "" if one.believable or options.force else "；太多，须加 --force 才移除"
        print(f"--prune：{one}{state}", file=sys.stderr)
        for file in one.files:
            line = json.dumps({"file": file, "prune": True}, ensure_ascii=False)
            print(line if options.json else f"将移除 {file}")


def show(paths: Sequence[Path], options: argparse.Namespace, settings: Settings) -> int:
    """Print what is understood of each document, without storing anything."""
    if options.prune and (settings.store / CATALOG).exists():
        show_gone(paths, options, settings)
    files, missing = gather(paths)
    absent = [Reading(report.file, Path(report.file), None, report.error) for report in missing]
    read = read_all(files, options.workers, limits_of(settings), traced=True)
    failed = False
    for reading in chain(absent, chain.from_iterable(file.readings for file in read)):
        failed |= not reading.ok
        for line in _shown(reading, options):
            print(line, flush=True)
    return int(failed)


def _shown(reading: Reading, options: argparse.Namespace) -> Sequence[str]:
    if options.json:
        return [json.dumps(to_record(reading), ensure_ascii=False)]
    return list(explain(reading)) if options.explain else to_tree(reading)


def ingest(
    paths: Sequence[Path], options: argparse.Namespace, settings: Settings, embedder: Embedder
) -> int:
    """Store the bulletins, showing progress; close with a table."""
    with (
        Library.open(settings.store, embedder, rebuild=options.rebuild) as library,
        progress_bar() as bar,
    ):
        task = bar.add_task("读入", total=None)

        def advance(file: FileReport) -> None:
            bar.update(task, completed=file.done, total=file.total or None, description=file.file)
            if options.json:
                print(json.dumps(as_record(file), ensure_ascii=False), flush=True)

        report = index_files(
            library,
            paths,
            workers=options.workers,
            prune=options.prune,
            force=options.force,
            accept=options.accept,
            limits=limits_of(settings),
            progress=advance,
        )
    (console if options.json else Console()).print(closing_table(report))
    for file in (*report.failed, *report.aside):
        print(file, file=sys.stderr)
    return int(not report.ok)


def progress_bar() -> Progress:
    """Return the bar shown on the terminal while files are read."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TextColumn("已用"),
        TimeElapsedColumn(),
        TextColumn("还要"),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=console, transient=True, speed_estimate_period=SPEED_OVER)


class Rate(ProgressColumn):
    """How many files are through in a second, or in a minute."""

    def render(self, task: Task) -> Text:
        """Return the rate in words, nothing where it is not known yet."""
        rate = task.finished_speed or task.speed
        if not rate:
            return Text("")
        return Text(f"{rate:,.1f} 份/秒" if rate >= 1 else f"{rate * 60:,.1f} 份/分")


def as_record(file: FileReport) -> dict[str, object]:
    """Return what became of a file as an object to print."""
    return {
        "file": file.file,
        "ok": file.outcome is not None,
        "outcome": file.outcome,
        "error": file.error,
        "findings": file.findings,
        "measures": file.measures,
        "warnings": list(file.warnings),
    }


def closing_table(report: IndexReport) -> Table:
    """Return the table that sums up a run."""
    table = Table(title="读入结果", title_justify="left")
    table.add_column("")
    table.add_column("数量", justify="right")
    rows = (
        ("通报", report.bulletins),
        ("问题", report.findings),
        ("整改措施", report.measures),
        *((word, len(report.of(outcome))) for outcome, word in WORDS.items()),
        ("移除", len(report.pruned)),
        ("失败", len(report.failed)),
    )
    for name, count in rows:
        table.add_row(name, str(count))
    return table


if __name__ == "__main__":
    sys.exit(main())
