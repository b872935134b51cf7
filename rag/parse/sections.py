"""Lines -> sections: every line of the text belongs to one, in the order of the text.

The part that reports findings holds smaller sections: its groups, and whatever stands in it outside
the findings, so that findings, groups and the part's own heading together are all of its text.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from rag.bulletin import Finding, Part, Section, Span
from rag.parse.chrome import Judged, Zone
from rag.parse.findings import Extent, is_container
from rag.parse.page import Page
from rag.parse.parts import Stretch
from rag.parse.tables import Table

HEADING_LENGTH = 60  # characters; of a longer line the first sentence is the heading


@dataclass(frozen=True, slots=True)
class _Place:
    """The part of a line; neighbouring lines of one place make one section."""

    part: Part
    key: int
    heading: str = ""


# The keys of places that no heading opens; those of headings are the indexes of their lines.
LOOSE, RUN, OUTLOOK, END, TABLE, PAGE = range(-1, -7, -1)
OUTSIDE = {Zone.FACT: _Place(Part.PAGE, PAGE), Zone.TITLE: _Place(Part.OPENING, LOOSE)}


def sections_of(
    page: Page,
    stretches: list[Stretch],
    ending: list[tuple[int, Part]],
    found: list[Extent],
    tables: list[Table],
    listed: list[Finding],
) -> tuple[Section, ...]:
    """Return the sections of a page: its parts, and the groups inside the findings part."""
    places = _body_places(stretches, ending) | _outlook_places(stretches, found)
    for table in tables:
        around = places[table.head]
        inside = around if around.part is Part.FINDINGS else _Place(Part.FINDINGS, TABLE)
        places |= dict.fromkeys(range(table.head, table.last + 1), inside)
    body = page.lines(Zone.BODY)
    sections = [
        *_run_together(page, places),
        *_groups(body, places, found, _rows_of(body, tables, listed)),
    ]
    return tuple(sorted(sections, key=lambda s: (s.span.start, -s.span.end)))


def _run_together(page: Page, places: dict[int, _Place]) -> Iterator[Section]:
    """Yield a section for each run of lines of one place; a page's line is one by itself."""
    body_at, before, span = -1, None, Span(0, 0)
    for one in page.kept:
        body_at += one.zone is Zone.BODY
        place = places[body_at] if one.zone is Zone.BODY else OUTSIDE[one.zone]
        line = Span(one.line.start, one.line.end)
        if place == before and place.part is not Part.PAGE:
            span = Span(span.start, line.end)
            continue
        if before is not None:
            yield Section(before.heading, span, before.part)
        before, span = place, line
    if before is not None:
        yield Section(before.heading, span, before.part)


def _body_places(stretches: list[Stretch], ending: list[tuple[int, Part]]) -> dict[int, _Place]:
    """Return the place of each body line by its index."""
    count = sum(stretch.part is Part.FINDINGS for stretch in stretches)
    places: dict[int, _Place] = {}
    for stretch in stretches:
        place = _Place(stretch.part, LOOSE)
        if stretch.node is not None:
            inner = stretch.part is Part.FINDINGS and not is_container(stretch.node, count)
            heading = _heading(stretch.node.line.words)
            place = (
                _Place(stretch.part, RUN) if inner else _Place(stretch.part, stretch.first, heading)
            )
        places |= dict.fromkeys(range(stretch.first, stretch.last + 1), place)
    return places | {at: _Place(part, END) for at, part in ending}


def _heading(words: str) -> str:
    return words if len(words) <= HEADING_LENGTH else words.split("。", 1)[0]


def _outlook_places(stretches: list[Stretch], found: list[Extent]) -> dict[int, _Place]:
    """Return the places of the paragraphs on next steps that follow the last finding of a part."""
    if not found or not found[-1].cut:
        return {}
    at, last = found[-1].leaf.node.at, found[-1].last
    end = next(s.last for s in stretches if s.first <= at <= s.last)
    return dict.fromkeys(range(last + 1, end + 1), _Place(Part.NEXT, OUTLOOK))


def _rows_of(body: list[Judged], tables: list[Table], listed: list[Finding]) -> set[int]:
    """Return the lines of tables that belong to a finding; headings of groups do not."""
    starts = [finding.span.start for finding in listed]
    rows = set()
    for at in (at for table in tables for at in range(table.head, table.last + 1)):
        order = bisect_right(starts, body[at].line.start)
        if order and body[at].line.start < listed[order - 1].span.end:
            rows.add(at)
    return rows


def _groups(
    body: list[Judged], places: dict[int, _Place], found: list[Extent], rows: set[int]
) -> Iterator[Section]:
    """Yield a section for each run of lines of the findings part that is in no finding."""
    extents = [range(e.leaf.node.at, e.last + 1) for e in found]
    inside = {at for extent in extents if rows.isdisjoint(extent) for at in extent}
    inside |= rows
    heads = {node.at: node.line.words for extent in found for node in extent.leaf.path}
    first, heading = -1, ""
    for at in range(len(body) + 1):
        here = at < len(body) and places[at].part is Part.FINDINGS and at not in inside
        opens = at in heads or (here and places[at] != places.get(at - 1))
        if first >= 0 and (not here or opens):
            yield Section(heading, Span(body[first].line.start, body[at - 1].line.end), Part.GROUP)
            first = -1
        if here and first < 0:
            first, heading = at, heads.get(at, "")
