"""The source panel: an answer's citations, each marked in the finding that it comes from.

One `<section>` per answer, one `<article>` per finding (or other stretch of a bulletin) cited. The
words shown are `bulletin.text` itself, cut at the citations' borders; everything is escaped here,
so the HTML holds no markup from a source. A click on [n] scrolls to the element `src-<turn>-<n>`.
"""

import html
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.answer import Answer, Citation
from rag.bulletin import Bulletin, Finding, Section, Span
from rag.rendering import plain_of
from web.desk import Shelf
from web.links import bulletin_path
from web.schemas import with_body
from web.views.chips import mended
from web.words import Lang, say

CONTEXT = 600  # characters shown on each side of a citation outside the findings


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one bulletin with the citations that lie in it."""

    bulletin: Bulletin
    finding: Finding | None
    span: Span
    citations: tuple[Citation, ...]


def panel(answer: Answer, turn: int, shelf: Shelf, lang: Lang, kept: str = "") -> str:
    """Return the panel's section for one answer, with the answer itself in `data-answer`.

    `data-plain` is its text as words alone, to be copied, `data-kept` the id that it is kept by.

    `data-mends` holds, for each part of the scope, the question without it.
    """
    stretches = stretches_of(answer.citations, shelf)
    articles = "".join(_article(stretch, turn, lang) for stretch in stretches)
    empty = f'<p class="empty">{say("sources_none", lang)}</p>'
    data = html.escape(json.dumps(with_body(answer), ensure_ascii=False))
    plain = html.escape(plain_of(answer.shown))
    mends = html.escape(json.dumps(mended(answer.question, answer.scope), ensure_ascii=False))
    made_by = f'<p class="made">{say(answer.generator, lang)}</p>' if stretches else ""
    return (
        f'<section class="turn" id="turn-{turn}" data-answer="{data}" data-plain="{plain}" '
        f'data-mends="{mends}" data-kept="{html.escape(kept)}">'
        f'<p class="asked">{html.escape(answer.standalone_question)}</p>'
        f"{made_by}{articles or empty}</section>"
    )


def stretches_of(citations: Iterable[Citation], shelf: Shelf) -> list[Stretch]:
    """Gather citations by the finding or stretch that they lie in, in order of first number."""
    gathered: dict[tuple[str, Span], list[Citation]] = {}
    known: dict[tuple[str, Span], tuple[Bulletin, Finding | None]] = {}
    for citation in citations:
        bulletin = shelf.bulletin(citation.bulletin_id)
        if bulletin is None:  # taken out of the store since
            continue
        cited = Span(citation.start, citation.end)
        finding = next((f for f in bulletin.findings if f.span.covers(cited)), None)
        span = finding.span if finding else _around(bulletin, cited)
        gathered.setdefault((bulletin.id, span), []).append(citation)
        known[bulletin.id, span] = bulletin, finding
    return [Stretch(*known[key], key[1], tuple(group)) for key, group in gathered.items()]


def _around(bulletin: Bulletin, cited: Span) -> Span:
    """Return the section around a citation, cut to `CONTEXT` characters at line ends."""
    whole = next((s.span for s in bulletin.sections if s.span.covers(cited)), None)
    low, high = (whole.start, whole.end) if whole else (0, len(bulletin.text))
    start = bulletin.text.rfind("\n", low, max(low, cited.start - CONTEXT)) + 1
    end = bulletin.text.find("\n", min(high, cited.end + CONTEXT), high)
    return Span(max(low, start), high if end < 0 else end)


def _article(stretch: Stretch, turn: int, lang: Lang) -> str:
    first = stretch.citations[0]
    href = bulletin_path(stretch.bulletin.id, Span(first.start, first.end))
    return (
        f'<article class="source">{_heading(stretch, lang)}'
        f'<div class="words">{marked(stretch, turn, lang)}</div>'
        f'<footer><a href="{href}" target="_blank" rel="noopener">'
        f"{say('whole_text', lang)}</a></footer></article>"
    )


def _heading(stretch: Stretch, lang: Lang) -> str:
    bulletin, finding = stretch.bulletin, stretch.finding
    title = say("elsewhere", lang)
    if finding:
        title = f"{finding.number}. {finding.title}" if finding.number else finding.title
    elif section := _section(bulletin.sections, stretch.span):
        title = section.heading or str(section.part)
    facts = [fact for fact in _facts(bulletin, finding, lang) if fact]
    return (
        f'<header><p class="agency">{html.escape(bulletin.agency)}</p>'
        f"<h3>{html.escape(title)}</h3>"
        f'<p class="facts">{" · ".join(facts)}</p></header>'
    )


def _section(sections: Sequence[Section], span: Span) -> Section | None:
    return next((s for s in sections if s.span.covers(span)), None)


def _facts(bulletin: Bulletin, finding: Finding | None, lang: Lang) -> Iterable[str]:
    if finding:
        yield status_badge(finding)
        yield html.escape(finding.section or "")
    yield html.escape(bulletin.inspecting_body or "")
    for key, day in (("feedback_date", bulletin.feedback_date), ("published", bulletin.published)):
        yield f"{say(key, lang)} {day.isoformat()}" if day else ""


def status_badge(finding: Finding) -> str:
    """Return the finding's status as a small label; its words in the text as the tooltip."""
    kind, said = finding.status.name.lower(), html.escape(finding.status_words)
    return f'<span class="status status-{kind}" title="{said}">{finding.status}</span>'


def marked(stretch: Stretch, turn: int, lang: Lang) -> str:
    """Return the stretch's words, escaped, with each cited piece in a `<mark>` of its number.

    Citations may touch or overlap: the words are cut at every border, and a piece carries the
    numbers of all citations that cover it. Citation n begins at the element `src-<turn>-<n>`.
    """
    text, cites = stretch.bulletin.text, stretch.citations
    borders = {stretch.span.start, stretch.span.end}
    borders |= {edge for c in cites for edge in (c.start, c.end)}
    cuts = sorted(b for b in borders if stretch.span.start <= b <= stretch.span.end)
    pieces = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        words = html.escape(text[start:end])
        over = [c.number for c in cites if c.start <= start and end <= c.end]
        if not over:
            pieces.append(words)
            continue
        anchors = "".join(_anchor(c.number, turn, lang) for c in cites if c.start == start)
        numbers = " ".join(str(n) for n in over)
        pieces.append(f'{anchors}<mark data-n="{numbers}">{words}</mark>')
    return "".join(pieces)


def _anchor(number: int, turn: int, lang: Lang) -> str:
    label = say("quoted", lang, number=number)
    return (
        f'<a class="n" id="src-{turn}-{number}" data-n="{number}" tabindex="-1" '
        f'aria-label="{label}">{number}</a>'
    )
