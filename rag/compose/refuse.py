"""Saying no: why there is no answer, what was searched, what there is, what comes nearest."""

from collections import Counter

from rag.body import Item, Run
from rag.bulletin import Status
from rag.compose.kinds import ASKED
from rag.compose.writer import Writer, in_line
from rag.evidence.found import Found
from rag.question.plan import Intent, Plan

SHOWN = 12  # agencies named in a refusal


def refuse(plan: Plan, found: Found, writer: Writer) -> Writer:
    """Write the refusal: the reason first, then what was searched, then the nearest findings."""
    total = len(found.scope)
    have = writer.join(list(dict.fromkeys(b.agency for b in found.scope))[:SHOWN])
    scope = (
        writer.words("scope_one", names=writer.join(plan.agencies))
        if plan.agencies and not plan.by_place
        else writer.words("scope_all", total=total)
    )
    if not total and not plan.agencies:
        writer.say("refuse_picked")
        return writer
    if plan.absent:
        writer.say("refuse_agency", names=writer.join(plan.absent), total=total, have=have)
        return writer
    if plan.statuses and not plan.concepts:
        writer.say("refuse_status", scope=scope, topic="")
        return writer
    if plan.intent is Intent.OUT_OF_SCOPE or not plan.concepts:
        why = "instruction" if plan.instructed else "judgement" if plan.judged else "scope"
        writer.say(f"refuse_{why}", total=total)
        return writer
    if found.others:
        _say_others(plan, found, scope, writer)
        return writer
    if found.evidence and plan.asks:
        what = writer.join(writer.name(ASKED[a.name]) for a in plan.asks[:1])
        writer.say("refuse_detail", scope=scope, topic=found.label, what=what)
    else:
        writer.say("refuse_topic", scope=scope, topic=found.label)
    findings = sum(len(b.statuses) for b in found.scope)
    writer.also("searched", bulletins=total, findings=findings)
    if found.nearest:
        writer.say("nearest", "lead")
        for near in found.nearest[:3]:
            assert near.finding is not None
            title = in_line(near.finding.title).rstrip("。")
            writer.add(Item((Run(f"{near.bulletin.agency} · {title}"),)))
    return writer


def _say_others(plan: Plan, found: Found, scope: str, writer: Writer) -> None:
    """Say that no finding on the topic stands at the status asked, and where they stand."""
    writer.say("refuse_status", scope=scope, topic=f"“{found.label}”")
    at = Counter((e.bulletin.agency, e.finding.status) for e in found.others if e.finding)
    stated = [(a, s, n) for (a, s), n in at.items() if s is not Status.UNSTATED]
    if stated:
        said = writer.join(
            f"{a}{writer.words('in_brackets', words=f'{s} {n}')}" for a, s, n in stated
        )
        writer.also("status_others", said=said)
    if found.unstated:
        writer.also("status_none", names=writer.join(b.agency for b in found.unstated))
