"""The value a question asks for, found in the evidence: a figure, a date, a name, a document.

A question may ask for several (几笔…?几笔…?): each asking clause is matched with the clause of the
evidence that says most of it and holds a value of the kind and unit asked. Where none does, there
is no value, and the question is not answered with another one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.answer import Evidence
from rag.bulletin import Span
from rag.compose.kinds import VALUES
from rag.question.concepts import Concept
from rag.question.plan import Ask, Plan, Wanted
from rag.text import chinese
from rag.text.sentences import clauses, sentences
from rag.text.words import ACCOUNTABLE, QUALIFIERS

# Units that count the same kind of thing; a unit not listed stands for itself.
_ALIKE = (
    frozenset("个 家 户 所 座 处 间 宗".split()),
    frozenset("个 条 项 款 件 类 种 起".split()),
    frozenset("名 人 人次 位 个".split()),
    frozenset("次 场 期 轮 批".split()),
    frozenset("份 本 册 篇 部 件".split()),
    frozenset("台 辆 套".split()),
    frozenset("级 位 名".split()),
    frozenset("星 星级".split()),
)


@dataclass(frozen=True, slots=True)
class Value:
    """A value found: its own words, the clause and the sentence that hold it, and where."""

    words: str
    clause: Span
    sentence: Span
    evidence: Evidence
    score: float
    said: tuple[float, ...] = ()  # how much of what is asked its clause says, and its finding
    titles: tuple[tuple[str, Span], ...] = ()  # of documents: each with the sentence naming it


def values_for(plan: Plan, evidence: Sequence[Evidence]) -> list[Value]:
    """Return the best value for each thing that a plan asks for, in the order asked.

    Empty where one kind of value is asked for and no passage holds it.
    """
    found: list[Value] = []
    for wanted in plan.wanted or (Wanted(plan.asks, plan.concepts),):
        best = best_value(wanted.asks, wanted.concepts or plan.concepts, plan, evidence)
        if best and wanted.asks[0].name == "document":
            best = replace(best, titles=_documents(best.evidence))
        if best and best.clause not in [v.clause for v in found]:
            found.append(best)
    return found


def _documents(one: Evidence) -> tuple[tuple[str, Span], ...]:
    """Return each document that a finding's passages name, with its first sentence."""
    named: dict[str, Span] = {}
    for span in one.spans:
        for sentence in sentences(one.bulletin, span):
            for title in _TITLE.findall(sentence.of(one.bulletin.text)):
                named.setdefault(title, sentence)
    return tuple(named.items())


_TITLE = re.compile(r"《[^《》]+(?:<[^<>]+>[^《》]*)?》")


def values_by_agency(plan: Plan, evidence: Sequence[Evidence]) -> list[Value]:
    """Return the best value of each agency, the largest (or smallest, if asked) first."""
    agencies = dict.fromkeys(e.bulletin.agency for e in evidence)
    best = []
    for agency in agencies:
        own = [e for e in evidence if e.bulletin.agency == agency]
        found = best_value(plan.asks, plan.concepts, plan, own)
        best += [found] if found else []
    return sorted(best, key=lambda v: amount(v.words), reverse=plan.superlative == "max")


def people_held_accountable(plan: Plan, evidence: Sequence[Evidence]) -> list[Value]:
    """Return each sentence that says how many were held accountable, where that is asked."""
    people = [ask for ask in plan.asks if ask.name == "people"]
    if not people or [record.name for record in plan.records] != ["accountable"]:
        return []
    found = []
    for one in evidence:
        for span in one.spans:
            for sentence in sentences(one.bulletin, span):
                words = sentence.of(one.bulletin.text)
                if ACCOUNTABLE.search(chinese.fold(words)) and (
                    value := value_in(people[0], words)
                ):
                    found.append(Value(value, sentence, sentence, one, one.relevance))
    return found


def amount(words: str) -> float:
    """Return the first figure of a value in units: 5.99万元 -> 59900.0, 0.0 where there is none."""
    match = re.search(r"(\d[\d,]*(?:\.\d+)?)\s*(万亿|亿|万|千|百)?", chinese.fold(words))
    if not match:
        return 0.0
    scale = {"万亿": 1e12, "亿": 1e8, "万": 1e4, "千": 1e3, "百": 1e2}.get(
        match.group(2) or "", 1.0
    )
    return float(match.group(1).replace(",", "")) * scale


def best_value(
    asks: Sequence[Ask], concepts: Sequence[Concept], plan: Plan, evidence: Sequence[Evidence]
) -> Value | None:
    """Return the best value of the first kind asked that is found, in its own unit if it can be."""
    for ask in asks:
        for exact in (True, False) if ask.unit else (False,):
            scored = [
                value
                for one in evidence
                for span in one.spans
                for value in _in_passage(ask, concepts, plan, one, span, exact=exact)
            ]
            if scored:
                return max(scored, key=lambda v: v.score)
    return None


def _in_passage(
    ask: Ask,
    concepts: Sequence[Concept],
    plan: Plan,
    one: Evidence,
    span: Span,
    *,
    exact: bool,
) -> Iterable[Value]:
    text = one.bulletin.text
    head = chinese.fold(one.finding.title) if one.finding else ""
    for sentence in sentences(one.bulletin, span):
        whole = chinese.fold(sentence.of(text))
        for clause in clauses(one.bulletin, sentence):
            words = value_in(ask, clause.of(text), concepts, exact=exact, said=plan.figures)
            if words:
                near = _held(concepts, chinese.fold(clause.of(text)))
                if not near:  # nothing tells which of the sentence's values is meant
                    words = value_in(ask, sentence.of(text), exact=exact, said=plan.figures)
                far = _held(concepts, whole)
                wide = _held(plan.concepts, whole + head)
                qualified = _qualified(plan, clause.of(text))
                score = 2 * near + far + wide + one.relevance + qualified
                yield Value(words, clause, sentence, one, score, (near, wide, qualified))


def _qualified(plan: Plan, clause: str) -> float:
    """Return how many qualifiers the question and the clause share."""
    return float(len(plan.qualifiers & set(QUALIFIERS.findall(chinese.fold(clause)))))


def _held(concepts: Sequence[Concept], text: str) -> float:
    weights = [len(c.asked) for c in concepts]
    held = [w for c, w in zip(concepts, weights, strict=True) if any(x in text for x in c.ways)]
    return sum(held) / (sum(weights) or 1)


def value_in(
    ask: Ask,
    clause: str,
    concepts: Sequence[Concept] = (),
    *,
    exact: bool = False,
    said: Sequence[str] = (),
) -> str:
    """Return the value of the kind asked that a clause holds, "" where it holds none.

    Of several the one nearest to a notion asked about is meant; where none is near, all are.
    A unit asked for (几笔) must be the value's own; unless `exact`, one that counts alike will do.
    A figure that the question gives itself (`said`) is no answer to it.
    """
    if ask.name in ("person", "who"):
        return _person(clause)
    folded = chinese.fold(clause)
    matches = [
        (m.start(), clause[m.start() : m.end()].strip()) for m in VALUES[ask.name].finditer(folded)
    ]
    if ask.unit and ask.name in ("count", "people"):
        matches = [
            (at, m) for at, m in matches if _same_unit(ask.unit, chinese.fold(m), exact=exact)
        ]
    if ask.name == "named":
        nouns = _FIRMS if ask.unit in _FIRMS else (ask.unit,)
        matches = [(at, m) for at, m in matches if m.endswith(nouns)]
    if ask.name == "date" and ask.unit:
        matches = [(at, m) for at, m in matches if ask.unit in m]
    if ask.name in ("number", "count"):
        matches = [(at, m) for at, m in matches if not re.fullmatch(r"(?:19|20)\d\d年?", m)]
    matches = [(at, m) for at, m in matches if not _is_said(chinese.fold(m), said)]
    ends = [folded.rfind(way) + len(way) for c in concepts for way in c.ways if way in folded]
    if len(matches) > 1 and ends and ask.name in ("count", "people", "money", "percent", "number"):
        matches = [min(matches, key=lambda pair: min(_distance(pair[0], end) for end in ends))]
    return "、".join(dict.fromkeys(m for _, m in matches))


_FIRMS = ("企业", "公司", "集团")


def _is_said(value: str, said: Sequence[str]) -> bool:
    pattern = rf"(?<![\d.]){re.escape(value)}"
    return any(map(str.isdigit, value)) and any(re.search(pattern, stretch) for stretch in said)


def _distance(at: int, end: int) -> int:
    """Return how far a value at `at` is from a notion ending at `end`; one behind it is nearer."""
    return at - end if at >= end else 3 * (end - at)


def _same_unit(unit: str, value: str, *, exact: bool) -> bool:
    own = re.sub(r"^[\d,.\s一二两三四五六七八九十百千多余大万亿]+", "", value)
    if exact:
        return unit == own
    return unit == own or any(unit in alike and own in alike for alike in _ALIKE)


_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_PERSON = re.compile(
    rf"(?:书记|局长|处长|科长|院长|校长|所长|部长|主席|主任|教授|经理|委员|同志|负责人|干部|党员|职工)([{_SURNAMES}](?!某)[一-鿿]{{1,2}}?)"
    r"(?=同志|教授|任|因|被|等|作|讲|带|主|受|授|,|。|、|;)"
)


def _person(clause: str) -> str:
    return "、".join(dict.fromkeys(_PERSON.findall(chinese.fold(clause))))
