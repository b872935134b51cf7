"""What a question means after what was said before: the standalone question, without a model.

A short question that lacks agency or topic takes them from the turn before (那咸宁呢? 完成了吗?
具体是哪年?); one that asks only for another form repeats the turn before in that form; one that
points (第二条的原文) is about the passage pointed at. What stands by itself is left alone.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from rag import zh
from rag.agencies import Agencies
from rag.answer import Answer, Turn
from rag.cues import plain
from rag.question import Intent, Plan
from rag.topic import Concept

_FORM_ONLY = re.compile(
    r"^(?:好[吧的啊]?|嗯|行|那就?|[,。!、\s]|请|麻烦|帮我|再|能否|可以|把它|把这些|把上面的?|结果|答案|以上内容)*"
    r"(?:(?:用|做成|列成|整理成|换成|改成|按|以|翻译成|译成|说)?(?:一?个)?"
    r"(?:表格|列表|表|英文|英语|中文)(?:的形式|形式)?"
    r"(?:列(?:一下|出来)?|表示|说(?:一遍|明)?|回答|展示|整理(?:一下)?|再说一遍)?|列(?:个|成|一个)?表|"
    r"(?:展开|详细|具体|仔细)(?:说|讲|介绍|谈)?(?:说|讲|一下|一?点|一?些|下|说说)*|说详细(?:点|些)|更详细(?:一?点|些)?|"
    r"in english|as a table|table(?: please)?|more detail(?:s)?|elaborate)"
    r"\s*(?:吧|呗|吗|好吗|行吗|可以吗|please)?\W*$"
)
_AND_WHAT_OF = re.compile(
    r"^(?:那么?|那|再看看?|换成|改问|and|what about|how about)?\W*(.+?)"
    r"(?:呢|怎么样|如何|又如何|\?)?\W*$"
)
_ORDINAL = re.compile(r"第([一二三四五六七八九十\d]+)(?:个|条|项|点|款)(?!巡|机动|专项)")
_NTH_AGENCY = re.compile(r"第([一二三四五六七八九十\d]+)(?:家|个单位)")
_ASKS_DETAIL = re.compile(
    r"完成|销号|状态|进度|为什么|为何|原因|怎么回事|谁|哪|什么|何时|时候|多少|几|结果|依据|原文|展开|详细|具体|还有"
)
_ITEM = re.compile(r"^- .*\[(\d+)\]", re.MULTILINE)  # a passage listed, with its number
LONGEST_LEANING = 30  # characters; a longer question stands by itself
_THESE = re.compile(
    r"(?:这|那|上面|前面|刚才)?(?:那|这)?(两|三|四|五|几|二)(?:家|个(?:单位|局|部门))"
)
# Notions too weak to be a topic of their own after something was said.
_WEAK = frozenset(
    (
        "人 钱 类似 只 时间 剩 完 没退 没还 第 最多 最少 补充 细节 "
        "责任人 负责人 金额 数量 文件 名字 企业 换 换成 改问 "
        "这两家 这三家 这四家 这五家 那两家 那三家 "
        "展开 详细 说 讲 贴 说明 表 表格 列成 做成"
    ).split()
)


class Plans(Protocol):
    """What makes plans: `rag.planner.Planner`."""

    agencies: Agencies

    def plan(self, question: str, *, standalone: str = "") -> Plan:
        """Return how a question is understood by itself."""

    def findings_of(self, answer: Answer) -> dict[str, str]:
        """Return the findings that an answer cites: pointer `bulletin:start-end` -> folded text."""

    def measures_of(self, answer: Answer) -> list[str]:
        """Return the measures of the finding that an answer cites, none where it cites several."""

    def knows(self, concept: Concept) -> bool:
        """Tell whether the store says a notion anywhere."""


def standalone_of(question: str, history: Sequence[Turn], planner: Plans) -> Plan:
    """Return the plan of `question` after `history` (oldest first, with answers)."""
    plan = planner.plan(question)
    before = next((t.answer for t in reversed(history) if t.answer and _is_content(t.answer)), None)
    if before is None or plan.intent in (Intent.GREETING, Intent.HELP, Intent.OUT_OF_SCOPE):
        return plan
    folded = zh.fold(plain(question.strip()))
    last = planner.plan(_root(before))
    if _FORM_ONLY.search(folded):
        return _in_form(question, folded, plan, before, planner)
    if ordinal := _ORDINAL.search(folded):
        if pointed := _pointed(plan, last, history, zh.number(ordinal.group(1)) or 0, planner):
            return pointed
    if len(folded) > LONGEST_LEANING or plan.absent:
        return plan
    return _in_form_of(plan, _leaning(question, folded, plan, last, before, history, planner))


_ACCOUNTABLE = re.compile(r"问责|追责|处分|处理|批评教育|诫勉|谈话")
ARROW = " → "  # stands between a question and what was asked about its answer


def _root(answer: Answer) -> str:
    """Return the question that an answer goes back to."""
    return answer.standalone_question.split(ARROW)[0]


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


def _leaning(
    question: str,
    folded: str,
    plan: Plan,
    last: Plan,
    before: Answer,
    history: Sequence[Turn],
    planner: Plans,
) -> Plan:
    """Put in what a short question leaves to the conversation."""
    agencies = planner.agencies
    nth = _NTH_AGENCY.search(folded)
    listed = [g.agency for g in before.groups if not g.none]
    at = (zh.number(nth.group(1)) or 0) - 1 if nth else -1
    if 0 <= at < len(listed):
        rest = _AND_WHAT_OF.sub(r"\1", _NTH_AGENCY.sub(" ", folded)).strip()
        whole = f"{listed[at]}{last.topic}" + (f",{rest}" if rest else "")
        return planner.plan(question, standalone=whole)
    asked_for = "".join(word for record in plan.records for word in record.words)
    own = [c for c in plan.concepts if _is_topic(c) and c.asked not in asked_for]
    named = bool(plan.agencies or plan.excluded or plan.inspector)
    these = _THESE.search(folded)
    if these and not own and not plan.records and not named:
        number = zh.number(these.group(1)) or 0
        if spoken := _spoken_of(history, number):
            return planner.plan(question, standalone=f"比较{'和'.join(spoken)}{last.topic}")
    if not own and not plan.records and named:
        return planner.plan(question, standalone=_with_topic_of(last, question, plan, agencies))
    if named or plan.over_agencies:
        return plan
    if focused := _within(question, plan, own, before, planner):
        return focused
    names = "和".join(last.agencies if last.agencies_named else _single(listed))
    lead = names or ("各单位" if last.over_agencies else "")
    if not own and not plan.records:
        return planner.plan(question, standalone=f"{lead}{last.topic},{question}")
    asked = _AND_WHAT_OF.sub(r"\1", folded)
    how = "" if plan.records or _ASKS_DETAIL.search(folded) or plan.wants_measures else "怎么整改的"
    return planner.plan(question, standalone=f"{lead}{asked}{how}") if lead else plan


def _is_topic(concept: Concept) -> bool:
    """Tell whether a notion can be what a short question is about."""
    return concept.asked not in _WEAK and (concept.is_term or len(concept.asked) > 1)


def _spoken_of(history: Sequence[Turn], number: int) -> list[str]:
    """Return the agencies answered about last: `number` of them, or (0) those of one answer."""
    names: dict[str, None] = {}
    for turn in reversed(history):
        spoken = [g.agency for g in turn.answer.groups if not g.none] if turn.answer else []
        names |= dict.fromkeys(spoken)
        if len(names) >= (number or 2):
            return list(names)[: number or None]
    return []


def _single(agencies: Sequence[str]) -> tuple[str, ...]:
    return tuple(agencies) if len(set(agencies)) == 1 else ()


def _within(
    question: str, plan: Plan, own: Sequence[Concept], before: Answer, planner: Plans
) -> Plan | None:
    """Return a plan within the findings just cited, where they hold what is asked about."""
    cited = planner.findings_of(before)
    known = [c for c in own if planner.knows(c)]
    statuses = [r.name for r in plan.records] == ["statuses"]
    asks_detail = bool(plan.asks) or statuses or bool(_ASKS_DETAIL.search(zh.fold(plain(question))))
    if not cited or not asks_detail:
        return None
    kept = [p for p, text in cited.items() if all(any(w in text for w in c.ways) for c in known)]
    if [r.name for r in plan.records] == ["accountable"]:
        kept = [p for p in kept if _ACCOUNTABLE.search(cited[p])]
    elif plan.records and not statuses:
        return None
    if not kept:
        return None
    intent = Intent.FACT if plan.asks and not statuses else Intent.LOOKUP
    whole = f"{_root(before)}{ARROW}{question}"
    return replace(plan, standalone=whole, intent=intent, focus=tuple(kept))


def _in_form(question: str, folded: str, plan: Plan, before: Answer, planner: Plans) -> Plan:
    """Return the turn before again, in another form."""
    again = planner.plan(question, standalone=_root(before))
    if ARROW in before.standalone_question:
        focus = tuple(planner.findings_of(before))
        again = replace(again, standalone=before.standalone_question, focus=focus)
    english = plan.english or bool(re.search(r"英[文语]|english", folded))
    table = plan.table
    intent = again.intent
    if table and not again.is_wide and not again.focus:
        intent = Intent.LIST
    return replace(again, intent=intent, table=table or again.table, english=english)


def _is_content(answer: Answer) -> bool:
    return answer.intent not in (Intent.GREETING, Intent.HELP, Intent.OUT_OF_SCOPE)


def _with_topic_of(last: Plan, question: str, plan: Plan, agencies: Agencies) -> str:
    """Return the last question asked of the agencies that this one names."""
    mentions = [m for m in agencies.find(question) if m.words]
    names = "和".join(dict.fromkeys(m.words for m in mentions))
    if plan.excluded:
        names = f"除了{names},各单位"
    tail = f",{question}" if plan.asks or plan.records else ""
    return f"{names}{_without_agencies(last, agencies)}{tail}"


def _without_agencies(last: Plan, agencies: Agencies) -> str:
    """Return the last standalone question without the agencies and the words for all of them."""
    text = zh.fold(last.standalone)
    for mention in sorted(agencies.find(last.standalone), key=lambda m: -m.span.start):
        if mention.words and not (mention.is_place and not last.by_place):
            text = text[: mention.span.start] + text[mention.span.end :]
    text = re.sub(
        r"(?:各|哪些|哪几|这几|每|所有|其他)(?:一)?(?:个|家)?(?:单位|部门|机关|家)|哪几家|^[和与、,]+",
        "",
        text,
    )
    return re.sub(r"^[的, ]+|[的, ]+$", "", text)


def _pointed(
    plan: Plan, last: Plan, history: Sequence[Turn], ordinal: int, planner: Plans
) -> Plan | None:
    """Return a plan for the passage that the latest answer with so many listed at this place."""
    for turn in reversed(history):
        listed = _listed(turn.answer) if turn.answer else []
        if turn.answer and len(listed) < ordinal:
            listed = planner.measures_of(turn.answer)
        if 1 <= ordinal <= len(listed):
            standalone = f"{last.standalone}(第{ordinal}条)"
            focus = (listed[ordinal - 1],)
            return replace(
                plan, standalone=standalone, intent=Intent.LOOKUP, focus=focus, records=()
            )
    return None


def _listed(answer: Answer) -> list[str]:
    """Return the passages that an answer lists, as pointers."""
    items = {int(n) for n in _ITEM.findall(answer.text)}
    return [
        f"{c.bulletin_id}:{c.start}-{c.end}"
        for c in answer.citations
        if (c.number in items if items else not _is_heading(c.quote, c.finding_title))
    ]


def _is_heading(quote: str, title: str | None) -> bool:
    return (
        title is not None and title.strip().rstrip("。") in quote and len(quote) < len(title) + 12
    )
