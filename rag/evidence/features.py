"""What the relevance models look at: numbers for a finding and for each of its pieces."""

from collections.abc import Sequence

import numpy as np

from rag.embedding.logistic import Floats
from rag.evidence.field import Field, Piece, Unit
from rag.evidence.topic import Topic
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
