"""Reading apart: files are read in a process of their own, with limits of memory and time.

A file can be made so that reading it takes hours or all memory, or breaks the reader down. Then the
process ends and the file is told as one that could not be read; the next file gets a new process.
The process is started at the first file and stays for the next. Where the system knows no limits of
memory (Windows), time alone is limited. What it does not know: how a file is read.
"""

import multiprocessing
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

from rag.files.paths import shown_name
from rag.parse.reading import Reading, read_file

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

START_SECONDS = 120.0  # for the process itself to start, on a busy machine
IDLE = 64  # processes kept for the next file, at most


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be spent on a file: its size, and seconds and memory for each document in it."""

    file_mb: float = 50
    seconds: float = 120
    memory_mb: int = 2000


class Reader:
    """A process that reads one file at a time. `end` ends it, whatever it is at."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.alive = True
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(
            target=_serve, args=(theirs, limits), daemon=True
        )
        self._process.start()
        theirs.close()
        self._started = False

    def read(self, path: Path, *, traced: bool = False) -> Iterator[Reading]:
        """Yield a reading for each document in a file; one that breaks the reader is a failure."""
        name = shown_name(path.name)
        try:
            if not self._started and not self._pipe.poll(START_SECONDS):
                raise EOFError
            while not self._started:
                self._started = self._pipe.recv() is None
            self._pipe.send((path, traced))
            until = time.monotonic() + self.limits.seconds
            while self._pipe.poll(max(0.0, until - time.monotonic())):
                if (reading := self._pipe.recv()) is None:
                    return
                yield reading
                until = time.monotonic() + self.limits.seconds
            why = f"读了 {self.limits.seconds:g} 秒还没有读完，已经停止：可用 BQA_READ_SECONDS 调整"
        except (EOFError, OSError):
            why = f"读取时用完了 {self.limits.memory_mb} MB 内存，或者意外中断，没有读入"
        self.end()
        yield Reading(name, path, None, f"“{name}”{why}")

    def end(self) -> None:
        """End the process."""
        self.alive = False
        self._process.kill()
        self._process.join()
        self._pipe.close()


_idle: list[Reader] = []
_lock = threading.Lock()


@contextmanager
def _lent(limits: Limits) -> Iterator[Reader]:
    """Lend a reader with these limits, one that waits or a new one."""
    with _lock:
        fit = next((reader for reader in _idle if reader.limits == limits), None)
        if fit:
            _idle.remove(fit)
    reader = fit or Reader(limits)
    whole = False
    try:
        yield reader
        whole = True
    finally:
        with _lock:
            keep = whole and reader.alive and len(_idle) < IDLE
            if keep:
                _idle.append(reader)
        if not keep and reader.alive:
            reader.end()


def read_apart(path: Path, limits: Limits, *, traced: bool = False) -> tuple[Reading, ...]:
    """Return a reading for each document in a file, read in a process of its own."""
    with _lent(limits) as reader:
        return tuple(reader.read(path, traced=traced))


def _serve(pipe: Connection, limits: Limits) -> None:
    """Read the files whose paths come through the pipe, until it closes."""
    _limit_memory(limits.memory_mb)
    pipe.send(None)  # ready
    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt, MemoryError):
        while True:
            path, traced = pipe.recv()
            _limit_time(limits.seconds)
            for reading in read_file(path, max_mb=limits.file_mb):
                _limit_time(limits.seconds)
                pipe.send(reading if traced else replace(reading, trace=()))
            pipe.send(None)


def _limit_memory(most_mb: int) -> None:
    """Let this process take so much memory and no more, beside what it has."""
    if resource is not None:
        held = _held()
        resource.setrlimit(resource.RLIMIT_AS, (held + most_mb * 2**20,) * 2)


def _held() -> int:
    """Return how many bytes of addresses this process has, 0 where that is not told."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def _limit_time(seconds: float) -> None:
    """End this process where it is left alone with a document that takes too long."""
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime + 2 * seconds) + 10
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
