"""The API's routes for borrowing (借鉴): the findings of others like one's own, and a draft.

A text is pasted, or a file sent: a finding, or a whole feedback notice. Nothing of it is kept.
"""

import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from rag.borrow.borrow import Borrowed
from rag.borrow.own import MOST, OwnFindingError
from rag.borrow.similar import Alike, Among, by_kind
from rag.bulletin import Span, Status
from rag.errors import UnreadableFileError
from rag.files.documents import read_text
from rag.store.catalog import Where
from web.api.ask import REFUSALS
from web.desk import Desk
from web.guard.access import Caller, Door
from web.links import bulletin_path
from web.problems import Problem
from web.schemas import Name

LONGEST = 200_000  # characters of a text
LARGEST = 1.5  # megabytes of a file


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SimilarIn(_Model):
    """A finding or a feedback notice, and whose findings are looked at."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: str = Field(
        pattern=r"\S", max_length=LONGEST, examples=["固定资产账实不符，有的设备下落不明"],
        description="一个问题，或反馈意见全文",
    )  # fmt: skip
    regions: list[Name] = Field(default_factory=list, max_length=50, description="地区")
    body_kinds: list[Name] = Field(
        default_factory=list, max_length=20, description="单位类别：机关、国企、高校、医院、街道 …"
    )
    without: list[Name] = Field(
        default_factory=list, max_length=20, description="不看的单位，例如自己"
    )
    limit: int = Field(5, ge=1, le=20, description="每个问题至多几条")
    generate: bool = Field(False, description="由语言模型改写草稿；没有配置时不起作用")

    def among(self) -> Among:
        """Return which agencies are looked at."""
        return Among(
            Where(regions=tuple(self.regions)), tuple(self.body_kinds), tuple(self.without)
        )


class PassageOfOut(_Model):
    """A passage of a bulletin, in its own words."""

    bulletin_id: str
    agency: str
    source: str
    start: int
    end: int
    quote: str
    page: str = Field(description="the passage on the reading page")


class TakenOut(PassageOfOut):
    """A measure taken, with its kinds as the program judges them."""

    kinds: list[str]


class IssuedOut(PassageOfOut):
    """A document issued, in the sentence that says so."""

    title: str


class AlikeOut(_Model):
    """A finding of another agency, and what was done about it."""

    finding: PassageOfOut
    title: str
    number: int | None
    region: str | None
    body_kind: str | None
    nearness: float
    status: Status
    days: int | None = Field(description="from feedback to publication")
    measures: list[TakenOut]
    documents: list[IssuedOut]


class SentenceOut(_Model):
    """A sentence of a draft, and which of its `citations` it leans on."""

    kind: str
    text: str
    leans: list[int]


class CitedOut(PassageOfOut):
    """A numbered passage."""

    number: int


class DraftOut(_Model):
    """A draft with blanks 〔…〕; its first line says what it is."""

    first: str
    text: str
    sentences: list[SentenceOut]
    citations: list[CitedOut]
    generator: str


class BorrowedOut(_Model):
    """One finding of one's own, with others like it."""

    title: str
    text: str
    similar: list[AlikeOut]
    kinds: dict[str, int] = Field(description="how many of `similar` have a measure of each kind")
    draft: DraftOut | None


class SimilarOut(_Model):
    """Every finding read from the text, in its order."""

    findings: list[BorrowedOut]


def router(desk: Desk, door: Door) -> APIRouter:
    """Return the routes, bound to what answers them."""
    routes = APIRouter(tags=["借鉴"], responses=REFUSALS)
    may_ask = Depends(door.may("ask"))

    @routes.post("/similar")
    def similar(asked: SimilarIn, caller: Annotated[Caller, may_ask]) -> SimilarOut:
        """Return the findings of others most like each of one's own, and a draft."""
        return _answer(desk, asked, caller)

    @routes.post("/similar/file")
    def similar_file(
        file: Annotated[UploadFile, File(description="txt、docx、pdf …")],
        caller: Annotated[Caller, may_ask],
        limit: Annotated[int, Form(ge=1, le=20)] = 5,
    ) -> SimilarOut:
        """Return the same for the findings in a file."""
        text = text_of(file.filename or "", file.file.read())
        return _answer(desk, SimilarIn(text=text, limit=limit, generate=False), caller)

    return routes


def text_of(name: str, data: bytes) -> str:
    """Return the words of a file. Raise `Problem` where it cannot be read, or holds none."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sent{Path(name).suffix[:10].lower() or '.txt'}"
        path.write_bytes(data)
        try:
            text = read_text(path, max_mb=LARGEST)
        except UnreadableFileError as error:
            raise Problem("invalid", str(error), f"The file cannot be read: {error}") from error
    if not text.strip():
        raise Problem("invalid", "文件里没有文字。", "There are no words in the file.")
    return text[:LONGEST]


def borrowed(desk: Desk, asked: SimilarIn, among: Among) -> tuple[Borrowed, ...]:
    """Return what is borrowed. Raise `Problem` where there is no finding in the text."""
    try:
        return desk.assistant.borrow(asked.text, among, asked.limit, generate=asked.generate)
    except OwnFindingError as error:
        raise Problem("invalid", str(error), "No finding can be read in the text.") from error


def _answer(desk: Desk, asked: SimilarIn, caller: Caller) -> SimilarOut:
    among = asked.among()
    among = Among(caller.where(among.where), among.body_kinds, among.without)
    return SimilarOut(findings=[_out(one) for one in borrowed(desk, asked, among)[:MOST]])


def _out(one: Borrowed) -> BorrowedOut:
    return BorrowedOut(
        title=one.own.title,
        text=one.own.text,
        similar=[_alike(found) for found in one.found],
        kinds={str(kind): n for kind, n in by_kind(one.found).items()},
        draft=_draft(one),
    )


def _alike(one: Alike) -> AlikeOut:
    bulletin, finding = one.bulletin, one.finding
    return AlikeOut(
        finding=PassageOfOut(**_passage(one, finding.span.start, finding.span.end)),
        title=finding.title,
        number=finding.number,
        region=bulletin.region,
        body_kind=bulletin.body_kind,
        nearness=round(one.nearness, 3),
        status=finding.status,
        days=one.days,
        measures=[
            TakenOut(
                kinds=[str(kind) for kind in taken.kinds],
                **_passage(one, taken.measure.span.start, taken.measure.span.end),
            )
            for taken in one.measures
        ],
        documents=[
            IssuedOut(title=title, **_passage(one, span.start, span.end))
            for title, span in one.documents
        ],
    )


def _passage(one: Alike, start: int, end: int) -> dict[str, Any]:
    span = Span(start, end)
    return {
        "bulletin_id": one.bulletin.id,
        "agency": one.bulletin.agency,
        "source": one.bulletin.source,
        "start": start,
        "end": end,
        "quote": span.of(one.bulletin.text),
        "page": bulletin_path(one.bulletin.id, span),
    }


def _draft(one: Borrowed) -> DraftOut | None:
    if one.draft is None:
        return None
    cited = [
        CitedOut(
            number=c.number, bulletin_id=c.bulletin_id, agency=c.agency, source=c.source,
            start=c.start, end=c.end, quote=c.quote,
            page=bulletin_path(c.bulletin_id, c.place.span),
        )
        for c in one.draft.citations
    ]  # fmt: skip
    said = [
        SentenceOut(kind=str(s.kind), text=s.text, leans=list(s.leans)) for s in one.draft.sentences
    ]
    return DraftOut(
        first=one.draft.first, text=one.draft.text, sentences=said, citations=cited,
        generator=one.draft.generator,
    )  # fmt: skip
