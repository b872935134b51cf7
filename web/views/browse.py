"""The browse tab's HTML: a card for every bulletin, or the findings that typed words select.

A card shows the records read, how the findings stand as a bar of statuses, and what the bulletin
claims of itself beside what was read. Everything from a source is escaped.
"""

import html
from collections import Counter
from collections.abc import Iterable
from itertools import groupby, islice
from urllib.parse import urlencode

from rag.bulletin import Bulletin, Finding, Status
from rag.store.catalog import Where
from rag.text.chinese import fold
from web.desk import Shelf
from web.filter import matching
from web.links import bulletin_path
from web.views.bulletin import read_counts
from web.views.sources import status_badge
from web.words import Lang, say

SHOWN = 200  # findings shown of one search; more are counted
EXCERPT = 70  # characters around the first word found


def browse(shelf: Shelf, where: Where, words: str, lang: Lang) -> str:
    """Return the cards of the bulletins, or the findings that hold `words`."""
    if words.strip() or where.statuses:
        return _results(shelf, where, words, lang)
    chosen = [b for b in shelf.bulletins() if where.admits(b)]
    count = say("bulletins_shown", lang, count=len(chosen))
    cards = "".join(_card(bulletin, lang) for bulletin in chosen)
    return f'{_summary(count, where, words, lang)}<div class="cards">{cards}</div>'


def _summary(count: str, where: Where, words: str, lang: Lang) -> str:
    query = urlencode(
        [
            *(("agencies", a) for a in where.agencies),
            *(("statuses", s) for s in where.statuses),
            ("q", words),
        ]
    )
    return (
        f'<p class="summary" role="status">{count} '
        f'<a href="/export/ledger.xlsx?{html.escape(query)}" download>{say("ledger", lang)}</a></p>'
    )


def _card(bulletin: Bulletin, lang: Lang) -> str:
    facts = [
        bulletin.region,
        bulletin.inspecting_body,
        f"{say('published', lang)} {bulletin.published}" if bulletin.published else None,
    ]
    told = html.escape(" · ".join(fact for fact in facts if fact))
    return (
        f'<article class="card"><p class="agency">{html.escape(bulletin.agency)}</p>'
        f'<h3><a href="{bulletin_path(bulletin.id)}" target="_blank" rel="noopener">'
        f"{html.escape(bulletin.shown_title)}</a></h3>"
        f'<p class="facts">{told}</p>{_status_bar(bulletin)}{_claims(bulletin, lang)}</article>'
    )


def _status_bar(bulletin: Bulletin) -> str:
    """Return a bar with one stretch for each status, as long as its share, and its key."""
    counts = Counter(bulletin.statuses)
    present = [(s, counts[s]) for s in Status if counts[s]]
    bar = "".join(f'<i class="bar-{s.name.lower()}" style="flex-grow:{n}"></i>' for s, n in present)
    key = " ".join(f'<span class="status-{s.name.lower()}">{s} {n}</span>' for s, n in present)
    return f'<div class="bar" aria-hidden="true">{bar}</div><p class="key">{key}</p>'


def _claims(bulletin: Bulletin, lang: Lang) -> str:
    """Return what the bulletin claims beside what was read, where it claims something."""
    parts = []
    for name, read in read_counts(bulletin).items():
        claimed = getattr(bulletin.claims, name)
        if not read and claimed is None:
            continue
        title = say(f"claim_{name}", lang)
        if claimed is None:
            parts.append(f"<span>{title} {read}</span>")
        else:
            differs = ' class="differs"' if claimed != read else ""
            said = say("claimed_and_read", lang, claimed=claimed, read=read)
            parts.append(f"<span{differs}>{title} {said}</span>")
    return f'<p class="claims">{"".join(parts)}</p>'


def _results(shelf: Shelf, where: Where, words: str, lang: Lang) -> str:
    found = list(matching(shelf, where, words))
    count = say("findings_found", lang, count=len(found), agencies=len({b.id for b, _ in found}))
    shown = "".join(
        f'<section class="found"><h3>{html.escape(bulletin.agency)}</h3>'
        f"{''.join(_row(bulletin, f, words) for _, f in rows)}</section>"
        for bulletin, rows in _by_bulletin(islice(found, SHOWN))
    )
    more = f'<p class="facts">{say("more_found", lang, count=SHOWN)}</p>' if found[SHOWN:] else ""
    return f"{_summary(count, where, words, lang)}{shown}{more}"


def _by_bulletin(
    found: Iterable[tuple[Bulletin, Finding]],
) -> Iterable[tuple[Bulletin, Iterable[tuple[Bulletin, Finding]]]]:
    for _, rows in groupby(found, key=lambda pair: pair[0].id):
        held = list(rows)
        yield held[0][0], held


def _row(bulletin: Bulletin, finding: Finding, words: str) -> str:
    number = f"{finding.number}. " if finding.number else ""
    address = f"{bulletin_path(bulletin.id)}#f{finding.order}"
    return (
        f'<p class="row"><a href="{address}" target="_blank" rel="noopener">'
        f"{html.escape(number + finding.title)}</a> {status_badge(finding)}"
        f"<span>{_excerpt(finding.span.of(bulletin.text), words)}</span></p>"
    )


def _excerpt(text: str, words: str) -> str:
    """Return the text around the first word found, the words marked."""
    folded, needles = fold(text), fold(words).split()
    places = sorted(folded.find(needle) for needle in needles if needle in folded)
    start = max(0, places[0] - EXCERPT // 3) if places else 0
    piece = " ".join(text[start : start + EXCERPT].split())
    return ("…" if start else "") + mark_words(piece, needles) + "…"


def mark_words(text: str, needles: Iterable[str]) -> str:
    """Return `text` escaped, every occurrence of a (folded) needle in a `<mark>`."""
    folded, covered = fold(text), set[int]()
    for needle in needles:
        at = folded.find(needle)
        while at >= 0:
            covered.update(range(at, at + len(needle)))
            at = folded.find(needle, at + 1)
    runs = groupby(enumerate(text), key=lambda pair: pair[0] in covered)
    pieces = ((inside, html.escape("".join(c for _, c in run))) for inside, run in runs)
    return "".join(f"<mark>{piece}</mark>" if inside else piece for inside, piece in pieces)
