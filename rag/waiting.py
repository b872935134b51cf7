"""Who has asked and waits."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 2  # searches at the same time


LULL = 0.025  # seconds without a new question after which searching starts, where several came


HELD = 0.2  # seconds that a search is held back for others, at most


class Queue:
    """Who has asked and waits: all are told how they are understood before the first is searched.

    Searching keeps a core busy: more than a few at once would only make all of them late, and the
    first words of everybody else wait for it.
    """

    def __init__(self) -> None:
        self._free = threading.Semaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._waiting = 0
        self._latest = 0.0

    @contextmanager
    def joined(self) -> Iterator[None]:
        """Stand in line from the question to its evidence."""
        with self._lock:
            self._waiting += 1
            self._latest = time.monotonic()
        try:
            yield
        finally:
            with self._lock:
                self._waiting -= 1

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Search, once nobody has come for a moment or one has waited long enough."""
        until = time.monotonic() + HELD
        while self._waiting > 1 and time.monotonic() < min(self._latest + LULL, until):
            time.sleep(LULL / 5)
        with self._free:
            yield
