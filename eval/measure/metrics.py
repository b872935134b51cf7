"""The measures: functions from one question with its answer to a number between 0 and 1, or None.

None means that the measure does not apply (no gold, nothing cited, not that kind of question); the
case is then left out of the mean. `MEASURES` is the table that everything else walks. Definitions
and where they come from are in docs/evaluation.md.

They do not know whether an answer reads well, and judge support by words and figures, not meaning.
"""

from collections.abc import Callable, Hashable, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

from eval.measure.points import figures_stated, stated
from eval.measure.statements import bears_out, plain, statements
from eval.sets.answers import Answered, CitedWords
from eval.sets.questions import DIALOGUE, Key, Question, Words
from eval.sets.sources import Sources, squeezed
from rag.bulletin import Span

OVER_AGENCIES = ("cross_agency", "compare")

_T = TypeVar("_T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Case:
    """One question, its answer, and the bulletins that both speak of."""

    question: Question
    answer: Answered
    sources: Sources

    @property
    def gold(self) -> set[Key]:
        """The places that hold the answer."""
        return {place.key for place in self.question.gold or ()}

    @property
    def neutral(self) -> set[Key]:
        """The places that may be cited and need not."""
        return {place.key for place in self.question.acceptable} - self.gold

    def quotes(self, numbers: Sequence[int]) -> str:
        """Return what the citations with these numbers hold: agency, number and quote."""
        cited = (c for c in self.answer.citations if c.number in numbers)
        return "\n".join(f"{c.agency} 问题{c.finding_number or ''} {c.quote}" for c in cited)


@dataclass(frozen=True, slots=True)
class Measure:
    """One column of the table. `better` is +1 where more is better, -1 where less is."""

    name: str
    title: str
    of: Callable[[Case], float | None]
    better: int = 1


def right_first(case: Case) -> float | None:
    """Score 1 if the first citation is a gold place (an acceptable one does not count)."""
    if not case.gold:
        return None
    return float(bool(case.answer.cited) and case.answer.cited[0] in case.gold)


def gold_recall(case: Case) -> float | None:
    """Return the share of all gold places that are cited."""
    return _share(case.gold, set(case.answer.cited))


def core_recall(case: Case) -> float | None:
    """Return the share of the core gold places that are cited."""
    core = {place.key for place in case.question.gold or () if place.core}
    return _share(core, set(case.answer.cited))


def complete(case: Case) -> float | None:
    """Score 1 if every gold place is cited."""
    return float(case.gold <= set(case.answer.cited)) if case.gold else None


def precision(case: Case) -> float | None:
    """Return the share of cited places that are gold, acceptable ones set aside."""
    return _share(set(case.answer.cited) - case.neutral, case.gold) if case.gold else None


def evidence_quoted(case: Case) -> float | None:
    """Return the share of evidence texts found whole in a quote from their bulletin."""
    return _mean([_is_quoted(words, case.answer) for words in case.question.evidence])


def char_recall(case: Case) -> float | None:
    """Return the share of the evidence's characters that are quoted (LegalBench-RAG)."""
    return _share(_evidence_chars(case), _quoted_chars(case))


def char_precision(case: Case) -> float | None:
    """Return the share of quoted characters that are evidence (LegalBench-RAG)."""
    evidence = _evidence_chars(case)
    return _share(_quoted_chars(case), evidence) if evidence else None


def citation_recall(case: Case) -> float | None:
    """Return the share of statements that their own citations bear out (ALCE)."""
    if case.answer.abstained:
        return None
    verdicts = []
    for said in statements(case.answer.text):
        held = bears_out(said.text, case.quotes(said.markers))
        if held is not None:
            verdicts.append(held)
    return sum(verdicts) / len(verdicts) if verdicts else None


def citation_precision(case: Case) -> float | None:
    """Return the share of markers that their statement needs (ALCE).

    A marker counts where the statement is borne out, and the citation alone bears it out or the
    others alone do not.
    """
    kept = total = 0
    for said in statements(case.answer.text):
        held = bears_out(said.text, case.quotes(said.markers))
        if held is None:
            continue
        for number in said.markers:
            others = [n for n in said.markers if n != number]
            needed = bears_out(said.text, case.quotes([number])) or not bears_out(
                said.text, case.quotes(others)
            )
            kept += bool(held and needed)
            total += 1
    return kept / total if total else None


def points_stated(case: Case) -> float | None:
    """Return the share of the answer points that are stated."""
    return _mean([stated(p, case.answer, case.sources) for p in case.question.answer_points])


def figures_right(case: Case) -> float | None:
    """Return, of the points with figures, the share whose figures all stand with their units."""
    points = case.question.answer_points
    return _mean([figures_stated(point, case.answer, case.sources) for point in points])


def must_not(case: Case) -> float | None:
    """Score 1 if the text says something that it must not."""
    if not case.question.must_not:
        return None
    return float(bool(_forbidden(case)))


def agency_recall(case: Case) -> float | None:
    """Return the share of the agencies with gold that are answered for."""
    return _share({doc for doc, _ in case.gold}, _agencies(case)) if _over_agencies(case) else None


def agency_precision(case: Case) -> float | None:
    """Return the share of the agencies answered for that have gold (acceptable ones set aside)."""
    if not _over_agencies(case):
        return None
    right = {doc for doc, _ in case.gold}
    neutral = {doc for doc, _ in case.neutral} - right
    return _share(_agencies(case) - neutral, right)


def refused(case: Case) -> float | None:
    """Score 1 if a question without an answer is refused."""
    return float(case.answer.abstained) if case.question.unanswerable else None


def false_refusal(case: Case) -> float | None:
    """Score 1 if a question that has an answer is refused."""
    return float(case.answer.abstained) if case.question.answerable else None


def verbatim(case: Case) -> float | None:
    """Return the share of quotes that are the source's own words at their offsets."""
    return _mean([_is_verbatim(c, case.sources) for c in case.answer.citations])


MEASURES: tuple[Measure, ...] = (
    Measure("right_first", "首条正确", right_first),
    Measure("gold_recall", "召回", gold_recall),
    Measure("core_recall", "核心召回", core_recall),
    Measure("complete", "全部召回", complete),
    Measure("precision", "准确", precision),
    Measure("evidence", "原文引到", evidence_quoted),
    Measure("points", "要点说到", points_stated),
    Measure("figures", "数字说对", figures_right),
    Measure("agency_recall", "单位召回", agency_recall),
    Measure("agency_precision", "单位准确", agency_precision),
    Measure("refused", "该拒则拒", refused),
    Measure("false_refusal", "误拒", false_refusal, better=-1),
    Measure("must_not", "说了不该说", must_not, better=-1),
    Measure("verbatim", "逐字", verbatim),
    Measure("citation_recall", "句有据", citation_recall),
    Measure("citation_precision", "据有用", citation_precision),
    Measure("char_recall", "字召回", char_recall),
    Measure("char_precision", "字准确", char_precision),
)


def scores(case: Case) -> dict[str, float]:
    """Return every measure that applies to the case."""
    found = {measure.name: measure.of(case) for measure in MEASURES}
    return {name: value for name, value in found.items() if value is not None}


def missed(case: Case) -> dict[str, list[str]]:
    """Return what a reader of the report looks for: gold, evidence and points not there."""
    cited, points = set(case.answer.cited), case.question.answer_points
    evidence = (w for w in case.question.evidence if not _is_quoted(w, case.answer))
    return {
        "gold": [f"{d} {n or '—'}" for d, n in sorted(case.gold - cited, key=str)],
        "extra": [f"{d} {n or '—'}" for d, n in sorted(cited - case.gold - case.neutral, key=str)],
        "evidence": [words.text for words in evidence],
        "points": [p for p in points if stated(p, case.answer, case.sources) is False],
        "must_not": _forbidden(case),
    }


def _forbidden(case: Case) -> list[str]:
    text = squeezed(plain(case.answer.text))[0]
    return [words for words in case.question.must_not if squeezed(words)[0] in text]


def _over_agencies(case: Case) -> bool:
    several = len({doc for doc, _ in case.gold}) > 1
    return case.question.type in OVER_AGENCIES or (case.question.type == DIALOGUE and several)


def _agencies(case: Case) -> set[str]:
    """Return the bulletins that the answer draws on: by its groups, else by its citations."""
    numbers = {n for group in case.answer.groups if not group.none for n in group.citations}
    cited = case.answer.citations
    return {c.doc for c in cited if not case.answer.groups or c.number in numbers}


def _evidence_chars(case: Case) -> set[tuple[str, int]]:
    places = ((w.doc, _find(case, w.doc, w.text)) for w in case.question.evidence)
    return {(doc, at) for doc, span in places if span for at in range(span.start, span.end)}


def _quoted_chars(case: Case) -> set[tuple[str, int]]:
    return {(c.doc, at) for c in case.answer.citations for at in range(c.start, c.end)}


def _find(case: Case, doc: str, words: str) -> Span | None:
    return case.sources[doc].find(words) if doc in case.sources else None


def _is_quoted(words: Words, answer: Answered) -> bool:
    quotes = (c.quote for c in answer.citations if c.doc == words.doc)
    return any(squeezed(words.text)[0] in squeezed(quote)[0] for quote in quotes)


def _is_verbatim(citation: CitedWords, sources: Sources) -> bool:
    source = sources.get(citation.doc)
    return source is not None and source.holds(citation.start, citation.end, citation.quote)


def _share(wanted: Set[_T], had: Set[_T]) -> float | None:
    return len(wanted & had) / len(wanted) if wanted else None


def _mean(verdicts: Sequence[bool | None]) -> float | None:
    judged = [verdict for verdict in verdicts if verdict is not None]
    return sum(judged) / len(judged) if judged else None
