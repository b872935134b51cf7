"""Check an answer against its sources before anybody sees it.

`verify` holds one sentence against the passages that it cites: each check of the table `CHECKS`
names what the passages do not bear out (a figure, a date, a title, a quotation, an agency, a
negation, a whole clause). A sentence stands only if no check has anything to say. `faults_of` holds
a settled answer against its bulletins: every [n] has its citation, every citation copies its
bulletin to the character. What it does not know: whether a passage is true; inferences of any kind.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.answer import Answer, Citation
from rag.body import marks_of, words_of
from rag.bulletin import Bulletin
from rag.checking.claims import Names, Said, organisations, taken_apart
from rag.checking.ground import Ground
from rag.checking.phrasing import counted_titles, verbs_of_titles
from rag.checking.placing import anchored, clause_around, counts_alike, placed_right
from rag.checking.wording import at_other_times, turned, unheard, unsupported
from rag.text import chinese
from rag.text.figures import Figure, comparable, read

MARKER = re.compile(r"\[(\d{1,3})\]")
MEANING = (
    0.60  # least cosine of a sentence and its passage, by the taught model: docs/generation.md
)
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
# What the program counts itself stands between spaces, before these words.
_OWN_COUNT = re.compile(r" \d+ (?=[项份个家]|measure|finding)")
_MARKUP = re.compile(r"https?:|www\.|://|!\[|\]\(|</?[a-z]|`|javascript:|data:\w+/|<\||\|>", re.I)
_ARTICLES = frozenset("个家名位项次份种类起处条批场部件")
_JOINED = re.compile(r"[、和与及以跟同]|以及|及其")

Likeness = Callable[[str, str], float]  # a sentence and a passage -> cosine of their meanings


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that the passages do not bear out: which check says so, and of which words."""

    check: str
    words: str


def verify(
    statement: str,
    citations: Sequence[Citation],
    names: Names,
    likeness: Likeness | None = None,
) -> tuple[Fault, ...]:
    """Return what the cited passages do not bear out of a sentence (its markers taken off).

    Without citations there is nothing that it could rest on, which is a fault of its own.
    """
    if not citations:
        return (Fault("marker", statement),)
    if markup := _MARKUP.search(chinese.fold(statement)):
        return (Fault("markup", markup.group()),)
    ground = Ground(tuple(citations), names)
    faults = list(_strangers(read(statement), ground))
    for part, narrowed in _parts(statement, ground):
        said = taken_apart(part)
        faults += [
            Fault(name, words) for name, check in CHECKS.items() for words in check(said, narrowed)
        ]
    if not faults and likeness is not None:
        alike = max(likeness(read(statement), p.text) for p in ground.passages)
        faults += [Fault("meaning", f"{alike:.2f}")] if alike < MEANING else []
    return tuple(dict.fromkeys(faults))


def _strangers(text: str, ground: Ground) -> Iterator[Fault]:
    """Yield the agencies that a sentence names and its passages are not of, and do not name so."""
    for match, may_be in ground.names.said(text):
        if may_be & ground.agencies:
            continue
        leads = match.start() < 3 or text[match.start() - 1] in ",。;:、"
        needed = re.escape(text[match.start() : match.end() + (2 if leads else 0)])
        if not re.search(rf"(?m)(?:^|[,。;:、由是]){needed}" if leads else needed, ground.text):
            yield Fault("agency", match.group())


def _parts(statement: str, ground: Ground) -> Iterator[tuple[str, Ground]]:
    """Yield the stretches of a sentence on one agency, each with that agency's passages."""
    if len(ground.agencies) == 1:
        yield statement, ground
        return
    named = [
        (m.start(), m.end(), may & ground.agencies)
        for m, may in ground.names.said(chinese.fold(statement))
        if may & ground.agencies
    ]
    if not named:
        yield statement, ground
        return
    if named[0][0] > 1:
        yield statement[: named[0][0]], ground
    speaking: set[str] = set()
    for (_, end, agencies), after in zip(named, [*named[1:], None], strict=True):
        speaking |= agencies
        stop = after[0] if after else len(statement)
        between = statement[end:stop]
        if after and _JOINED.fullmatch(between.strip()):
            continue
        for agency in sorted(speaking):
            yield between, ground.of(agency)
        speaking = set()


def _wrong_figures(said: Said, ground: Ground) -> Iterator[str]:
    """Yield the figures that no passage has, or has of another thing."""
    theirs = [(f, p.text) for p in ground.passages for f in p.figures]
    text = ground.names.blanked(said.text)
    for figure in said.figures:
        if _is_finding_number(figure, said, ground):
            continue
        rivals = [(f, text) for f, text in theirs if comparable(figure, f)]
        equal = [(f, text) for f, text in rivals if figure.agrees(f)]
        if not equal and (_is_article(figure, rivals) or counted_titles(figure, ground.passages)):
            continue
        near = anchored(figure, said.text, equal) or placed_right(figure, said.text, equal, rivals)
        if not equal or not near or not counts_alike(figure, text, equal, rivals):
            yield figure.words
        elif not figure.ordinal and figure.unit == "%" and not _same_part(said, equal):
            yield figure.words


def _is_finding_number(figure: Figure, said: Said, ground: Ground) -> bool:
    numbers = {c.finding_number for c in ground.citations}
    before = said.text[: figure.span.start]
    return before.endswith("问题") and figure.value in numbers and not figure.unit


def _is_article(figure: Figure, rivals: Sequence[tuple[Figure, str]]) -> bool:
    """Tell whether 一家, 一次 only introduces a thing: nothing of the kind is counted there."""
    return figure.words[:1] == "一" and figure.unit in _ARTICLES and not rivals


def _same_part(said: Said, equal: Sequence[tuple[Figure, str]]) -> bool:
    """Tell whether a rate that a passage gives for a part of a year is given for that part."""
    parts = {d.part for d in said.dates if d.part}
    for figure, text in equal:
        clause = clause_around(text, figure.span.start)
        own = {d.part for d in taken_apart(clause).dates if d.part}
        if not own or own & parts:
            return True
    return False


def _wrong_dates(said: Said, ground: Ground) -> Iterator[str]:
    """Yield the dates and periods that no passage has, or has of another event."""
    theirs = [(d, p.text) for p in ground.passages for d in p.dates]
    for date in said.dates:
        rivals = [(d, text) for d, text in theirs if d.shape == date.shape]
        equal = [(d, text) for d, text in theirs if date.agrees(d)]
        near = anchored(date, said.text, equal) or placed_right(
            date, said.text, equal, [*rivals, *equal]
        )
        if not equal or not near:
            yield date.words


def _wrong_titles(said: Said, ground: Ground) -> Iterator[str]:
    """Yield the 《titles》 that no passage has, and what none says of them."""
    yield from (title for title in said.titles if title not in ground.text)
    yield from verbs_of_titles(said, ground.passages)


def _wrong_quotations(said: Said, ground: Ground) -> Iterator[str]:
    """Yield the quotations that no passage has to the character."""
    yield from (words for words in said.quotations if words not in ground.text)


def _unknown_bodies(said: Said, ground: Ground) -> Iterator[str]:
    """Yield the bodies and places that neither the passages nor their agencies' names have."""
    bodies = (body.lstrip("由须对向与和将经被为给") for body in organisations(said.text))
    yield from (body for body in bodies if len(body) > 1 and body not in ground.called)


CHECKS: Mapping[str, Callable[[Said, Ground], Iterable[str]]] = {
    "figure": _wrong_figures,
    "date": _wrong_dates,
    "title": _wrong_titles,
    "quotation": _wrong_quotations,
    "body": _unknown_bodies,
    "unheard": unheard,
    "time": at_other_times,
    "turned": turned,
    "support": unsupported,
}


def faults_of(answer: Answer, bulletin: Callable[[str], Bulletin | None]) -> list[str]:
    """Return what is wrong with an answer's citations, in words; nothing where all is well."""
    known = {c.number: c for c in answer.citations}
    faults = [f"[{c.number}] 与原文不符" for c in answer.citations if not is_verbatim(c, bulletin)]
    quoted = _figures_of(f"{c.quote} {c.agency} {c.finding_number}" for c in answer.citations)
    for line in answer.shown.lines:
        numbers = marks_of(line)
        faults += [f"[{n}] 没有对应的出处" for n in numbers if n not in known]
        if numbers:
            said = _OWN_COUNT.sub("", words_of(line))
            faults += [f"“{figure}”不在所引原文中" for figure in _missing(said, quoted)]
    return faults


def is_verbatim(citation: Citation, bulletin: Callable[[str], Bulletin | None]) -> bool:
    """Tell whether a citation's quote is what its bulletin says at its place."""
    source = bulletin(citation.bulletin_id)
    return source is not None and source.text[citation.start : citation.end] == citation.quote


def missing_figures(statement: str, quotes: Iterable[str]) -> list[str]:
    """Return the figures of a statement that occur in none of the quotes (width folded).

    Markers [n] are not figures.
    """
    return _missing(statement, _figures_of(quotes))


def _figures_of(quotes: Iterable[str]) -> set[str]:
    held = _FIGURE.findall(chinese.fold(" ".join(quotes)).replace(",", ""))
    return {figure.lstrip("0") for figure in held}  # 6月 is 06月


def _missing(statement: str, known: set[str]) -> list[str]:
    said = _FIGURE.findall(MARKER.sub("", chinese.fold(statement)).replace(",", ""))
    return [figure for figure in said if figure.lstrip("0") not in known]
