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
from functools import cached_property

from rag import zh
from rag.answer import Answer, Citation
from rag.bulletin import Bulletin
from rag.claim_words import HEAVY, OPPOSITES
from rag.claims import (
    Names,
    Said,
    content_words,
    is_held,
    negations,
    organisations,
    share_held,
    taken_apart,
)
from rag.figures import Figure, comparable, read
from rag.placing import anchored, clause_around, pairs, placed_right

MARKER = re.compile(r"\[(\d{1,3})\]")
CLAUSE_SHARE = (
    0.55  # of a clause's words that one sentence of a passage must hold; docs/generation.md
)
SENTENCE_SHARE = 0.75  # of a sentence's words that its passages must hold
MEANING = (
    0.87  # least cosine of a sentence and its passage, by the bundled model: docs/generation.md
)
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
# What the program counts itself stands between spaces, before these words.
_OWN_COUNT = re.compile(r" \d+ (?=[项份个家]|measure|finding)")
_MARKUP = re.compile(r"https?:|www\.|://|!\[|\]\(|</?[a-z]|`|javascript:|data:\w+/|<\||\|>", re.I)
_JOINED = re.compile(r"[、和与及以跟同]|以及|及其")

Likeness = Callable[[str, str], float]  # a sentence and a passage -> cosine of their meanings


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that the passages do not bear out: which check says so, and of which words."""

    check: str
    words: str


@dataclass(frozen=True)
class Ground:
    """The passages that a sentence, or a part of it, rests on."""

    citations: tuple[Citation, ...]
    names: Names

    @cached_property
    def passages(self) -> tuple[Said, ...]:
        """The quotes and the headings above them, taken apart."""
        heads = dict.fromkeys(c.finding_title for c in self.citations if c.finding_title)
        return tuple(taken_apart(t) for t in [*(c.quote for c in self.citations), *heads])

    @cached_property
    def agencies(self) -> set[str]:
        """The agencies whose bulletins are cited."""
        return {c.agency for c in self.citations}

    @cached_property
    def text(self) -> str:
        """All that the passages say."""
        return "\n".join(p.text for p in self.passages)

    @cached_property
    def called(self) -> str:
        """All that the passages say, and all names of their agencies."""
        return "\n".join([self.text, *(self.names.own(agency) for agency in self.agencies)])

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The sentences of the passages, headings among them."""
        return tuple(segment for passage in self.passages for segment in passage.segments)

    @cached_property
    def heads(self) -> str:
        """The headings above the passages."""
        return read(" ".join(sorted({c.finding_title or "" for c in self.citations})))

    def nearest(self, clause: str) -> str:
        """Return the sentence of the passages that says most of a clause."""
        words = content_words(clause)
        return max(
            self.segments,
            key=lambda s: (share_held(words, s), len(pairs(clause) & pairs(s)), -len(s)),
            default="",
        )

    def of(self, agency: str) -> "Ground":
        """Return the passages of one agency."""
        return Ground(tuple(c for c in self.citations if c.agency == agency), self.names)


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
    if markup := _MARKUP.search(zh.fold(statement)):
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
        for m, may in ground.names.said(zh.fold(statement))
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
    for figure in said.figures:
        if _is_finding_number(figure, said, ground):
            continue
        rivals = [(f, text) for f, text in theirs if comparable(figure, f)]
        equal = [(f, text) for f, text in rivals if figure.agrees(f)]
        near = anchored(figure, said.text, equal) or placed_right(figure, said.text, equal, rivals)
        if not equal or not near:
            yield figure.words
        elif not figure.ordinal and figure.unit == "%" and not _same_part(said, equal):
            yield figure.words


def _is_finding_number(figure: Figure, said: Said, ground: Ground) -> bool:
    numbers = {c.finding_number for c in ground.citations}
    before = said.text[: figure.span.start]
    return before.endswith("问题") and figure.value in numbers and not figure.unit


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
    """Yield the 《titles》 that no passage has."""
    yield from (title for title in said.titles if title not in ground.text)


def _wrong_quotations(said: Said, ground: Ground) -> Iterator[str]:
    """Yield the quotations that no passage has to the character."""
    yield from (words for words in said.quotations if words not in ground.text)


def _unknown_bodies(said: Said, ground: Ground) -> Iterator[str]:
    """Yield the bodies and places that neither the passages nor their agencies' names have."""
    yield from (body for body in organisations(said.text) if body not in ground.called)


def _unheard(said: Said, ground: Ground) -> Iterator[str]:
    """Yield sanctions, outcomes and words of extent that no passage has."""
    words = {w for w in HEAVY if w in said.text}
    whole = {w for w in words if not any(w != x and w in x for x in words)}
    yield from (w for w in whole if w not in ground.text)


def _turned(said: Said, ground: Ground) -> Iterator[str]:
    """Yield negations added or left out, and words of direction turned round."""
    for clause in said.clauses:
        near = ground.nearest(clause)
        yield from _negated(clause, near, ground.heads)
        for row in OPPOSITES:
            for one, other in (row, row[::-1]):
                words = [w for w in one if w in clause]
                has_other = any(w in near for w in other)
                if (
                    words
                    and not any(w in near for w in one)
                    and (has_other or not any(w in ground.text for w in one))
                    and not all(is_held(w, near) for w in words)
                ):
                    yield words[0]


def _negated(clause: str, near: str, heads: str) -> Iterator[str]:
    """Yield what a clause negates and the nearest sentence does not, and the other way about."""
    own, theirs = negations(clause), negations(near)
    for negator, after in own:
        alike = any(a[:1] == after[:1] for _, a in theirs)
        plainly = bool(after) and near.count(after) > sum(a == after for _, a in theirs)
        above = not plainly and any(a.startswith(after) for _, a in negations(heads))
        if not above and (not alike or (plainly and (negator, after) not in theirs)):
            yield negator + after
    followed = {after for _, after in own}
    for negator, after in theirs:
        if len(after) == 2 and after in clause and after not in followed:
            if near.count(after) == sum(a == after for _, a in theirs):
                yield negator + after


def _unsupported(said: Said, ground: Ground) -> Iterator[str]:
    """Yield the clauses whose words no sentence of the passages has, or the sentence as a whole."""
    text = _nameless(said.text, ground)
    for clause in filter(None, re.split(r"[,。;:、!?()—|]+", text)):
        words = content_words(clause)
        near = ground.nearest(clause) + "\n" + ground.heads
        if words and share_held(words, near) < CLAUSE_SHARE:
            yield clause
    words = content_words(text)
    if share_held(words, ground.called) < SENTENCE_SHARE:
        yield said.text


def _nameless(text: str, ground: Ground) -> str:
    for match, may_be in reversed(list(ground.names.said(text))):
        if may_be & ground.agencies:
            text = text[: match.start()] + text[match.end() :]
    return text


CHECKS: Mapping[str, Callable[[Said, Ground], Iterable[str]]] = {
    "figure": _wrong_figures,
    "date": _wrong_dates,
    "title": _wrong_titles,
    "quotation": _wrong_quotations,
    "body": _unknown_bodies,
    "unheard": _unheard,
    "turned": _turned,
    "support": _unsupported,
}


def faults_of(answer: Answer, bulletin: Callable[[str], Bulletin | None]) -> list[str]:
    """Return what is wrong with an answer's citations, in words; nothing where all is well."""
    known = {c.number: c for c in answer.citations}
    faults = [f"[{c.number}] 与原文不符" for c in answer.citations if not is_verbatim(c, bulletin)]
    for line in answer.text.splitlines():
        numbers = [int(n) for n in MARKER.findall(line)]
        faults += [f"[{n}] 没有对应的出处" for n in numbers if n not in known]
        if numbers:
            quotes = " ".join(f"{c.quote} {c.agency} {c.finding_number}" for c in answer.citations)
            said = _OWN_COUNT.sub("", line)
            faults += [f"“{figure}”不在所引原文中" for figure in missing_figures(said, [quotes])]
    return faults


def is_verbatim(citation: Citation, bulletin: Callable[[str], Bulletin | None]) -> bool:
    """Tell whether a citation's quote is what its bulletin says at its place."""
    source = bulletin(citation.bulletin_id)
    return source is not None and source.text[citation.start : citation.end] == citation.quote


def missing_figures(statement: str, quotes: Iterable[str]) -> list[str]:
    """Return the figures of a statement that occur in none of the quotes (width folded).

    Markers [n] are not figures.
    """
    held = _FIGURE.findall(zh.fold(" ".join(quotes)).replace(",", ""))
    said = _FIGURE.findall(MARKER.sub("", zh.fold(statement)).replace(",", ""))
    known = {figure.lstrip("0") for figure in held}  # 6月 is 06月
    return [figure for figure in said if figure.lstrip("0") not in known]
