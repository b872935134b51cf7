"""How findings are judged: weights of words, features, the fitted models."""

import math

import numpy as np
import pytest

from eval.fit import LIMITS
from rag.embedding.logistic import Model
from rag.evidence import topic as weighed
from rag.evidence.features import FINDING_FEATURES, PIECE_FEATURES, Asked, features
from rag.evidence.field import Field
from rag.evidence.relevance import judge, models
from rag.evidence.topic import weigh
from rag.question.concepts import Concept, concepts_of
from rag.question.subject import subject_of
from rag.store.library import Library
from rag.store.snapshot import Snapshot
from tests.support.evidence import PARK, PORT
from tests.support.fakes import bigram_embedder


@pytest.fixture(scope="module")
def now(tmp_path_factory) -> Snapshot:
    with Library.open(tmp_path_factory.mktemp("store"), bigram_embedder()) as library:
        for bulletin in (PORT, PARK):
            library.add(bulletin)
        return library.snapshot()


@pytest.fixture(scope="module")
def field(now) -> Field:
    return now.derived(Field)


@pytest.fixture(scope="module")
def topic(field):
    return lambda words: weigh(field, subject_of(words, concepts_of(words)))


@pytest.fixture(scope="module")
def asked(now, topic):
    """Return a question whose words alone are judged."""
    silent = np.zeros(now.index["passage.vector"].shape[1], np.float32)

    def make(words: str) -> Asked:
        return Asked(now.index, topic(words), silent, np.zeros(len(now.index.rows), np.float32))

    return make


def all_units(now: Snapshot) -> np.ndarray:
    return np.arange(len(now.index["unit.order"]))


def test_every_finding_is_a_unit_and_so_is_every_other_part(now, field):
    units = field.units(all_units(now))
    assert {(u.bulletin.agency, u.finding.order) for u in units if u.finding} == {
        (b.agency, f.order) for b in (PORT, PARK) for f in b.findings
    }
    assert all(u.pieces == tuple(m.span for m in u.finding.measures) for u in units if u.finding)
    assert {u.bulletin.agency for u in units if not u.finding} == {PORT.agency, PARK.agency}
    assert sorted(now.index["passage.unit"]) == sorted(
        np.repeat(all_units(now), np.bincount(now.index["passage.unit"]))
    )


def test_a_rare_notion_weighs_more_than_a_common_one(field):
    assert field.rarity(("党费",)) > field.rarity(("整改",))
    assert field.rarity(("量子",)) > field.rarity(("党费",))
    assert field.share(("党费",)) == pytest.approx(0.5)
    assert field.holds(("公示",))
    assert not field.holds(("量子",))
    assert field.said(("党费", "量子")) == ("党费",)


def test_what_the_store_never_says_is_unknown_and_weighs_nothing(topic):
    known, unknown = topic("党费"), topic("量子纠缠")
    assert (known.unknown, unknown.unknown) == (0.0, 1.0)
    assert not any(unknown.weights)
    assert unknown.share_in("党费量子") == 0.0


@pytest.mark.parametrize(
    ("words", "strange"), [("公车私用", True), ("党费", False), ("量子", False)]
)
def test_a_term_of_the_field_that_nobody_mentions_is_strange(topic, words, strange):
    assert topic(words).strange is strange


def test_each_thing_listed_is_a_topic_of_its_own(topic, field):
    names = {c.asked for c in topic("公示栏、采购或者补缴").heads}
    assert "采购" in names or not field.share(("采购",)) <= weighed.HEAD_SHARE
    helped = "请律师、会计师来帮忙"
    asked = subject_of(helped, concepts_of(helped))
    assert asked.is_listed("律师")
    assert not asked.is_listed("帮忙")


@pytest.mark.parametrize("words", ["党费", "采购 党费", "补缴党费的公示", "量子", ""])
def test_shares_lie_between_nothing_and_all(now, asked, words):
    seen = features(asked(words), all_units(now))
    shares = [n for n in FINDING_FEATURES if n.split("_")[-1] in ("notions", "pairs", "terms")]
    for name in (*shares, "rarest_in_head", "rarest_in_body"):
        column = seen.wholes[:, FINDING_FEATURES.index(name)]
        assert ((column >= 0) & (column <= 1)).all(), name


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("党费收缴", "党费收缴"),
        ("", ""),
        ("不补缴党费怎么处理", "不补缴党费"),
        ("采购花了多少", "采购"),
        ("party dues", "party dues"),
    ],
)
def test_the_label_says_the_topic_in_the_words_asked(topic, words, label):
    assert topic(words).label == label


def test_the_stored_weights_are_for_these_features_in_this_order():
    whole, piece, thresholds = models()
    assert whole.features == FINDING_FEATURES
    assert piece.features == PIECE_FEATURES
    assert thresholds == LIMITS
    assert all(0 <= value <= 1 for value in thresholds.values())
    assert np.isfinite([*whole.weights, *piece.weights, whole.bias, piece.bias]).all()


def test_features_have_the_shapes_of_their_names(now, asked):
    units = all_units(now)
    seen = features(asked("党费"), units)
    assert seen.wholes.shape == (len(units), len(FINDING_FEATURES))
    assert seen.pieces.shape == (seen.counts.sum(), len(PIECE_FEATURES))
    assert np.isfinite(seen.wholes).all() and np.isfinite(seen.pieces).all()


def test_the_best_piece_of_a_unit_speaks_for_it(now, asked):
    seen = features(asked("补缴党费"), all_units(now))
    ends = np.cumsum(seen.counts)
    notions = seen.pieces[:, PIECE_FEATURES.index("notions")]
    best = [
        notions[end - n : end].max(initial=0.0) for end, n in zip(ends, seen.counts, strict=True)
    ]
    assert np.allclose(seen.wholes[:, FINDING_FEATURES.index("piece_notions")], best)


def test_what_speaks_of_the_topic_is_judged_more_relevant(now, field, asked):
    judged = judge(asked("党费"), all_units(now))
    units = field.units(judged.units)
    by_order = {
        (u.bulletin.agency, u.finding.order): p
        for u, p in zip(units, judged.whole, strict=True)
        if u.finding
    }
    for agency in (PORT.agency, PARK.agency):
        assert by_order[agency, 2] > by_order[agency, 1]
    assert all(0.0 <= p <= 1.0 for p in (*judged.whole, *judged.pieces))
    assert not judged.whole[[u.finding is None for u in units]].any()


def test_units_judged_in_parts_are_judged_alike(now, asked):
    whole = judge(asked("党费"), all_units(now))
    parts = [judge(asked("党费"), part) for part in np.split(all_units(now), [1, 3])]
    assert np.allclose(np.concatenate([part.whole for part in parts]), whole.whole)
    assert np.allclose(np.concatenate([part.best for part in parts]), whole.best)


def test_the_probability_is_the_logistic_function():
    model = Model(("x",), np.array([2.0]), -1.0)
    expected = 1 / (1 + math.exp(-5.0))
    assert model(np.array([[3.0]]))[0] == pytest.approx(expected)


def test_an_unknown_compound_is_weighed_by_its_known_words(field):
    asked = weigh(field, subject_of("党费公示栏", [Concept("党费公示栏", ("党费公示栏",))]))
    assert asked.unknown < 1.0


def test_an_empty_store_can_be_asked(empty_library):
    now = empty_library.snapshot()
    asked = weigh(now.derived(Field), subject_of("党费", concepts_of("党费")))
    nothing = np.zeros(1, np.float32), np.zeros(0, np.float32)
    assert len(judge(Asked(now.index, asked, *nothing), np.zeros(0, np.int64)).best) == 0


def test_of_terms_side_by_side_either_will_do(topic):
    together, apart = topic("党费、政府采购"), topic("党费里的政府采购")
    assert [len(t.concepts) for t in (together, apart)] == [1, 2]
    assert together.share_in("党费收支") == 1.0
    assert together.label == "党费、政府采购"


def test_the_share_of_the_terms_is_told_apart_from_other_words(now, asked):
    seen = features(asked("党费没交齐"), all_units(now))
    share, terms = (
        seen.wholes[:, FINDING_FEATURES.index(n)] for n in ("head_notions", "head_terms")
    )
    saying = terms > 0
    assert saying.any() and (terms[saying] == 1.0).all() and (share <= terms).all()
