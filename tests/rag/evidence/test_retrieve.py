"""From a plan to evidence: scope, per agency, by status, by number; as documents."""

from dataclasses import replace
from datetime import date

import pytest

from rag.bulletin import Place, Status
from rag.evidence.found import Found, scope_of
from rag.evidence.langchain import BulletinRetriever
from rag.evidence.retrieve import retrieve
from rag.question.plan import Intent, Plan
from rag.question.planner import Planner
from rag.question.scope import PickedByDate
from rag.store.catalog import EVERYTHING, Where
from rag.store.library import Library
from tests.support.evidence import PARK, PORT
from tests.support.invented import invented

GRAIN = invented("云港市粮食局", "grain.txt", dues=300, date="2024年5月6日")
BULLETINS = (PORT, PARK, GRAIN)


@pytest.fixture
def shelf(empty_library):
    for bulletin in BULLETINS:
        empty_library.add(bulletin)
    return empty_library


def found_by(shelf: Library, plan: Plan, where: Where = EVERYTHING) -> Found:
    return retrieve(plan, shelf.snapshot(), where)


def asked(shelf, question: str) -> Plan:
    return shelf.derived(Planner).plan(question)


@pytest.mark.parametrize(
    ("known", "agencies"),
    [
        ({}, BULLETINS),
        ({"agencies": (PORT.agency,)}, (PORT,)),
        ({"excluded": (PORT.agency,)}, (PARK, GRAIN)),
        ({"agencies": (PORT.agency, PARK.agency), "excluded": (PARK.agency,)}, (PORT,)),
        ({"inspector": "市委第三巡察组"}, BULLETINS),
        ({"inspector": "第三巡察组"}, BULLETINS),
        ({"inspector": "市委第一巡察组"}, ()),
        ({"dated": PickedByDate("signature_date", date(2024, 3, 1), date(2024, 3, 31))}, (PARK,)),
        ({"dated": PickedByDate("feedback_date", date(2023, 7, 1), date(2023, 7, 31))}, BULLETINS),
        ({"dated": PickedByDate("inspection", date(2023, 5, 1), date(2023, 5, 31))}, BULLETINS),
        ({"dated": PickedByDate("inspection", date(2022, 1, 1), date(2022, 12, 31))}, ()),
        (
            {"dated": PickedByDate("signature_date", date(2024, 3, 1), date(2024, 3, 31), True)},
            (PORT, GRAIN),
        ),
    ],
)
def test_a_plan_picks_the_bulletins_it_asks(known, agencies):
    plan = Plan("", "", Intent.LIST, **known)
    assert scope_of(plan, BULLETINS) == agencies


def test_every_agency_is_heard(shelf):
    found = found_by(shelf, asked(shelf, "各单位怎么整改党费的"))
    assert {b.agency for b in found.scope} == {b.agency for b in BULLETINS}
    about = {e.bulletin.agency for e in found.evidence if e.finding and e.finding.order == 2}
    assert about == {b.agency for b in BULLETINS}
    assert not [e for e in found.evidence if e.finding and e.finding.order == 1 and not e.aside]


def test_evidence_comes_from_the_agencies_asked_alone(shelf):
    found = found_by(shelf, asked(shelf, "园林局的党费是怎么整改的"))
    assert {e.bulletin.agency for e in (*found.evidence, *found.nearest)} == {PARK.agency}


def test_every_span_of_evidence_lies_inside_its_finding(shelf):
    found = found_by(shelf, asked(shelf, "各单位怎么整改党费的"))
    for one in found.evidence:
        within = one.finding.span if one.finding else None
        assert all(within is None or within.covers(span) for span in one.spans)
        assert 0.0 <= one.relevance <= 1.0


def test_the_readers_filter_is_kept(shelf):
    where = Where(agencies=(PORT.agency,))
    found = found_by(shelf, asked(shelf, "各单位怎么整改党费的"), where)
    assert {b.agency for b in found.scope} == {PORT.agency}


def test_findings_of_a_status_are_taken_from_the_records(shelf):
    plan = Plan("", "", Intent.LIST, statuses=(Status.UNSTATED,))
    found = found_by(shelf, plan)
    assert len(found.evidence) == sum(len(b.findings) for b in BULLETINS)
    none = found_by(shelf, replace(plan, statuses=(Status.DONE,)))
    assert not none.evidence


def test_bulletins_without_statuses_are_not_left_out_silently(shelf):
    found = found_by(shelf, asked(shelf, "已完成的党费问题有哪些"))
    assert not found.evidence
    assert {e.bulletin.agency for e in found.others} == {b.agency for b in found.unstated}
    assert len(found.unstated) > 1


def test_a_finding_named_by_its_number_is_that_finding(shelf):
    plan = Plan("", "", Intent.LOOKUP, agencies=(PARK.agency,), number=2)
    (one,) = found_by(shelf, plan).evidence
    assert (one.bulletin.agency, one.finding.number) == (PARK.agency, 2)


def test_a_passage_pointed_at_is_that_passage(shelf):
    measure = PORT.finding(1).measures[1].span
    plan = Plan("", "", Intent.LOOKUP, focus=(Place(PORT.id, measure),))
    (one,) = found_by(shelf, plan).evidence
    assert one.spans == (measure,)
    assert one.finding == PORT.finding(1)


def test_a_topic_that_nobody_has_leaves_only_what_is_nearest(shelf):
    found = found_by(shelf, asked(shelf, "各单位的公车私用是怎么整改的"))
    assert not found.evidence
    assert all(e.finding for e in found.nearest)


def test_nothing_asked_finds_nothing(shelf):
    found = found_by(shelf, Plan("", "", Intent.LOOKUP))
    assert (found.evidence, found.nearest) == ((), ())


def test_a_change_of_the_library_is_seen(shelf):
    shelf.remove(GRAIN.id)
    found = found_by(shelf, asked(shelf, "各单位怎么整改党费的"))
    assert {b.agency for b in found.scope} == {PORT.agency, PARK.agency}
    shelf.add(GRAIN)
    found = found_by(shelf, asked(shelf, "各单位怎么整改党费的"))
    assert GRAIN.agency in {e.bulletin.agency for e in found.evidence}


def test_as_a_langchain_retriever_it_gives_verbatim_documents(shelf):
    retriever = BulletinRetriever(find=lambda text: found_by(shelf, asked(shelf, text)), limit=3)
    documents = retriever.invoke("各单位怎么整改党费的")
    assert 0 < len(documents) <= 3
    texts = {b.source: b.text for b in BULLETINS}
    for document in documents:
        about = document.metadata
        words = texts[about["source"]][about["start"] : about["end"]]
        assert words == document.page_content
        assert {"agency", "finding_number", "finding_title", "relevance"} <= about.keys()
