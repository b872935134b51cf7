"""Reading ahead: files are read in other processes (see `apart`) while others are taken in.

Files come in their order, and only so many are read ahead that what waits fits into memory
however slowly it is taken in. What it does not know: what becomes of what was read.
"""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from rag.parse.apart import Limits, read_apart
from rag.parse.reading import Reading
from rag.store.seen import Stamp, stamp_of

AHEAD = 8  # files read ahead for each process
WORTHWHILE = 200  # files; below, starting processes takes longer than reading


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read: its stamp from before, and a reading of each document in it."""

    path: Path
    stamp: Stamp | None
    readings: tuple[Reading, ...]


def read_all(
    files: Sequence[Path], workers: int | None, limits: Limits, *, traced: bool = False
) -> Iterator[Read]:
    """Yield the files, read, in their order; by as many processes as there are cores for None."""
    read = partial(_read, limits=limits, traced=traced)
    if workers is None:
        workers = (os.cpu_count() or 1) if len(files) >= WORTHWHILE else 1
    if workers == 1 or len(files) < 2:
        yield from map(read, files)
        return
    with ThreadPoolExecutor(workers) as pool:  # each thread waits for a process
        coming = iter(files)
        waiting: deque[Future[Read]] = deque()
        while True:
            some = islice(coming, AHEAD * workers - len(waiting))
            waiting.extend(pool.submit(read, path) for path in some)
            if not waiting:
                return
            yield waiting.popleft().result()


def _read(path: Path, limits: Limits, traced: bool) -> Read:
    stamp = stamp_of(path, int(limits.file_mb * 2**20))
    return Read(path, stamp, read_apart(path, limits, traced=traced))
