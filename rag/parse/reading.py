"""Files -> readings: what was understood of each document, ready to store, print and explain.

A reading holds the bulletin, or the reason why there is none and what could be read all the same.
It can be shown as one record (`to_record`), as a tree for people (`to_tree`), and line by line
(`explain`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from rag.bulletin import Bulletin, Claims, Finding, Part, Period, Section
from rag.errors import NotABulletinError, told
from rag.files.documents import Document, read_documents
from rag.parse.corrections import apply_override, read_override
from rag.parse.parse import Trace, read_bulletin


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of a document; `bulletin` stands beside `error` if parts were."""

    file: str
    path: Path
    bulletin: Bulletin | None
    error: str | None = None
    trace: tuple[Trace, ...] = ()

    @property
    def ok(self) -> bool:
        """Tell whether the document is a bulletin."""
        return self.error is None


def read_file(path: Path, *, max_mb: float = 50) -> Iterator[Reading]:
    """Yield a reading for each document in the file: one, or as many as an archive holds."""
    for document in read_documents(path, max_mb=max_mb):
        yield read_document(document)


def read_document(document: Document) -> Reading:
    """Return what can be understood of a document; errors are part of the reading."""
    if document.error:
        return Reading(document.name, document.path, None, document.error)
    try:
        override = read_override(document.path)
        bulletin, trace = read_bulletin(document.text, document.name, document.levels)
        warned = replace(
            bulletin,
            warnings=(*document.warnings, *bulletin.warnings),
            unread=bulletin.unread + document.unread,
        )
        return Reading(document.name, document.path, apply_override(warned, override), None, trace)
    except NotABulletinError as error:
        stated = stated_only(error.partial) if error.partial is not None else None
        why = "；".join((str(error), *document.warnings))
        return Reading(document.name, document.path, stated, why, error.trace)
    except Exception as error:  # whatever it is, it is this document's failure, not the others'
        return Reading(document.name, document.path, None, told(error))


def stated_only(partial: Bulletin) -> Bulletin:
    """Return what a refused text states of itself: title, bodies and dates, nothing inferred."""
    return replace(
        partial,
        sections=(),
        findings=(),
        aliases=(),
        claims=Claims(),
        warnings=(),
        unread=0,
    )


def to_record(reading: Reading) -> dict[str, Any]:
    """Return a reading as the object that `ingest.py --dry-run --json` prints."""
    head = {"file": reading.file, "ok": reading.ok, "error": reading.error}
    bulletin = reading.bulletin
    if bulletin is None:
        return head | EMPTY
    period = bulletin.inspection_period
    return head | {
        "title": bulletin.title or None,
        "agency": bulletin.agency or None,
        "region": bulletin.region,
        "inspecting_body": bulletin.inspecting_body,
        "inspection_period": {"start": _iso(period.start), "end": _iso(period.end)},
        "feedback_date": _iso(bulletin.feedback_date),
        "publish_date": _iso(bulletin.published),
        "sections": [_section(section) for section in bulletin.sections],
        "findings": [_finding(bulletin, finding) for finding in bulletin.findings],
        "warnings": list(bulletin.warnings),
        **_more(bulletin),
    }


EMPTY: dict[str, Any] = {
    "title": None,
    "agency": None,
    "region": None,
    "inspecting_body": None,
    "inspection_period": {"start": None, "end": None},
    "feedback_date": None,
    "publish_date": None,
    "sections": [],
    "findings": [],
    "warnings": [],
}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _section(section: Section) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "part": section.part.value,
        "start": section.span.start,
        "end": section.span.end,
    }


def _finding(bulletin: Bulletin, finding: Finding) -> dict[str, Any]:
    return {
        "order": finding.order,
        "number": finding.number,
        "title": finding.title,
        "section": finding.section,
        "status": finding.status.value,
        "status_words": finding.status_words,
        "start": finding.span.start,
        "end": finding.span.end,
        "text": finding.span.of(bulletin.text),
        "measures": [measure.span.of(bulletin.text) for measure in finding.measures],
    }


def _more(bulletin: Bulletin) -> dict[str, Any]:
    """Return the records beyond the contract's."""
    claims = bulletin.claims
    return {
        "title_composed": bulletin.title_composed,
        "unread": bulletin.unread,
        "aliases": list(bulletin.aliases),
        "issuer": bulletin.issuer,
        "body_kind": bulletin.body_kind,
        "inspection_kind": bulletin.inspection_kind,
        "inspection_level": bulletin.inspection_level,
        "inspection_round": bulletin.inspection_round,
        "signature_date": _iso(bulletin.signature_date),
        "document_number": bulletin.document_number,
        "url": bulletin.url,
        "claims": {name: getattr(claims, name) for name in claims.__dataclass_fields__},
        "confidence": round(confidence(bulletin), 2),
    }


@dataclass(frozen=True, slots=True)
class Check:
    """Something that holds of a bulletin that was read well, and how much it weighs."""

    weight: float
    holds: Callable[[Bulletin], bool]


CHECKS = (
    Check(0.15, lambda b: bool(b.agency)),
    Check(0.1, lambda b: b.inspecting_body is not None),
    Check(0.1, lambda b: b.feedback_date is not None or b.inspection_period.start is not None),
    Check(0.05, lambda b: b.published is not None),
    Check(0.3, lambda b: _share_with_measures(b) >= 0.9),
    Check(0.15, lambda b: _numbers_run(b)),
    Check(0.15, lambda b: b.claims.problems in (None, len(b.findings))),
)


def confidence(bulletin: Bulletin) -> float:
    """Return how sure the reading is, 0..1: the weights of the checks that hold."""
    if not bulletin.findings:
        return 0.0
    sure = sum(check.weight for check in CHECKS if check.holds(bulletin))
    return max(0.0, sure - UNREAD_COST) if bulletin.unread else sure


UNREAD_COST = 0.2  # off the confidence where lines were left out


def _share_with_measures(bulletin: Bulletin) -> float:
    return sum(bool(finding.measures) for finding in bulletin.findings) / len(bulletin.findings)


def _numbers_run(bulletin: Bulletin) -> bool:
    """Tell whether each printed numeral follows the one before it, or starts again at one."""
    numbers = [finding.number for finding in bulletin.findings]
    steps = zip([0, *numbers], numbers, strict=False)
    return all(b is not None and (b == 1 or (a is not None and b == a + 1)) for a, b in steps)


def to_tree(reading: Reading) -> list[str]:
    """Return a reading as lines for people: records, parts, findings, warnings."""
    bulletin = reading.bulletin
    lines = [f"{reading.file}  {'✓ 整改通报' if reading.ok else '✗ ' + (reading.error or '')}"]
    if bulletin is None:
        return lines
    period = bulletin.inspection_period
    lines += [
        f"  {name}:{value}"
        for name, value in (
            ("标题", bulletin.shown_title),
            ("单位", "、".join((bulletin.agency, *bulletin.aliases))),
            ("地区", bulletin.region),
            ("巡察组", bulletin.inspecting_body),
            ("巡察时间", _days(period, always=reading.ok)),
            ("反馈", _iso(bulletin.feedback_date)),
            ("公布", _iso(bulletin.published)),
            ("可信度", f"{confidence(bulletin):.0%}" if reading.ok else ""),
        )
        if value
    ]
    for section in bulletin.sections:
        if section.part is Part.GROUP:
            continue
        lines.append(
            f"  [{section.part}] {section.heading or _start(section.span.of(bulletin.text))}"
        )
        if section.part is Part.FINDINGS:
            inside = [f for f in bulletin.findings if section.span.covers(f.span)]
            lines += _finding_lines(inside)
    return lines + [f"  ⚠ {warning}" for warning in bulletin.warnings]


def _days(period: Period, *, always: bool) -> str:
    """Return a period in words; "" where it is not known and need not be said."""
    if not always and period == Period(None, None):
        return ""
    return f"{_iso(period.start) or '—'} 至 {_iso(period.end) or '—'}"


def _finding_lines(findings: list[Finding]) -> Iterator[str]:
    group: str | None = None
    for finding in findings:
        if finding.section != group:
            group = finding.section
            yield f"    {group or ''}"
        number = finding.number if finding.number is not None else "—"
        yield (
            f"      {number:>3} {_start(finding.title, 40)}"
            f"  〔{finding.status},措施 {len(finding.measures)} 条〕"
        )


def _start(words: str, length: int = 30) -> str:
    first = words.split("\n", 1)[0]
    return first if len(first) <= length else first[:length] + "…"


def explain(reading: Reading) -> Iterator[str]:
    """Yield for each line of the source what it was taken for, and by which rule."""
    yield from to_tree(reading)[:1]
    for trace in reading.trace:
        yield f"{trace.number:>5}  {trace.role:<6}  {trace.rule:<14}  {_start(trace.words, 48)}"
