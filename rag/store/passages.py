"""Bulletin -> the pieces that are searched: findings, their single measures, other sections.

A passage points at its words by span; `text` is what is embedded and indexed (agency and title in
front, so that a measure is found under its finding's topic), `span` is what is quoted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rag.bulletin import Bulletin, Finding, Part, Span
from rag.text.sentences import lines_in


class Kind(StrEnum):
    """What a passage is a piece of."""

    FINDING = "finding"
    MEASURE = "measure"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Passage:
    """One searchable piece; `id` is `<bulletin_id>:<start>-<end>:<kind>`, from its content."""

    bulletin_id: str
    finding_id: str | None
    kind: Kind
    text: str
    span: Span

    @property
    def id(self) -> str:
        """The passage's id, from its content and place."""
        return f"{self.bulletin_id}:{self.span.start}-{self.span.end}:{self.kind}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: `dense` is cosine similarity, `sparse` BM25 (0 = no word shared)."""

    passage: Passage
    dense: float
    sparse: float


def passages_of(bulletin: Bulletin) -> Iterator[Passage]:
    """Yield the bulletin's passages: findings with their measures, other sections by line."""
    for finding in bulletin.findings:
        yield from _of_finding(bulletin, finding)
    for section in bulletin.sections:
        if section.part not in (Part.FINDINGS, Part.GROUP):
            for span in lines_in(bulletin.text, section.span):
                text = f"{bulletin.agency} {section.part}\n{span.of(bulletin.text)}"
                yield Passage(bulletin.id, None, Kind.SECTION, text, span)


def _of_finding(bulletin: Bulletin, finding: Finding) -> Iterator[Passage]:
    head = f"{bulletin.agency} {finding.title}"
    body = Span(finding.heading.end, finding.span.end).of(bulletin.text).strip()
    yield Passage(bulletin.id, finding.id, Kind.FINDING, f"{head}\n{body}", finding.span)
    for measure in finding.measures:
        text = f"{head}\n{measure.span.of(bulletin.text)}"
        yield Passage(bulletin.id, finding.id, Kind.MEASURE, text, measure.span)
