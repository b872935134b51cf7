"""Checked sentences and what they left unsaid -> the body of a generated answer.

The composed answer gives the frame: its first line (how many bulletins deal with the topic), its
order of agencies, its closing lines on agencies that have nothing. Under each agency stand its
sentences; an agency that no sentence speaks of has the composed lines there. At the end, in the
bulletins' own words, stands what else the evidence holds; so no agency and no measure is lost to a
model that left it out, and what it wrote can be read in one go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rag.answer import Answer, Citation
from rag.body import (
    AgencyHead,
    Block,
    Body,
    Fact,
    Facts,
    FindingHead,
    Item,
    Line,
    Mark,
    Measures,
    Paragraph,
    Run,
    Table,
    marks_of,
    words_of,
)
from rag.checking.verify import missing_figures
from rag.generate.mending import Outcome, Sentence

MARKS = {Outcome.REPLACED: "(原文)", Outcome.RECITED: "(出处已更正)"}
ADDED = "(出处由程序补上)"
MORE = "通报另外写明"
MORE_EN = "Also stated"
_BELONGING = "的和与及、等所下各党机支直内"  # what stands before them is more than a subject


@dataclass(frozen=True, slots=True)
class _Quote:
    """What the composed answer quotes: under which heading, and the value it gives, if one."""

    heading: FindingHead | None
    line: Line
    value: Line = ()

    @property
    def shown(self) -> Block:
        """The quote as a block of its own."""
        return Facts((Fact(self.value, self.line),)) if self.value else Measures((Item(self.line),))


@dataclass(slots=True)
class Frame:
    """The composed answer taken apart: first blocks, the agencies' quotes, table, last blocks."""

    head: list[Block] = field(default_factory=list)
    sections: dict[str, list[_Quote]] = field(default_factory=dict)
    table: Table | None = None
    tail: list[Block] = field(default_factory=list)


def frame_of(composed: Answer) -> Frame:
    """Take a composed answer apart."""
    frame = Frame()
    known = {c.number: c for c in composed.citations}
    heading: FindingHead | None = None
    for block in composed.body.blocks:
        match block:
            case Table():
                frame.table = block
            case FindingHead():
                heading = block
            case Measures(items):
                for item in items:
                    _hold(frame, _Quote(heading, item.line), known)
            case Facts(facts):
                for fact in facts:
                    _hold(frame, _grounded(fact, known), known)
            case Paragraph():
                (frame.tail if frame.sections else frame.head).append(block)
    _lead_by_heading(frame)
    frame.head = frame.head or [_whose(composed.citations)]
    return frame


def _hold(frame: Frame, quote: _Quote, known: Mapping[int, Citation]) -> None:
    """Put a quote into the section of the agency that it cites."""
    for number in marks_of(quote.line)[:1]:
        frame.sections.setdefault(known[number].agency, []).append(quote)


def _grounded(fact: Fact, known: Mapping[int, Citation]) -> _Quote:
    """Return a fact, without its value where that draws on more than the passage cited."""
    quotes = [known[n].quote for n in marks_of(fact.said)[:1]]
    beyond = missing_figures(words_of(fact.value), quotes)
    return _Quote(None, fact.said, () if beyond else fact.value)


def _whose(citations: Sequence[Citation]) -> Paragraph:
    """Return a first line for an answer that has none: there is then something to read at once."""
    agencies = dict.fromkeys(c.agency for c in citations)
    if len(agencies) == 1:
        return Paragraph((tuple(Run(agency, strong=True) for agency in agencies),))
    bulletins = len({c.bulletin_id for c in citations})
    return Paragraph(((Run(f"{bulletins} 份通报写明了有关情况。"),),))


def _lead_by_heading(frame: Frame) -> None:
    """Make the one heading of an answer on one finding its first line."""
    headings = {quote.heading for quotes in frame.sections.values() for quote in quotes}
    if frame.head or len(frame.sections) != 1 or len(headings) != 1:
        return
    (heading,) = headings
    if heading:
        frame.head = [Paragraph((heading.line,))]
        for agency, quotes in frame.sections.items():
            frame.sections[agency] = [_Quote(None, quote.line) for quote in quotes]


def body_of(
    composed: Answer,
    frame: Frame,
    sentences: Sequence[Sentence],
    *,
    draft: bool,
    english: bool = False,
) -> Body:
    """Return the body so far; of a draft, without what no sentence speaks of yet."""
    shown = [s for s in sentences if s.outcome is not Outcome.DROPPED]
    said = {n for s in shown for n in s.numbers}
    agency_of = {c.number: c.agency for c in composed.citations}
    blocks = [*frame.head, *_listed([s for s in shown if len(_agencies(s, agency_of)) > 1])]
    several = len(frame.sections) > 1 or len({*agency_of.values()}) > 1
    rest: list[Block] = []
    for agency in _order(composed, frame, agency_of):
        own = [s for s in shown if _agencies(s, agency_of) == {agency}]
        more = [] if draft else _unsaid(frame.sections.get(agency, ()), said, own)
        if several and (own or more):
            blocks.append(AgencyHead(agency))
        blocks += _listed(own, agency)
        if several and own and more:
            rest.append(_lead(agency))
        (blocks if several and not own else rest).extend(more)
    if rest:
        title = MORE_EN if english else MORE
        blocks += [AgencyHead(title) if several else _lead(title), *rest]
    return Body((*blocks, *(() if draft else _closing(frame, said))))


def _lead(words: str) -> Paragraph:
    return Paragraph(((Run(words, strong=True),),), "lead")


def _closing(frame: Frame, said: set[int]) -> list[Block]:
    """Return the table, where sentences leave any of it unsaid, and the last blocks."""
    table = Body((frame.table,) if frame.table else ())
    return [*(table.blocks if set(table.marks) - said else ()), *frame.tail]


def _agencies(sentence: Sentence, agency_of: Mapping[int, str]) -> set[str]:
    return {agency_of[n] for n in sentence.numbers}


def _order(composed: Answer, frame: Frame, agency_of: Mapping[int, str]) -> list[str]:
    names = [g.agency for g in composed.groups] + list(frame.sections) + list(agency_of.values())
    return list(dict.fromkeys(names))


def _unsaid(quotes: Sequence[_Quote], said: set[int], own: Sequence[Sentence]) -> list[Block]:
    """Return an agency's quotes that no sentence cites, each under its heading."""
    blocks: list[Block] = []
    above: FindingHead | None = None
    for quote in quotes:
        told = set(marks_of(quote.line)) <= said
        if told and not (quote.value and not _tells(quote, own)):
            continue
        if quote.heading and quote.heading != above:
            blocks.append(quote.heading)
        _append(blocks, quote.shown)
        above = quote.heading
    return blocks


def _append(blocks: list[Block], block: Block) -> None:
    """Add a block; entries of a list and values go on where the last block has such."""
    match blocks[-1] if blocks else None, block:
        case Measures(items), Measures(more):
            blocks[-1] = Measures((*items, *more))
        case Facts(facts), Facts(others):
            blocks[-1] = Facts((*facts, *others))
        case _:
            blocks.append(block)


def _tells(quote: _Quote, own: Sequence[Sentence]) -> bool:
    """Tell whether a sentence that cites a fact's passage gives its value."""
    value = _squeezed("".join(p.text for p in quote.value if isinstance(p, Run) and p.strong))
    cited = set(marks_of(quote.line))
    return any(value in _squeezed(s.text) for s in own if set(s.numbers) & cited)


def _squeezed(words: str) -> str:
    return "".join(words.split())


def _listed(sentences: Sequence[Sentence], under: str = "") -> list[Block]:
    return [Measures(tuple(Item(line_of(s, under)) for s in sentences))] if sentences else []


def line_of(sentence: Sentence, under: str = "") -> Line:
    """Return a sentence as a line, with its markers and what was done to it.

    Under an agency's name, or where it is the only one, this need not lead every line again.
    """
    words = sentence.text
    rest = words.removeprefix(under)
    if under and rest != words and rest[:1] not in _BELONGING:
        words = rest.lstrip(",")
    added = sentence.outcome is Outcome.RECITED and sentence.faults[0].check == "marker"
    done = ADDED if added else MARKS.get(sentence.outcome, "")
    mark: Line = (Run(" "), Run(done, emphasis=True)) if done else ()
    return (Run(words), *map(Mark, sentence.numbers), *mark)
