"""The borrowing tab (借鉴) as HTML: its form and basket, what was found, drafts.

Everything from outside is escaped here. A button beside a passage carries its place; the basket is
filled and kept by the browser (`static/borrow.js`).
"""

import html
from collections.abc import Iterable, Sequence

from rag.borrow.borrow import Borrowed
from rag.borrow.draft import ORDINALS, Draft
from rag.borrow.similar import Alike, by_kind
from rag.bulletin import Bulletin, Span
from web.links import bulletin_path
from web.views.sources import status_badge
from web.words import Lang, both, say


def form_html(bulletins: Iterable[Bulletin]) -> str:
    """Return the form, the place for what is found, and the basket."""
    listed = list(bulletins)
    kinds = sorted({b.body_kind for b in listed if b.body_kind})
    regions = sorted({b.region for b in listed if b.region})
    return (
        '<form id="borrow-form"><label for="borrow-text">' + both("borrow_text") + "</label>"
        '<textarea id="borrow-text" name="text" rows="4" maxlength="200000" '
        f'placeholder="{say("borrow_hint", "zh-CN")}"></textarea><div class="fields">'
        f'<label>{both("borrow_file")} <input type="file" name="file" '
        'accept=".txt,.md,.html,.htm,.docx,.pdf"></label>'
        + _select("body_kind", "borrow_kind", "borrow_any_kind", kinds)
        + _select("region", "borrow_region", "borrow_any_region", regions)
        + f'<button type="submit">{both("borrow_go")}</button></div>'
        f'<p class="quiet">{both("borrow_kept_private")}</p></form>'
        '<div class="borrow-columns"><div id="borrowed" aria-live="polite"></div>'
        f'<aside id="basket" aria-labelledby="basket-name"><h2 id="basket-name">'
        f'{both("borrow_basket")} <span class="count"></span></h2><ol></ol>'
        '<form method="post" target="_blank"><input type="hidden" name="kept">'
        '<button formaction="/export/basket/word">Word</button>'
        '<button formaction="/export/basket/excel">Excel</button></form></aside></div>'
    )


def _select(name: str, label: str, anything: str, options: Sequence[str]) -> str:
    said = "".join(f"<option>{html.escape(option)}</option>" for option in options)
    return (
        f'<label>{both(label)} <select name="{name}">'
        f'<option value="">{say(anything, "zh-CN")}</option>{said}</select></label>'
    )


def message_html(words: str) -> str:
    """Return one line that says why there is nothing."""
    return f'<p class="empty" role="alert">{html.escape(words)}</p>'


def found_html(several: Sequence[Borrowed], lang: Lang) -> str:
    """Return what was found for every finding read."""
    head = say("borrow_read", lang, count=len(several)) if len(several) > 1 else ""
    note = f'<p class="quiet">{say("borrow_kinds_note", lang)}</p>'
    said = "".join(_one(one, lang, is_open=at == 0) for at, one in enumerate(several))
    return f"{message_html(head) if head else ''}{said}{note}"


def _one(one: Borrowed, lang: Lang, *, is_open: bool) -> str:
    title = html.escape(one.own.title[:120])
    if not one.found:
        inner = message_html(say("borrow_none", lang))
    else:
        counts = "".join(
            f'<span class="kind">{kind} {n}</span>' for kind, n in by_kind(one.found).items()
        )
        found = say("borrow_found", lang, count=len(one.found))
        inner = (
            f'<p class="kinds">{found} {counts}</p>'
            f"{_draft(one.draft, lang) if one.draft else ''}"
            + "".join(_alike(alike, lang) for alike in one.found)
        )
    state = " open" if is_open else ""
    return f'<details class="own"{state}><summary><h2>{title}</h2></summary>{inner}</details>'


def _draft(draft: Draft, lang: Lang) -> str:
    cited = {c.number: c for c in draft.citations}
    lines = []
    for at, sentence in enumerate(draft.sentences):
        links = " ".join(
            f'<a href="{bulletin_path(cited[n].bulletin_id, cited[n].place.span)}" '
            f'target="_blank" rel="noopener" title="{html.escape(cited[n].quote, quote=True)}">'
            f"{html.escape(cited[n].agency)}</a>"
            for n in sentence.leans
        )
        lines.append(
            f'<li><p class="said">{ORDINALS[at]}是{_blanks(sentence.text)}</p>'
            f'<p class="leans">{say("borrow_leans", lang)} {links}</p></li>'
        )
    return (
        f'<section class="draft"><h3>{say("borrow_draft", lang)}</h3>'
        f'<p class="said first">{_blanks(draft.first)}</p><p class="said">{_blanks(draft.head)}</p>'
        f'<ol>{"".join(lines)}</ol><p class="said">{_blanks(draft.last)}</p>'
        f'<button type="button" class="copy-draft">{say("borrow_copy", lang)}</button></section>'
    )


def _blanks(words: str) -> str:
    """Return words with their blanks marked."""
    said = html.escape(words)
    return said.replace("〔", '<mark class="blank">〔').replace("〕", "〕</mark>")


def _alike(one: Alike, lang: Lang) -> str:
    bulletin, finding = one.bulletin, one.finding
    facts = [status_badge(finding), html.escape(bulletin.region or ""), bulletin.body_kind or ""]
    facts.append(say("borrow_days", lang, days=one.days) if one.days else "")
    measures = "".join(
        f"<li>{_words(one, taken.measure.span)} "
        + "".join(f'<span class="kind">{kind}</span>' for kind in taken.kinds)
        + _keep(one, taken.measure.span, lang)
        + "</li>"
        for taken in one.measures
    )
    documents = "、".join(html.escape(title) for title, _ in one.documents)
    issued = f'<p class="issued">{say("borrow_documents", lang)}：{documents}</p>'
    return (
        f'<article class="alike"><h3>{html.escape(bulletin.agency)}</h3>'
        f'<p><a href="{bulletin_path(bulletin.id, finding.span)}" target="_blank" '
        f'rel="noopener">{html.escape(finding.title)}</a></p>'
        f'<p class="facts">{" · ".join(filter(None, facts))}</p><ul>{measures}</ul>'
        f"{issued if documents else ''}</article>"
    )


def _words(one: Alike, span: Span) -> str:
    words = " ".join(span.of(one.bulletin.text).split())
    href = bulletin_path(one.bulletin.id, span)
    return f'<a href="{href}" target="_blank" rel="noopener">{html.escape(words)}</a>'


def _keep(one: Alike, span: Span, lang: Lang) -> str:
    words = html.escape(" ".join(span.of(one.bulletin.text).split()), quote=True)
    return (
        f' <button type="button" class="keep" data-bulletin="{html.escape(one.bulletin.id)}" '
        f'data-start="{span.start}" data-end="{span.end}" '
        f'data-agency="{html.escape(one.bulletin.agency, quote=True)}" data-words="{words}">'
        f"{say('borrow_keep', lang)}</button>"
    )
