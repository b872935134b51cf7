"""What a source says: the records read from one rectification bulletin (巡察整改通报).

All records point into `Bulletin.text` by half-open character offsets and hold no copies of it, so a
quotation is exact by construction: `bulletin.text[span.start:span.end]`.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    """How far a finding's rectification is (整改状态), normalised; the words stay in the text."""

    DONE = "已完成"
    MOSTLY = "基本完成"
    ONGOING = "正在推进"
    STANDING = "长期坚持"
    UNSTATED = "未说明"


class Part(StrEnum):
    """What a section of a bulletin is for."""

    PAGE = "页面信息"  # lines of the web page that hold facts: publication date, number, source
    OPENING = "导语"  # title, salutation and the paragraph on inspection and feedback
    ORGANISATION = "组织情况"  # how the agency organised the work (part one)
    FINDINGS = "问题整改"  # the part that reports the findings
    GROUP = (
        "问题类别"  # a group's heading inside that part, with the words before its first finding
    )
    NEXT = "下一步打算"  # next steps
    CONTACT = "联系方式"  # phone, address, mail
    SIGNATURE = "落款"  # who signed, and when


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of character offsets into `Bulletin.text`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of `text` that the span covers."""
        return text[self.start : self.end]

    def covers(self, other: "Span") -> bool:
        """Tell whether `other` lies inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Place:
    """A passage of a bulletin on file (出处): what citations and follow-ups point at."""

    bulletin_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Period:
    """The days of an inspection, both inclusive; None where the text does not say them exactly."""

    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure taken (整改措施): `order` counts from 1 within its finding."""

    order: int
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the bulletin under one heading, e.g. 一、巡察整改组织领导情况."""

    heading: str
    span: Span  # heading and body
    part: Part


@dataclass(frozen=True, slots=True)
class Finding:
    """One numbered finding (问题) with what was done about it.

    `order` counts from 1 through the bulletin; `number` is the numeral printed (it may restart or
    skip). `title` is the heading without its numeral and line breaks, e.g.
    关于“政府采购不合规”的问题; `heading` is its span, of 针对第1个问题: where an earlier part lists
    the problem by its title. `section` is the path of group headings
    above it, joined by " / ", or None. `status_words` is the text's own wording of the status, ""
    where it says none.
    """

    bulletin_id: str
    order: int
    number: int | None
    title: str
    section: str | None
    status: Status
    status_words: str
    span: Span  # heading and body
    heading: Span
    measures: tuple[Measure, ...]

    @property
    def id(self) -> str:
        """The finding's id, unique in a library."""
        return f"{self.bulletin_id}#{self.order}"

    @property
    def place(self) -> Place:
        """Where the finding stands, heading and body."""
        return Place(self.bulletin_id, self.span)


@dataclass(frozen=True, slots=True)
class Claims:
    """Totals that the bulletin claims of itself (导语或第一部分所称), None where it does not."""

    problems: int | None = None  # 问题 n 个
    done: int | None = None  # 已完成 n 个
    measures: int | None = None  # 整改措施 n 条
    rules: int | None = None  # 制度 n 项
    accountable: int | None = None  # 追责问责 n 人(次)


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One rectification bulletin as published by one agency.

    `id` is the first 12 hex digits of the SHA-256 of `text`. `source` is the file's name, `text`
    the source's words with page chrome dropped and nothing rewritten. Dates are None where the
    text does not state them beyond doubt; `warnings` (in Chinese) says what was left open and
    why. `aliases` are names by which the text itself calls the agency (以下简称…, 市发改委).
    `issuer` is the body that published the page where it is not the agency.
    """

    id: str
    source: str
    title: str
    agency: str
    text: str
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...]
    region: str | None = None  # 湖北省武汉市
    body_kind: str | None = None  # 机关, 国企, 高校, 医院, 街道 …
    issuer: str | None = None
    aliases: tuple[str, ...] = ()
    inspection_kind: str | None = None  # 巡察, 巡视, 审计, with 专项, 机动, 回头看 …
    inspecting_body: str | None = None  # 市委第一巡察组
    inspection_level: str | None = None  # 中央, 省级, 市级, 县级
    inspection_round: str | None = None  # 十四届市委第五轮
    inspection_period: Period = Period(None, None)
    feedback_date: date | None = None
    publish_date: date | None = None  # on the page
    signature_date: date | None = None  # under the text
    document_number: str | None = None
    url: str | None = None
    claims: Claims = field(default_factory=Claims)
    warnings: tuple[str, ...] = ()
    title_composed: bool = False  # the text has no title, `title` was made from its records
    unread: int = 0  # characters that look like a finding's, in none; and pages without words

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def shown_title(self) -> str:
        """The title to show: one that was composed is marked （拟题）."""
        return f"{self.title}（拟题）" if self.title_composed else self.title

    @property
    def published(self) -> date | None:
        """The date to show and sort by: on the page, else under the text."""
        return self.publish_date or self.signature_date

    @property
    def statuses(self) -> tuple[Status, ...]:
        """The status of each finding, in order."""
        return tuple(finding.status for finding in self.findings)

    def finding(self, order: int) -> Finding:
        """Return the finding with this order (from 1)."""
        return self.findings[order - 1]
