"""Lines -> sections: every line of the text belongs to one, in the order of the text."""

from dataclasses import dataclass

from rag.bulletin import Part, Section, Span
from rag.chrome import Judged, Zone
from rag.findings import Extent, is_container
from rag.page import Page
from rag.parts import Stretch
from rag.tables import Table


@dataclass(frozen=True, slots=True)
class _Place:
    """The part of a line; neighbouring lines of one place make one section."""

    part: Part
    key: int
    heading: str


def sections_of(
    page: Page,
    stretches: list[Stretch],
    ending: list[tuple[int, Part]],
    found: list[Extent],
    tables: list[Table],
) -> tuple[Section, ...]:
    """Return the sections of a page: its parts, and the group headings inside the findings part."""
    places = _body_places(stretches, ending)
    places |= _outlook_places(stretches, found)
    for table in tables:
        kept = places.get(table.head, _Place(Part.FINDINGS, -5, ""))
        inside = kept if kept.part is Part.FINDINGS else _Place(Part.FINDINGS, -5, "")
        places |= dict.fromkeys(range(table.head, table.last + 1), inside)
    sections: list[Section] = []
    body_at, before = -1, None
    for one in page.kept:
        if one.zone is Zone.BODY:
            body_at += 1
        place = places[body_at] if one.zone is Zone.BODY else OUTSIDE[one.zone]
        span = Span(one.line.start, one.line.end)
        if place == before and place.part is not Part.PAGE:
            sections[-1] = Section(
                sections[-1].heading, Span(sections[-1].span.start, span.end), place.part
            )
        else:
            sections.append(Section(place.heading, span, place.part))
        before = place
    return tuple(
        sorted((*sections, *_groups(page, found)), key=lambda s: (s.span.start, -s.span.end))
    )


OUTSIDE = {
    Zone.FACT: _Place(Part.PAGE, -1, ""),
    Zone.TITLE: _Place(Part.OPENING, -2, ""),
}


def _body_places(stretches: list[Stretch], ending: list[tuple[int, Part]]) -> dict[int, _Place]:
    """Return the place of each body line by its index."""
    count = sum(stretch.part is Part.FINDINGS for stretch in stretches)
    places: dict[int, _Place] = {}
    for stretch in stretches:
        key, heading = stretch.first, ""
        if stretch.part is Part.OPENING:
            key = -2
        elif stretch.node is not None:
            heading = stretch.node.line.words
            if stretch.part is Part.FINDINGS and not is_container(stretch.node, count):
                key, heading = -3, ""
        if len(heading) > 60:
            heading = heading.split("。", 1)[0]
        for at in range(stretch.first, stretch.last + 1):
            places[at] = _Place(stretch.part, key, heading)
    places |= {at: _Place(part, -4, "") for at, part in ending}
    return places


def _outlook_places(stretches: list[Stretch], found: list[Extent]) -> dict[int, _Place]:
    """Return the places of the paragraphs on next steps that follow the last finding of a part."""
    lasts = {stretch.last for stretch in stretches if stretch.part is Part.FINDINGS}
    return {
        at: _Place(Part.NEXT, -6, "")
        for extent in found[-1:]
        for stretch_end in lasts
        if extent.leaf.node.at < stretch_end
        for at in range(extent.last + 1, stretch_end + 1)
    }


def _groups(page: Page, found: list[Extent]) -> list[Section]:
    """Return a section for each group heading with the words before its first finding."""
    body = page.lines(Zone.BODY)
    starts = sorted({node.at for extent in found for node in (extent.leaf.node, *extent.leaf.path)})
    following = dict(zip(starts, starts[1:], strict=False))
    groups = {node.at: node for extent in found for node in extent.leaf.path}
    return [
        Section(node.line.words, _span(body, at, following[at] - 1), Part.GROUP)
        for at, node in sorted(groups.items())
    ]


def _span(body: list[Judged], first: int, last: int) -> Span:
    return Span(body[first].line.start, body[last].line.end)
