"""Which findings are judged: all of a narrow scope, and of a wide one all that matter."""

import numpy as np
import pytest

from rag.evidence.candidates import Need, judged_in
from rag.evidence.features import Asked, LookedUp
from rag.evidence.field import Field
from rag.evidence.relevance import judge
from rag.evidence.topic import weigh
from rag.question.concepts import concepts_of
from rag.question.subject import subject_of
from rag.store.library import Library
from rag.store.snapshot import Snapshot
from tests.support.evidence import many
from tests.support.fakes import bigram_embedder

ALL = Need(0.3, 0.0, wide=True)
BEST = Need(0.08, 0.5, wide=False)


@pytest.fixture(scope="module")
def now(tmp_path_factory) -> Snapshot:
    with Library.open(tmp_path_factory.mktemp("store"), bigram_embedder()) as library:
        for bulletin in many(36):
            library.add(bulletin)
        yield library.snapshot()


def asked(now: Snapshot, words: str) -> Asked:
    topic = weigh(now.derived(Field), subject_of(words, concepts_of(words)))
    return Asked(now.index, topic, now.vector(words), now.sparse(words))


def everything(now: Snapshot) -> np.ndarray:
    return np.ones(len(now.index["unit.order"]), bool)


@pytest.mark.parametrize("words", ["党费收缴", "采购", "会议记录", "量子纠缠"])
def test_of_a_wide_scope_all_that_matters_is_judged_as_if_all_were(now, words):
    question = asked(now, words)
    every = judge(question, np.flatnonzero(everything(now)))
    found = judged_in(now, question, everything(now), ALL, narrow=0)
    useful = set(every.units[every.best >= ALL.least].tolist())
    assert useful <= set(found.units.tolist())
    same = np.isin(every.units, found.units)
    by_unit = dict(zip(found.units.tolist(), found.best.tolist(), strict=True))
    assert np.allclose([by_unit[unit] for unit in every.units[same]], every.best[same])


def test_the_best_are_found_without_judging_all(now):
    question = asked(now, "补缴党费")
    every = judge(question, np.flatnonzero(everything(now)))
    found = judged_in(now, question, everything(now), BEST, narrow=0)
    assert len(found.units) < len(every.units)
    assert found.best.max() == pytest.approx(every.best.max())


def test_no_unit_is_left_out_of_a_narrow_scope(now):
    within = everything(now)
    within[now.index["unit.bulletin"] > 2] = False
    found = judged_in(now, asked(now, "党费"), within, BEST)
    assert sorted(found.units) == np.flatnonzero(within).tolist()


@pytest.mark.parametrize("narrow", [0, 10_000])
def test_units_come_in_the_order_in_which_their_bulletins_are_shown(now, narrow):
    found = judged_in(now, asked(now, "党费"), everything(now), ALL, narrow=narrow)
    places = now.index.rank[now.index["unit.bulletin"][found.units]]
    assert places.tolist() == sorted(places)
    assert len(found.pieces) == found.counts.sum() == len(found.named)


def test_what_is_outside_the_scope_is_not_judged(now):
    within = everything(now)
    within[::2] = False
    found = judged_in(now, asked(now, "党费"), within, ALL, narrow=0)
    assert within[found.units].all()


def test_texts_looked_up_hold_what_texts_read_out_hold(now):
    question = asked(now, "党费收缴")
    units = np.flatnonzero(everything(now))
    pieces, _ = now.index.pieces_of(units)
    looked_up, read_out = LookedUp(question, units, pieces), question.texts_of(units, pieces)
    for words in ("党费", "采购", "培训", "的", "没有这个"):
        assert (looked_up.hold([words]) == read_out.hold([words])).all()


def test_all_cosines_together_are_those_of_each(now):
    question, rows = asked(now, "党费收缴"), now.index.rows
    one_by_one = question.cosines(rows)
    assert np.allclose(question.every_cosine[rows], one_by_one, atol=1e-6)
