"""A body in the forms that are text: Markdown, HTML, plain words.

One function a form; what a form would take for its own signs is escaped here and nowhere else.
Documents (Word, Excel) are made by `export`. What it does not know: where a mark leads; HTML is
given that as a function.
"""

import html
import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from rag.body import (
    AgencyHead,
    Block,
    Body,
    Facts,
    FindingHead,
    Item,
    Line,
    Mark,
    Measures,
    Paragraph,
    Run,
    Table,
    lines_of,
)

_SIGNS = re.compile(r"([\\`*_~|<>\[\]])")  # what Markdown would read as form
GLUE = "\u00a0"  # between words and their mark in HTML: a mark begins no line
Piece = str | Mark  # what Markdown is put together from
Link = Callable[[int], str]  # the HTML of the mark with a number


def markdown_of(body: Body) -> str:
    """Return a body as Markdown with [n] markers."""
    return "".join(_shown(piece) for piece in _pieces(body))


def marks_in_markdown(body: Body) -> Iterator[tuple[int, int, int]]:
    """Yield each mark's number with where it starts and ends in the Markdown."""
    at = 0
    for piece in _pieces(body):
        end = at + len(_shown(piece))
        if isinstance(piece, Mark):
            yield piece.number, at, end
        at = end


def _shown(piece: Piece) -> str:
    return piece if isinstance(piece, str) else f"[{piece.number}]"


def _pieces(body: Body) -> Iterator[Piece]:
    """Yield the Markdown in pieces, the marks by themselves."""
    above: Block | None = None
    for block in body.blocks:
        if above is not None:
            yield "\n" if _touch(above, block) else "\n\n"
        yield from _block(block)
        above = block


def _touch(above: Block, below: Block) -> bool:
    """Tell whether two blocks stand together: a list and its head, a note and what it is on."""
    if isinstance(below, Measures | Facts):
        return isinstance(above, AgencyHead | FindingHead) or (
            isinstance(above, Paragraph) and above.role == "lead"
        )
    return isinstance(below, Paragraph) and below.role == "note"


def _block(block: Block) -> Iterator[Piece]:
    match block:
        case AgencyHead(agency):
            yield f"### {escaped(agency)}"
        case Measures(items):
            yield from _joined([("  - " if i.deep else "- ", i.line) for i in items])
        case Table(columns, rows):
            yield f"| {' | '.join(map(escaped, columns))} |\n|{' --- |' * len(columns)}"
            for row in rows:
                yield "\n|"
                for cell in row.cells:
                    yield " "
                    yield from _joined([("", line) for line in cell], "<br>")
                    yield " |"
        case _:
            yield from _joined([("", line) for line in lines_of(block)])


def _joined(lines: list[tuple[str, Line]], by: str = "\n") -> Iterator[Piece]:
    for place, (start, line) in enumerate(lines):
        yield (by if place else "") + start
        yield from (piece if isinstance(piece, Mark) else _run(piece) for piece in line)


def _run(run: Run) -> str:
    around = "**" if run.strong else "*" if run.emphasis else ""
    return f"{around}{escaped(run.text)}{around}" if run.text else ""


def escaped(words: str) -> str:
    """Return words with what Markdown would read as form disarmed."""
    return _SIGNS.sub(r"\\\1", words)


def plain_of(body: Body) -> str:
    """Return a body as words to read: no signs of form but the dashes of a list and [n]."""
    parts: list[str] = []
    for above, block in pairwise((None, *body.blocks)):
        if above is not None and block is not None:
            parts.append("\n" if _touch(above, block) else "\n\n")
        match block:
            case Measures(items):
                lines = [f"{'  ' * i.deep}- {plain_line(i.line)}" for i in items]
            case Table(columns, rows):
                lines = [
                    f"{name}:{';'.join(map(plain_line, cell))}"
                    for row in rows
                    for name, cell in zip(columns, row.cells, strict=True)
                ]
            case None:
                lines = []
            case _:
                lines = [plain_line(line) for line in lines_of(block)]
        parts.append("\n".join(lines))
    return "".join(parts)


def plain_line(line: Line) -> str:
    """Return a line's words with its marks as [n]."""
    return "".join(p.text if isinstance(p, Run) else f"[{p.number}]" for p in line)


def html_of(body: Body, link: Link) -> str:
    """Return a body as HTML without line breaks between its elements."""
    return "".join(_element(block, link) for block in body.blocks)


def _element(block: Block, link: Link) -> str:
    match block:
        case AgencyHead(agency):
            return f"<h3>{html.escape(agency)}</h3>"
        case Measures(items):
            return _list(items, link)
        case Table():
            return _table(block, link)
        case Facts() | Paragraph() | FindingHead():
            return f"<p>{'<br>'.join(_inline(line, link) for line in lines_of(block))}</p>"


def _list(items: tuple[Item, ...], link: Link) -> str:
    entries = (f"<li{' class=deep' * item.deep}>{_inline(item.line, link)}</li>" for item in items)
    return f"<ul>{''.join(entries)}</ul>"


def _table(table: Table, link: Link) -> str:
    """Return a table; each cell holds its column's name too, for where there are no columns."""
    names = [html.escape(name) for name in table.columns]
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td><span class="column">{name}</span>'
            f"{'<br>'.join(_inline(line, link) for line in cell)}</td>"
            for name, cell in zip(names, row.cells, strict=True)
        )
        + "</tr>"
        for row in table.rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _inline(line: Line, link: Link) -> str:
    parts: list[str] = []
    for piece in line:
        if isinstance(piece, Mark):
            before = parts.pop().rstrip(" ") if parts else ""
            parts += [before, GLUE, link(piece.number)]
            continue
        words = html.escape(piece.text, quote=False).replace("\n", " ")
        tag = "strong" if piece.strong else "em" if piece.emphasis else ""
        parts.append(f"<{tag}>{words}</{tag}>" if tag else words)
    return "".join(parts)
