"""Questions about the bulletin itself, answered from its records, each with its sentence.

Who inspected, when, feedback and publication dates, totals, contact; which bulletins an inspecting
body or a date picks out; which comes first or last by a record.

Long because each record of a bulletin is told in its own way.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from rag.body import AgencyHead, Item, Line, Mark, Run, between
from rag.bulletin import Bulletin, Finding, Part, Span, Status
from rag.compose.stated import PLACES, RANKS, VALUES, Comparable, day_of
from rag.compose.writer import Writer, in_line, merged
from rag.evidence.found import PART_LINES, Found, scope_of
from rag.question.plan import PARTS, Plan, Record, record_named
from rag.text.sentences import lines_in
from rag.text.titles import issued_by
from rag.text.words import INSPECTIONS

SHOWN = 60  # bulletins written out in one answer


def answer_records(plan: Plan, bulletins: Sequence[Bulletin], writer: Writer) -> Found:
    """Write what the records hold of what is asked; nothing cited where they hold none of it."""
    scope = scope_of(plan, bulletins)
    found = Found((), scope)
    if plan.superlative and plan.records and plan.records[0].name in RANKS:
        _superlative(plan, scope, writer)
        return found
    by_date = (record_named(_OF_DATE[plan.dated.record]),) if plan.dated else _DEFAULT
    records = plan.records or by_date
    scope = _head(plan, records, scope, writer)
    several = len(scope) > 1
    headed = len(writer.blocks)
    missing: list[tuple[Bulletin, Record]] = []
    for bulletin in scope[:SHOWN]:
        since = len(writer.citations)
        told = [(record, _told(record, bulletin, writer)) for record in records]
        said = [item for _, items in told for item in items]
        missing += [(bulletin, record) for record, items in told if not items]
        if several and said:
            writer.blocks.append(AgencyHead(bulletin.agency))
        writer.add(*said)
        writer.group(bulletin.agency, since, none=not said)
    if not writer.citations:
        del writer.blocks[:headed]
    if missing and (writer.citations or not _may_stand_elsewhere(plan)):
        _say_missing(missing, writer)
    writer.groups[:] = merged(writer.groups)
    if several and plan.summed:
        _say_sum(records, scope, writer)
    return Found((), scope)


def _head(
    plan: Plan, records: Sequence[Record], everyone: tuple[Bulletin, ...], writer: Writer
) -> tuple[Bulletin, ...]:
    """Say of which bulletins the records follow, which share one or lack one; return those."""
    scope = _of_kind(plan, everyone)
    labels = writer.join(writer.name(record.label) for record in plan.records)
    picked = plan.inspector or plan.dated or plan.round or len(scope) < len(everyone)
    if picked and not plan.agencies_named:
        names = writer.join(b.agency for b in scope[:SHOWN])
        writer.say("which", "lead", k=len(scope), names=names or "—")
    elif len(scope) > 1 and not plan.negated and not plan.same:
        writer.say("meta_head", "lead", total=len(scope), labels=labels)
    if plan.records and plan.same:
        scope = _alike(records[0], scope, writer)
    if plan.negated and (lacking := [b for b in scope if not _states(records, b)]):
        names, total = writer.join(b.agency for b in lacking), len(scope)
        writer.also("record_lacking", "lead", total=total, k=len(lacking), names=names, what=labels)
    return scope


def _of_kind(plan: Plan, scope: tuple[Bulletin, ...]) -> tuple[Bulletin, ...]:
    """Return the bulletins of the kind of inspection that a question names, all where none is."""
    named = {k for r in plan.records if r.name == "inspection_kind" for k in r.details}
    kept = tuple(b for b in scope if named <= set(INSPECTIONS.findall(_kind_said(b))))
    return kept if named and kept else scope


def _kind_said(bulletin: Bulletin) -> str:
    place = PLACES["inspection_kind"](bulletin)
    return f"{bulletin.inspection_kind or ''}{place.of(bulletin.text) if place else ''}"


def _alike(record: Record, scope: tuple[Bulletin, ...], writer: Writer) -> tuple[Bulletin, ...]:
    """Name the bulletins that share a value of a record; return them, all where none do."""
    groups: dict[object, list[Bulletin]] = {}
    for bulletin in scope:
        value = VALUES[record.name](bulletin) if record.name in VALUES else None
        if value:
            groups.setdefault(value, []).append(bulletin)
    shared = {value: group for value, group in groups.items() if len(group) > 1}
    for value, group in shared.items():
        names = writer.join(b.agency for b in group)
        label = writer.name(record.label)
        writer.also("shared", "lead", k=len(group), label=label, value=str(value), names=names)
    return tuple(b for group in shared.values() for b in group) or scope


COUNTS = frozenset({"problems", "done", "measures", "rules", "accountable"})
COUNTED = frozenset({"problems", "measures"})  # by us, where a bulletin states no total


def _say_sum(records: Sequence[Record], scope: Sequence[Bulletin], writer: Writer) -> None:
    """Add up a count over the bulletins, where each of them has it."""
    for record in records:
        values = [RANKS[record.name](b) for b in scope] if record.name in COUNTS else []
        numbers = [value for value in values if isinstance(value, int)]
        if len(numbers) == len(scope):
            total = sum(numbers)
            sums = " + ".join(map(str, numbers))
            writer.also("sum", "note", label=writer.name(record.label), total=total, sums=sums)


def _states(records: Sequence[Record], bulletin: Bulletin) -> bool:
    """Tell whether a bulletin states any of these records."""
    scratch = Writer()
    return any(_told(record, bulletin, scratch) for record in records)


_DEFAULT = (Record("inspecting_body", "巡察机构", ()), Record("inspection_period", "巡察时间", ()))


# The record that a date picks bulletins by.
_OF_DATE = {
    "published": "publish_date",
    "signature_date": "signature_date",
    "feedback_date": "feedback_date",
    "inspection": "inspection_period",
}


def _may_stand_elsewhere(plan: Plan) -> bool:
    """Tell whether the findings may hold what no record does: who was held accountable."""
    return any(record.name == "accountable" for record in plan.records)


def _say_missing(missing: Sequence[tuple[Bulletin, Record]], writer: Writer) -> None:
    for record in dict.fromkeys(r for _, r in missing):
        lacking = [b for b, r in missing if r == record]
        names = writer.join(b.agency for b in lacking)
        writer.say("refuse_record", agency=names, what=writer.name(record.label))
        for bulletin in lacking[:1] if len(lacking) == 1 else ():
            if counted := _counted(record, bulletin):
                writer.also("counted", n=counted)


def _counted(record: Record, bulletin: Bulletin) -> int | None:
    if record.name == "measures":
        return sum(len(f.measures) for f in bulletin.findings)
    return None


def _told(record: Record, bulletin: Bulletin, writer: Writer) -> tuple[Item, ...]:
    """Return the record with its source, () where the bulletin does not state it."""
    if record.name == "problems" and bulletin.claims.problems is None:
        return _by_count(record, bulletin, writer)
    if record.name == "statuses":
        return _by_status(record, bulletin, writer)
    if record.name == "documents":
        return _documents(record, bulletin, writer)
    if record.name in PARTS:
        return _part(PARTS[record.name], bulletin, writer)
    if record.name == "contact" and not _gives(record, bulletin):
        return ()
    value = VALUES[record.name](bulletin)
    place = PLACES[record.name](bulletin)
    if place is None:
        return ()
    if not value and record.name == "inspection_period":
        value = place.of(bulletin.text)  # stated, but with glyphs lost: shown as it stands
    if not value and record.name != "contact":
        return ()
    number = writer.cite(bulletin, _finding_at(bulletin, place), place)
    label = writer.name(record.label)
    if record.name == "contact":
        quote = in_line(place.of(bulletin.text))
        return (Item(writer.line("record_quoted", label=label, quote=quote, n=number)),)
    quote = (
        ""
        if value == place.of(bulletin.text)
        else writer.words("in_brackets", words=in_line(place.of(bulletin.text)))
    )
    return (Item(writer.line("record", label=label, value=str(value), n=number, quote=quote)),)


# How what is asked of an address is told.
_CONTACTS = {
    "phone": re.compile(r"电话|\d{7,}|\d{3,4}-\d{6,}"),
    "mail": re.compile(r"邮箱|邮件|@"),
    "postcode": re.compile(r"邮编|邮政编码"),
    "address": re.compile(r"地址|信箱|[路街道]"),
}


def _gives(record: Record, bulletin: Bulletin) -> bool:
    """Tell whether the contact lines give any of what is asked for by name."""
    place = PLACES["contact"](bulletin)
    said = place.of(bulletin.text) if place else ""
    asked = [_CONTACTS[name] for name in record.details if name in _CONTACTS]
    return not asked or any(told.search(said) for told in asked)


def _by_count(record: Record, bulletin: Bulletin, writer: Writer) -> tuple[Item, ...]:
    if not bulletin.findings:
        return ()
    number = writer.cite(*_place_of(record, bulletin))
    total = len(bulletin.findings)
    label = writer.name(record.label)
    return (Item(writer.line("record_counted", label=label, total=total, n=number)),)


def _part(part: Part, bulletin: Bulletin, writer: Writer) -> tuple[Item, ...]:
    """Return the lines of a part of the bulletin, quoted."""
    lines = [
        span
        for section in bulletin.sections
        if section.part is part
        for span in lines_in(bulletin.text, section.span)
        if span.of(bulletin.text).strip() != section.heading.strip()
    ][:PART_LINES]
    return tuple(
        Item(_quoted(bulletin, None, s, in_line(s.of(bulletin.text)), writer)) for s in lines
    )


def _quoted(
    bulletin: Bulletin, finding: Finding | None, span: Span, words: str, writer: Writer
) -> Line:
    """Return words with the number of the passage that says them."""
    return Run(f"{words} "), Mark(writer.cite(bulletin, finding, span))


def _documents(record: Record, bulletin: Bulletin, writer: Writer) -> tuple[Item, ...]:
    """Return the documents that the bulletin says were issued, each with its sentence."""
    issued = issued_by(bulletin)
    if not issued:
        return ()
    total = writer.line("documents", label=writer.name(record.label), k=len(issued))
    named = (
        Item(_quoted(bulletin, finding, sentence, in_line(title), writer), deep=True)
        for title, (finding, sentence) in issued.items()
    )
    return Item(total), *named


def _by_status(record: Record, bulletin: Bulletin, writer: Writer) -> tuple[Item, ...]:
    """Return how many findings stand at which status, with the passage that claims it."""
    counts = Counter(s for s in bulletin.statuses if s is not Status.UNSTATED)
    claimed = PLACES["done"](bulletin)
    if not counts and not claimed:
        return ()
    said = "、".join(f"{status} {n} 个" for status, n in counts.most_common())
    first = {f.status: f for f in reversed(bulletin.findings)}
    shown = [(claimed, None)] if claimed else [(first[s].span, first[s]) for s in counts]
    cited = (Mark(writer.cite(bulletin, finding, span)) for span, finding in shown)
    marks = tuple(piece for mark in cited for piece in (Run(" "), mark))
    quote = writer.words("in_brackets", words=in_line(claimed.of(bulletin.text))) if claimed else ""
    said = said or writer.words("as_quoted")
    label = writer.name(record.label)
    return (Item(writer.line("record_statuses", label=label, said=said, marks=marks, quote=quote)),)


def _finding_at(bulletin: Bulletin, span: Span) -> Finding | None:
    return next((f for f in bulletin.findings if f.span.covers(span)), None)


def _superlative(plan: Plan, scope: Sequence[Bulletin], writer: Writer) -> None:
    record = plan.records[0]
    rank = RANKS[record.name]
    ranked = [
        (value, b)
        for b in scope
        if (value := rank(b)) is not None and (record.name in COUNTED or PLACES[record.name](b))
    ]
    if not ranked:
        return
    ranked.sort(key=lambda pair: pair[0], reverse=plan.superlative == "max")
    best = [(value, b) for value, b in ranked if value == ranked[0][0]]
    for value, bulletin in best:
        since = len(writer.citations)
        number = writer.cite(*_place_of(record, bulletin))
        said, label = _said(record, value, bulletin, writer), writer.name(record.label)
        writer.also("superlative", agency=bulletin.agency, label=label, value=said, n=number)
        writer.group(bulletin.agency, since)
    rest: list[Line] = []
    for value, bulletin in ranked[len(best) :][:SHOWN]:
        since = len(writer.citations)
        number = writer.cite(*_place_of(record, bulletin))
        said = _said(record, value, bulletin, writer)
        rest.append(
            (Run(f"{bulletin.agency}{writer.words('in_brackets', words=said)}"), Mark(number))
        )
        writer.group(bulletin.agency, since)
    if rest:
        writer.say("superlative_rest", rest=between(writer.words("and"), rest))
    told = [b for _, b in ranked]
    if lacking := [b.agency for b in scope if b not in told]:
        writer.say("refuse_record", agency=writer.join(lacking), what=writer.name(record.label))


def _place_of(record: Record, bulletin: Bulletin) -> tuple[Bulletin, Finding | None, Span]:
    """Return the passage that a record rests on, with its finding.

    A count is that of the whole list: it rests on the last heading, and on no finding by itself.
    """
    place = PLACES[record.name](bulletin)
    if place is None:
        return bulletin, None, bulletin.findings[-1].heading
    return bulletin, _finding_at(bulletin, place), place


def _said(record: Record, value: Comparable, bulletin: Bulletin, writer: Writer) -> str:
    """Return a value as words; a count of ours is called one."""
    if record.name == "publish_date":
        return str(VALUES[record.name](bulletin))
    if isinstance(value, date):
        return day_of(value)
    stated = record.name == "documents" or PLACES[record.name](bulletin)
    return str(value) if stated else writer.words("counted_here", n=str(value))
