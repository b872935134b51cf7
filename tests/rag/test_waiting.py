"""The queue before the search: those who have just asked go first, and nobody waits for long."""

import threading
import time

from rag.waiting import HELD, LULL, Queue


def waited(line):
    started = time.monotonic()
    with line.turn():
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
