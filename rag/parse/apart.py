"""Reading apart: files are read in a process of their own, with limits of memory and time.

A file can be made so that reading it takes hours or all memory, or breaks the reader down. Then the
process ends and the file is told as one that could not be read; the next file gets a new process.
The process is started at the first file and stays for the next. Where the system knows no limits of
memory (Windows), time alone is limited. What it does not know: how a file is read.
"""

import atexit
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

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


class _Gone(Exception):  # noqa: N818 - what happened, told by `Reader.read`
    """The process ended before it had said all."""


class Reader:
    """A process that reads one file at a time. `end` ends it, whatever it is at."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.alive = True
        self._started = False
        self._said: queue.SimpleQueue[Reading | _Gone | None] = queue.SimpleQueue()
        # No `multiprocessing`: it would run the program's own main module once more in the process.
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from rag.parse.apart import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, ["", *sys.path]))},
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._send(limits)

    def _listen(self) -> None:
        try:
            while True:
                self._said.put(pickle.load(self._out))  # noqa: S301  # nosec B301
        except Exception:  # the pipe ends, or breaks off within something
            self._said.put(_Gone())

    def _send(self, asked: object) -> None:
        with suppress(OSError):  # it has ended: `_listen` tells
            pickle.dump(asked, self._in)
            self._in.flush()

    def _heard(self, seconds: float) -> Reading | None:
        said = self._said.get(timeout=seconds)
        if isinstance(said, _Gone):
            raise said
        return said

    def read(self, path: Path, *, traced: bool = False) -> Iterator[Reading]:
        """Yield a reading for each document in a file; one that breaks the reader is a failure."""
        try:
            if not self._started:
                self._started = self._heard(START_SECONDS) is None
            self._send((path, traced))
            while (reading := self._heard(self.limits.seconds)) is not None:
                yield reading
            return
        except queue.Empty:
            why = f"读了 {self.limits.seconds:g} 秒还没有读完，已经停止：可用 BQA_READ_SECONDS 调整"
        except _Gone:
            why = (
                f"读取时用完了 {self.limits.memory_mb} MB 内存（可用 BQA_READ_MEMORY_MB 调整），"
                "或者意外中断，没有读入"
            )
        self.end()
        name = shown_name(path.name)
        yield Reading(name, path, None, f"“{name}”{why}")

    def end(self) -> None:
        """End the process."""
        self.alive = False
        self._process.kill()
        self._process.wait()
        self._listener.join()
        with suppress(OSError):
            self._in.close()
        self._out.close()


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


@atexit.register
def _end_all() -> None:
    """End the readers that wait, with the program."""
    with _lock:
        while _idle:
            _idle.pop().end()


def read_apart(path: Path, limits: Limits, *, traced: bool = False) -> tuple[Reading, ...]:
    """Return a reading for each document in a file, read in a process of its own."""
    with _lent(limits) as reader:
        return tuple(reader.read(path, traced=traced))


def serve() -> None:
    """Read the files whose paths come in, until no more can come."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program, which ends us
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is not to stand between the readings
    with suppress(EOFError, BrokenPipeError, MemoryError):
        limits: Limits = pickle.load(sys.stdin.buffer)  # noqa: S301  # nosec B301
        _limit_memory(limits.memory_mb)
        _tell(out, None)  # ready
        while True:
            path, traced = pickle.load(sys.stdin.buffer)  # noqa: S301  # nosec B301
            _limit_time(limits.seconds)
            for reading in read_file(path, max_mb=limits.file_mb):
                _tell(out, reading if traced else replace(reading, trace=()))
                _limit_time(limits.seconds)
            _tell(out, None)


def _tell(out: BinaryIO, said: Reading | None) -> None:
    out.write(pickle.dumps(said))
    out.flush()


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
