"""Agencies: no two alike, in real places, the same for a seed."""

from collections import Counter

import pytest

from eval.synthetic.agencies import Agencies, AgenciesUsedUp
from eval.synthetic.vocabulary import vocabulary
from rag.names.places import leading_place

AGENCIES = Agencies(3)
FIRST = [AGENCIES.at(number) for number in range(2000)]


def test_two_thousand_agencies_have_two_thousand_names():
    assert len({agency.name for agency in FIRST}) == 2000


def test_kinds_come_by_their_weight():
    counts = Counter(agency.kind.name for agency in FIRST)
    block = sum(kind.weight for kind in vocabulary().kinds)
    for kind in vocabulary().kinds:
        assert counts[kind.name] == pytest.approx(2000 * kind.weight / block, abs=kind.weight + 1)


def test_agencies_stand_in_places_of_the_table():
    assert all(leading_place(agency.name, agency.region) for agency in FIRST)
    assert len({agency.city for agency in FIRST}) > 250


def test_an_agency_depends_on_seed_and_number_alone():
    again = Agencies(3)
    assert [again.at(number) for number in (1999, 7, 80)] == [FIRST[n] for n in (1999, 7, 80)]
    assert Agencies(4).at(7) != FIRST[7]


def test_more_agencies_than_there_are_is_an_error_that_says_so():
    with pytest.raises(AgenciesUsedUp, match="--bulletins"):
        AGENCIES.at(10**7)


def test_there_are_agencies_for_a_hundred_thousand_bulletins():
    late = [AGENCIES.at(number) for number in range(99_925, 100_000)]
    assert len({agency.name for agency in late}) == 75
