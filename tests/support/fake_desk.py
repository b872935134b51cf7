"""Stand-ins for the web tests: two small bulletins, a shelf, an assistant that quotes them."""

import asyncio
import tempfile
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI

from rag.answer import Answer, Citation, Evidence, Group, Scope, Suggestion, Turn
from rag.body import Body, Mark, Paragraph, Run
from rag.borrow.borrow import Borrowed
from rag.borrow.draft import draft
from rag.borrow.own import own_findings
from rag.borrow.similar import Alike, Among, Taken
from rag.bulletin import Bulletin, Finding, Measure, Part, Section, Span, Status
from rag.evidence.found import Found
from rag.kinds.kinds import MeasureKind
from rag.settings import Settings
from rag.store.catalog import EVERYTHING, Where
from web.api.stream import Streams
from web.desk import Desk
from web.feedback import FeedbackBook

TEXT = """中共{agency}党组关于巡察整改情况的通报
一、组织情况
党组召开会议部署整改。联系电话:010-12345678。
二、整改情况
1.关于“采购程序不规范”的问题。
整改情况:已完成。一是修订《采购管理办法》,明确3类审批权限。二是对2023年的12个采购项目开展自查。
2.关于“会议记录不完整”的问题。
整改情况:正在推进。一是统一会议记录本<b>样式</b>。"""


def bulletin(id: str, agency: str, region: str) -> Bulletin:
    text = TEXT.format(agency=agency)

    def span(words: str) -> Span:
        start = text.index(words)
        return Span(start, start + len(words))

    def finding(order: int, title: str, end: int, status: Status, *measures: str) -> Finding:
        heading = span(f"{order}.关于“{title}”的问题。")
        found = tuple(Measure(i, span(words)) for i, words in enumerate(measures, 1))
        whole = Span(heading.start, end)
        title = f"关于“{title}”的问题"
        return Finding(id, order, order, title, None, status, str(status), whole, heading, found)

    cut = text.index("2.关于“会议")
    first = "一是修订《采购管理办法》,明确3类审批权限。"
    second = "二是对2023年的12个采购项目开展自查。"
    findings = (
        finding(1, "采购程序不规范", cut, Status.DONE, first, second),
        finding(2, "会议记录不完整", len(text), Status.ONGOING, "一是统一会议记录本<b>样式</b>。"),
    )
    parts = text.index("一、组织情况"), text.index("二、整改情况")
    sections = (
        Section("一、组织情况", Span(*parts), Part.ORGANISATION),
        Section("二、整改情况", Span(parts[1], len(text)), Part.FINDINGS),
    )
    return Bulletin(
        id=id,
        source=f"{id}.txt",
        title=f"中共{agency}党组关于巡察整改情况的通报",
        agency=agency,
        text=text,
        sections=sections,
        findings=findings,
        region=region,
        publish_date=date(2024, 5, 20),
    )


BULLETINS = (
    bulletin("a" * 12, "江城市水务局", "江城市"),
    bulletin("b" * 12, "海州市商务局", "海州市"),
)


class FakeShelf:
    """Two bulletins, looked up."""

    def bulletins(self) -> tuple[Bulletin, ...]:
        """Return both bulletins."""
        return BULLETINS

    def derived(self, build: Callable[[Any], Any]) -> Any:
        """Return what is made of both."""
        return build(SimpleNamespace(bulletins=self.bulletins()))

    def bulletin(self, bulletin_id: str) -> Bulletin | None:
        """Return one bulletin."""
        return next((b for b in BULLETINS if b.id == bulletin_id), None)


def cite(number: int, source: Bulletin, words: str) -> Citation:
    start = source.text.index(words)
    finding = next(f for f in source.findings if f.span.start <= start < f.span.end)
    end = start + len(words)
    return Citation(
        number, source.source, source.id, source.agency, finding.number, finding.title,
        start, end, words,
    )  # fmt: skip


class FakeAssistant:
    """Answers every question alike, in three snapshots; remembers what it was asked with.

    While `go` is not set it stands still after the first words, as a language model may.
    """

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.without: tuple[str, ...] = ()
        self.asked: list[tuple[str, Sequence[Turn], Where]] = []
        self.go = threading.Event()
        self.go.set()

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        where: Where = EVERYTHING,
        generate: bool | None = None,
        without: Collection[str] = (),
    ) -> Iterator[Answer]:
        """Yield how the question is understood, three drafts, then the settled answer."""
        self.asked.append((question, history, where))
        self.without = tuple(without)
        if self.error:
            raise self.error
        answer = settled(question)
        for count in range(len(SAID.blocks) + 1):
            body, maker = Body(SAID.blocks[:count]), "composed"
            if not self.go.is_set():
                maker = "generated"
                self.go.wait(timeout=10 if count == 2 else 0.1)
            yield replace(
                answer, text="", body=body, state="draft", suggestions=(), generator=maker
            )
        yield answer

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        where: Where = EVERYTHING,
        generate: bool | None = None,
        without: Collection[str] = (),
    ) -> Answer:
        """Return the settled answer."""
        return list(self.stream(question, history, where, generate))[-1]

    def understand(
        self, question: str, history: Sequence[Turn] = (), without: Collection[str] = ()
    ) -> Answer:
        """Return the first draft."""
        return replace(
            settled(question), text="", body=Body(), state="draft", citations=(), suggestions=()
        )

    def borrow(
        self, text: str, among: Among, limit: int, *, generate: bool = False
    ) -> tuple[Borrowed, ...]:
        """Return for every finding in the text the first of each bulletin admitted."""
        found = tuple(
            Alike(
                b,
                b.findings[0],
                0.9,
                (
                    Taken(b.findings[0].measures[0], (MeasureKind.RULES,)),
                    Taken(b.findings[0].measures[1], (MeasureKind.CHECKS,)),
                ),
                (("《采购管理办法》", b.findings[0].measures[0].span),),
                None,
            )
            for b in filter(among.admits, BULLETINS)
        )[:limit]
        return tuple(Borrowed(own, found, draft(own, found)) for own in own_findings(text))

    def find(self, question: str, where: Where = EVERYTHING) -> Found:
        """Return the first finding of every bulletin admitted."""
        bulletins = tuple(filter(where.admits, BULLETINS))
        found = [
            Evidence(b, b.findings[0], tuple(m.span for m in b.findings[0].measures), 0.9 - i / 10)
            for i, b in enumerate(bulletins)
        ]
        return Found(tuple(found), bulletins)


class ChangingAssistant:
    """Hands every question to whoever is the assistant now: a shared server, a fresh one per test."""

    def __init__(self) -> None:
        self.now = FakeAssistant()

    def stream(self, *asked: Any, **more: Any) -> Iterator[Answer]:
        """Answer as the assistant of now does."""
        return self.now.stream(*asked, **more)

    def ask(self, *asked: Any, **more: Any) -> Answer:
        """Answer as the assistant of now does."""
        return self.now.ask(*asked, **more)

    def understand(self, *asked: Any, **more: Any) -> Answer:
        """Understand as the assistant of now does."""
        return self.now.understand(*asked, **more)

    def borrow(self, *asked: Any, **more: Any) -> tuple[Borrowed, ...]:
        """Borrow as the assistant of now does."""
        return self.now.borrow(*asked, **more)

    def find(self, *asked: Any, **more: Any) -> Found:
        """Find what the assistant of now does."""
        return self.now.find(*asked, **more)


def paragraph(*pieces: str | int) -> Paragraph:
    """Return a paragraph: words, `**` before those that are strong, and numbers as marks."""
    runs = (
        Mark(p) if isinstance(p, int) else Run(p.removeprefix("**"), strong=p.startswith("**"))
        for p in pieces
    )
    return Paragraph((tuple(runs),))


SAID = Body(
    (
        paragraph("2 份通报中 2 份涉及采购。"),
        paragraph("**江城市水务局", ":修订办法 ", 1, ",自查", "**12", "个项目 ", 2, "。"),
        paragraph("**海州市商务局", ":明确3类审批权限。 ", 3),
    )
)


def settled(question: str) -> Answer:
    return Answer(
        question=question,
        standalone_question=question,
        intent="list",
        body=SAID,
        citations=(
            cite(1, BULLETINS[0], "一是修订《采购管理办法》,明确3类审批权限。"),
            cite(2, BULLETINS[0], "二是对2023年的12个采购项目开展自查。"),
            cite(3, BULLETINS[1], "明确3类审批权限。"),
        ),
        groups=(Group("江城市水务局", (1, 2)), Group("海州市商务局", (3,))),
        scope=Scope(agencies=("江城市水务局",), topic="采购"),
        suggestions=(Suggestion("会议记录问题改了吗?"),),
        timings={"all": 12.0},
    )


def fake_desk(assistant: FakeAssistant | None = None, store: Path | None = None) -> Desk:
    settings = Settings(store=store or Path(tempfile.mkdtemp(prefix="bulletins-")))
    book = FeedbackBook(settings.store / "feedback.db")
    return Desk(assistant or FakeAssistant(), FakeShelf(), settings, book)


def build_app(desk: Desk, streams: Streams | None = None) -> FastAPI:
    """Build the app inside a running event loop (else Gradio makes some and leaves them open).

    The loop has a thread of its own: in a browser test Playwright's runs in this one.
    """
    from web.application import create_app  # Gradio: seconds, which the library's tests spare

    async def build() -> FastAPI:
        return create_app(desk.assistant, desk.shelf, desk.settings, streams, desk.kept)

    with ThreadPoolExecutor(1) as builder:
        return builder.submit(asyncio.run, build()).result()
