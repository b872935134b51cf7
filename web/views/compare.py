"""Theme by agency: what each agency's bulletin says on each theme, as cited measures or a dash.

A theme of the table (or one discovered among the findings) takes its findings from there, and where
a bulletin has none, the single measures that name it; any other words are asked of the assistant,
and its citations fill the cells. Either way a cell holds spans of bulletins, nothing else.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass

from rag.bulletin import Bulletin, Finding, Span
from rag.store.catalog import Where
from rag.store.snapshot import Snapshot
from rag.store.themes import THEMES, Borne, Theme, findings_by_theme, measures_on
from web.desk import Desk, Shelf
from web.links import bulletin_path
from web.views.sources import status_badge
from web.words import Lang, say

DASH = "—"
SHOWN = 3  # measures of one finding that a cell opens with; more are folded


@dataclass(frozen=True, slots=True)
class Piece:
    """A finding with the stretches of it that a cell shows."""

    bulletin: Bulletin
    finding: Finding
    spans: tuple[Span, ...]


Cells = dict[tuple[str, str], tuple[Piece, ...]]  # by theme and agency


def themes_in(shelf: Shelf) -> dict[Theme, list[Borne]]:
    """Return the themes of the bulletins on file, with their findings."""
    return shelf.derived(_themes)


def _themes(now: Snapshot) -> dict[Theme, list[Borne]]:
    return findings_by_theme(now.bulletins)


def matrix(desk: Desk, themes: Sequence[str], agencies: Sequence[str]) -> Cells:
    """Return the filled cells."""
    known = {theme.name: theme for theme in (*THEMES, *themes_in(desk.shelf))}
    cells: dict[tuple[str, str], list[Piece]] = {}
    for name in themes:
        pieces = _known(desk, known[name]) if name in known else _asked(desk, name, agencies)
        for piece in pieces:
            if piece.bulletin.agency in agencies:
                cells.setdefault((name, piece.bulletin.agency), []).append(piece)
    return {place: tuple(pieces) for place, pieces in cells.items()}


def _known(desk: Desk, theme: Theme) -> list[Piece]:
    """Return a theme's findings; for a bulletin without any, its measures that name the theme."""
    borne = themes_in(desk.shelf).get(theme, [])
    pieces = [Piece(b, f, tuple(m.span for m in f.measures)) for b, f in borne]
    having = {bulletin.id for bulletin, _ in borne}
    others = (b for b in desk.shelf.bulletins() if b.id not in having)
    touching = (Piece(b, f, measures_on(theme, f, b)) for b in others for f in b.findings)
    return [*pieces, *(piece for piece in touching if piece.spans)]


def _asked(desk: Desk, theme: str, agencies: Sequence[str]) -> list[Piece]:
    """Ask of a theme that no table knows; gather the citations by finding."""
    question = f"各单位是如何整改{theme}问题的?"
    where = Where(agencies=tuple(agencies))
    answer = desk.assistant.ask(question, (), where, generate=False)  # its citations alone count
    spans: dict[str, list[Span]] = {}
    found: dict[str, Borne] = {}
    for citation in answer.citations:
        bulletin, cited = (
            desk.shelf.bulletin(citation.bulletin_id),
            Span(citation.start, citation.end),
        )
        finding = (
            next((f for f in bulletin.findings if f.span.covers(cited)), None) if bulletin else None
        )
        if bulletin and finding:
            found[finding.id] = bulletin, finding
            kept = spans.setdefault(finding.id, [])
            if not finding.heading.covers(cited):
                kept.append(cited)
    return [Piece(*found[id], tuple(spans[id])) for id in found]


def as_html(cells: Cells, themes: Sequence[str], agencies: Sequence[str], lang: Lang) -> str:
    """Return the matrix as a table."""
    if not themes or not agencies:
        return f'<p class="summary">{say("choose_theme", lang)}</p>'
    head = "".join(f"<th scope=col>{html.escape(a)}</th>" for a in agencies)
    rows = "".join(
        f"<tr><th scope=row>{html.escape(theme)}</th>"
        f"{''.join(_cell(cells.get((theme, a), ()), lang) for a in agencies)}</tr>"
        for theme in themes
    )
    return (
        f'<div class="matrix" tabindex="0" role="region" aria-label="{say("tab_compare", lang)}">'
        f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(pieces: Sequence[Piece], lang: Lang) -> str:
    if not pieces:
        return f'<td class="none"><span title="{say("nothing_on_it", lang)}">{DASH}</span></td>'
    return f"<td>{''.join(_piece(piece, lang) for piece in pieces)}</td>"


def _piece(piece: Piece, lang: Lang) -> str:
    finding, number = piece.finding, f"{piece.finding.number}. " if piece.finding.number else ""
    address = f"{bulletin_path(piece.bulletin.id)}#f{finding.order}"
    measures = [_measure(piece.bulletin, span) for span in piece.spans]
    shown, folded = "".join(measures[:SHOWN]), measures[SHOWN:]
    if folded:
        more = say("more_measures", lang, count=len(folded))
        shown += f"<details><summary>{more}</summary>{''.join(folded)}</details>"
    return (
        f'<section><h4><a href="{address}" target="_blank" rel="noopener">'
        f"{html.escape(number + finding.title)}</a> {status_badge(finding)}</h4>"
        f"<ul>{shown}</ul></section>"
    )


def _measure(bulletin: Bulletin, span: Span) -> str:
    words = html.escape(" ".join(span.of(bulletin.text).split()))
    address = bulletin_path(bulletin.id, span)
    return f'<li>{words} <a class="n" href="{address}" target="_blank" rel="noopener">[↗]</a></li>'


def as_text(cells: Cells) -> dict[tuple[str, str], str]:
    """Return the cells as plain text, for a sheet."""
    return {place: "\n".join(_plain(piece) for piece in pieces) for place, pieces in cells.items()}


def _plain(piece: Piece) -> str:
    number = f"{piece.finding.number}. " if piece.finding.number else ""
    words = [" ".join(span.of(piece.bulletin.text).split()) for span in piece.spans]
    return "\n".join([f"【{number}{piece.finding.title}】", *words])
