"""What a question means after what was said before: the standalone question, without a model.

A short question that lacks agency or topic takes them from the turn before (那咸宁呢? 完成了吗? 具体是
哪年?); one that asks only for another form repeats the turn before in that form; one that points
(第二条的原文) is about the passage pointed at. Anything that stands by itself is left alone.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from rag import zh
from rag.agencies import Agencies, Mention
from rag.answer import Answer, Turn
from rag.question import Intent, Plan

_FORM_ONLY = re.compile(
    r"^(?:请|麻烦|帮我|再|能否|可以|把它|把这些|把上面的?|结果|答案|以上内容)*"
    r"(?:(?:用|做成|列成|整理成|换成|改成|按|以|翻译成|译成|说)?(?:一?个)?(?:表格|列表|表|英文|英语|中文)(?:的形式|形式)?"
    r"(?:列(?:一下|出来)?|表示|说(?:一遍|明)?|回答|展示|整理(?:一下)?|再说一遍)?|列(?:个|成|一个)?表|"
    r"(?:展开|详细|具体|仔细)(?:说|讲|介绍|谈)?(?:说|讲|一下|点|些|下|说说)*|说详细(?:点|些)|更详细(?:一?点|些)?|"
    r"in english|as a table|table(?: please)?|more detail(?:s)?|elaborate)(?:吧|呗|吗|好吗|行吗|可以吗|please)?\W*$"
)
_AND_WHAT_OF = re.compile(
    r"^(?:那么?|那|再看看?|换成|改问|and|what about|how about)?\W*(.+?)(?:呢|怎么样|如何|又如何|\?)?\W*$"
)
_POINTS_BACK = re.compile(
    r"它|他们|她|该(?:单位|局|委|问题|办法|制度|文件|项|市)|这(?:个|家|条|项|些|方面|单位|问题|笔|件|份|里|几)|"
    r"那(?:个|家|条|项|些|笔|件|份)|上面|上述|刚才|前面|以上|其中|此(?:问题|项)|\b(?:it|its|they|them|that|those)\b"
)
_ORDINAL = re.compile(r"第([一二三四五六七八九十\d]+)(?:个|条|项|点|款)(?!巡|机动|专项)")
_STARTS_LEANING = re.compile(
    r"^(?:那|然后|还有|另外|具体|其中|后来|结果|什么时候|哪天|哪年|何时|多少|谁|为什么|完成|整改完|都|呢|and\b|then\b|when\b|who\b)"
)


class Plans(Protocol):
    """What makes plans: `rag.planner.Planner`."""

    agencies: Agencies

    def plan(self, question: str, *, standalone: str = "") -> Plan:
        """Return how a question is understood by itself."""


def standalone_of(question: str, history: Sequence[Turn], planner: Plans) -> Plan:
    """Return the plan of `question` after `history` (oldest first, with answers)."""
    plan, agencies = planner.plan(question), planner.agencies
    before = next((t.answer for t in reversed(history) if t.answer and _is_content(t.answer)), None)
    if before is None or plan.intent in (Intent.GREETING, Intent.HELP, Intent.OUT_OF_SCOPE):
        return plan
    folded = zh.fold(question.strip())
    last = planner.plan(before.standalone_question)
    if _FORM_ONLY.search(folded):
        again = planner.plan(question, standalone=before.standalone_question)
        table = plan.table or last.table and not plan.english
        return replace(
            again,
            intent=Intent.LIST
            if table and len(before.groups) > 1 and not again.is_wide
            else again.intent,
            table=table,
            english=plan.english or bool(re.search(r"英[文语]|english", folded)),
        )
    if ordinal := _ORDINAL.search(folded):
        pointed = _pointed(plan, last, before, zh.number(ordinal.group(1)) or 0)
        if pointed:
            return pointed
    if not _leans(plan, folded, agencies):
        return plan
    return planner.plan(question, standalone=_joined(question, plan, last, agencies))


def _is_content(answer: Answer) -> bool:
    return answer.intent not in (Intent.GREETING, Intent.HELP, Intent.OUT_OF_SCOPE)


def _leans(plan: Plan, folded: str, agencies: Agencies) -> bool:
    """Tell whether a question lacks what only the conversation can give."""
    has_agency = bool(
        plan.agencies or plan.absent or plan.over_agencies or plan.excluded or plan.inspector
    )
    has_topic = bool(plan.concepts) or bool(plan.records)
    if folded.rstrip("??。 ").endswith("呢") and len(folded) <= 24:
        return True
    if not has_topic:
        return True
    if has_agency:
        return False
    return bool(
        _POINTS_BACK.search(folded) or (_STARTS_LEANING.search(folded) and len(folded) <= 20)
    )


def _joined(question: str, plan: Plan, last: Plan, agencies: Agencies) -> str:
    """Return the question with the agency or the topic of the turn before put in."""
    folded = zh.fold(question)
    mentions = [m for m in agencies.find(question) if m.names or m.words]
    own_words = _AND_WHAT_OF.sub(r"\1", folded)
    if mentions and not _topical(plan):
        names = "和".join(dict.fromkeys(m.words for m in mentions if m.words))
        tail = "" if re.fullmatch(r"\W*", _without(own_words, mentions)) else "," + own_words
        return f"{names}{_without_agencies(last, agencies)}{tail if _asks_anew(plan) else ''}"
    names = "" if mentions or plan.over_agencies else "和".join(last.agencies)
    if _topical(plan) and not _POINTS_BACK.search(folded):
        how = "" if plan.asks or plan.records or plan.wants_measures else "怎么整改的"
        lead = "各单位" if last.over_agencies and not names else names
        return f"{lead}{own_words}{how}"
    lead = "各单位" if last.over_agencies and not names else names
    return f"{lead}{last.topic},{question}"


def _topical(plan: Plan) -> bool:
    return bool(plan.concepts or plan.records)


def _asks_anew(plan: Plan) -> bool:
    return bool(plan.asks or plan.records)


def _without(text: str, mentions: Sequence[Mention]) -> str:
    for mention in mentions:
        text = text.replace(mention.words, "")
    return re.sub(r"呢|那|的|\?|怎么样|如何", "", text)


def _without_agencies(last: Plan, agencies: Agencies) -> str:
    """Return the last standalone question without the agencies and the words for all of them."""
    text = zh.fold(last.standalone)
    for mention in sorted(agencies.find(last.standalone), key=lambda m: -m.span.start):
        if mention.words and not _is_part_of_topic(mention, last):
            text = text[: mention.span.start] + text[mention.span.end :]
    text = re.sub(
        r"(?:各|哪些|哪几|这几|每|所有|其他)(?:一)?(?:个|家)?(?:单位|部门|机关|家)|哪几家|^[和与、,]+",
        "",
        text,
    )
    return text.strip("的,, ")


def _is_part_of_topic(mention: Mention, last: Plan) -> bool:
    return mention.is_place and not last.by_place


def _pointed(plan: Plan, last: Plan, before: Answer, ordinal: int) -> Plan | None:
    """Return a plan for the passage that the turn before listed at this place."""
    listed = [
        c for c in before.citations if c.quote.strip() and not _is_heading(c.quote, c.finding_title)
    ]
    if not 1 <= ordinal <= len(listed):
        return None
    pointed = listed[ordinal - 1]
    span = f"{pointed.bulletin_id}:{pointed.start}-{pointed.end}"
    return replace(
        plan, standalone=f"{last.standalone}(第{ordinal}条)", intent=Intent.LOOKUP, focus=(span,)
    )


def _is_heading(quote: str, title: str | None) -> bool:
    return (
        title is not None and title.strip().rstrip("。") in quote and len(quote) < len(title) + 12
    )
