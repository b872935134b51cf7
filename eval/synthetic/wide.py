"""Questions about many agencies (各单位), all of them or those of a city, and what answers them.

Their places are gathered while the truth is read: `agencies` is how many agencies have the theme in
a finding of its own, `agencies_touched` how many only in passing, both over the whole corpus;
`gold` holds as many places as `MOST_PLACES`, those of findings with the theme first. What it does
not know: which of two findings a number means where a layout starts its numbers again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from eval.synthetic.truth import FindingTruth, Truth
from eval.synthetic.vocabulary import Theme

MOST_PLACES = 2000

Record = dict[str, Any]


@dataclass(slots=True)
class Wide:
    """A question about many agencies: which places count, gathered while the truth is read."""

    id: str
    question: str
    theme: Theme
    city: str | None = None
    core: list[Record] = field(default_factory=list)
    aside: list[Record] = field(default_factory=list)
    agencies: int = 0
    agencies_touched: int = 0

    def read(self, truth: Truth) -> None:
        """Take in what a bulletin has of the theme."""
        if self.city not in (None, truth.city):
            return
        core, aside = truth.core(self.theme.name), truth.touched(self.theme.name)
        if not self.theme.headings:  # only ever told in passing: then that is what is asked for
            core, aside = aside, []
        self.agencies += bool(core)
        self.agencies_touched += bool(aside and not core)
        self.core += _places(truth, core, True)[: MOST_PLACES - len(self.core)]
        self.aside += _places(truth, aside, False)[: MOST_PLACES - len(self.aside)]

    def record(self) -> Record:
        """Return the question as a line holds it."""
        gold = (self.core + self.aside)[:MOST_PLACES]
        counts = {"agencies": self.agencies, "agencies_touched": self.agencies_touched}
        scope = {"scope": self.city or "全部", "theme": self.theme.name}
        return record_of(self.id, self.question, "cross_agency", gold=gold, **counts, **scope)


def _places(truth: Truth, findings: Sequence[FindingTruth], core: bool) -> list[Record]:
    return [{"doc": truth.doc, "no": finding.no, "core": core} for finding in findings]


def record_of(id: str, question: str, type: str, **more: object) -> Record:
    """Return a question as a line holds it."""
    return {"id": id, "question": question, "type": type, "lang": "zh", "gold": []} | more
