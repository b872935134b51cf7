"""Who has asked and waits, and for how long.

A thread cannot be broken into: an answer looks at its deadline between its steps, each of which
takes a time that the length of the question bounds. What is long waits for what is as long, so
that short questions never wait for more than a few of them.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rag.errors import BulletinQAError

AT_ONCE = 2  # searches at the same time


LULL = 0.025  # seconds without a new question after which searching starts, where several came


HELD = 0.2  # seconds that a search is held back for others, at most


LONG = 400  # characters, earlier questions among them, from which a question counts as long


TOO_LONG = "这个问题花的时间太长，已经停止。请问得具体一些，或限定单位、地区。"
CROWDED = "现在提问的人太多，请稍后再问。"


class Overdue(BulletinQAError):
    """A question that took longer than the deadline."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a question is given up, on `time.monotonic`'s clock."""

    until: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """Return the deadline that many seconds from now."""
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """How many seconds are left, 0 where none are."""
        return max(0.0, self.until - time.monotonic())

    def check(self) -> None:
        """Raise `Overdue` where the time is over."""
        if not self.left:
            raise Overdue(TOO_LONG)


class Queue:
    """Who has asked and waits: all are told how they are understood before the first is searched.

    Searching keeps a core busy: more than a few at once would only make all of them late, and the
    first words of everybody else wait for it.
    """

    def __init__(self) -> None:
        self._free = threading.Semaphore(AT_ONCE)
        self._long = threading.Semaphore(1)
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
    def understood(self, characters: int, due: Deadline) -> Iterator[None]:
        """Have a question of this length understood; long ones one after the other."""
        if characters < LONG:
            yield
        else:
            with _held(self._long, due):
                yield

    @contextmanager
    def turn(self, due: Deadline) -> Iterator[None]:
        """Search, once nobody has come for a moment or one has waited long enough.

        Raise `Overdue` where the time is over before it is one's turn, or is already.
        """
        due.check()
        until = time.monotonic() + HELD
        while self._waiting > 1 and time.monotonic() < min(self._latest + LULL, until):
            time.sleep(LULL / 5)
        with _held(self._free, due):
            yield


@contextmanager
def _held(place: threading.Semaphore, due: Deadline) -> Iterator[None]:
    if not place.acquire(timeout=due.left):
        raise Overdue(CROWDED)
    try:
        yield
    finally:
        place.release()
