"""Answering in processes of their own: as many questions at once as there are workers.

A question keeps one core busy. In one process all share one interpreter; here each worker opens the
store for itself (its arrays are mapped, so shared) and answers one question at a time. A question
that takes longer than the deadline ends with its worker, and another worker takes its place. What
it does not know: what is answered (see `chat`).
"""

import multiprocessing
import queue
import signal
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from rag.answer import Answer, Turn
from rag.chat import Assistant
from rag.errors import BulletinQAError
from rag.settings import Settings
from rag.store.catalog import Where
from rag.waiting import CROWDED, TOO_LONG, Deadline, Overdue

Make = Callable[[Settings], Assistant]  # called in the worker

STOP = None  # sent to a worker that is to end, or to leave off what it is at


class WorkerError(BulletinQAError):
    """A worker that ended before it had answered."""


class Worker:
    """A process that answers one question at a time."""

    def __init__(self, settings: Settings, make: Make) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._pipe = ours
        self._process: SpawnProcess = context.Process(
            target=_serve, args=(theirs, settings, make), daemon=True
        )
        self._process.start()
        theirs.close()

    def answers(self, asked: tuple[object, ...], due: Deadline) -> Iterator[Answer]:
        """Yield what the worker answers, the settled answer last; raise what it raises.

        Left off early, it is told to leave off too.
        """
        self._pipe.send(asked)
        try:
            while isinstance(said := self._said(due), Answer):
                yield said
        except GeneratorExit:
            self._pipe.send(STOP)
            while isinstance(self._said(due), Answer):
                pass
            raise
        if said is not None:
            raise said

    def _said(self, due: Deadline) -> Answer | Exception | None:
        try:
            if not self._pipe.poll(due.left):
                raise Overdue(TOO_LONG)
            said: Answer | Exception | None = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise WorkerError("回答的进程意外结束，请再问一次。") from error
        return said

    def end(self) -> None:
        """End the process, whatever it is at."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


class Workers(Assistant):
    """An assistant whose answers come from workers; what is quick it does itself. Thread-safe."""

    def __init__(self, assistant: Assistant, make: Make, number: int) -> None:
        super().__init__(assistant.library, assistant.settings, assistant.generator)
        self._make = make
        self._free: queue.LifoQueue[Worker] = queue.LifoQueue()
        self._lock = threading.Lock()
        self._all = [Worker(self.settings, make) for _ in range(number)]
        for worker in self._all:
            self._free.put(worker)

    def grown(
        self,
        question: str,
        history: Sequence[Turn],
        where: Where,
        generate: bool | None,
        without: Collection[str],
        *,
        glance: bool = True,
    ) -> Iterator[Answer]:
        """Yield what a worker's assistant yields. Raise `Overdue` where it takes too long."""
        self._check(question.strip())
        due = self._due()
        try:
            worker = self._free.get(timeout=due.left)
        except queue.Empty:
            raise Overdue(CROWDED) from None
        try:
            yield from worker.answers((question, history, where, generate, without, glance), due)
        except (Overdue, WorkerError):
            worker = self._instead_of(worker)
            raise
        finally:
            self._free.put(worker)

    def _instead_of(self, worker: Worker) -> Worker:
        worker.end()
        fresh = Worker(self.settings, self._make)
        with self._lock:
            self._all[self._all.index(worker)] = fresh
        return fresh

    def close(self) -> None:
        """End all workers."""
        with self._lock:
            for worker in self._all:
                worker.end()


def _serve(pipe: Connection, settings: Settings, make: Make) -> None:
    """Answer what comes through the pipe until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which ends us
    assistant = make(settings)
    while True:
        try:
            asked = pipe.recv()
        except EOFError:
            return
        if asked is STOP:  # came after the answer was whole
            continue
        *question, glance = asked
        try:
            for answer in assistant.grown(*question, glance=glance):
                pipe.send(answer)
                if pipe.poll() and pipe.recv() is STOP:
                    break
            pipe.send(None)
        except BulletinQAError as error:
            pipe.send(error)
        except BrokenPipeError:
            return
