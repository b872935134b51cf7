"""An answer being written: its blocks and the citations numbered as they first appear."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from rag.answer import Citation, Evidence, Group
from rag.body import Block, Body, Fact, Facts, Item, Line, Mark, Measures, Paragraph, Run, words_of
from rag.bulletin import Bulletin, Finding, Span
from rag.compose.phrases import NAMES_EN, phrases
from rag.compose.template import Value

_FIGURE = re.compile(
    r"《[^》]*》|(?<![\d〔(])\d[\d,.]*(?:%|多|余)?(?:万|亿)?(?:元|个百分点|人次|[个家条项户种份场笔名人次件万亿])?"
)
Role = Literal["plain", "headline", "lead", "note"]


@dataclass
class Writer:
    """An answer being written: blocks and the citations numbered as they first appear."""

    english: bool = False
    blocks: list[Block] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    @property
    def body(self) -> Body:
        """What is written so far."""
        return Body(tuple(self.blocks))

    def say(self, phrase: str, role: Role = "plain", **values: Value) -> None:
        """Begin a paragraph with a line from the table of phrases."""
        self.blocks.append(Paragraph((self.line(phrase, **values),), role))

    def also(self, phrase: str, role: Role = "plain", **values: Value) -> None:
        """Add a line to the paragraph before, begin one of this role where there is none."""
        last = self.blocks[-1] if self.blocks else None
        if isinstance(last, Paragraph):
            line = self.line(phrase, **values)
            self.blocks[-1] = replace(last, lines=(*last.lines, line))
        else:
            self.say(phrase, role, **values)

    def tell(self, fact: Fact) -> None:
        """Add a value to those told before."""
        last = self.blocks[-1] if self.blocks else None
        if isinstance(last, Facts):
            self.blocks[-1] = Facts((*last.facts, fact))
        else:
            self.blocks.append(Facts((fact,)))

    def add(self, *items: Item) -> None:
        """Add entries to the list before, begin one where there is none."""
        last = self.blocks[-1] if self.blocks else None
        if isinstance(last, Measures):
            self.blocks[-1] = Measures((*last.items, *items))
        elif items:
            self.blocks.append(Measures(items))

    def line(self, phrase: str, **values: Value) -> Line:
        """Return a phrase filled in."""
        return phrases(english=self.english)[phrase].filled(values)

    def words(self, phrase: str, **values: Value) -> str:
        """Return a phrase filled in, as words alone."""
        return words_of(self.line(phrase, **values))

    def name(self, called: str) -> str:
        """Return what a record or a kind of value is called in the language of the answer."""
        return NAMES_EN.get(called, called) if self.english else called

    def join(self, names: Iterable[str]) -> str:
        """Return names joined in the language of the answer."""
        return self.words("and").join(names)

    def cite(self, bulletin: Bulletin, finding: Finding | None, span: Span) -> int:
        """Return the number [n] of a passage, numbering it when it is new."""
        for known in self.citations:
            if (known.bulletin_id, known.start, known.end) == (bulletin.id, span.start, span.end):
                return known.number
        number = len(self.citations) + 1
        self.citations.append(
            Citation(
                number,
                bulletin.source,
                bulletin.id,
                bulletin.agency,
                finding.number if finding else None,
                finding.title if finding else None,
                span.start,
                span.end,
                span.of(bulletin.text),
            )
        )
        return number

    def quoted(self, evidence: Evidence, span: Span) -> Line:
        """Return the passage's own words, figures in bold, with its number."""
        number = self.cite(evidence.bulletin, evidence.finding, span)
        return (*emphasised(in_line(span.of(evidence.bulletin.text))), Run(" "), Mark(number))

    def quote(self, evidence: Evidence, spans: Iterable[Span]) -> None:
        """List passages in their own words."""
        self.add(*(Item(self.quoted(evidence, span)) for span in spans))

    def group(self, agency: str, since: int, *, none: bool = False) -> None:
        """Close an agency's share of the answer: the citations numbered after `since`."""
        self.groups.append(Group(agency, tuple(c.number for c in self.citations[since:]), none))


def in_line(words: str) -> str:
    """Return quoted words on one line."""
    return " ".join(words.split())


def emphasised(words: str) -> Line:
    """Return words as runs, figures outside titles strong."""
    return tuple(_emphasised(words))


def _emphasised(words: str) -> Iterator[Run]:
    at = 0
    for match in _FIGURE.finditer(words):
        if not match.group().startswith("《"):
            if match.start() > at:
                yield Run(words[at : match.start()])
            yield Run(match.group(), strong=True)
            at = match.end()
    if at < len(words):
        yield Run(words[at:])


def merged(groups: Sequence[Group]) -> list[Group]:
    """Return one group per agency, in order of first appearance."""
    together: dict[str, list[int]] = {}
    for group in groups:
        together.setdefault(group.agency, []).extend(group.citations)
    return [Group(agency, tuple(numbers), not numbers) for agency, numbers in together.items()]
