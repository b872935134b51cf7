"""A reader's filter: agencies by whatever usual name, in full; unknown ones told with the nearest."""

import pytest

from rag.store.catalog import EVERYTHING, Where
from rag.store.narrowing import in_full, nearest, strangers
from tests.support.known import AGENCIES, FGW, GXJ, JXJ, KCJ

EVERYONE = frozenset({FGW, GXJ, JXJ, KCJ})


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("武汉发改委", FGW),
        ("发改委", FGW),
        ("市发改委", FGW),
        (" 武汉市發改委 ", FGW),
        (FGW, FGW),
        ("武汉市经信局", JXJ),
    ],
)
def test_a_usual_name_becomes_the_full_one(name, full):
    where = in_full(Where(agencies=(name,), years=(2024,)), AGENCIES)
    assert where == Where(agencies=(full,), years=(2024,))
    assert strangers(where, AGENCIES) == ()


def test_names_of_one_agency_are_one():
    assert in_full(Where(agencies=("发改委", FGW, "武汉发改委")), AGENCIES).agencies == (FGW,)


@pytest.mark.parametrize("name", ["武汉市教育局", "没有这家", "武汉", "", "的"])
def test_an_unknown_name_stays_and_admits_nothing(name):
    where = in_full(Where(agencies=(name,)), AGENCIES)
    assert where.agencies == (name,)
    assert strangers(where, AGENCIES) == (name,)


def test_no_filter_stays_none():
    assert in_full(EVERYTHING, AGENCIES) is EVERYTHING


def test_the_nearest_names_are_offered_of_those_that_may_be_seen():
    assert nearest("武汉市科学技术局", AGENCIES, EVERYONE)[0] == KCJ
    assert KCJ not in nearest("武汉市科学技术局", AGENCIES, EVERYONE - {KCJ})
    assert nearest("xyz", AGENCIES, EVERYONE) == ()
