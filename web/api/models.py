"""What the API hands out, as pydantic models made from the library's records.

The models are the documentation of the API, and a test holds them to what is really sent.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from rag.answer import Citation, Generator, Group, Scope, State, Suggestion, Writing
from rag.bulletin import Bulletin, Finding, Measure, Section, Span, Status
from web.links import bulletin_path

Item = TypeVar("Item")


class _Out(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AnswerOut(_Out):
    """An answer: each [n] in `text` is the number of one of `citations`.

    A citation's `quote` is the bulletin's text from `start` to `end`, in characters. A group is one
    agency's share of the answer, `none` where its bulletin has nothing on the topic. `scope` is how
    the question was understood, `writing` what a chat model did, null where none took part.
    """

    question: str
    standalone_question: str = Field(description="the question made whole from the history")
    text: str = Field(description="Markdown")
    abstained: bool = Field(description="true where the bulletins do not hold the answer")
    intent: str
    state: State
    citations: list[Citation]
    groups: list[Group]
    scope: Scope
    suggestions: list[Suggestion]
    notes: list[str]
    confidence: float | None
    writing: Writing | None
    latency_ms: float
    generator: Generator


class PeriodOut(_Out):
    """The days of an inspection, null where the text does not say them."""

    start: date | None
    end: date | None


class BulletinBrief(_Out):
    """A bulletin without its text."""

    id: str
    source: str = Field(description="file name")
    title: str
    agency: str
    region: str | None
    body_kind: str | None
    inspecting_body: str | None
    inspection_kind: str | None
    inspection_round: str | None
    inspection_period: PeriodOut
    feedback_date: date | None
    published: date | None
    document_number: str | None
    url: str | None = Field(description="where it was published")
    findings: int = Field(description="how many")
    statuses: dict[str, int] = Field(description="findings by status")
    warnings: list[str]
    page: str = Field(description="its reading page on this server")


class MeasureOut(_Out):
    """One measure taken."""

    order: int
    start: int
    end: int
    text: str


class FindingOut(_Out):
    """One finding with what was done about it, in the bulletin's own words."""

    id: str
    bulletin_id: str
    agency: str
    source: str
    order: int
    number: int | None = Field(description="as printed")
    title: str
    section: str | None
    status: Status
    status_words: str
    start: int
    end: int
    text: str
    measures: list[MeasureOut]
    page: str = Field(description="the finding on its bulletin's reading page")


class SectionOut(_Out):
    """A stretch of the bulletin under one heading."""

    heading: str
    part: str
    start: int
    end: int


class BulletinOut(BulletinBrief):
    """A bulletin whole: offsets everywhere are characters of `text`."""

    text: str
    sections: list[SectionOut]
    records: list[FindingOut]


class Page(_Out, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    total: int
    limit: int
    offset: int
    next: str | None = Field(description="address of the next page, null on the last")
    note: str = Field(default="", description="筛选之后什么都不剩时：是哪一条，库中有哪些")


class PassageOut(_Out):
    """A passage with the words around it: its finding, or some lines."""

    bulletin_id: str
    agency: str
    title: str = Field(description="the bulletin's")
    source: str
    published: date | None
    finding: str | None = Field(description="the finding's heading")
    section: str | None
    status: str | None
    start: int
    end: int
    before: str
    quote: str
    after: str
    page: str = Field(description="the passage on the reading page")


class Health(_Out):
    """Whether the server answers."""

    status: Literal["ok"]
    bulletins: int


class Readiness(_Out):
    """Whether questions can be answered now; `reason` says why not."""

    status: Literal["ready", "not ready"]
    bulletins: int
    reason: str


def brief(bulletin: Bulletin) -> BulletinBrief:
    """Describe a bulletin without its text."""
    return BulletinBrief(**_described(bulletin))


def whole(bulletin: Bulletin) -> BulletinOut:
    """Describe a bulletin with text and records."""
    return BulletinOut(
        **_described(bulletin),
        text=bulletin.text,
        sections=[_section(section) for section in bulletin.sections],
        records=[finding_out(bulletin, finding) for finding in bulletin.findings],
    )


def _described(bulletin: Bulletin) -> dict[str, Any]:
    period = bulletin.inspection_period
    plain = (
        "id", "source", "title", "agency", "region", "body_kind", "inspecting_body",
        "inspection_kind", "inspection_round", "feedback_date", "published", "document_number",
        "url",
    )  # fmt: skip
    return {
        **{name: getattr(bulletin, name) for name in plain},
        "inspection_period": PeriodOut(start=period.start, end=period.end),
        "findings": len(bulletin.findings),
        "statuses": _counted(bulletin.findings),
        "warnings": list(bulletin.warnings),
        "page": bulletin_path(bulletin.id),
    }


def _counted(findings: Sequence[Finding]) -> dict[str, int]:
    statuses = [finding.status for finding in findings]
    return {str(status): statuses.count(status) for status in Status if status in statuses}


def _section(section: Section) -> SectionOut:
    span = section.span
    return SectionOut(
        heading=section.heading, part=str(section.part), start=span.start, end=span.end
    )


def finding_out(bulletin: Bulletin, finding: Finding) -> FindingOut:
    """Describe a finding with its words."""
    plain = ("id", "bulletin_id", "order", "number", "title", "section", "status", "status_words")
    return FindingOut(
        **{name: getattr(finding, name) for name in plain},
        agency=bulletin.agency,
        source=bulletin.source,
        start=finding.span.start,
        end=finding.span.end,
        text=finding.span.of(bulletin.text),
        measures=[_measure(bulletin, measure) for measure in finding.measures],
        page=bulletin_path(bulletin.id, finding.span),
    )


def _measure(bulletin: Bulletin, measure: Measure) -> MeasureOut:
    span = measure.span
    return MeasureOut(
        order=measure.order, start=span.start, end=span.end, text=span.of(bulletin.text)
    )


def passage_out(bulletin: Bulletin, span: Span, around: Span) -> PassageOut:
    """Describe a passage with the words around it."""
    finding = next((f for f in bulletin.findings if f.span.covers(span)), None)
    return PassageOut(
        bulletin_id=bulletin.id,
        agency=bulletin.agency,
        title=bulletin.shown_title,
        source=bulletin.source,
        published=bulletin.published,
        finding=finding.heading.of(bulletin.text) if finding else None,
        section=finding.section if finding else None,
        status=str(finding.status) if finding else None,
        start=span.start,
        end=span.end,
        before=bulletin.text[around.start : span.start],
        quote=span.of(bulletin.text),
        after=bulletin.text[span.end : around.end],
        page=bulletin_path(bulletin.id, span),
    )
