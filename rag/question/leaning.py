"""What a short question takes from the turn before: agency, topic, or what was cited.

Rules tried in order: the second agency listed; these two; an agency named with no topic of its own
(那咸宁呢); a detail of what was cited (具体是哪年); else the agency before leads the question.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rag.answer import Answer, Turn
from rag.bulletin import Place
from rag.names.agencies import Agencies
from rag.question.cues import ACCOUNTABLE
from rag.question.plan import Intent, Plan
from rag.question.topic import Concept
from rag.text import chinese

# A question that asks for another form alone: nothing but these words, one of the second kind.
_FORM_WORDS = re.compile(
    r"好[吧的啊]?|嗯|行|那就?|请|麻烦|帮我|给我|再|能否|能不能|可以|把|它|这些|上面的?|结果|答案|以上内容|全部|都|"
    r"一遍|一下|用|只|仅|前|做成|列成|整理成|换成|改成|放|按|以|翻译成|译成|说|成|个|一张?|里面?|的?形式|列|出来|一?下|表示|"
    r"一遍|明|回答|展示|整理|总结|概括|归纳|汇总|做|看看|展开|详细|具体|仔细|讲|介绍|谈|更|一?点儿?|一?些|吧|呗|吗|好吗|行吗|吗|呀|啊|"
    r"please|in|as|a|can you|[\W_]"
)
_FORM_ASKED = re.compile(
    r"表格?(?!示|现|明)|英[文语]|中文|展开|详细|具体|仔细|列(?:一下|出来)|"
    r"\benglish\b|\bchinese\b|\btable\b|more details?|elaborate"
)


def is_form_only(folded: str, asked: re.Pattern[str] = _FORM_ASKED) -> bool:
    """Tell whether a question holds nothing but words for a form, and one that asks for it."""
    return bool(asked.search(folded)) and not _FORM_WORDS.sub("", asked.sub("", folded))


_SIDE_BY_SIDE = re.compile(rf"{_FORM_ASKED.pattern}|对比|比较|比一比")
_AND_WHAT_OF = re.compile(
    r"^(?:那么?|那|再看看?|换成|改问|and|what about|how about)?\W*(.+?)"
    r"(?:呢|怎么样|如何|又如何|\?)?\W*$"
)
_NTH_AGENCY = re.compile(r"第([一二三四五六七八九十\d]+)(?:家|个单位)")
_OTHER_AGENCY = re.compile(r"另外?(?:一家|一个(?:单位|局|部门)|那家)")
_ASKS_DETAIL = re.compile(
    r"完成|销号|状态|进度|为什么|为何|原因|怎么回事|谁|哪|什么|何时|时候|多少|几|结果|依据|原文|文号|展开|详细|具体|还有|了吗\W*$|了没有?\W*$"
)
_BESIDES = re.compile(
    r"(?:加|算|带|捎)上|连同|一起(?:比|列|放)|^(?:那|再)?(?:和|跟|与|同).{2,16}(?:比|对照|对比|相比)"
)
_WHAT_OF = re.compile(r"呢\W*$|^(?:and|what about|how about)\b")
_THEY = re.compile(r"[他她它]们|这些(?:单位|部门)|\b(?:they|their|them)\b")
MOST_AT_ONCE = 6  # agencies that a pronoun stands for
_THIS = re.compile(
    r"(?:这|那)(?:家|个(?:单位|局|委|厅|镇|医院|学校|公司))|该(?:单位|局|委|厅|镇)|它"
)
_THESE = re.compile(
    r"(?:这|那|上面|前面|刚才)?(?:那|这)?(两|三|四|五|几|二)(?:家|个(?:单位|局|部门))"
)
_WHOLE = re.compile(r"整份|整篇|整个通报|全文|通篇|一共|总共|合计|\bin total\b|\boverall\b")
# Notions too weak to be a topic of their own after something was said.
_WEAK = frozenset(
    (
        "人 钱 只 时间 剩 完 没退 没还 第 最多 最少 补充 细节 "
        "那天 当天 同一天 那时 "
        "这问题 毛病 "
        "责任人 负责人 金额 数量 文件 名字 企业 换 换成 改问 "
        "那份 那个 那条 这两家 这三家 这四家 这五家 那两家 那三家 "
        "展开 详细 说 讲 贴 说明 表 表格 列成 做成 部分"
    ).split()
)
ARROW = " → "  # stands between a question and what was asked about its answer


class Plans(Protocol):
    """What makes plans: `rag.question.planner.Planner`."""

    agencies: Agencies

    def plan(self, question: str, *, standalone: str = "") -> Plan:
        """Return how a question is understood by itself."""

    def findings_of(self, answer: Answer) -> dict[Place, str]:
        """Return the findings that an answer cites, each with its folded text."""

    def measures_of(self, answer: Answer) -> list[Place]:
        """Return the measures of the finding that an answer cites, none where it cites several."""

    def knows(self, concept: Concept) -> bool:
        """Tell whether the store says a notion anywhere."""


def root(answer: Answer) -> str:
    """Return the question that an answer goes back to."""
    return answer.standalone_question.split(ARROW)[0]


@dataclass(frozen=True, slots=True)
class Asked:
    """A short question with what stands around it."""

    question: str
    folded: str
    plan: Plan  # of the question by itself
    last: Plan  # of what the turn before goes back to
    before: Answer
    cited: Answer  # the latest one with passages
    history: Sequence[Turn]
    planner: Plans

    @property
    def listed(self) -> list[str]:
        """The agencies that the turn before answered about."""
        return _answered(self.before)

    @property
    def own(self) -> list[Concept]:
        """The notions that can be a topic, beyond the words for records."""
        records = "".join(word for record in self.plan.records for word in record.words)
        return [c for c in self.plan.concepts if _is_topic(c) and c.asked not in records]

    @property
    def named(self) -> bool:
        """Whether the question says itself whom it asks about."""
        return bool(self.plan.agencies or self.plan.excluded or self.plan.inspector)

    def as_if(self, standalone: str) -> Plan:
        """Return the plan of the question as if it were put like this."""
        return self.planner.plan(self.question, standalone=standalone)


def lean(asked: Asked) -> Plan:
    """Put in what a short question leaves to the conversation."""
    for rule in (_of_nth, _of_these, _of_named, _of_cited):
        if meant := rule(asked):
            return meant
    return _led(asked)


def _of_nth(asked: Asked) -> Plan | None:
    if other := _OTHER_AGENCY.search(asked.folded):
        return _of_other(asked, other.group())
    nth = _NTH_AGENCY.search(asked.folded)
    at = (chinese.number(nth.group(1)) or 0) - 1 if nth else -1
    listed = _last_listed(asked.history, lambda number: number > max(at, 1))
    if not 0 <= at < len(listed):
        return None
    rest = _AND_WHAT_OF.sub(r"\1", _NTH_AGENCY.sub(" ", asked.folded)).strip()
    return asked.as_if(f"{listed[at]}{asked.last.topic}" + (f",{rest}" if rest else ""))


def _of_other(asked: Asked, words: str) -> Plan | None:
    """Return the plan for the other one of two agencies listed (另一家呢)."""
    listed = _last_listed(asked.history, lambda number: number == 2)
    rest = [name for name in listed if asked.listed != [name]]
    put = asked.folded.replace(words, " ").strip()
    return asked.as_if(f"{rest[0]}{asked.last.topic},{put}") if len(rest) == 1 else None


def _last_listed(history: Sequence[Turn], fits: Callable[[int], bool]) -> list[str]:
    """Return the agencies of the latest answer that is about a fitting number of them."""
    answers = (turn.answer for turn in reversed(history) if turn.answer)
    return next((names for a in answers if fits(len(names := _answered(a)))), [])


def _of_these(asked: Asked) -> Plan | None:
    these = _THESE.search(asked.folded)
    if not these or asked.named or asked.plan.records:
        return None
    if not is_form_only(_THESE.sub("", asked.folded), _SIDE_BY_SIDE):
        return None
    spoken = _spoken_of(asked.history, chinese.number(these.group(1)) or 0)
    return asked.as_if(f"比较{'和'.join(spoken)}{asked.last.topic}") if spoken else None


def _of_named(asked: Asked) -> Plan | None:
    plan, before = asked.plan, asked.before
    if not asked.named:
        return plan if plan.over_agencies and asked.own else None
    if plan.inspector or _is_of_agency(asked):  # whole by itself
        return plan
    if _BESIDES.search(asked.folded) and asked.listed:
        names = dict.fromkeys((*asked.listed[:MOST_AT_ONCE], *plan.agencies))
        return asked.as_if(f"比较{'和'.join(names)}{asked.last.topic}")
    if not asked.own and not plan.records:
        return asked.as_if(_with_topic(asked))
    if set(plan.agencies) <= set(asked.listed) and _ASKS_DETAIL.search(asked.folded):
        share = tuple(c for c in before.citations if c.agency in plan.agencies)
        if focused := _within(replace(asked, cited=replace(before, citations=share))):
            return focused
    return plan


def _of_cited(asked: Asked) -> Plan | None:
    pointed = _THIS.search(asked.folded)
    of_thing = pointed and pointed.group() == "它" and asked.plan.asks  # 它什么时候能建成
    if (pointed and not of_thing) or _THEY.search(asked.folded) or _is_of_agency(asked):
        return None
    plan = asked.plan
    if asked.last.asks and not plan.asks and _WHAT_OF.search(asked.folded):  # 那江夏的呢
        plan = replace(plan, asks=asked.last.asks)
    return _within(replace(asked, plan=plan))


def _is_of_agency(asked: Asked) -> bool:
    """Tell whether a status is asked of the agency, not of a topic (还有没改完的吗)."""
    return bool(asked.plan.statuses) and not asked.own


def _led(asked: Asked) -> Plan:
    """Return the question led by the agency of the turn before, with its topic where needed."""
    plan, last, folded = asked.plan, asked.last, asked.folded
    heard = asked.listed or list(last.agencies)
    alone = heard[:1] if _THIS.search(folded) else []
    alone = heard[:MOST_AT_ONCE] if _THEY.search(folded) else alone
    named = last.agencies if last.agencies_named else _single(asked.listed)
    lead = "和".join(alone or named)
    if _is_of_agency(asked) and lead:
        return asked.as_if(f"{lead}{asked.question}")
    lead = "" if plan.over_agencies else lead or ("各单位" if last.over_agencies else "")
    if not asked.own and not plan.records:
        return asked.as_if(f"{lead}{last.topic},{asked.question}")
    put = _AND_WHAT_OF.sub(r"\1", folded)
    if plan.english and lead:
        return asked.as_if(f"What did {lead} do about {put}?")
    how = "" if plan.records or _ASKS_DETAIL.search(folded) or plan.wants_measures else "怎么整改的"
    return asked.as_if(f"{lead}{put}{how}") if lead else plan


_ALIKE = re.compile(r"类似|同类|同样|相同|这[种类]")  # points at the topic before


def _is_topic(concept: Concept) -> bool:
    """Tell whether a notion can be what a short question is about."""
    if _ALIKE.match(concept.asked):
        return False
    return concept.asked not in _WEAK and (concept.is_term or len(concept.asked) > 1)


def _answered(answer: Answer) -> list[str]:
    """Return the agencies that an answer has something of."""
    return [group.agency for group in answer.groups if not group.none]


def _spoken_of(history: Sequence[Turn], number: int) -> list[str]:
    """Return the agencies answered about last: `number` of them, or (0) those of one answer."""
    names: dict[str, None] = {}
    for turn in reversed(history):
        names |= dict.fromkeys(_answered(turn.answer) if turn.answer else ())
        if len(names) >= (number or 2):
            return list(names)[: number or None]
    return []


def _single(agencies: Sequence[str]) -> tuple[str, ...]:
    return tuple(agencies) if len(set(agencies)) == 1 else ()


def _within(asked: Asked) -> Plan | None:
    """Return a plan within the findings just cited, where they hold what is asked about."""
    plan, planner = asked.plan, asked.planner
    cited = planner.findings_of(asked.cited)
    known = [c for c in asked.own if planner.knows(c)]
    statuses = [r.name for r in plan.records] == ["statuses"]
    if not cited or not (plan.asks or statuses or _ASKS_DETAIL.search(asked.folded)):
        return None
    kept = [p for p, text in cited.items() if all(any(w in text for w in c.ways) for c in known)]
    if [r.name for r in plan.records] == ["accountable"]:
        kept = [p for p in kept if ACCOUNTABLE.search(cited[p])]
    elif plan.records and not statuses:
        return None
    if plan.records and _WHOLE.search(asked.folded):
        return None
    if not kept and len(cited) == 1 and not any(c.is_term for c in asked.own):
        kept = list(cited)  # a detail in words of the asker's own
    if not kept:
        return None
    intent = Intent.FACT if plan.asks and not statuses else Intent.LOOKUP
    whole = f"{root(asked.cited)}{ARROW}{asked.question}"
    return replace(plan, standalone=whole, intent=intent, focus=tuple(kept))


def _with_topic(asked: Asked) -> str:
    """Return the last question asked of the agencies that this one names."""
    plan, agencies = asked.plan, asked.planner.agencies
    mentions = [m for m in agencies.find(asked.question) if m.words]
    names = "和".join(dict.fromkeys(m.words for m in mentions))
    tail = f",{asked.question}" if plan.asks or plan.records else ""
    if asked.last.english:
        return _in_english(asked, names, tail)
    if plan.excluded:
        names = f"除了{names},各单位"
    return f"{names}{_without_agencies(asked.last, agencies)}{tail}"


# A body in an English question: the wuhan development and reform commission.
_ENGLISH_BODY = re.compile(
    r"\bthe (?:(?!the\b)[\w&-]+ ){1,7}?(?:bureau|commission|office|administration)\b", re.IGNORECASE
)


def _in_english(asked: Asked, names: str, tail: str) -> str:
    """Return the last English question with the body that this one names in the other's place."""
    body, earlier = _ENGLISH_BODY.search(asked.question), asked.last.standalone
    if body and len(_ENGLISH_BODY.findall(earlier)) == 1:
        return _ENGLISH_BODY.sub(body.group(), earlier) + tail
    return f"What did {names.title()} do about {asked.last.topic}?{tail}"


def _without_agencies(last: Plan, agencies: Agencies) -> str:
    """Return the last standalone question without the agencies and the words for all of them."""
    text = chinese.fold(last.standalone)
    for mention in sorted(agencies.find(last.standalone), key=lambda m: -m.span.start):
        if mention.words and not (mention.is_place and not last.by_place):
            text = text[: mention.span.start] + text[mention.span.end :]
    text = re.sub(
        r"(?:各|哪些|哪几|这几|每|所有|其他)(?:一)?(?:个|家)?(?:单位|部门|机关|家)|哪几家|^[和与、,]+",
        "",
        text,
    )
    return re.sub(r"^[的, ]+|[的, ]+$", "", text)
