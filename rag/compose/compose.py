"""An answer without a language model: written from the records, every statement with its passage.

The first line answers; then agency by agency the finding and the measures in the bulletin's own
words; a comparison is a table. What is quoted is copied by span, so it is exact.
"""

import re
from collections.abc import Sequence

from rag.answer import Evidence, Group
from rag.bulletin import Finding, Span, Status
from rag.compose.kinds import ASKED
from rag.compose.values import Value, people_held_accountable, values_by_agency, values_for
from rag.compose.writer import Writer, emphasised, merged
from rag.evidence.found import Found
from rag.question.plan import Intent, Plan
from rag.text.titles import titles_in

SHOWN_AGENCIES = 30  # agencies written out in one answer; the rest are named and counted
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
        _facts(told, writer)
    else:
        asked = any(record.name == "statuses" for record in plan.records)
        if asked and all(_is_unstated(e) for e in found.evidence):
            writer.say("status_unstated")
        _lookup(found.evidence, writer)


def _is_unstated(evidence: Evidence) -> bool:
    return evidence.finding is None or evidence.finding.status is Status.UNSTATED


def by_agency(found: Found) -> dict[str, list[Evidence]]:
    """Return the evidence of each agency in scope, agencies with the most relevant first."""
    grouped: dict[str, list[Evidence]] = {b.agency: [] for b in found.scope}
    for evidence in found.evidence:
        grouped[evidence.bulletin.agency].append(evidence)
    order = sorted(grouped, key=lambda a: -max((e.relevance for e in grouped[a]), default=0.0))
    return {agency: grouped[agency] for agency in order}


def _list(plan: Plan, found: Found, w: Writer) -> None:
    grouped = by_agency(found)
    having = [a for a, evidence in grouped.items() if evidence]
    lacking = [a for a, evidence in grouped.items() if not evidence]
    _list_head(plan, found, grouped, having, lacking, w)
    if plan.table:
        _table(found, having[:SHOWN_AGENCIES], w)
    for agency in having if not plan.table else ():
        since = len(w.citations)
        if len(w.groups) >= SHOWN_AGENCIES:
            break
        w.lines += ["", f"### {agency}"]
        _findings(grouped[agency], w)
        w.group(agency, since)
    rest = having[SHOWN_AGENCIES:]
    if rest:
        w.lines.append("")
        w.say("more", k=len(rest), names=w.join(rest))
    if found.unstated:
        w.lines.append("")
        partly = any(e.bulletin in found.unstated for e in found.evidence)
        said = "status_partly" if partly else "status_none"
        w.say(said, names=w.join(b.agency for b in found.unstated))
    if lacking and not plan.negated and not plan.statuses:
        w.lines.append("")
        w.say("list_rest", names=w.join(lacking))
    for agency in rest:
        w.groups.append(Group(agency, ()))
    for agency in lacking:
        w.groups.append(Group(agency, (), none=True))


def _list_head(
    plan: Plan,
    found: Found,
    grouped: dict[str, list[Evidence]],
    having: Sequence[str],
    lacking: Sequence[str],
    w: Writer,
) -> None:
    total = len(grouped)
    n = len({e.finding.id for e in found.evidence if e.finding})
    names = w.join(_counted(a, grouped[a], w) for a in having[:SHOWN_AGENCIES])
    if plan.negated:
        if lacking:
            w.say(
                "list_lacking",
                total=total,
                k=len(lacking),
                topic=found.label,
                names=w.join(lacking),
            )
        else:
            w.say("list_lacking_none", total=total, topic=found.label)
        if having:
            w.lines.append("")
            w.say("list_others")
    elif plan.statuses:
        topic = f"“{found.label}”" if plan.concepts else ""
        w.say("status_head", total=total, k=len(having), n=n, names=names, topic=topic)
    elif total == 1 and having:
        w.say("list_one", topic=found.label, names=names)
    elif lacking:
        w.say("list_head", total=total, k=len(having), topic=found.label, n=n, names=names)
    else:
        w.say("list_all", total=total, topic=found.label, n=n, names=names)


def _counted(agency: str, evidence: Sequence[Evidence], w: Writer) -> str:
    findings = {e.finding.order for e in evidence if e.finding}
    if findings:
        return w.phrase("list_item_count", agency=agency, k=len(findings))
    return w.phrase("list_item_line", agency=agency)


def _findings(evidence: Sequence[Evidence], w: Writer) -> None:
    for one in evidence[:SHOWN_FINDINGS]:
        w.lines += ["", _heading(one, w)]
        for span in one.spans:
            w.quote(one, span)
    if len(evidence) > SHOWN_FINDINGS:
        w.say("more_findings", k=len(evidence) - SHOWN_FINDINGS)


def _heading(evidence: Evidence, w: Writer) -> str:
    finding = evidence.finding
    if finding is None:
        return f"**{w.phrase('outside')}**"
    number = w.cite(evidence.bulletin, finding, finding.heading)
    text = f"**{_name(finding, w)}:{_title(finding)}** [{number}]"
    if evidence.aside:
        text += " " + w.phrase("aside")
    status = _status(evidence, w)
    return f"{text} · {status}" if status else text


def _status(evidence: Evidence, w: Writer) -> str:
    """Return the finding's status in its own words, with their place; "" where it states none."""
    finding = evidence.finding
    if finding is None or finding.status is Status.UNSTATED:
        return ""
    words = finding.status_words or str(finding.status)
    text = evidence.bulletin.text
    at = text.find(words, finding.span.start, finding.span.end)
    mark = ""
    if at >= 0:
        label = _STATUS_LABEL.search(text, finding.span.start, at)
        place = Span(label.start() if label else at, at + len(words))
        mark = f" [{w.cite(evidence.bulletin, finding, place)}]"
    return w.phrase("status", status=words) + mark


_STATUS_LABEL = re.compile(r"(?:整改|完成|落实)?(?:结果|状态|情况|进度|进展)\s*[::]\s*$")


def _name(finding: Finding, w: Writer) -> str:
    if finding.number is None:
        return w.phrase("finding_unnumbered")
    return w.phrase("finding", number=finding.number)


def _title(finding: Finding) -> str:
    words = " ".join(finding.title.split()).rstrip("。")
    return re.sub(r"([\\`*_~|<>\[\]])", r"\\\1", words)


def _lookup(evidence: Sequence[Evidence], w: Writer) -> None:
    if len({e.bulletin.id for e in evidence}) > 1 or len(evidence) > 1:
        findings = [e for e in evidence if e.finding]
        if len(findings) > 1:
            w.say("lookup_many", k=len(findings))
    for one in evidence:
        since = len(w.citations)
        if w.lines:
            w.lines.append("")
        if one.finding is None:
            w.lines.append(f"**{one.bulletin.agency}** · {w.phrase('outside')}")
        else:
            _lookup_head(one, w)
        for span in one.spans:
            w.quote(one, span)
        w.group(one.bulletin.agency, since)
    w.groups[:] = merged(w.groups)


_INNER = str.maketrans("“”", "‘’")  # quotation marks within quotation marks


def _lookup_head(one: Evidence, w: Writer) -> None:
    finding = one.finding
    assert finding is not None
    number = w.cite(one.bulletin, finding, finding.heading)
    title = f"{_name(finding, w)}“{_title(finding).translate(_INNER)}”"
    plain = one.aside or not finding.measures
    w.say(
        "lookup_plain" if plain else "lookup_head",
        agency=one.bulletin.agency,
        title=title,
        n=number,
        k=len(finding.measures),
    )
    if status := _status(one, w):
        w.lines[-1] = f"{w.lines[-1].rstrip(':')}({status}):"


def _fact(plan: Plan, found: Found, w: Writer) -> None:
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
    _facts(values, w)
    if plan.wants_measures:
        first = values[0].evidence
        w.lines.append("")
        _lookup([e for e in found.evidence if e.finding == first.finding][:1] or [first], w)


def _facts(values: Sequence[Value], w: Writer) -> None:
    for value in values:
        since = len(w.citations)
        _fact_line(value, w)
        w.group(value.evidence.bulletin.agency, since)
    w.groups[:] = merged(w.groups)


def _fact_line(value: Value, w: Writer) -> None:
    one = value.evidence
    if len(value.titles) > 1:
        _titles(value, w)
        return
    number = w.cite(one.bulletin, one.finding, value.sentence)
    words = emphasised(" ".join(value.sentence.of(one.bulletin.text).split()))
    w.say("fact_head", value=value.words, agency=one.bulletin.agency, quote=words, n=number)


def _titles(value: Value, w: Writer) -> None:
    """Name the documents, each with the number of its own sentence, then the sentences."""
    one = value.evidence
    numbered = [(title, w.cite(one.bulletin, one.finding, at)) for title, at in value.titles]
    named = w.join(f"**{title}** [{number}]" for title, number in numbered)
    w.say("titles_head", agency=one.bulletin.agency, k=len(numbered), titles=named)
    for sentence in dict.fromkeys(at for _, at in value.titles):
        w.quote(one, sentence)


def _compare(plan: Plan, found: Found, w: Writer) -> None:
    grouped = by_agency(found)
    order = [a for a in plan.agencies if a in grouped] or list(grouped)
    having = [a for a in order if grouped[a]]
    missing = [a for a in order if not grouped[a]]
    if missing:
        w.say("compare_partial", names=w.join(having), topic=found.label, missing=w.join(missing))
        for agency in having:
            since = len(w.citations)
            w.lines += ["", f"### {agency}"]
            _findings(grouped[agency], w)
            w.group(agency, since)
    else:
        w.say("compare_head", names=w.join(order), topic=found.label)
        _table(found, order, w)
    w.groups += [Group(a, (), none=True) for a in missing]


def _table(found: Found, agencies: Sequence[str], w: Writer) -> None:
    grouped = by_agency(found)
    rows: dict[str, list[str]] = {}
    for agency in agencies:
        since = len(w.citations)
        for row, cell in _cells(grouped[agency], w).items():
            rows.setdefault(row, []).append(cell or w.phrase("dash"))
        w.group(agency, since)
    w.lines += ["", f"| {w.phrase('table_head')} | " + " | ".join(agencies) + " |"]
    w.lines.append("|" + " --- |" * (len(agencies) + 1))
    for row, cells in rows.items():
        if any(cell != w.phrase("dash") for cell in cells):
            w.lines.append(f"| {w.phrase(row)} | " + " | ".join(cells) + " |")


def _cells(evidence: Sequence[Evidence], w: Writer) -> dict[str, str]:
    shown = evidence[:SHOWN_FINDINGS]
    problems, measures, statuses = [], [], []
    documents: dict[str, list[int]] = {}
    for one in shown:
        if one.finding:
            number = w.cite(one.bulletin, one.finding, one.finding.heading)
            problems.append(f"{_name(one.finding, w)}:{_title(one.finding)} [{number}]")
            if status := _status(one, w):
                statuses.append(status)
        for span in one.spans:
            number = w.cite(one.bulletin, one.finding, span)
            words = " ".join(span.of(one.bulletin.text).split())
            measures.append(f"{emphasised(words)} [{number}]")
            for title in titles_in(words):
                documents.setdefault(title, []).append(number)
    return {
        "row_problem": "<br>".join(problems),
        "row_measures": "<br>".join(measures),
        "row_documents": "<br>".join(
            f"{title} " + "".join(f"[{n}]" for n in numbers) for title, numbers in documents.items()
        ),
        "row_status": "<br>".join(dict.fromkeys(statuses)),
    }
