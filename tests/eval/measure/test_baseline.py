"""The plain pipeline that we hold ourselves against, on two small bulletins."""

from langchain_core.embeddings import DeterministicFakeEmbedding

from eval.measure.baseline import Baseline, parts_of
from eval.measure.metrics import Case, scores
from rag.bulletin import Span
from tests.support.small_corpus import QUESTION, SOURCES


def test_the_baseline_cites_chunks_of_the_bulletins_word_for_word():
    answer = Baseline(SOURCES, DeterministicFakeEmbedding(size=8)).answer(QUESTION)
    figures = scores(Case(QUESTION, answer, SOURCES))
    assert not answer.abstained
    assert figures["verbatim"] == 1.0
    assert {doc for doc, _ in answer.cited} == {"port", "park"}


def test_a_chunk_is_cited_by_finding_the_largest_part_first():
    port = SOURCES["port"]
    one, two = (finding.span for finding in port.bulletin.findings)
    parts = parts_of(port, Span(one.start + 8, two.end))
    assert [(number, span) for _, number, span in parts] == [
        (2, two),
        (1, Span(one.start + 8, one.end)),
    ]


def test_words_outside_all_findings_are_cited_as_such():
    assert [number for _, number, _ in parts_of(SOURCES["port"], Span(0, 6))] == [None]
