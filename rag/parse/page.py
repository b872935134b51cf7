"""A source laid out: the lines that stay as the bulletin's text, and the facts of the page.

`text` is the kept lines as they stand, one below the other: white space at both ends of a line and
blank lines are left out, nothing inside a line is changed. A quotation of one line is therefore a
verbatim part of the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rag.bulletin import Span
from rag.parse.cells import joined_cells
from rag.parse.chrome import Judged, Zone, judge_lines
from rag.parse.lines import NO_LEVELS, lay_out, split_lines


@dataclass(frozen=True, slots=True)
class Page:
    """The kept lines as text, the same folded, and each line of the source with its judgement.

    The lines in `kept` carry their offsets in `text`; those that were dropped are only in `judged`.
    """

    text: str
    folded: str
    kept: tuple[Judged, ...]
    judged: tuple[Judged, ...]
    facts: dict[str, str]

    def lines(self, zone: Zone) -> list[Judged]:
        """Return the kept lines of one zone, in order."""
        return [judged for judged in self.kept if judged.zone is zone]

    def span(self, first: Judged, last: Judged) -> Span:
        """Return the span from the start of one line to the end of another."""
        return Span(first.line.start, last.line.end)


def lay_page(text: str, levels: Mapping[int, int] = NO_LEVELS) -> Page:
    """Judge the lines of a source and lay out those that stay; `levels` are those of its markup."""
    judged = judge_lines(joined_cells(list(split_lines(text, levels))))
    staying = [one for one in judged if one.zone is not Zone.CHROME]
    laid, lines = lay_out([one.line for one in staying])
    kept = tuple(
        Judged(line, one.zone, one.rule, one.facts)
        for one, line in zip(staying, lines, strict=True)
    )
    facts: dict[str, str] = {}
    for one in kept:
        for fact in one.facts:
            facts.setdefault(fact.field, fact.value)
    return Page(laid, "\n".join(line.folded for line in lines), kept, tuple(judged), facts)
