"""What is true of a bulletin (真值), as records that a line of `truth.jsonl` holds and gives back.

A finding's `heading` is printed without its numeral; `status` is None where the text does not state
it. `figures` and `themes_touched` are told of the text that is printed: where a layout leaves out
what was found, its figures are left out too. Themes are touched where one of their words stands.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any

from eval.synthetic.bulletins import Bulletin
from eval.synthetic.findings import Finding
from eval.synthetic.grammar import Figure
from eval.synthetic.page import Page, Printed


@dataclass(frozen=True, slots=True)
class FindingTruth:
    """What is true of a finding."""

    no: int
    order: int
    theme: str
    heading: str
    status: str | None
    measures: int
    figures: tuple[Figure, ...]
    themes_touched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of a bulletin; dates are ISO."""

    doc: str
    agency: str
    short: str
    kind: str
    region: str
    city: str
    inspecting_body: str
    inspection_start: str
    inspection_end: str
    feedback_date: str
    signed: str
    phone: str
    layout: str
    totals: tuple[int, int] | None
    findings: tuple[FindingTruth, ...]

    @property
    def numbered_once(self) -> bool:
        """Tell whether no number stands twice in the bulletin."""
        return len({finding.no for finding in self.findings}) == len(self.findings)

    def core(self, theme: str) -> list[FindingTruth]:
        """Return the findings that have a theme."""
        return [finding for finding in self.findings if finding.theme == theme]

    def touched(self, theme: str) -> list[FindingTruth]:
        """Return the findings that only touch a theme."""
        return [finding for finding in self.findings if theme in finding.themes_touched]


def truth_of(bulletin: Bulletin, page: Page) -> Truth:
    """Return what is true of a bulletin as it is laid out."""
    agency, dates, layout = bulletin.agency, bulletin.dates, bulletin.layout
    pairs = zip(bulletin.findings, page.printed, strict=True)
    return Truth(
        doc=bulletin.doc,
        agency=agency.name,
        short=agency.short,
        kind=agency.kind.name,
        region=agency.region,
        city=agency.city,
        inspecting_body=bulletin.inspectors,
        inspection_start=dates.start.isoformat(),
        inspection_end=dates.end.isoformat(),
        feedback_date=dates.feedback.isoformat(),
        signed=dates.published.isoformat(),
        phone=bulletin.contact.phone,
        layout=layout.name,
        totals=(len(bulletin.findings), bulletin.done) if layout.totals else None,
        findings=tuple(
            _finding(bulletin, order, finding, printed)
            for order, (finding, printed) in enumerate(pairs, start=1)
        ),
    )


def _finding(bulletin: Bulletin, order: int, finding: Finding, printed: Printed) -> FindingTruth:
    layout = bulletin.layout
    shown = finding if layout.shows_case else replace(finding, case="", case_figures=())
    return FindingTruth(
        no=printed.number,
        order=order,
        theme=finding.theme.name,
        heading=printed.heading,
        status=finding.state.name if layout.states else None,
        measures=len(finding.measures),
        figures=(*shown.case_figures, *shown.figures),
        themes_touched=shown.touched,
    )


def record(truth: Truth) -> dict[str, Any]:
    """Return a truth as the object of a line."""
    return asdict(truth)


def from_record(line: dict[str, Any]) -> Truth:
    """Return the truth that a line holds."""
    findings = tuple(_from_record(finding) for finding in line["findings"])
    totals = tuple(line["totals"]) if line["totals"] else None
    return Truth(**{**line, "findings": findings, "totals": totals})


def _from_record(line: dict[str, Any]) -> FindingTruth:
    figures = tuple(Figure(**figure) for figure in line["figures"])
    touched = tuple(line["themes_touched"])
    return FindingTruth(**{**line, "figures": figures, "themes_touched": touched})
