"""What a reading left out: lines that no finding took, numerals that jump, missing measures.

Every line of a source is kept or dropped by a named rule, and every kept line is in a section; but
a line can still be lost where it is read as something that it is not. Lines outside the findings
that look like a part of one are counted, shown by `--explain`, and lower the confidence. What it
does not know: lines that were taken for a part of the wrong finding.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.bulletin import Bulletin, Part, Span
from rag.parse.chrome import Judged, Zone
from rag.parse.dialects import LABEL, label_role
from rag.parse.numerals import numeral
from rag.parse.page import Page
from rag.parse.rows import roles_of
from rag.parse.wording import is_problem

UNREAD = "未读入"  # the role of a line that was left out


@dataclass(frozen=True, slots=True)
class Loss:
    """A line that was left out: its number in the source, its words, and what it looks like."""

    number: int
    words: str
    rule: str


def losses(page: Page, bulletin: Bulletin) -> tuple[Loss, ...]:
    """Return the lines that look like a part of a finding and are in none."""
    found = [
        Loss(one.line.number, one.line.words, rule)
        for one in page.judged
        if one.zone is Zone.CHROME and (rule := _looks_dropped(one))
    ]
    silent = _silent_parts(bulletin)
    found += [
        Loss(one.line.number, one.line.words, rule)
        for one in _outside(page, bulletin)
        if (rule := _looks_like(one) or _stands_in(silent, one))
    ]
    return tuple(sorted(found, key=lambda loss: loss.number))


def _outside(page: Page, bulletin: Bulletin) -> Iterator[Judged]:
    """Yield the lines of the findings part that are in no finding, and those in no section."""
    findings = iter(bulletin.findings)
    finding = next(findings, None)
    parts = [s.span for s in bulletin.sections if s.part is Part.FINDINGS]
    known = [s.span for s in bulletin.sections]
    for one in page.kept:
        at = one.line.start
        while finding is not None and finding.span.end <= at:
            finding = next(findings, None)
        if finding is not None and finding.span.start <= at:
            continue
        if any(s.start <= at < s.end for s in parts) or not any(
            s.start <= at < s.end for s in known
        ):
            yield one


def _silent_parts(bulletin: Bulletin) -> list[Span]:
    """Return the parts that are said to report findings, and in which none was read."""
    parts = [s.span for s in bulletin.sections if s.part is Part.FINDINGS]
    return [part for part in parts if not any(part.covers(f.span) for f in bulletin.findings)]


def _stands_in(silent: list[Span], one: Judged) -> str:
    """Return what a line is that has a body and stands in such a part, "" for any other."""
    bodied = "。" in one.line.folded[:-1] and len(one.line.folded) > BODY
    within = any(part.start <= one.line.start < part.end for part in silent)
    return "整改部分没有读出问题" if bodied and within else ""


BODY = 24  # characters; a shorter line is a heading
LISTED = re.compile(r"一是|二是|三是|四是|[(][1-9][)]|[①-⑳]|整改(?:措施|情况)")
COPIES = ("页首", "页尾")  # rules by which a page's other words are dropped


def _looks_like(one: Judged) -> str:
    """Return what a kept line outside the findings looks like, "" where it is like a heading."""
    text = one.line.folded
    if "\t" in text:
        filled = sum(bool(cell.strip()) for cell in text.split("\t"))
        return "表格行" if filled > 1 and not roles_of(one.line) else ""
    label = LABEL.match(text)
    if label and label_role(label[1]) in ("measures", "status") and label.end() < len(text):
        return f"标签“{label[1]}”"
    return "编号的措施" if LISTED.match(text) and len(text) > 12 else ""


def _looks_dropped(one: Judged) -> str:
    """Return what a dropped line looks like, "" where it is the page's own."""
    if one.rule not in COPIES:
        return ""
    text = one.line.folded
    found = numeral(one.line)
    if found is not None and is_problem(text[found[2] :]):
        return f"{one.rule}:问题标题"
    label = LABEL.match(text)
    told = label is not None and label_role(label[1]) == "measures" and len(text) > label.end() + 12
    return f"{one.rule}:整改情况" if told or ("一是" in text and "二是" in text) else ""


def loss_warnings(found: tuple[Loss, ...]) -> list[str]:
    """Return a warning that says how much was left out, none where nothing was."""
    if not found:
        return []
    words = sum(len(loss.words) for loss in found)
    first = found[0].words[:16].replace("\t", " ")
    return [
        f"有 {len(found)} 行（{words} 字）没有读入任何问题，如第 {found[0].number} 行“{first}…”："
        f"请用 --explain 查看标为“{UNREAD}”的行"
    ]


def gap_warnings(bulletin: Bulletin) -> list[str]:
    """Return warnings on numerals that jump and on findings without measures."""
    warnings = []
    findings = bulletin.findings
    for above, below in zip(findings, findings[1:], strict=False):
        if (
            above.number is not None
            and below.number is not None
            and below.number > above.number + 1
        ):
            warnings.append(
                f"问题序号从 {above.number} 跳到 {below.number}：请核对原文是否缺少其间的问题"
            )
    bare = [finding.order for finding in findings if not finding.measures]
    if bare and len(bare) < len(findings) / 2:
        orders = "、".join(map(str, bare[:SHOWN])) + ("等" if len(bare) > SHOWN else "")
        warnings.append(f"有 {len(bare)} 个问题没有读出整改措施（第 {orders} 个）：请核对原文")
    return warnings


SHOWN = 8  # findings that a warning names
