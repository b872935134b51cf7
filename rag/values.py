"""The value a question asks for, found in the evidence: a figure, a date, a name, a document.

A question may ask for several (几笔…?几笔…?): each asking clause is matched with the clause of the
evidence that says most of it and holds a value of the kind and unit asked. Where none does, there is
no value, and the question is not answered with another one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag import zh
from rag.answer import Evidence
from rag.asks import Ask, asks_in
from rag.bulletin import Bulletin, Span
from rag.passages import lines_in
from rag.question import Concept, Plan, concepts_of

# Units that count the same kind of thing; a unit not listed stands for itself.
_ALIKE = (
    frozenset("个 家 户 所 座 处 间 宗".split()),
    frozenset("个 条 项 款 件 类 种 起".split()),
    frozenset("名 人 人次 位 个".split()),
    frozenset("次 场 期 轮 批".split()),
    frozenset("份 本 册 篇 部 件 个".split()),
    frozenset("台 辆 套 个".split()),
    frozenset("级 位 名".split()),
)


@dataclass(frozen=True, slots=True)
class Value:
    """A value found: its own words, the clause and the sentence that hold it, and where."""

    words: str
    clause: Span
    sentence: Span
    evidence: Evidence
    score: float


def values_for(plan: Plan, evidence: Sequence[Evidence]) -> list[Value]:
    """Return the best value for each thing that a plan asks for, in the order asked.

    Empty where one kind of value is asked for and no passage holds it.
    """
    found: list[Value] = []
    for asks, concepts in _asking_clauses(plan):
        best = _best(asks, concepts, plan, evidence)
        if best and best.clause not in [v.clause for v in found]:
            found.append(best)
    return found


def _asking_clauses(plan: Plan) -> Iterable[tuple[tuple[Ask, ...], tuple[Concept, ...]]]:
    """Yield what each clause of the question asks for, with the clause's own notions."""
    clauses = [c for c in re.split(r"[,,。??;;、]", zh.fold(plan.standalone)) if c.strip()]
    asking = [(asks_in(c), concepts_of(c)) for c in clauses]
    asking = [(asks, concepts) for asks, concepts in asking if asks]
    if len(asking) < 2:
        yield plan.asks, plan.concepts
        return
    for asks, concepts in asking:
        yield asks, concepts or plan.concepts


def _best(
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
    head = zh.fold(one.finding.title) if one.finding else ""
    for sentence in sentences(one.bulletin, span):
        whole = zh.fold(sentence.of(text))
        for clause in clauses(one.bulletin, sentence):
            words = value_in(ask, clause.of(text), exact=exact)
            if words:
                near = _held(concepts, zh.fold(clause.of(text)))
                far = _held(concepts, whole)
                wide = _held(plan.concepts, whole + head)
                score = 2 * near + far + wide + one.relevance
                yield Value(words, clause, sentence, one, score)


def _held(concepts: Sequence[Concept], text: str) -> float:
    weights = [len(c.asked) for c in concepts]
    held = [w for c, w in zip(concepts, weights, strict=True) if any(x in text for x in c.ways)]
    return sum(held) / (sum(weights) or 1)


def value_in(ask: Ask, clause: str, *, exact: bool = False) -> str:
    """Return the value of the kind asked that a clause holds, "" where it holds none.

    A unit asked for (几笔) must be the value's own; unless `exact`, one that counts alike will do.
    """
    if ask.name == "person":
        return _person(clause)
    folded = zh.fold(clause)
    matches = [clause[m.start() : m.end()].strip() for m in ask.value.finditer(folded)]
    if ask.unit and ask.name in ("count", "people"):
        matches = [m for m in matches if _same_unit(ask.unit, zh.fold(m), exact=exact)]
    if ask.name == "number":
        matches = [m for m in matches if not re.fullmatch(r"(?:19|20)\d\d", m)]
    return "、".join(dict.fromkeys(matches)) if matches else ""


def _same_unit(unit: str, value: str, *, exact: bool) -> bool:
    own = re.sub(r"^[\d,.\s一二两三四五六七八九十百千多余大万亿]+", "", value)
    if exact:
        return unit == own
    return unit == own or any(unit in alike and own in alike for alike in _ALIKE)


def _person(clause: str) -> str:
    import jieba.posseg

    names = [
        pair.word
        for pair in jieba.posseg.cut(clause)
        if pair.flag == "nr" and 2 <= len(pair.word) <= 4 and "某" not in pair.word
    ]
    return "、".join(dict.fromkeys(names))


def sentences(bulletin: Bulletin, span: Span) -> list[Span]:
    """Return the sentences of a passage: stretches that end with 。 or ; or a line's end."""
    return [s for line in lines_in(bulletin.text, span) for s in _cut(bulletin.text, line, "。;")]


def clauses(bulletin: Bulletin, span: Span) -> list[Span]:
    """Return the clauses of a sentence, cut at every comma outside brackets."""
    return _cut(bulletin.text, span, ",。;:")


def _cut(text: str, span: Span, stops: str) -> list[Span]:
    """Cut a span after each stop (folded) that stands outside brackets and quotation marks."""
    found, start, depth = [], span.start, 0
    folded = zh.fold(span.of(text))
    for at, char in enumerate(folded, start=span.start):
        depth += (text[at] in "《(（“「") - (text[at] in "》)）”」")
        if (char in stops and depth <= 0) or at == span.end - 1:
            words = text[start : at + 1]
            if zh.fold(words).strip(stops + " "):
                lead = len(words) - len(words.lstrip())
                found.append(Span(start + lead, at + 1))
            start = at + 1
    return found
