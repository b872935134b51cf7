"""Invented bulletins as evidence, for the tests of what is written from it."""

from dataclasses import replace
from itertools import product

from rag.answer import Evidence
from rag.bulletin import Bulletin
from rag.compose.writer import Writer
from rag.evidence.found import Found
from rag.question.plan import Plan
from rag.question.understand import make_plan
from rag.rendering import markdown_of
from tests.support.invented import invented
from tests.support.known import AGENCIES

PORT = invented("云港市港务局", "port.txt")
PARK = invented("云港市园林局", "park.txt", trainings=5, dues=800, date="2024年3月2日")


def text_of(writer: Writer) -> str:
    """Return what is written so far as Markdown."""
    return markdown_of(writer.body)


def first_line(writer: Writer) -> str:
    """Return the first line of it."""
    return text_of(writer).splitlines()[0]


def finding(bulletin: Bulletin, order: int, relevance: float = 0.9) -> Evidence:
    """Return a finding with all its measures as evidence."""
    found = bulletin.finding(order)
    return Evidence(bulletin, found, tuple(m.span for m in found.measures), relevance)


def found(*evidence: Evidence, scope: tuple[Bulletin, ...] = (PORT, PARK)) -> Found:
    """Return what retrieval would have found."""
    return Found(evidence, scope, evidence, "政府采购")


def plan(question: str, **known: object) -> Plan:
    """Return how a question is understood, with what is given instead where anything is."""
    return replace(make_plan(question, AGENCIES), **known)  # type: ignore[arg-type]


def many(number: int) -> list[Bulletin]:
    """Return the bulletins of as many agencies, each in a city of its own."""
    cities = ["".join(pair) for pair in product("江河湖海山云", "安宁平泉林川阳")]
    return [
        invented(f"{city}市港务局", f"{city}.txt", dues=100 + n)
        for n, city in enumerate(cities[:number])
    ]
