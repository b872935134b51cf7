"""What a question means after what was said before: the standalone question, without a model.

A short question that lacks agency or topic takes them from the turn before (那咸宁呢? 完成了吗?
具体是哪年?); one that asks only for another form repeats the turn before in that form; one that
points (第二条的原文) is about the passage pointed at. What stands by itself is left alone.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answer import Answer, Turn
from rag.question.cues import plain
from rag.question.leaning import ARROW, Asked, Plans, is_form_only, lean, root
from rag.question.plan import Intent, Plan
from rag.question.topic import mostly_english
from rag.text import chinese

_ORDINAL = re.compile(r"第([一二三四五六七八九十\d]+)(?:个|条|项|点|款)(?!巡|机动|专项)")
LONGEST_LEANING = 30  # characters; a longer question stands by itself
LONGEST_ENGLISH = 70  # the same of an English one


def standalone_of(question: str, history: Sequence[Turn], planner: Plans) -> Plan:
    """Return the plan of `question` after `history` (oldest first, with answers)."""
    plan = planner.plan(question)
    before = next((t.answer for t in reversed(history) if t.answer and _is_content(t.answer)), None)
    if before is None or plan.intent in (Intent.GREETING, Intent.HELP, Intent.OUT_OF_SCOPE):
        return plan
    if plan.number is not None and plan.agencies_named:
        return plan  # 经信局第19个问题: of the bulletin, not of the answer before
    folded = chinese.fold(plain(question.strip()))
    last = planner.plan(root(before))
    if is_form_only(folded):
        return _in_form(question, folded, plan, before, planner)
    if ordinal := _ORDINAL.search(folded):
        if pointed := _pointed(plan, last, history, chinese.number(ordinal.group(1)) or 0, planner):
            return pointed
    longest = LONGEST_ENGLISH if mostly_english(folded) else LONGEST_LEANING
    cited = _cited_before(history, before, last)
    said = planner.findings_of(cited).values() if plan.absent else ()
    if said and all(any(words in text for text in said) for words in plan.absent):
        plan = replace(plan, absent=())  # 深圳那家公司, of what was just cited
    if len(folded) > longest or plan.absent:
        return plan
    asked = Asked(question, folded, plan, last, before, cited, history, planner)
    return _in_form_of(plan, lean(asked))


def _cited_before(history: Sequence[Turn], before: Answer, last: Plan) -> Answer:
    """Return the latest answer with passages, if what was refused since is of its agencies."""
    for answer in (turn.answer for turn in reversed(history)):
        if answer and answer.citations and _is_content(answer):
            agencies = {cited.agency for cited in answer.citations}
            return answer if set(last.agencies) <= agencies else before
    return before


def _in_form_of(plan: Plan, meant: Plan) -> Plan:
    """Return what is meant in the form that the question itself asks for."""
    table = plan.table or meant.table
    wide = meant.is_wide or not plan.table or bool(meant.focus)
    return replace(
        meant,
        intent=meant.intent if wide else Intent.LIST,
        table=table,
        english=plan.english or meant.english,
    )


def _in_form(question: str, folded: str, plan: Plan, before: Answer, planner: Plans) -> Plan:
    """Return the turn before again, in another form."""
    again = planner.plan(question, standalone=root(before))
    if ARROW in before.standalone_question:
        focus = tuple(next(iter(before.listed()), ()))
        again = replace(again, standalone=before.standalone_question, focus=focus)
    english = plan.english or bool(re.search(r"英[文语]|english", folded))
    return replace(_in_form_of(plan, again), english=english)


def _is_content(answer: Answer) -> bool:
    return answer.intent not in (Intent.GREETING, Intent.HELP, Intent.OUT_OF_SCOPE)


def _pointed(
    plan: Plan, last: Plan, history: Sequence[Turn], ordinal: int, planner: Plans
) -> Plan | None:
    """Return a plan for the passage that the latest answer with so many listed at this place."""
    for turn in reversed(history):
        ways = turn.answer.listed(plan.agencies) if turn.answer else []
        if turn.answer and not plan.agencies:
            ways.append(planner.measures_of(turn.answer))
        listed = next((way for way in ways if 1 <= ordinal <= len(way)), None)
        if listed:
            standalone = f"{last.standalone}{ARROW}第{ordinal}条"
            focus = (listed[ordinal - 1],)
            return replace(
                plan, standalone=standalone, intent=Intent.LOOKUP, focus=focus, records=()
            )
    return None
