"""How findings are judged: features, weights of words, the fitted models, candidates."""

import math

import numpy as np
import pytest

from eval.fit import LIMITS
from rag.embedding.logistic import Model
from rag.evidence import topic as weighed
from rag.evidence.features import FINDING_FEATURES, PIECE_FEATURES, features
from rag.evidence.field import Field
from rag.evidence.relevance import candidates, judge, models
from rag.evidence.topic import Topic, weigh
from rag.evidence.tuned import CANDIDATES
from rag.question.concepts import Concept, concepts_of
from rag.question.subject import subject_of
from rag.store.passages import passages_of
from tests.support.evidence import PARK, PORT

PASSAGES = [p for b in (PORT, PARK) for p in passages_of(b)]
FIELD = Field([PORT, PARK], PASSAGES)
NOTHING = np.zeros(len(PASSAGES))


def topic(words: str) -> Topic:
    return weigh(FIELD, subject_of(words, concepts_of(words)))


def test_every_finding_is_a_unit_and_so_is_every_other_part():
    findings = [u for u in FIELD.units if u.finding]
    assert [(u.bulletin.agency, u.finding.order) for u in findings] == [
        (b.agency, f.order) for b in (PORT, PARK) for f in b.findings
    ]
    assert all(len(u.pieces) == len(u.finding.measures) for u in findings)
    assert {u.bulletin.agency for u in FIELD.units if not u.finding} == {PORT.agency, PARK.agency}
    rows = [r for u in FIELD.units for r in (u.row, *(p.row for p in u.pieces)) if r >= 0]
    assert sorted(rows) == list(range(len(PASSAGES)))


def test_a_rare_notion_weighs_more_than_a_common_one():
    assert FIELD.rarity(("党费",)) > FIELD.rarity(("整改",))
    assert FIELD.rarity(("量子",)) > FIELD.rarity(("党费",))
    assert FIELD.share(("党费",)) == pytest.approx(0.5)
    assert FIELD.holds(("公示",))
    assert not FIELD.holds(("量子",))


def test_what_the_store_never_says_is_unknown_and_weighs_nothing():
    known, unknown = topic("党费"), topic("量子纠缠")
    assert (known.unknown, unknown.unknown) == (0.0, 1.0)
    assert not any(unknown.weights)
    assert unknown.notions_in("党费量子") == 0.0


@pytest.mark.parametrize(
    ("words", "strange"), [("公车私用", True), ("党费", False), ("量子", False)]
)
def test_a_term_of_the_field_that_nobody_mentions_is_strange(words, strange):
    assert topic(words).strange is strange


def test_each_thing_listed_is_a_topic_of_its_own():
    names = {c.asked for c in topic("公示栏、采购或者补缴").heads}
    assert "采购" in names or not FIELD.share(("采购",)) <= weighed.HEAD_SHARE
    helped = "请律师、会计师来帮忙"
    asked = subject_of(helped, concepts_of(helped))
    assert asked.is_listed("律师")
    assert not asked.is_listed("帮忙")


@pytest.mark.parametrize("words", ["党费", "采购 党费", "补缴党费的公示", "量子", ""])
@pytest.mark.parametrize("text", ["", "补缴党费1200元", "采购管理办法", "党费采购公示量子"])
def test_shares_lie_between_nothing_and_all(words, text):
    asked = topic(words)
    assert 0.0 <= asked.notions_in(text) <= 1.0
    assert 0.0 <= asked.pairs_in(text) <= 1.0
    assert asked.rarest_in(text) in (0.0, 1.0)


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
def test_the_label_says_the_topic_in_the_words_asked(words, label):
    assert topic(words).label == label


def test_the_stored_weights_are_for_these_features_in_this_order():
    whole, piece, thresholds = models()
    assert whole.features == FINDING_FEATURES
    assert piece.features == PIECE_FEATURES
    assert thresholds == LIMITS
    assert all(0 <= value <= 1 for value in thresholds.values())
    assert np.isfinite([*whole.weights, *piece.weights, whole.bias, piece.bias]).all()


def test_features_have_the_shapes_of_their_names():
    wholes, parts = features(FIELD, FIELD.units, topic("党费"), NOTHING, NOTHING)
    assert wholes.shape == (len(FIELD.units), len(FINDING_FEATURES))
    assert [part.shape for part in parts] == [
        (len(u.pieces), len(PIECE_FEATURES)) for u in FIELD.units
    ]
    assert np.isfinite(wholes).all()


def test_what_speaks_of_the_topic_is_judged_more_relevant():
    judged = judge(FIELD, FIELD.units, topic("党费"), NOTHING, NOTHING)
    by_order = {
        (j.unit.bulletin.agency, j.unit.finding.order): j.whole for j in judged if j.unit.finding
    }
    for agency in (PORT.agency, PARK.agency):
        assert by_order[agency, 2] > by_order[agency, 1]
    assert all(0.0 <= p <= 1.0 for j in judged for p in (j.whole, *j.pieces))
    assert all(j.whole == 0.0 for j in judged if not j.unit.finding)


def test_no_unit_is_left_out_of_a_small_store():
    assert candidates(FIELD.units, NOTHING, NOTHING) == list(FIELD.units)


def test_of_a_large_store_the_nearest_are_judged():
    finding = next(u for u in FIELD.units if u.finding)
    many = [finding] * (CANDIDATES + 1) + [FIELD.units[1]]
    near = NOTHING.copy()
    near[FIELD.units[1].row] = 1.0
    chosen = candidates(many, near, NOTHING)
    assert len(chosen) <= CANDIDATES
    assert FIELD.units[1] in chosen


def test_the_probability_is_the_logistic_function():
    model = Model(("x",), np.array([2.0]), -1.0)
    expected = 1 / (1 + math.exp(-5.0))
    assert model(np.array([[3.0]]))[0] == pytest.approx(expected)


def test_an_unknown_compound_is_weighed_by_its_known_words():
    asked = weigh(FIELD, subject_of("党费公示栏", [Concept("党费公示栏", ("党费公示栏",))]))
    assert asked.unknown < 1.0


def test_an_empty_store_can_be_asked():
    nobody = Field([], [])
    asked = weigh(nobody, subject_of("党费", concepts_of("党费")))
    assert judge(nobody, [], asked, np.zeros(0), np.zeros(0)) == []


def test_of_terms_side_by_side_either_will_do():
    together, apart = topic("党费、政府采购"), topic("党费里的政府采购")
    assert [len(t.concepts) for t in (together, apart)] == [1, 2]
    assert together.notions_in("党费收支") == 1.0
    assert together.label == "党费、政府采购"


def test_the_share_of_the_terms_is_told_apart_from_other_words():
    asked = weigh(FIELD, subject_of("党费没交齐", concepts_of("党费没交齐")))
    share, _, terms = asked.read("党费")
    assert terms == 1.0 >= share
