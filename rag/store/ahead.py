"""Reading ahead: files are read in other processes while what was read before is taken in.

Files come in their order, and only so many are read ahead that what waits fits into memory
however slowly it is taken in. What it does not know: what becomes of what was read.
"""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from rag.parse.reading import Reading, read_file
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
    files: Sequence[Path], workers: int | None, max_mb: float, *, traced: bool = False
) -> Iterator[Read]:
    """Yield the files, read, in their order; by as many processes as there are cores for None."""
    read = partial(_read, max_mb=max_mb, traced=traced)
    if workers is None:
        workers = (os.cpu_count() or 1) if len(files) >= WORTHWHILE else 1
    if workers == 1 or len(files) < 2:
        yield from map(read, files)
        return
    # not by fork: the parent may hold threads of the model and of the vector store
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        coming = iter(files)
        waiting: deque[Future[Read]] = deque()
        while True:
            some = islice(coming, AHEAD * workers - len(waiting))
            waiting.extend(pool.submit(read, path) for path in some)
            if not waiting:
                return
            yield waiting.popleft().result()


def _read(path: Path, max_mb: float, traced: bool) -> Read:
    stamp = stamp_of(path)
    readings = read_file(path, max_mb=max_mb)
    return Read(path, stamp, tuple(r if traced else replace(r, trace=()) for r in readings))
