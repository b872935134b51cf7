"""How relevant a finding, or one measure in it, is to a question's topic: a probability.

Two logistic models over a handful of features (meaning: cosine of the finding and of its best
measure, plain and against the question's own distribution; words: coverage of the question's
notions and character pairs in heading, body and best measure, weighted by rarity; BM25). The
weights stand in `relevance.json`, fitted by `python -m eval.fit`. A finding counts as touched in
passing (aside) when only a measure of it speaks of the topic.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from rag.bulletin import Bulletin, Finding, Part, Span
from rag.question.topic import Concept, mostly_english, notions_within
from rag.store.passages import Kind, Passage
from rag.text import chinese

Floats = NDArray[np.float64]

SAMPLE = 2000  # findings looked at to learn how rare a notion is
HEAD_SHARE = 0.12  # a term in more findings than this does not single any out
LISTED_SHARE = 0.08  # the same of a plain word in an enumeration
LONGEST_LABEL = 16  # characters of the question said again in an answer
KEPT_SHARE = 0.6  # of the weightiest stretch: what weighs less is not said again
UNKNOWN_WEIGHT = 6.0  # of a notion that the store does not hold: that of a rare one
CANDIDATES = 600  # findings scored in full for one question


@dataclass(frozen=True, slots=True)
class Piece:
    """A measure, or a line outside the findings, with its row among the passages."""

    span: Span
    words: str  # folded
    row: int


@dataclass(frozen=True, slots=True)
class Unit:
    """What is judged: a finding with its measures, or (finding None) a section with its lines."""

    bulletin: Bulletin
    finding: Finding | None
    part: Part
    heading: str  # folded
    body: str  # folded, heading included
    row: int  # of the finding's own passage; -1 for a section
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A unit with its probabilities: of the whole, and of each of its pieces by itself."""

    unit: Unit
    whole: float
    pieces: tuple[float, ...]
    named: tuple[bool, ...] = ()  # which pieces name a head notion of the topic

    @property
    def best(self) -> float:
        """The larger of the whole's and the best piece's probability."""
        return max(self.whole, *self.pieces) if self.pieces else self.whole


class Field:
    """All units of a store at one version, ready to be judged. Shapes: n passages, u units."""

    def __init__(self, bulletins: Iterable[Bulletin], passages: Sequence[Passage]) -> None:
        rows = {(p.bulletin_id, p.span, p.kind): i for i, p in enumerate(passages)}
        self.units = tuple(unit for b in bulletins for unit in _units(b, rows))
        findings = [u for u in self.units if u.finding]
        self._sample = findings[:: max(1, len(findings) // SAMPLE)]
        self._pairs = Counter(pair for u in self._sample for pair in set(pairs(u.body)))
        self._text = "\n".join(
            [u.body for u in self._sample]
            + [p.words for u in self.units if u.finding is None for p in u.pieces]
        )
        self._said: dict[str, bool] = {}
        self.kinds = np.array([list(Kind).index(p.kind) for p in passages], np.int8)

    def rarity(self, ways: Sequence[str]) -> float:
        """Return the inverse document frequency of a notion: ln(1 + (N - n + .5) / (n + .5))."""
        return _idf(self._count(ways), len(self._sample))

    def said(self, ways: Sequence[str]) -> tuple[str, ...]:
        """Return those of the ways that the store uses: the others need not be looked for."""
        for way in ways:
            if way not in self._said:
                self._said[way] = way in self._text
        return tuple(way for way in ways if self._said[way])

    def share(self, ways: Sequence[str], within: Container[str] | None = None) -> float:
        """Return the share (0..1) of the findings, of these bulletins or all, that say a notion."""
        ways = self.said(ways)
        sample = [u for u in self._sample if within is None or u.bulletin.id in within]
        return sum(any(way in u.body for way in ways) for u in sample) / (len(sample) or 1)

    def _count(self, ways: Sequence[str]) -> int:
        ways = self.said(ways)
        return sum(any(way in u.body for way in ways) for u in self._sample)

    def holds(self, ways: Sequence[str]) -> bool:
        """Tell whether any finding looked at says a notion."""
        return self._count(ways) > 0

    def pair_rarity(self, pair: str) -> float:
        """Return the inverse document frequency of a character pair."""
        return _idf(self._pairs[pair], len(self._sample))


def _idf(n: int, total: int) -> float:
    return math.log(1 + (total - n + 0.5) / (n + 0.5))


def _units(bulletin: Bulletin, rows: dict[tuple[str, Span, Kind], int]) -> Iterable[Unit]:
    text = bulletin.text
    for finding in bulletin.findings:
        pieces = tuple(
            Piece(
                m.span,
                chinese.fold(m.span.of(text)),
                rows.get((bulletin.id, m.span, Kind.MEASURE), -1),
            )
            for m in finding.measures
        )
        row = rows.get((bulletin.id, finding.span, Kind.FINDING), -1)
        heading, body = chinese.fold(finding.title), chinese.fold(finding.span.of(text))
        yield Unit(bulletin, finding, Part.FINDINGS, heading, body, row, pieces)
    lines: dict[Part, list[Piece]] = {}
    for (owner, span, kind), row in rows.items():
        if owner == bulletin.id and kind is Kind.SECTION:
            part = next((s.part for s in bulletin.sections if s.span.covers(span)), Part.OPENING)
            lines.setdefault(part, []).append(Piece(span, chinese.fold(span.of(text)), row))
    for part, pieces_of in lines.items():
        ordered = tuple(sorted(pieces_of, key=lambda p: p.span))
        yield Unit(bulletin, None, part, "", "", -1, ordered)


def pairs(text: str) -> list[str]:
    """Return the pairs of neighbouring letters or digits in `text`."""
    return [a + b for a, b in zip(text, text[1:], strict=False) if a.isalnum() and b.isalnum()]


FINDING_FEATURES = (
    "dense", "dense_z", "dense_gap", "piece", "piece_z", "piece_gap", "head_notions",
    "head_pairs", "body_notions", "body_pairs", "piece_notions", "piece_pairs", "bm25",
    "piece_bm25", "rarest_in_head", "rarest_in_body", "head_terms", "body_terms", "piece_terms",
    "unknown", "absent",
)  # fmt: skip
PIECE_FEATURES = (
    "piece", "piece_z", "piece_gap", "notions", "pairs", "bm25", "rarest", "notions_beyond_head",
    "terms", "unknown", "absent",
)  # fmt: skip


_OR = "\n"  # stands between the words of notions taken as one
_ASKING = re.compile(r"\W+|怎么|如何|什么|多少|分别|哪[些几个家]?")


@dataclass(frozen=True)
class Topic:
    """A question's topic weighed against a store: notions and character pairs with their rarity."""

    concepts: tuple[Concept, ...]
    weights: tuple[float, ...]
    pairs: tuple[tuple[str, float], ...]
    heads: tuple[Concept, ...] = ()  # terms, or things listed, that few findings speak of
    strange: bool = False  # it names terms of the field, and the store holds none of them
    unknown: float = 0.0  # share of the notions' weight that the store does not hold at all
    absent: float = 0.0  # the same of terms of the field alone: a theme that nobody has
    text: str = ""  # the topic in the question's words, folded
    ways: tuple[tuple[str, ...], ...] = ()  # of each concept, those that the store uses

    @property
    def label(self) -> str:
        """The weightiest stretches of the question's own words, for saying what was searched."""
        stretches = [s for clause in _ASKING.split(self.text) if (s := self._stretch(clause))]
        ranked = sorted(stretches, key=lambda s: -s[0])
        kept = [words for weight, words in ranked if weight >= KEPT_SHARE * ranked[0][0]]
        while len("、".join(kept)) > LONGEST_LABEL and len(kept) > 1:
            kept.pop()
        if mostly_english(self.text) or not kept or len(kept[0]) > LONGEST_LABEL:
            kept = self._weightiest()
        return "、".join(sorted(kept, key=self.text.find))

    def _stretch(self, clause: str) -> tuple[float, str] | None:
        """Return a clause from its first notion to its last, with their weight together."""
        held = [(words, w) for words, w in self._asked if words in clause]
        if not held:
            return None
        start = min(clause.find(words) for words, _ in held)
        start -= clause[:start].endswith(("不", "没", "未", "无"))
        end = max(clause.find(words) + len(words) for words, _ in held)
        return sum(w for _, w in held), clause[start:end]

    @property
    def _asked(self) -> list[tuple[str, float]]:
        weighed = zip(self.concepts, self.weights, strict=True)
        return [
            (words, (w or UNKNOWN_WEIGHT) * (2 if c.is_term else 1))
            for c, w in weighed
            for words in c.asked.split(_OR)
        ]

    def _weightiest(self) -> list[str]:
        order = sorted(self._asked, key=lambda pair: -pair[1])
        asked = [words for words, _ in order]
        return [a for a in asked if not any(a != b and a in b for b in asked)][:3]

    @cached_property
    def _weighed(self) -> tuple[tuple[tuple[str, ...], float, bool], ...]:
        are_terms = (c.is_term for c in self.concepts)
        return tuple(zip(self.ways, self.weights, are_terms, strict=True))

    @cached_property
    def _totals(self) -> tuple[float, float]:
        return sum(self.weights) or 1.0, sum(w for _, w in self.pairs) or 1.0

    @cached_property
    def _rarest(self) -> int:
        """The place of the weightiest notion; -1 where none has weight."""
        if not any(self.weights):
            return -1
        return max(range(len(self.weights)), key=self.weights.__getitem__)

    def notions_in(self, text: str) -> float:
        """Return the share (0..1) of the notions' weight that `text` holds."""
        return self.read(text)[0]

    @cached_property
    def _of_terms(self) -> float:
        return sum(weight for _, weight, is_term in self._weighed if is_term)

    def read(self, text: str) -> tuple[float, float, float]:
        """Return `notions_in`, and 1.0 where `text` holds the weightiest notion, else 0.0."""
        held = rarest = terms = 0.0
        for place, (ways, weight, is_term) in enumerate(
            self._weighed
        ):  # the hottest loop of an answer
            for way in ways:
                if way in text:
                    held += weight
                    if is_term:
                        terms += weight
                    if place == self._rarest:
                        rarest = 1.0
                    break
        share = held / self._totals[0]
        return share, rarest, terms / self._of_terms if self._of_terms else share

    def rarest_in(self, text: str) -> float:
        """Return 1.0 where `text` holds the topic's weightiest notion, else 0.0."""
        return self.read(text)[1]

    def pairs_in(self, text: str) -> float:
        """Return the share (0..1) of the character pairs' weight that `text` holds."""
        return sum([w for p, w in self.pairs if p in text]) / self._totals[1]

    def names(self, text: str) -> bool:
        """Tell whether `text` speaks of one of the head notions in so many words."""
        return any(way in text for c in self.heads for way in c.ways)


def weigh(
    field: Field,
    topic: str,
    concepts: Sequence[Concept],
    within: Container[str] | None = None,
) -> Topic:
    """Weigh a folded topic and its notions by their rarity in the store.

    What singles findings out is seen `within` the bulletins asked (their ids).
    """
    concepts = [part for c in _together(concepts, topic) for part in _known_parts(field, c)]
    found = [field.rarity(c.ways) for c in concepts]
    top = field.rarity(())
    weights = tuple(0.0 if w >= top else w for w in found)
    whole = sum(found) or 1.0
    unknown = sum(w for w in found if w >= top) / whole
    absent = sum(w for w, c in zip(found, concepts, strict=True) if w >= top and c.is_term) / whole
    asked = (c.asked if c.asked[0] > "z" else c.ways[0] for c in concepts)
    kept = {p for words in asked for p in pairs(words)} or set(pairs(topic))
    weighed = tuple((p, field.pair_rarity(p)) for p in sorted(kept))
    heads = tuple(
        c
        for c in concepts
        if (c.is_term and 0 < field.share(c.ways, within) <= HEAD_SHARE)
        or (_is_listed(c.asked, topic) and 0 < field.share(c.ways, within) <= LISTED_SHARE)
    )
    terms = [c for c in concepts if c.is_term]
    strange = bool(terms) and not any(field.holds(c.ways) for c in terms)
    ways = tuple(field.said(c.ways) for c in concepts)
    return Topic(tuple(concepts), weights, weighed, heads, strange, unknown, absent, topic, ways)


def _together(concepts: Sequence[Concept], topic: str) -> list[Concept]:
    """Return the notions, terms that stand side by side (作风、形式主义) as one: either will do."""
    found: list[Concept] = []
    for concept in concepts:
        before = found[-1] if found else None
        if before and before.is_term and concept.is_term:
            start = topic.find(before.asked) + len(before.asked)
            between = topic[start : max(start, topic.find(concept.asked, start))]
            if _AND.fullmatch(between) or between in ("和", "与", "及"):
                ways = tuple(dict.fromkeys((*before.ways, *concept.ways)))
                found[-1] = Concept(f"{before.asked}{_OR}{concept.asked}", ways)
                continue
        found.append(concept)
    return found


def _is_listed(words: str, topic: str) -> bool:
    """Tell whether words stand in an enumeration (律师、会计师): each is a topic of its own."""
    at = topic.find(words)
    before, after = topic[:at], topic[at + len(words) :]
    return at >= 0 and len(words) > 1 and bool(_AND_END.search(before) or _AND.match(after))


_AND = re.compile(r"、|或者?|以及")
_AND_END = re.compile(rf"(?:{_AND.pattern})$")


def _known_parts(field: Field, concept: Concept) -> list[Concept]:
    """Return a notion, or, where the store does not know it as a whole, the words it is made of."""
    if len(concept.asked) < 3 or field.holds(concept.ways):
        return [concept]
    if concept.is_term:  # 校园食品安全, where the store has 食品安全
        within = (c for c in notions_within(concept.asked) if c.is_term and field.holds(c.ways))
        return [next(within, concept)]
    parts = [w for w in chinese.words(concept.asked) if w != concept.asked and len(w) > 1]
    if any(field.holds((w,)) for w in parts):
        return [Concept(w, (w,)) for w in parts]
    return [concept]


def features(
    field: Field, units: Sequence[Unit], topic: Topic, dense: Floats, sparse: Floats
) -> tuple[Floats, list[Floats]]:
    """Return float64[u, |FINDING_FEATURES|] and, per unit, float64[pieces, |PIECE_FEATURES|].

    `dense` and `sparse` are the cosine and BM25 of every passage of the store.
    """
    scale = _Scale(field, dense, sparse)
    wholes, parts = [], []
    for unit in units:
        head = topic.read(unit.heading)
        piece_rows = [_piece_features(topic, unit, piece, scale, head[0]) for piece in unit.pieces]
        parts.append(np.array(piece_rows).reshape(-1, len(PIECE_FEATURES)))
        wholes.append(_finding_features(topic, unit, parts[-1], scale, head))
    return np.array(wholes).reshape(-1, len(FINDING_FEATURES)), parts


class _Scale:
    """The question's own distribution of scores, against which each score is read."""

    def __init__(self, field: Field, dense: Floats, sparse: Floats) -> None:
        self.dense, self.sparse = dense, sparse
        self.moments = {}
        for kind in Kind:
            chosen = dense[field.kinds == list(Kind).index(kind)]
            some = chosen if len(chosen) else np.zeros(1)
            deviation = float(some.std()) or 1.0
            self.moments[kind] = (float(some.mean()), deviation, float(some.max()))
        self.top_sparse = float(sparse.max()) if len(sparse) and sparse.max() > 0 else 1.0

    def of(self, row: int, kind: Kind) -> tuple[float, float, float]:
        """Return a row's cosine and its distance from mean and best, in deviations."""
        mean, deviation, best = self.moments[kind]
        value = float(self.dense[row]) if row >= 0 else mean
        return value, (value - mean) / deviation, (value - best) / deviation


def _piece_features(
    topic: Topic, unit: Unit, piece: Piece, scale: _Scale, head_notions: float
) -> list[float]:
    kind = Kind.MEASURE if unit.finding else Kind.SECTION
    notions, rarest, terms = topic.read(piece.words)
    return [
        *scale.of(piece.row, kind),
        notions,
        topic.pairs_in(piece.words),
        float(scale.sparse[piece.row]) / scale.top_sparse if piece.row >= 0 else 0.0,
        rarest,
        max(0.0, notions - head_notions),
        terms,
        topic.unknown,
        topic.absent,
    ]


def _finding_features(
    topic: Topic, unit: Unit, pieces: Floats, scale: _Scale, head: tuple[float, float, float]
) -> list[float]:
    best = pieces.max(axis=0).tolist() if len(pieces) else [0.0] * len(PIECE_FEATURES)
    notions, rarest, terms = topic.read(unit.body)
    return [
        *scale.of(unit.row, Kind.FINDING),
        *best[:3],
        head[0],
        topic.pairs_in(unit.heading),
        notions,
        topic.pairs_in(unit.body),
        best[3],
        best[4],
        float(scale.sparse[unit.row]) / scale.top_sparse if unit.row >= 0 else 0.0,
        best[5],
        head[1],
        rarest,
        head[2],
        terms,
        best[PIECE_FEATURES.index("terms")],
        topic.unknown,
        topic.absent,
    ]


def sigmoid(x: Floats) -> Floats:
    """Return 1 / (1 + exp(-x))."""
    result: Floats = 1.0 / (1.0 + np.exp(-x))
    return result


@dataclass(frozen=True)
class Model:
    """A logistic regression: p = 1 / (1 + exp(-(bias + weights . x))) over raw features."""

    features: tuple[str, ...]
    weights: Floats
    bias: float

    def __call__(self, x: Floats) -> Floats:
        """Return the probability float64[n] of each row of x float64[n, features]."""
        return sigmoid(x @ self.weights + self.bias)


@lru_cache(maxsize=1)
def models() -> tuple[Model, Model, dict[str, float]]:
    """Load the finding model, the piece model and the thresholds from `relevance.json`."""
    stored = json.loads(files("rag.evidence").joinpath("relevance.json").read_text("utf-8"))
    loaded = [
        Model(tuple(m["weights"]), np.array(list(m["weights"].values())), m["bias"])
        for m in (stored["finding"], stored["piece"])
    ]
    return loaded[0], loaded[1], stored["thresholds"]


def judge(
    field: Field, units: Sequence[Unit], topic: Topic, dense: Floats, sparse: Floats
) -> list[Judged]:
    """Return the units with their probabilities, in the order given.

    A section has no probability as a whole: it is as relevant as its lines.
    """
    whole_model, piece_model, _ = models()
    wholes, parts = features(field, units, topic, dense, sparse)
    whole = whole_model(wholes) if len(wholes) else np.zeros(0)
    named = [tuple(topic.names(piece.words) for piece in u.pieces) for u in units]
    return [
        Judged(
            u,
            float(p) if u.finding else 0.0,
            tuple(map(float, piece_model(x))) if len(x) else (),
            n,
        )
        for u, p, x, n in zip(units, whole, parts, named, strict=True)
    ]


def candidates(units: Sequence[Unit], dense: Floats, sparse: Floats) -> list[Unit]:
    """Return the units worth judging: all of a small store, else the nearest ones."""
    if len(units) <= CANDIDATES:
        return list(units)

    def nearest(scores: Floats) -> list[int]:
        best = [max((float(scores[r]) for r in _rows(u)), default=-1.0) for u in units]
        return sorted(range(len(units)), key=best.__getitem__, reverse=True)[: CANDIDATES // 2]

    return [units[i] for i in sorted({*nearest(dense), *nearest(sparse)})]


def _rows(unit: Unit) -> Iterable[int]:
    return (r for r in (unit.row, *(p.row for p in unit.pieces)) if r >= 0)
