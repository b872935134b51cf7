"""How long many people at once wait for the first words: `python -m eval.load [--url URL]`.

Starts the app in a process of its own (or asks the one at `--url`) and asks it from here in bursts:
everybody has the page open and asks at the same moment, every question a different one; first the
way the page in a browser does it, then by the API's stream. Of each burst three moments are taken:
how the question is understood, the first words of the answer, the whole answer. This process spends
little, but it spends it on the same cores.
"""

import argparse
import asyncio
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from rich.console import Console
from rich.table import Table

from eval.measure.asking import turns
from eval.sets.questions import read_questions
from eval.sets.stores import QUESTIONS

RESULTS = Path("eval/results/load.jsonl")
FIRST_WORDS = "/page/first-words"
PATIENCE = 60.0  # seconds after which a question counts as failed
READY = "已就绪"
OPENINGS = ("", "请问", "想了解一下:", "麻烦查一下:", "帮我看看,")  # so that no question is old


@dataclass(frozen=True, slots=True)
class Wait:
    """How long one person waited, in milliseconds; all None where the answer did not come."""

    understood: float | None = None
    words: float | None = None
    whole: float | None = None


@dataclass(frozen=True, slots=True)
class Burst:
    """What was measured of people asking at once, by one way of asking."""

    way: str
    at_once: int
    asked: int
    failed: int
    understood: tuple[float, float]  # median and 95th percentile, milliseconds
    words: tuple[float, float]
    whole: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Server:
    """Where the app is, and which of the page's events asks and which opens, by their numbers."""

    host: str
    port: int
    event: int = 0
    opening: int = 0
    inputs: tuple[object, ...] = ()


Ask = Callable[[Server, str, str], Awaitable[Wait]]


async def open_page(server: Server, person: str) -> None:
    """Do what the page does when it is opened, as far as the server keeps anything of it."""
    async for line in _events(server, person, server.opening, []):
        if b'"process_completed"' in line:
            return


async def by_page(server: Server, person: str, question: str) -> Wait:
    """Ask as the page does: get the first words, queue Gradio's event, listen to its stream."""
    started = time.perf_counter()
    wait = 0
    async for line in _lines(server, "POST", FIRST_WORDS, {"question": question}):
        wait = json.loads(line)["wait"]
    understood, words = 1000 * (time.perf_counter() - started), None
    await asyncio.sleep(wait / 1000)
    async for line in _events(server, person, server.event, [question, *server.inputs[1:]]):
        now = 1000 * (time.perf_counter() - started)
        if b'"process_generating"' in line:
            words = words or (now if b"(#do-copy-" in line or b"(#src-" in line else None)
        elif b'"process_completed"' in line:
            if b'"success":false' in line.replace(b" ", b""):
                raise OSError(line.decode())
            return Wait(understood, words or now, now)
    raise OSError("the stream ended early")


async def _events(
    server: Server, person: str, event: int, data: Sequence[object]
) -> AsyncIterator[bytes]:
    """Set off one of the page's events and yield what its stream says."""
    joining = {"data": data, "fn_index": event, "session_hash": person}
    async for line in _lines(server, "POST", "/gradio_api/queue/join", joining):
        if b"event_id" not in line:
            raise OSError(line.decode())
    async for line in _lines(server, "GET", f"/gradio_api/queue/data?session_hash={person}"):
        yield line


async def by_api(server: Server, person: str, question: str) -> Wait:
    """Ask by the API's event stream."""
    started = time.perf_counter()
    understood = words = None
    async for line in _lines(server, "POST", "/api/ask/stream", {"question": question}):
        if line.startswith(b"data: {"):
            now = 1000 * (time.perf_counter() - started)
            answer = json.loads(line[6:])
            understood = understood or now
            words = words or (now if answer.get("text") else None)
            if answer.get("state") != "draft":
                return Wait(understood, words or now, now)
    raise OSError("the stream ended early")


async def _lines(
    server: Server, method: str, path: str, body: object = None
) -> AsyncIterator[bytes]:
    """Yield the lines of a response; raise `OSError` where its status is not 200."""
    content = json.dumps(body).encode() if body is not None else b""
    head = (
        f"{method} {path} HTTP/1.0\r\nHost: {server.host}:{server.port}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
        "Connection: close\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection(server.host, server.port, limit=2**24)
    try:
        writer.write(head.encode() + content)
        status = await reader.readline()
        if b" 200 " not in status:
            raise OSError(status.decode().strip())
        while await reader.readline() != b"\r\n":  # the headers
            pass
        while line := await reader.readline():
            if line.strip():
                yield line
    finally:
        writer.close()


WAYS: dict[str, Ask] = {"page": by_page, "api": by_api}


async def burst(server: Server, ask: Ask, questions: Sequence[str]) -> list[Wait]:
    """Ask all questions at the same moment, each in a page opened before."""
    people = [secrets.token_hex(8) for _ in questions]
    for person in people if ask is by_page else ():
        await open_page(server, person)

    async def one(person: str, question: str) -> Wait:
        try:
            return await asyncio.wait_for(ask(server, person, question), PATIENCE)
        except OSError as error:  # a timeout is one too
            print(f"失败：{question}:{error}", file=sys.stderr)
            return Wait()

    return list(await asyncio.gather(*map(one, people, questions)))


def measure(server: Server, way: str, at_once: int, rounds: int, asked: Iterator[str]) -> Burst:
    """Ask in `rounds` bursts of `at_once`."""
    waits: list[Wait] = []
    for _ in range(rounds):
        waits += asyncio.run(burst(server, WAYS[way], [next(asked) for _ in range(at_once)]))
        time.sleep(0.5)
    good = [wait for wait in waits if wait.whole is not None]
    moments = [_spread([getattr(w, name) for w in good]) for name in Wait.__slots__]
    return Burst(way, at_once, len(waits), len(waits) - len(good), *moments)


def _spread(times: Sequence[float]) -> tuple[float, float]:
    if not times:
        return (float("nan"), float("nan"))
    middle, high = np.percentile(np.asarray(times), [50, 95])
    return round(float(middle), 1), round(float(high), 1)


def fresh_questions() -> Iterator[str]:
    """Yield the evaluation's questions, in other words each time round."""
    known = [turn.question for turn in turns(read_questions(QUESTIONS))]
    for turn in count():
        opening = OPENINGS[turn % len(OPENINGS)] + "再" * (turn // len(OPENINGS))
        yield from (opening + question for question in known)


def server_at(url: str) -> Server:
    """Learn from the page's configuration which event asks."""
    parts = urlsplit(url)
    server = Server(parts.hostname or "127.0.0.1", parts.port or 80)

    async def config() -> bytes:
        return b"".join([line async for line in _lines(server, "GET", "/config")])

    page = json.loads(asyncio.run(config()))
    ids = {c["id"]: c for c in page["components"]}
    box = next(id for id, c in ids.items() if c["props"].get("elem_id") == "question")
    event = next(d for d in page["dependencies"] if [box, "submit"] in d["targets"])
    inputs = tuple(ids[id]["props"].get("value") for id in event["inputs"])
    opening = next(
        d["id"] for d in page["dependencies"] if d["targets"][0][1] == "load" and not d["inputs"]
    )
    return Server(server.host, server.port, event["id"], opening, inputs)


@contextmanager
def own_server() -> Iterator[str]:
    """Run the app over the bundled bulletins in a process of its own; yield its address."""
    with socket.socket() as free, TemporaryDirectory() as store:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [sys.executable, "app.py", "--port", str(port), "--store", store]
        settings = {"BQA_ASK_RATE": "1000000/minute", "BQA_READ_RATE": "1000000/minute"}
        process = subprocess.Popen(
            command, env=os.environ | settings, stdout=subprocess.PIPE, text=True
        )
        try:
            assert process.stdout
            if not any(READY in line for line in process.stdout):
                raise OSError("the app did not start")
            time.sleep(8)  # it warms up by itself
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def main(argv: Sequence[str] | None = None) -> int:
    """Measure; return the exit code: 1 where a question failed."""
    parser = argparse.ArgumentParser("python -m eval.load", description="多人同时提问要等多久")
    parser.add_argument("--url", help="正在运行的服务（默认自己启动一个）")
    parser.add_argument("--at-once", type=int, nargs="+", default=[1, 20, 50], help="同时几人")
    parser.add_argument("--rounds", type=int, default=5, help="每种几轮（默认 5）")
    parser.add_argument("--record", metavar="说明", help=f"追加到 {RESULTS}")
    options = parser.parse_args(argv)
    asked, bursts = fresh_questions(), list[Burst]()
    with own_server() if not options.url else _given(options.url) as url:
        server = server_at(url)
        for way in WAYS:
            measure(server, way, 4, 1, asked)
            for at_once in options.at_once:
                bursts.append(measure(server, way, at_once, options.rounds, asked))
    show(bursts)
    if options.record:
        note(bursts, options.record)
    return int(any(b.failed for b in bursts))


@contextmanager
def _given(url: str) -> Iterator[str]:
    yield url


def show(bursts: Sequence[Burst]) -> None:
    """Print the table."""
    table = Table(title="同时提问（毫秒，p50 / p95）")
    for title in ("途径", "同时", "次数", "失败", "如何理解", "答案首句", "全文"):
        table.add_column(title, justify="right")
    for b in bursts:
        moments = (f"{low:.0f} / {high:.0f}" for low, high in (b.understood, b.words, b.whole))
        table.add_row(b.way, str(b.at_once), str(b.asked), str(b.failed), *moments)
    Console(width=100).print(table)


def note(bursts: Sequence[Burst], words: str) -> None:
    """Write the measurement down, with how busy the machine was before it."""
    line: dict[str, Any] = {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "load": [round(load, 2) for load in os.getloadavg()],
        "note": words,
        "bursts": [asdict(b) for b in bursts],
    }
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
