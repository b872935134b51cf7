"""Answers from processes of their own: the same answers, a deadline, nothing lost with a worker."""

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from rag.answer import Answer
from rag.chat import Assistant, QuestionError
from rag.settings import Settings
from rag.store.library import Library
from rag.workers import Overdue, WorkerError, Workers
from tests.support.evidence import many
from tests.support.fakes import bigram_embedder

DRAFTS, PACE = 50, 0.02


class Echo:
    """Answers with its process and the drafts it ever made; some questions are trouble."""

    drafts = 0

    def grown(self, question: str, *_: Any, glance: bool) -> Iterator[Answer]:
        """Answer, unless the question is trouble; bit by bit where that is wanted."""
        for at in range(DRAFTS if glance else 0):
            time.sleep(PACE)
            self.drafts += 1
            yield Answer(question, question, "lookup", text=str(at), state="draft")
        if question == "太久":
            time.sleep(60)
        if question == "崩溃":
            os._exit(3)
        if question == "不行":
            raise QuestionError("不行")
        yield Answer(question, question, "lookup", text=f"{os.getpid()} {self.drafts}")


def echo(_: Settings) -> Echo:
    return Echo()


def real(settings: Settings) -> Assistant:
    return Assistant(Library.open(settings.store, bigram_embedder()), settings)


def workers_of(number: int, make: Any = echo, **known: Any) -> Workers:
    settings = Settings(_env_file=None, **({"deadline": 20} | known))
    own: Any = SimpleNamespace(library=None, settings=settings, generator=None)
    return Workers(own, make, number)


@pytest.fixture(scope="module")
def one() -> Iterator[Workers]:
    workers = workers_of(1)
    yield workers
    workers.close()


def test_a_worker_answers_in_a_process_of_its_own(one):
    assert int(one.ask("问").text.split()[0]) != os.getpid()


def test_what_a_worker_raises_is_raised_here_and_it_goes_on(one):
    with pytest.raises(QuestionError, match="不行"):
        one.ask("不行")
    assert one.ask("问").question == "问"


def test_a_worker_that_ends_is_replaced(one):
    with pytest.raises(WorkerError, match="再问一次"):
        one.ask("崩溃")
    assert one.ask("问").question == "问"


def test_a_stream_left_off_early_leaves_the_worker_free(one):
    stream = one.stream("问")
    assert next(stream).text == "0"
    stream.close()
    after = one.ask("另一个")
    assert after.question == "另一个" and int(after.text.split()[1]) < DRAFTS


def test_an_empty_question_reaches_no_worker(one):
    with pytest.raises(QuestionError):
        one.ask("  ")


def test_a_question_beyond_the_deadline_is_told_so_and_holds_nobody_else():
    workers = workers_of(1, deadline=2)
    try:
        with pytest.raises(Overdue, match="太长"):
            workers.ask("太久")
        workers.settings = workers.settings.model_copy(update={"deadline": 20})
        assert workers.ask("问").question == "问"
    finally:
        workers.close()


def test_as_many_are_answered_at_once_as_there_are_workers():
    workers, said = workers_of(2), []
    try:
        threads = [
            threading.Thread(
                target=lambda: said.append([*workers.stream("问")][-1].text.split()[0])
            )
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(set(said)) == 2
    finally:
        workers.close()


def test_a_worker_gives_the_answer_that_the_server_would(tmp_path):
    with Library.open(tmp_path, bigram_embedder()) as library:
        library.add_all([(bulletin, bulletin.source) for bulletin in many(3)])
        settings = Settings(_env_file=None, store=tmp_path, deadline=60)
        own = Assistant(library, settings)
        workers = Workers(own, real, 1)
        try:
            asked = "各单位的党费是怎么整改的？"
            ours, theirs = own.ask(asked), workers.ask(asked)
            assert replace(theirs, timings={}) == replace(ours, timings={})
        finally:
            workers.close()
