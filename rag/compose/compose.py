"""An answer without a language model: written from the records, every statement with its passage.

The first line answers; then agency by agency the finding and the measures in the bulletin's own
words; a comparison is a table with a row for each finding. What is quoted is copied by span, so it
is exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.answer import Evidence, Group
from rag.body import AgencyHead, FindingHead, Line, Mark, Row, Run, Table
from rag.bulletin import Status
from rag.compose.aggregate import MANY, aggregate
from rag.compose.amounts import Amounts, amounts_for
from rag.compose.brief import list_briefly, lookup_briefly
from rag.compose.facts import tell_amounts, tell_facts
from rag.compose.finding import counted, problem_of, quoted_title, status_of
from rag.compose.kinds import ASKED
from rag.compose.values import people_held_accountable, values_by_agency, values_for
from rag.compose.writer import Writer, in_line, merged
from rag.evidence.found import Found
from rag.evidence.gathered import Gathered, best_of, findings_in
from rag.question.plan import Intent, Plan
from rag.text.titles import titles_in

SHOWN_FINDINGS = 6  # findings written out for one agency


def compose(plan: Plan, found: Found, writer: Writer) -> None:
    """Write the answer to a plan from what was found; `found.evidence` is not empty."""
    if plan.intent is Intent.COMPARE:
        _compare(plan, found, writer)
    elif plan.intent is Intent.LIST:
        _list(plan, found, writer)
    elif plan.intent is Intent.FACT:
        _fact(plan, found, writer)
    elif plan.records and (told := people_held_accountable(plan, found.evidence)):
        tell_facts(told, writer)
    else:
        asked = any(record.name == "statuses" for record in plan.records)
        if asked and all(_is_unstated(e) for e in found.evidence):
            writer.say("status_unstated")
        if plan.manner:
            lookup_briefly(plan.manner, found.evidence, writer)
        else:
            _lookup(found.evidence, writer)


def _is_unstated(evidence: Evidence) -> bool:
    return evidence.finding is None or evidence.finding.status is Status.UNSTATED


def by_agency(found: Found) -> dict[str, Sequence[Evidence]]:
    """Return the evidence of each agency in scope, agencies with the most relevant first."""
    if isinstance(found.evidence, Gathered):
        having: dict[str, Sequence[Evidence]] = {**found.evidence.by_agency()}
        return having | {b.agency: () for b in found.scope if b.agency not in having}
    grouped: dict[str, list[Evidence]] = {b.agency: [] for b in found.scope}
    for evidence in found.evidence:
        grouped[evidence.bulletin.agency].append(evidence)
    return dict(sorted(grouped.items(), key=lambda share: -best_of(share[1])))


def _list(plan: Plan, found: Found, w: Writer) -> None:
    grouped = by_agency(found)
    having = [a for a, evidence in grouped.items() if evidence]
    lacking = [a for a, evidence in grouped.items() if not evidence]
    if plan.manner and having and not (plan.negated or plan.everything or plan.statuses):
        list_briefly(plan.manner, found, grouped, w)
        return
    if len(having) > MANY or (plan.negated and len(lacking) > MANY):
        aggregate(plan, found, grouped, w)
        return
    _list_head(plan, found, grouped, having, lacking, w)
    if amounts := _amounts_of_all(plan, found, having):
        tell_amounts(amounts, w)
    if plan.table:
        _table(grouped, having, w)
    else:
        for agency in having:
            _share(agency, grouped[agency], w)
    w.groups[:] = merged(w.groups)
    if found.unstated:
        partly = not isinstance(found.evidence, Gathered) and any(
            e.bulletin in found.unstated for e in found.evidence
        )
        said = "status_partly" if partly else "status_none"
        w.say(said, names=w.join(b.agency for b in found.unstated))
    if lacking and not plan.negated and not plan.statuses:
        w.say("list_rest", names=w.join(lacking))
    w.groups += [Group(agency, (), none=True) for agency in lacking]


def _share(agency: str, evidence: Sequence[Evidence], w: Writer) -> None:
    """Write one agency's part of a list."""
    since = len(w.citations)
    w.blocks.append(AgencyHead(agency))
    for one in evidence[:SHOWN_FINDINGS]:
        w.blocks.append(_heading(one, w))
        w.quote(one, one.spans)
    if len(evidence) > SHOWN_FINDINGS:
        w.say("more_findings", "note", k=len(evidence) - SHOWN_FINDINGS)
    w.group(agency, since)


def _list_head(
    plan: Plan,
    found: Found,
    grouped: dict[str, Sequence[Evidence]],
    having: Sequence[str],
    lacking: Sequence[str],
    w: Writer,
) -> None:
    total = len(grouped)
    n = findings_in(found.evidence)
    names = w.join(counted(a, grouped[a], w) for a in having)
    if plan.negated:
        k, missing = len(lacking), w.join(lacking)
        said = "list_lacking" if lacking else "list_lacking_none"
        w.say(said, "headline", total=total, k=k, topic=found.label, names=missing)
        if having:
            w.say("list_others")
    elif plan.everything:
        w.say("everything", "headline", total=total, n=n, names=names)
    elif plan.statuses:
        topic = f"“{found.label}”" if plan.concepts else ""
        w.say("status_head", "headline", total=total, k=len(having), n=n, names=names, topic=topic)
    elif total == 1 and having:
        w.say("list_one", "headline", topic=found.label, names=names)
    else:
        said = "list_head" if lacking else "list_all"
        w.say(said, "headline", total=total, k=len(having), topic=found.label, n=n, names=names)


def _heading(evidence: Evidence, w: Writer) -> FindingHead:
    finding = evidence.finding
    if finding is None:
        return FindingHead((Run(w.words("outside"), strong=True),))
    number = w.cite(evidence.bulletin, finding, finding.heading)
    line: Line = (Run(problem_of(finding, w), strong=True), Run(" "), Mark(number))
    if evidence.aside:
        line += (Run(" " + w.words("aside")),)
    if status := status_of(evidence, w):
        line += (Run(" · "), *w.line("status", status=status))
    return FindingHead(line, finding.place)


def _lookup(evidence: Sequence[Evidence], w: Writer) -> None:
    if len({e.bulletin.id for e in evidence}) > 1 or len(evidence) > 1:
        findings = [e for e in evidence if e.finding]
        if len(findings) > 1:
            w.also("lookup_many", k=len(findings))
    for one in evidence:
        since = len(w.citations)
        w.blocks.append(_lookup_head(one, w))
        w.quote(one, one.spans)
        w.group(one.bulletin.agency, since)
    w.groups[:] = merged(w.groups)


def _lookup_head(one: Evidence, w: Writer) -> FindingHead:
    finding, agency = one.finding, one.bulletin.agency
    if finding is None:
        return FindingHead((Run(agency, strong=True), Run(f" · {w.words('outside')}")))
    number = w.cite(one.bulletin, finding, finding.heading)
    title = quoted_title(finding, w)
    said = "lookup_plain" if one.aside or not finding.measures else "lookup_head"
    line = w.line(said, agency=agency, title=title, n=number, k=len(finding.measures))
    status = status_of(one, w)
    tail: Line = ()
    if status:
        tail = w.line("in_brackets", words=w.line("status", status=status))
    return FindingHead((*line, *tail, Run(w.words("colon"))), finding.place)


def _fact(plan: Plan, found: Found, w: Writer) -> None:
    if amounts := amounts_for(plan, found):
        tell_amounts(amounts, w)
        return
    several = len({e.bulletin.agency for e in found.evidence}) > 1
    if plan.superlative and several:
        values = values_by_agency(plan, found.evidence)
    else:
        values = values_for(plan, found.evidence)
    if not values:
        if plan.besides or any(ask.name == "who" for ask in plan.asks):
            w.say("value_unstated", what=w.name(ASKED[plan.asks[0].name]))
            _lookup(found.evidence[:1], w)
        return
    tell_facts(values, w)
    if plan.wants_measures:
        first = values[0].evidence
        _lookup([e for e in found.evidence if e.finding == first.finding][:1] or [first], w)


def _amounts_of_all(plan: Plan, found: Found, having: Sequence[str]) -> Amounts | None:
    """Return the amounts that a list asks for, where each agency that it names has one."""
    if plan.negated or plan.statuses:
        return None
    also = tuple(e for e in found.also if e.bulletin.agency in having)
    amounts = amounts_for(plan, replace(found, also=also))
    told = {value.evidence.bulletin.agency for value in amounts.values} if amounts else set()
    return amounts if told >= set(having) else None


def _compare(plan: Plan, found: Found, w: Writer) -> None:
    grouped = by_agency(found)
    order = [a for a in plan.agencies if a in grouped] or list(grouped)
    having = [a for a in order if grouped[a]]
    missing = [a for a in order if not grouped[a]]
    if missing:
        names, lacking = w.join(having), w.join(missing)
        w.say("compare_partial", "headline", names=names, topic=found.label, missing=lacking)
        for agency in having:
            _share(agency, grouped[agency], w)
    else:
        w.say("compare_head", "headline", names=w.join(order), topic=found.label)
        _table(grouped, order, w)
    w.groups += [Group(a, (), none=True) for a in missing]


def _table(grouped: Mapping[str, Sequence[Evidence]], agencies: Sequence[str], w: Writer) -> None:
    """Write a table with a row for each finding, agency by agency."""
    rows: list[Row] = []
    for agency in agencies:
        since = len(w.citations)
        rows += [_row(one, w) for one in grouped[agency][:SHOWN_FINDINGS]]
        w.group(agency, since)
    w.blocks.append(Table(tuple(w.words("columns").split("/")), tuple(rows)))
    for agency in agencies:
        if (left := len(grouped[agency]) - SHOWN_FINDINGS) > 0:
            w.also("more_rows", agency=agency, k=left)


def _row(one: Evidence, w: Writer) -> Row:
    finding, dash = one.finding, Run(w.words("dash"))
    problem: Line = (Run(w.words("outside")),)
    if finding:
        number = w.cite(one.bulletin, finding, finding.heading)
        problem = (Run(problem_of(finding, w)), Run(" "), Mark(number))
    measures = tuple(w.quoted(one, span) for span in one.spans)
    documents: dict[str, list[Mark]] = {}
    for span in one.spans:
        number = w.cite(one.bulletin, finding, span)
        for title in titles_in(in_line(span.of(one.bulletin.text))):
            documents.setdefault(title, []).append(Mark(number))
    named: tuple[Line, ...] = tuple((Run(f"{t} "), *marks) for t, marks in documents.items())
    status = status_of(one, w) or (Run(w.words("unstated")) if finding else dash,)
    place = finding.place if finding else None
    agency = one.bulletin.agency
    return Row(agency, problem, measures or ((dash,),), named or ((dash,),), status, place)
