"""What an answer says (正文): blocks of lines, each with its citations, in no form yet.

A line is runs of words and marks [n]; a block is a paragraph, values, a heading, a list or a table.
Whoever composes builds blocks, `rendering` and `export` give them a form, and nobody reads a form
back. What it does not know: what the marks stand for; that is the answer's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from rag.bulletin import Place


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one emphasis, as they are meant: no form's own characters are escaped in them."""

    text: str
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """The number [n] of a citation, behind what it bears out."""

    number: int


Line = tuple[Run | Mark, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of the program's own.

    A `lead` stands right above the list that it introduces, a `note` right below what it is on.
    """

    lines: tuple[Line, ...]
    role: Literal["plain", "headline", "lead", "note"] = "plain"


@dataclass(frozen=True, slots=True)
class Fact:
    """A value asked for, and the sentence that states it."""

    value: Line
    said: Line


@dataclass(frozen=True, slots=True)
class Facts:
    """Values found, one a line."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class AgencyHead:
    """The name over one agency's part."""

    agency: str


@dataclass(frozen=True, slots=True)
class FindingHead:
    """The line over what is quoted of one finding, or (`place` None) of no finding."""

    line: Line
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list; a `deep` one belongs to the entry above it."""

    line: Line
    deep: bool = False


@dataclass(frozen=True, slots=True)
class Measures:
    """A list: measures quoted, records, sentences."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One finding in a table, or (`place` None) what an agency says outside its findings."""

    agency: str
    problem: Line
    measures: tuple[Line, ...]
    documents: tuple[Line, ...]
    status: Line
    place: Place | None = None

    @property
    def cells(self) -> tuple[tuple[Line, ...], ...]:
        """The row from left to right, each cell its lines."""
        agency: Line = (Run(self.agency),)
        return (agency,), (self.problem,), self.measures, self.documents, (self.status,)


@dataclass(frozen=True, slots=True)
class Table:
    """Findings as rows; `columns` names the cells of `Row.cells`."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


Block = Paragraph | Facts | AgencyHead | FindingHead | Measures | Table


@dataclass(frozen=True, slots=True)
class Body:
    """An answer's blocks, in reading order."""

    blocks: tuple[Block, ...] = ()

    @property
    def lines(self) -> Iterator[Line]:
        """Every line, in reading order."""
        return (line for block in self.blocks for line in lines_of(block))

    @property
    def marks(self) -> tuple[int, ...]:
        """The numbers cited, each once, in order of first appearance."""
        return tuple(dict.fromkeys(n for line in self.lines for n in marks_of(line)))


def lines_of(block: Block) -> Iterator[Line]:
    """Yield a block's lines in reading order."""
    match block:
        case Paragraph(lines):
            yield from lines
        case Facts(facts):
            yield from ((*fact.value, *fact.said) for fact in facts)
        case AgencyHead(agency):
            yield (Run(agency, strong=True),)
        case FindingHead(line):
            yield line
        case Measures(items):
            yield from (item.line for item in items)
        case Table(_, rows):
            yield from (line for row in rows for cell in row.cells for line in cell)


def marks_of(line: Line) -> tuple[int, ...]:
    """Return the numbers cited in a line, in order."""
    return tuple(piece.number for piece in line if isinstance(piece, Mark))


def words_of(line: Line) -> str:
    """Return a line's words without its marks."""
    return "".join(piece.text for piece in line if isinstance(piece, Run))


def between(separator: str, lines: Iterable[Line]) -> Line:
    """Return lines as one, words between them."""
    joined: list[Run | Mark] = []
    for line in lines:
        joined += [Run(separator), *line] if joined else line
    return tuple(joined)


def in_words(text: str) -> Body:
    """Return words that came without blocks as paragraphs, to be shown as they stand."""
    lines = [line for line in text.splitlines() if line.strip()]
    return Body(tuple(Paragraph(((Run(line),),)) for line in lines))
