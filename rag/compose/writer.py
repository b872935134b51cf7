"""An answer being written: its lines and the citations numbered as they first appear."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rag.answer import Citation, Evidence, Group
from rag.bulletin import Bulletin, Finding, Span
from rag.compose.phrases import NAMES_EN, phrases

_FIGURE = re.compile(
    r"《[^》]*》|(?<![\d〔(])\d[\d,.]*(?:%|多|余)?(?:万|亿)?(?:元|个百分点|人次|[个家条项户种份场笔名人次件万亿])?"
)


@dataclass
class Writer:
    """A text being written: lines and the citations numbered as they first appear."""

    english: bool = False
    lines: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    def say(self, phrase: str, **values: object) -> None:
        """Add a line from the table of phrases."""
        self.lines.append(self.phrase(phrase, **values))

    def phrase(self, phrase: str, **values: object) -> str:
        """Return a phrase filled in."""
        return phrases(english=self.english)[phrase].format(**values)

    def name(self, called: str) -> str:
        """Return what a record or a kind of value is called in the language of the answer."""
        return NAMES_EN.get(called, called) if self.english else called

    def join(self, names: Iterable[str]) -> str:
        """Return names joined in the language of the answer."""
        return self.phrase("and").join(names)

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

    def quote(self, evidence: Evidence, span: Span, *, bullet: str = "- ") -> None:
        """Add the passage's own words as a line, figures in bold, with its number."""
        number = self.cite(evidence.bulletin, evidence.finding, span)
        words = emphasised(" ".join(span.of(evidence.bulletin.text).split()))
        self.lines.append(f"{bullet}{words} [{number}]")

    def group(self, agency: str, since: int, *, none: bool = False) -> None:
        """Close an agency's share of the answer: the citations numbered after `since`."""
        self.groups.append(Group(agency, tuple(c.number for c in self.citations[since:]), none))

    @property
    def text(self) -> str:
        """The text so far, Markdown."""
        return "\n".join(self.lines).strip()


def emphasised(words: str) -> str:
    """Return words, figures outside titles in bold, with Markdown's own marks disarmed."""
    safe = re.sub(r"([\\`*_~|<>\[\]])", r"\\\1", words)
    return _FIGURE.sub(lambda m: f"**{m.group()}**" if m.group()[0] != "《" else m.group(), safe)


def merged(groups: Sequence[Group]) -> list[Group]:
    """Return one group per agency, in order of first appearance."""
    together: dict[str, list[int]] = {}
    for group in groups:
        together.setdefault(group.agency, []).extend(group.citations)
    return [Group(agency, tuple(numbers), not numbers) for agency, numbers in together.items()]
