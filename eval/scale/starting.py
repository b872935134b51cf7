"""From nothing to the first answer, and how much memory is held then.

A process of its own opens the store or LangChain's collection, answers, and then answers all the
other questions: `python -m eval.scale.starting ours|other FOLDER QUESTIONS`. It prints a line after
the first and a line after the last. Memory is what is resident, with the pages of mapped files that
are in memory.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from eval.scale.figures import Figure
from eval.scale.stock import Stock, open_chroma
from rag.embedding.embedder import load_embedder
from rag.settings import load_settings

STATUS = Path("/proc/self/status")


def starting(stock: Stock) -> Iterator[Figure]:
    """Start both sides, one after the other; yield the time and the memory."""
    ours, other = (_measured(side, stock) for side in ("ours", "other"))
    names = ("start", "memory.first", "memory.all")
    yield from map(Figure, names, ours, other)


def _measured(side: str, stock: Stock) -> tuple[float, float, float]:
    """Return the seconds to the first answer, and the MB then and in the end."""
    folder = stock.store if side == "ours" else stock.chroma
    command = [sys.executable, "-m", "eval.scale.starting", side, str(folder)]
    started = time.perf_counter()
    with subprocess.Popen([*command, str(stock.questions)], stdout=subprocess.PIPE) as process:
        assert process.stdout
        first = json.loads(process.stdout.readline())
        seconds = time.perf_counter() - started
        last = json.loads(process.stdout.readline())
    return round(seconds, 2), first["mb"], last["mb"]


def main(side: str, folder: str, questions: str) -> None:
    """Answer, telling of the first and of the last."""
    path = Path(folder)
    stock = Stock(Path(), Path(questions), path, path, 0)
    call = (_ours if side == "ours" else _other)(stock)
    for number, question in enumerate(stock.asked):
        call(question.question)
        if number == 0:
            _tell()
    _tell()


def _ours(stock: Stock) -> Callable[[str], object]:
    from rag.chat import Assistant
    from rag.store.library import Library

    settings = load_settings(store=stock.store)
    return Assistant(Library.open(stock.store, load_embedder(settings)), settings).ask


def _other(stock: Stock) -> Callable[[str], object]:
    chroma = open_chroma(stock, load_embedder(load_settings()))
    return lambda question: chroma.similarity_search(question, k=4)


def _tell() -> None:
    print(json.dumps({"mb": resident_mb()}), flush=True)


def resident_mb() -> float:
    """Return the memory resident in this process; where Linux does not tell it, the most so far."""
    if STATUS.exists():
        lines = dict(line.split(":", 1) for line in STATUS.read_text("utf-8").splitlines())
        return round(int(lines["VmRSS"].split()[0]) / 1024, 1)
    import resource

    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
