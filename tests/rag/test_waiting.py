"""The queue before the search: those who have just asked go first, and nobody waits for long."""

import threading
import time

import pytest

from rag.waiting import HELD, LONG, LULL, Deadline, Overdue, Queue


def waited(line):
    started = time.monotonic()
    with line.turn(Deadline.after(60)):
        return time.monotonic() - started


def test_searching_waits_for_those_who_have_just_asked():
    line = Queue()
    with line.joined():
        alone = waited(line)
        with line.joined():
            assert alone < LULL / 2 < waited(line) < HELD


def test_nobody_is_held_back_for_long():
    line, over = Queue(), threading.Event()

    def keep_asking():
        while not over.wait(LULL / 5):
            with line.joined():
                pass

    crowd = threading.Thread(target=keep_asking)
    crowd.start()
    try:
        with line.joined(), line.joined():
            assert waited(line) < 2 * HELD
    finally:
        over.set()
        crowd.join()


def test_whose_time_is_over_is_told_so_and_not_searched():
    with pytest.raises(Overdue, match="时间太长"), Queue().turn(Deadline.after(0)):
        pass


def test_who_waits_for_others_until_the_deadline_is_told_so():
    line, due = Queue(), Deadline.after(60)
    with line.turn(due), line.turn(due):
        with pytest.raises(Overdue, match="人太多"), line.turn(Deadline.after(0.05)):
            pass
    assert waited(line) < HELD


def test_a_long_question_waits_for_a_long_one_and_a_short_one_does_not():
    line, soon = Queue(), Deadline.after(0.05)
    with line.understood(LONG, Deadline.after(60)):
        with line.understood(LONG - 1, soon):
            pass
        with pytest.raises(Overdue), line.understood(LONG, soon):
            pass
