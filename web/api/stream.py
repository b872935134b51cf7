"""Answers as they grow, kept a while: a reader who was cut off goes on where it was.

A stream has an id, and its events numbers; `<id>-<n>` is what a browser sends back in
`Last-Event-ID`. Each snapshot is a whole answer so far, so whoever was away gets the newest alone.
When the last reader leaves, the answer is given up after a short grace; an answer in the making
stops at its next snapshot, since nothing can break into a thread.
Kept in this process: with several workers, whoever lands elsewhere asks anew.
"""

import asyncio
import secrets
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from dataclasses import dataclass

from starlette.concurrency import iterate_in_threadpool

from rag.answer import Answer

GRACE = 10.0  # seconds that an answer without readers goes on
KEPT = 120.0  # seconds that a settled stream can be resumed
PACE = 1 / 15  # seconds between drafts, at least
MOST = 500  # streams kept at once


@dataclass(frozen=True, slots=True)
class Event:
    """One event: an answer so far (`snapshot`), settled (`final`), or why there is none."""

    id: str
    answer: Answer | None
    error: Exception | None = None

    @property
    def name(self) -> str:
        """The event's type."""
        if self.answer is None:
            return "error"
        return "snapshot" if self.answer.state == "draft" else "final"


class Stream:
    """One answer in the making, and its readers."""

    def __init__(self, grace: float) -> None:
        self.grace = grace
        self.id = secrets.token_urlsafe(12)
        self.touched = time.monotonic()
        self.given_up = False
        self._newest: tuple[int, Event] | None = None
        self._ended = False
        self._readers = 0
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self, snapshots: Callable[[], Iterator[Answer]]) -> None:
        """Begin to make the answer."""
        self._task = asyncio.create_task(self._run(snapshots))

    async def _run(self, snapshots: Callable[[], Iterator[Answer]]) -> None:
        try:
            async for answer in iterate_in_threadpool(_until(snapshots, lambda: self.given_up)):
                self._tell(answer, None)
        except Exception as error:
            self._tell(None, error)
        finally:
            self._ended = True
            self._wake()

    def _tell(self, answer: Answer | None, error: Exception | None) -> None:
        number = self._newest[0] + 1 if self._newest else 1
        self._newest = number, Event(f"{self.id}-{number}", answer, error)
        self._wake()

    def _wake(self) -> None:
        self.touched = time.monotonic()
        self._changed.set()
        self._changed = asyncio.Event()

    async def follow(self, after: int = 0) -> AsyncGenerator[Event]:
        """Yield what is newer than event `after`, until the answer is settled."""
        self._readers += 1
        try:
            while True:
                changed = self._changed
                if self._newest and self._newest[0] > after:
                    after, event = self._newest
                    yield event
                elif self._ended:
                    return
                else:
                    await changed.wait()
        finally:
            self._readers -= 1
            if not self._readers and not self._ended:
                asyncio.get_running_loop().call_later(self.grace, self._give_up)

    def _give_up(self) -> None:
        self.given_up = not self._readers


def _until(
    snapshots: Callable[[], Iterator[Answer]], stop: Callable[[], bool]
) -> Generator[Answer]:
    """Yield snapshots, drafts at a steady pace, until told to stop; then let go of their maker."""
    making, due = snapshots(), 0.0
    try:
        for answer in making:
            if stop():
                return
            if answer.state != "draft" or time.monotonic() >= due:
                yield answer
                due = time.monotonic() + PACE
    finally:
        if isinstance(making, Generator):
            making.close()


class Streams:
    """The streams of late, by id."""

    def __init__(self, grace: float = GRACE) -> None:
        self.grace = grace
        self._kept: OrderedDict[str, Stream] = OrderedDict()

    def begin(self, snapshots: Callable[[], Iterator[Answer]]) -> Stream:
        """Begin a stream."""
        self._sweep()
        stream = Stream(self.grace)
        self._kept[stream.id] = stream
        stream.start(snapshots)
        return stream

    def resume(self, event_id: str | None) -> tuple[Stream, int] | None:
        """Return the stream of an event's id, and the event's number; None where it is gone."""
        id, _, number = (event_id or "").rpartition("-")
        stream = self._kept.get(id)
        if stream is None or stream.given_up or not (number.isascii() and number.isdecimal()):
            return None
        return stream, int(number)

    def _sweep(self) -> None:
        old = time.monotonic() - KEPT
        while self._kept:
            id, stream = next(iter(self._kept.items()))
            if stream.touched > old and len(self._kept) < MOST:
                return
            del self._kept[id]
