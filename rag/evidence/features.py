"""What the relevance models look at: arrays of numbers for findings and for their pieces."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from rag.embedding.logistic import Floats
from rag.evidence.topic import Topic
from rag.evidence.tuned import GATHERED, READ_OUT, SCANNED
from rag.store.index import Index
from rag.store.layout import NONE, Rows, Vectors
from rag.store.letters import Extracts, Flags
from rag.store.passages import Kind

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


@dataclass(frozen=True)
class Asked:
    """A question before an index: its topic, its vector, how well each passage's words match."""

    index: Index
    topic: Topic
    vector: Vectors
    sparse: Vectors  # BM25 of every passage of the index

    @cached_property
    def spread(self) -> dict[Kind, tuple[float, float, float]]:
        """The question's own distribution of cosines: mean, deviation, maximum by kind."""
        return self.index.spread_of(self.vector)

    @cached_property
    def every_cosine(self) -> Vectors:
        """The cosine of every passage of the index: float32[n]."""
        return self.index.dense_of_all(self.vector)

    def cosines(self, rows: Rows) -> Floats:
        """Return the cosine of some passages: float64[len(rows)]; of many, from those of all."""
        scan = len(rows) > GATHERED and len(rows) > len(self.sparse) * SCANNED
        if scan or "every_cosine" in self.__dict__:
            return self.every_cosine[rows].astype(np.float64)
        return self.index.dense(rows, self.vector)

    def texts_of(self, units: Rows, pieces: Rows) -> "Extracts | LookedUp":
        """Return the headings and bodies of units, and their pieces, to be searched through."""
        if len(units) > READ_OUT:
            return LookedUp(self, units, pieces)
        texts = (("unit.head", units), ("unit.body", units), ("piece.at", pieces))
        starts = [self.index[name][at] for name, at in texts]
        ends = [self.index[f"{name}_end"][at] for name, at in texts]
        return Extracts(self.index["text"], np.concatenate(starts), np.concatenate(ends))

    @cached_property
    def told(self) -> Callable[[str], tuple[Flags, Flags, Flags]]:
        """Where in the whole index words stand: see `Index.told`; looked up once a question."""
        return cache(self.index.told)

    @cached_property
    def top_sparse(self) -> float:
        """The best BM25 there is; 1 where no word is shared."""
        return float(self.sparse.max(initial=0.0)) or 1.0


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of k units with p pieces; pieces lie unit by unit, `counts` of each."""

    wholes: Floats  # [k, FINDING_FEATURES]
    pieces: Floats  # [p, PIECE_FEATURES]
    counts: Rows  # [k]
    named: Flags  # [p], whether a piece says a head notion


@dataclass(frozen=True, slots=True)
class _Said:
    """What a topic has said of it in each of some texts: shares of its weight, 0..1."""

    notions: Floats
    pairs: Floats
    rarest: Floats
    terms: Floats

    def __getitem__(self, at: slice) -> "_Said":
        return _Said(self.notions[at], self.pairs[at], self.rarest[at], self.terms[at])


def features(asked: Asked, units: Rows) -> Features:
    """Return what the models look at, of these units of the index."""
    index, topic = asked.index, asked.topic
    pieces, counts = index.pieces_of(units)
    extracts = asked.texts_of(units, pieces)
    said, k = _said(topic, extracts), len(units)
    head, body, piece = said[:k], said[k : 2 * k], said[2 * k :]
    owner = np.repeat(np.arange(k), counts)
    is_finding = index["unit.order"][units] > 0
    lines = _piece_features(asked, pieces, piece, head.notions[owner], is_finding[owner])
    wholes = _finding_features(asked, units, lines, counts, head, body)
    named = extracts.hold(way for c in topic.heads for way in c.ways)[2 * k :]
    return Features(wholes, lines, counts, named)


class LookedUp:
    """The texts of many units, searched through by the places of words in the whole index."""

    def __init__(self, asked: Asked, units: Rows, pieces: Rows) -> None:
        self._asked, self._units, self._pieces = asked, units, pieces

    def __len__(self) -> int:
        return 2 * len(self._units) + len(self._pieces)

    def hold(self, ways: Iterable[str]) -> Flags:
        """Tell of each text whether it holds one of the ways: headings, bodies, pieces."""
        found = np.zeros(len(self), bool)
        for way in ways:
            heads, bodies, pieces = self._asked.told(way)
            units = self._units
            found |= np.concatenate([heads[units], bodies[units], pieces[self._pieces]])
        return found


def _said(topic: Topic, extracts: "Extracts | LookedUp") -> _Said:
    notions, terms, pairs = (np.zeros(len(extracts)) for _ in range(3))
    rarest = np.zeros(len(extracts))
    weighed = zip(topic.concepts, topic.ways, topic.weights, strict=True)
    of_terms = 0.0
    for place, (concept, ways, weight) in enumerate(weighed):
        held = extracts.hold(ways) if weight else np.zeros(len(extracts), bool)
        notions += weight * held
        if concept.is_term:
            terms += weight * held
            of_terms += weight
        if place == topic.rarest:
            rarest = held.astype(float)
    for pair, weight in topic.pairs:
        pairs += weight * extracts.hold((pair,))
    share = notions / (sum(topic.weights) or 1.0)
    all_pairs = sum(weight for _, weight in topic.pairs) or 1.0
    return _Said(share, pairs / all_pairs, rarest, terms / of_terms if of_terms else share)


def _near(asked: Asked, rows: Rows, kinds: list[Kind], of: Rows) -> Floats:
    """Return cosine, and its distance from mean and best in deviations: float64[rows, 3].

    `of` is the place among `kinds` of each row's kind. A row that is none stands at the mean.
    """
    mean, deviation, best = np.array([asked.spread[kind] for kind in kinds])[of].T
    there = rows != NONE
    cosine = mean.copy()
    cosine[there] = asked.cosines(rows[there])
    return np.stack([cosine, (cosine - mean) / deviation, (cosine - best) / deviation], axis=1)


def _matched(asked: Asked, rows: Rows) -> Floats:
    """Return the BM25 of passages, 0..1 of the best there is; 0 for a row that is none."""
    share = asked.sparse[rows].astype(float) / asked.top_sparse
    return np.where(rows == NONE, 0.0, share)


def _piece_features(
    asked: Asked, pieces: Rows, said: _Said, head_notions: Floats, of_finding: Flags
) -> Floats:
    rows = asked.index["piece.row"][pieces]
    near = _near(asked, rows, [Kind.SECTION, Kind.MEASURE], of_finding.astype(np.int64))
    columns = [
        said.notions,
        said.pairs,
        _matched(asked, rows),
        said.rarest,
        np.maximum(0.0, said.notions - head_notions),
        said.terms,
        np.full(len(pieces), asked.topic.unknown),
        np.full(len(pieces), asked.topic.absent),
    ]
    return np.column_stack([near, *columns])


def _finding_features(
    asked: Asked, units: Rows, pieces: Floats, counts: Rows, head: _Said, body: _Said
) -> Floats:
    rows = asked.index["unit.row"][units]
    best = _best(pieces, counts)
    columns = [
        best[:, :3],
        head.notions,
        head.pairs,
        body.notions,
        body.pairs,
        best[:, 3],
        best[:, 4],
        _matched(asked, rows),
        best[:, 5],
        head.rarest,
        body.rarest,
        head.terms,
        body.terms,
        best[:, PIECE_FEATURES.index("terms")],
        np.full(len(units), asked.topic.unknown),
        np.full(len(units), asked.topic.absent),
    ]
    near = _near(asked, rows, [Kind.FINDING], np.zeros(len(units), np.int64))
    return np.column_stack([near, *columns])


def _best(pieces: Floats, counts: Rows) -> Floats:
    """Return the largest of each feature among the pieces of each unit; 0 where it has none."""
    best = np.zeros((len(counts), pieces.shape[1]))
    having = counts > 0
    if having.any():
        firsts = (np.cumsum(counts) - counts)[having]
        best[having] = np.maximum.reduceat(pieces, firsts, axis=0)
    return best
