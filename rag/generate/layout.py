"""Checked sentences and what they left unsaid -> the text of a generated answer.

The composed answer gives the frame: its first line (how many bulletins deal with the topic), its
order of agencies, its closing lines on agencies that have nothing. Under each agency stand its
sentences; an agency that no sentence speaks of has the composed lines there. At the end, in the
bulletins' own words, stands what else the evidence holds; so no agency and no measure is lost to a
model that left it out, and what it wrote can be read in one go.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rag.answer import Answer, Citation
from rag.checking.verify import MARKER, missing_figures
from rag.generate.mending import Outcome, Sentence

MARKS = {Outcome.REPLACED: " *(原文)*", Outcome.RECITED: " *(出处已更正)*"}
ADDED = " *(出处由程序补上)*"
MORE = "通报另外写明"
MORE_EN = "Also stated"
_BOLD = re.compile(r"\*\*[^*]+\*\*(?: · .*)?")
_BELONGING = "的和与及、等所下各党机支直内"  # what stands before them is more than a subject
_SPECIAL = re.compile(r"([\\`*_~|<>\[\]])")


@dataclass(slots=True)
class _Section:
    """One agency's part of the composed answer: its quotes under their headings."""

    lines: list[tuple[tuple[str, ...], str, tuple[int, ...]]] = field(default_factory=list)


@dataclass(slots=True)
class Frame:
    """The composed answer taken apart: first lines, the agencies' sections, table, last lines."""

    head: list[str] = field(default_factory=list)
    sections: dict[str, _Section] = field(default_factory=dict)
    table: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)


def frame_of(composed: Answer) -> Frame:
    """Take a composed answer apart."""
    frame = Frame()
    known = {c.number: c.agency for c in composed.citations}
    quotes = {c.number: c.quote for c in composed.citations}
    heading: tuple[str, ...] = ()
    agency, blank, under = "", False, False
    for line in composed.text.split("\n"):
        numbers = tuple(int(n) for n in MARKER.findall(line))
        if not line.strip() or line.startswith("### "):
            blank = blank or not line.strip()
            continue
        if line.startswith("|"):
            frame.table.append(line)
        elif numbers and numbers[0] in known:
            agency = known[numbers[0]]
            section = frame.sections.setdefault(agency, _Section())
            under = not (line.startswith("- ") or _is_fact(line))
            if under:
                heading = (line,)
            else:
                fact = not line.startswith("- ")
                line = _grounded(line, quotes[numbers[0]]) if fact else line
                section.lines.append((() if fact else heading, line, numbers))
        elif under and not blank:
            heading = (*heading, line)  # the status under a heading
        elif agency and _BOLD.fullmatch(line):
            heading, under = (line,), True  # passages outside the findings
        elif agency:
            frame.tail.append(line)
        else:
            frame.head.append(line)
        blank = False
    frame = _led_by_heading(frame)
    frame.head = frame.head or _whose(composed.citations)
    return frame


def _whose(citations: Sequence[Citation]) -> list[str]:
    """Return a first line for an answer that has none: there is then something to read at once."""
    agencies = dict.fromkeys(c.agency for c in citations)
    if len(agencies) == 1:
        return [f"**{agency}**" for agency in agencies]
    return [f"{len({c.bulletin_id for c in citations})} 份通报写明了有关情况。"]


def _led_by_heading(frame: Frame) -> Frame:
    """Make the one heading of an answer on one finding its first line."""
    rows = [row for section in frame.sections.values() for row in section.lines]
    headings = {heading for heading, _, _ in rows}
    if not frame.head and len(headings) == 1 and len(frame.sections) == 1 and headings != {()}:
        frame.head = list(*headings)
        for section in frame.sections.values():
            section.lines = [((), line, numbers) for _, line, numbers in section.lines]
    return frame


def _is_fact(line: str) -> bool:
    return line.startswith("**") and (" ——" in line or " — " in line)


def _grounded(line: str, quote: str) -> str:
    """Return a fact's line, without its value where that draws on more than the passage cited."""
    value, _, rest = line.partition(" ——" if " ——" in line else " — ")
    return f"- {rest}" if missing_figures(value, [quote]) else line


def text_of(
    composed: Answer,
    frame: Frame,
    sentences: Sequence[Sentence],
    *,
    draft: bool,
    english: bool = False,
) -> str:
    """Return the text so far; of a draft, without what no sentence speaks of yet."""
    shown = [s for s in sentences if s.outcome is not Outcome.DROPPED]
    said = {n for s in shown for n in s.numbers}
    agency_of = {c.number: c.agency for c in composed.citations}
    lines = list(frame.head)
    general = [s for s in shown if len({agency_of[n] for n in s.numbers}) > 1]
    lines += [""] * bool(general) + [line_of(s) for s in general]
    several = len(frame.sections) > 1 or len({*agency_of.values()}) > 1
    rest: list[str] = []
    for agency in _order(composed, frame, agency_of):
        own = [s for s in shown if {agency_of[n] for n in s.numbers} == {agency}]
        more = [] if draft else _unsaid(frame.sections.get(agency), said, own)
        if several:
            if own or more:
                lines += ["", f"### {agency}", *(line_of(s, agency) for s in own)]
            if own and more:
                rest += ["", f"**{agency}**", *more]
            elif more:
                lines += more
        else:
            lines += [""] * bool(own and lines) + [line_of(s, agency) for s in own]
            rest += more
    if rest:
        title = MORE_EN if english else MORE
        lines += ["", f"### {title}" if several else f"**{title}**", *rest]
    if not draft:
        unsaid = {n for line in frame.table for n in map(int, MARKER.findall(line))} - said
        lines += ["", *frame.table] if unsaid else []
        lines += ["", *frame.tail] if frame.tail else []
    return "\n".join(lines).strip()


def _order(composed: Answer, frame: Frame, agency_of: Mapping[int, str]) -> list[str]:
    names = [g.agency for g in composed.groups] + list(frame.sections) + list(agency_of.values())
    return list(dict.fromkeys(names))


def _unsaid(section: _Section | None, said: set[int], own: Sequence[Sentence]) -> list[str]:
    """Return an agency's quotes that no sentence cites, each under its heading."""
    lines: list[str] = []
    above: tuple[str, ...] = ()
    for heading, line, numbers in section.lines if section else ():
        if set(numbers) <= said and not (_is_fact(line) and not _tells(line, numbers, own)):
            continue
        lines += ["", *heading] if heading != above else []
        lines.append(line)
        above = heading
    return lines


def _tells(line: str, numbers: tuple[int, ...], own: Sequence[Sentence]) -> bool:
    """Tell whether a sentence that cites a fact's passage gives its value."""
    value = re.sub(r"\s|\*", "", line.split("——")[0].split(" — ")[0])
    return any(value in re.sub(r"\s", "", s.text) for s in own if set(s.numbers) & set(numbers))


def line_of(sentence: Sentence, under: str = "") -> str:
    """Return a sentence as a line, with its markers and what was done to it.

    Under an agency's name, or where it is the only one, this need not lead every line again.
    """
    markers = "".join(f"[{n}]" for n in sentence.numbers)
    words = sentence.text
    rest = words.removeprefix(under)
    if under and rest != words and rest[:1] not in _BELONGING:
        words = rest.lstrip(",")
    words = _SPECIAL.sub(r"\\\1", words)
    added = sentence.outcome is Outcome.RECITED and sentence.faults[0].check == "marker"
    mark = ADDED if added else MARKS.get(sentence.outcome, "")
    return f"- {words}{markers}{mark}"


def cited_in(text: str, citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Return the citations whose markers stand in a text."""
    numbers = {int(n) for n in MARKER.findall(text)}
    return tuple(c for c in citations if c.number in numbers)
