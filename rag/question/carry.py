"""A question after what was said before: this plan and the last one make the plan that is meant.

A short question takes agency or topic from the turn before (那咸宁呢? 完成了吗? 具体是哪年?); one that asks only
for another form repeats the turn before in that form; one that points (第二条的原文) is about the passage
pointed at. What stands by itself is left alone. Plans are put together; no sentence is read again.
"""

from collections.abc import Sequence
from dataclasses import replace

from rag.question.conversation import ARROW, Exchange, Passages
from rag.question.leaning import Asked, lean
from rag.question.plan import TALK, Intent, Plan


def carry(plan: Plan, said: Sequence[Exchange], passages: Passages) -> Plan:
    """Return what a question means after the turns before it, oldest first."""
    before = next((turn for turn in reversed(said) if turn.is_content), None)
    if before is None or plan.intent in TALK:
        return plan
    if plan.number is not None and plan.agencies_named:
        return plan  # 经信局第19个问题: of the bulletin, not of the answer before
    if plan.points.form_only:
        again = replace(before.plan, question=plan.question, otherwise=None)
        return replace(_in_form_of(plan, again), english=plan.english or plan.points.in_english)
    if plan.points.ordinal and (pointed := _pointed(plan, before, said, passages)):
        return pointed
    cited = _cited_before(said, before)
    facts = passages.findings_of(cited.answer).values() if plan.absent else ()
    if facts and all(any(words in text for text in facts) for words in plan.absent):
        plan = replace(plan, absent=())  # 深圳那家公司, of what was just cited
    if plan.points.long or plan.absent:
        return plan
    return _in_form_of(plan, lean(Asked(plan, before, cited, said, passages)))


def _in_form_of(plan: Plan, meant: Plan) -> Plan:
    """Return what is meant in the form that the question itself asks for."""
    wide = meant.is_wide or not plan.table or bool(meant.focus)
    return replace(
        meant,
        intent=meant.intent if wide else Intent.LIST,
        table=plan.table or meant.table,
        manner=plan.manner,
        english=plan.english or meant.english,
    )


def _cited_before(said: Sequence[Exchange], before: Exchange) -> Exchange:
    """Return the latest turn with passages, if what was refused since is of its agencies."""
    for turn in reversed(said):
        if turn.answer.citations and turn.is_content:
            agencies = {cited.agency for cited in turn.answer.citations}
            return turn if set(before.plan.base.agencies) <= agencies else before
    return before


def _pointed(
    plan: Plan, before: Exchange, said: Sequence[Exchange], passages: Passages
) -> Plan | None:
    """Return a plan for the passage that the latest answer with so many listed at this place."""
    ordinal = plan.points.ordinal
    for turn in reversed(said):
        ways = turn.answer.listed(plan.agencies)
        if not plan.agencies:
            ways.append(passages.measures_of(turn.answer))
        if listed := next((way for way in ways if 1 <= ordinal <= len(way)), None):
            last = before.plan.base
            return replace(
                plan,
                standalone=f"{last.standalone}{ARROW}第{ordinal}条",
                intent=Intent.LOOKUP,
                focus=(listed[ordinal - 1],),
                records=(),
                of=last,
            )
    return None
