"""Text -> Bulletin: the steps of reading in order, and what each of them understood.

The page's chrome is judged first (`rag.parse.page`, `rag.parse.chrome`), then the headings of the
lines that stay are made a tree (`rag.parse.outline`), the tree divided into parts
(`rag.parse.parts`), and the part that reports findings into findings and measures
(`rag.parse.findings`, `rag.parse.measures`). The opening, the signature and the page give the
records (`rag.parse.describe`).
"""

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from rag.bulletin import Bulletin, Finding, Part, Span, Status
from rag.errors import NotABulletinError
from rag.parse.chrome import Zone
from rag.parse.describe import composed_title, describe
from rag.parse.dialects import LABEL, LABEL_LINE
from rag.parse.findings import Extent, extents, findings_of
from rag.parse.lines import NO_LEVELS, Line
from rag.parse.losses import UNREAD, Loss, gap_warnings, loss_warnings, losses
from rag.parse.numerals import Found, numerals
from rag.parse.outline import build
from rag.parse.page import Page, lay_page
from rag.parse.parts import Stretch, divide, tail
from rag.parse.sections import sections_of
from rag.parse.tables import broken_cells, find_tables, table_findings
from rag.text.chinese import fold

MOST_LINES = 20_000  # a long bulletin has a thousand; more is no bulletin, and slow to read


@dataclass(frozen=True, slots=True)
class Trace:
    """What one line of the source was taken for (`role`), and by which rule."""

    number: int
    role: str
    rule: str
    words: str


def parse_bulletin(text: str, source: str) -> Bulletin:
    """Return the bulletin in `text`. Raise `NotABulletinError` where there is none."""
    return read_bulletin(text, source)[0]


def read_bulletin(
    text: str, source: str, levels: Mapping[int, int] = NO_LEVELS
) -> tuple[Bulletin, tuple[Trace, ...]]:
    """Return the bulletin in `text` and how each line was read. Raise `NotABulletinError`.

    `levels` are the lines that the file marks as headings, and how deep (`rag.files.contents`).

    The error carries the records that could be read all the same, and the account of the lines.
    """
    if (lines := text.count("\n")) > MOST_LINES:
        raise NotABulletinError(
            f"“{source}”有 {lines} 行，远多于一份通报（至多 {MOST_LINES} 行）：请拆成单份后再收录"
        )
    page = lay_page(text, levels)
    body = [one.line for one in page.lines(Zone.BODY)]
    ending = tail(body)
    tables = find_tables(body)
    stretches = divide(
        build(body, broken_cells(body, tables)), ending[0][0] if ending else len(body)
    )
    found = extents(stretches, body)
    bulletin_id = hashlib.sha256(page.text.encode()).hexdigest()[:12]
    findings = findings_of(page.text, page.folded, bulletin_id, found, body)
    listed = list(table_findings(page.text, page.folded, bulletin_id, body, tables, 1))
    bulletin = Bulletin(
        id=bulletin_id,
        source=source,
        title="",
        agency="",
        text=page.text,
        sections=sections_of(page, stretches, ending, found, tables, listed),
        findings=merged(findings, tuple(listed)),
    )
    bulletin = describe(bulletin, page)
    lost = losses(page, bulletin)
    bulletin = replace(
        bulletin,
        warnings=(*bulletin.warnings, *loss_warnings(lost), *gap_warnings(bulletin)),
        unread=sum(len(loss.words) for loss in lost),
    )
    trace = tuple(_marked(_trace(page, bulletin, stretches, found), lost))
    if why := refusal(bulletin):
        raise NotABulletinError(f"“{source}”{why}", bulletin, trace)
    return titled(bulletin), trace


def titled(bulletin: Bulletin) -> Bulletin:
    """Return `bulletin` with a title: its own, else one that is composed and marked as such."""
    if bulletin.title:
        return bulletin
    return replace(bulletin, title=composed_title(bulletin), title_composed=True)


def merged(told: tuple[Finding, ...], listed: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings told in prose and those listed in tables, in the order of the text.

    A finding in prose that a table stands in is only the table's heading.
    """
    starts = [row.span.start for row in listed]
    alone = [f for f in told if not _any_within(starts, f.span)]
    if not listed:
        return told
    both = sorted((*alone, *listed), key=lambda finding: finding.span.start)
    return tuple(replace(finding, order=order) for order, finding in enumerate(both, 1))


def _any_within(starts: list[int], span: Span) -> bool:
    """Tell whether one of the ascending `starts` lies inside `span`."""
    at = bisect_left(starts, span.start)
    return at < len(starts) and starts[at] < span.end


RECTIFIED = re.compile(
    "现将[^。]{0,80}整改|整改[^。]{0,40}(?:公布|公示|公开|通报|报告|公告|说明)|已?完成整改"
)
REPORTS = re.compile("整改(?:情况|措施|结果|成效|进展|完成情况|落实情况)[:】]|完成情况:")


def refusal(bulletin: Bulletin) -> str | None:
    """Return why a text is not a rectification bulletin, None where it is one."""
    if not bulletin.findings:
        return "中没有逐条列出的问题整改情况,不是整改通报"
    told = [f for f in bulletin.findings if f.measures or f.status is not Status.UNSTATED]
    if len(told) < LEAST_TOLD * len(bulletin.findings):
        return "列出了问题,没有整改情况,不是整改通报"
    opening = "\n".join(
        s.span.of(bulletin.text) for s in bulletin.sections if s.part is Part.OPENING
    )
    stated = RECTIFIED.search(fold(opening))
    head = fold(f"{bulletin.title}\n{opening}")
    if near := next((near for near in NEAR_MISSES if near.words.search(head)), None):
        return f"{near.what},不是整改通报"
    states = sum(f.status is not Status.UNSTATED for f in bulletin.findings)
    if not stated and len(REPORTS.findall(fold(bulletin.text))) < 2 and states < 2:
        return "没有说明问题的整改情况(可能是反馈、会议或审计结果),不是整改通报"
    if not bulletin.agency:
        return "没有写明被巡察单位,不是一个单位的整改通报"
    if SUPERVISOR.search(fold(bulletin.agency)):
        return f"由“{bulletin.agency}”发布,是多个单位的汇总,不是一个单位的整改通报"
    return None


SUPERVISOR = re.compile("(?:巡察|巡视)(?:工作)?(?:领导小组|办)|(?:巡察|巡视)组$")


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Words of a title or an opening that only another kind of text has, and what that is."""

    what: str
    words: re.Pattern[str]


NEAR_MISSES = (
    NearMiss(
        "是整改方案(写的是打算),没有整改情况",
        re.compile(
            r"(?:整改|巡察|巡视)[^。\n]{0,40}(?:方案|计划|(?:任务|责任)清单)(?:\([^()\n]{2,10}\))?(?:的通知)?$"
            r"|(?:制定|形成)(?:本|如下|以下|了?如下)(?:整改)?(?:工作|实施|落实)?(?:方案|计划)",
            re.MULTILINE,
        ),
    ),
    NearMiss(
        "是典型问题的通报",
        re.compile(
            r"起[^。\n]{0,30}(?:问题|案例)的?通报$|现将[^。\n]{0,20}起[^。\n]{0,20}(?:问题|案例)[^。\n]{0,6}通报",
            re.MULTILINE,
        ),
    ),
    NearMiss(
        "是会议的消息",
        re.compile(r"(?:召开|举行)[^。\n]{0,30}(?:会议?|动员会|生活会)$", re.MULTILINE),
    ),
)
LEAST_TOLD = 0.3  # share of the findings that must say what was done


def _marked(traces: Iterator[Trace], lost: tuple[Loss, ...]) -> Iterator[Trace]:
    """Mark the lines that were left out."""
    rules = {(loss.number, loss.words): loss.rule for loss in lost}
    for trace in traces:
        rule = rules.get((trace.number, trace.words))
        yield replace(trace, role=UNREAD, rule=rule) if rule else trace


def _trace(
    page: Page, bulletin: Bulletin, stretches: list[Stretch], found: list[Extent]
) -> Iterator[Trace]:
    """Yield what each line of the source was taken for."""
    role_at = _roles(bulletin)
    parts = {s.node.line.start: s for s in stretches if s.node is not None}
    leaves = {extent.leaf.node.line.start: extent.leaf.rule for extent in found}
    body = [one.line for one in page.lines(Zone.BODY)]
    counts = {line.start: found for line, found in zip(body, numerals(body), strict=True)}
    kept = iter(page.kept)
    for one in page.judged:
        number, words = one.line.number, one.line.words
        if one.zone is Zone.CHROME:
            yield Trace(number, Zone.CHROME, one.rule, words)
            continue
        start = next(kept).line.start
        if start in leaves:
            yield Trace(number, "问题标题", leaves[start], words)
        elif start in parts:
            yield Trace(number, parts[start].part, parts[start].rule, words)
        else:
            yield Trace(
                number, role_at(start), one.rule or _form_of(one.line, counts.get(start)), words
            )


def _form_of(line: Line, found: Found | None) -> str:
    """Return what a line shows of itself: its numeral's form, its label, its cells, or nothing."""
    if "\t" in line.folded:
        return "表格行"
    if label := LABEL.match(line.folded) or LABEL_LINE.match(line.folded):
        return f"标签“{label[1]}”"
    return f"编号“{found[0].name}”" if found else "随上文"


def _roles(bulletin: Bulletin) -> Callable[[int], str]:
    """Return a function that says what the line at an offset of the text belongs to."""
    findings, sections = bulletin.findings, bulletin.sections
    starts = [finding.span.start for finding in findings]
    opens = [section.span.start for section in sections]

    def role(at: int) -> str:
        order = bisect_right(starts, at)
        if order and at < findings[order - 1].span.end:
            return f"问题{order}"
        inner = bisect_right(opens, at) - 1
        while inner > 0 and sections[inner].span.end <= at:
            inner -= 1
        return str(sections[inner].part)

    return role
