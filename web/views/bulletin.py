"""The reading page: one bulletin whole, its findings marked, at a passage where one is asked for.

Plain HTML without Gradio: `/bulletins/<id>?char=120,188#passage`. What the bulletin claims of
itself stands beside what was read from it, with warnings. The text is `bulletin.text`, escaped.
"""

import html
from collections.abc import Iterator

from rag.bulletin import Bulletin, Finding, Span, Status
from web.views.sources import status_badge
from web.words import Lang, say

PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/ui/reading.css"><script src="/ui/permalink.js"></script>
</head>
<body>
<a class="skip" href="#text">{skip}</a>
<nav aria-label="{contents}"><p><a href="/">{name}</a></p><ol>{index}</ol></nav>
<main>
<header><p class="agency">{agency}</p><h1>{title}</h1>{facts}{counts}{warnings}</header>
<article id="text">{text}</article>
</main>
</body>
</html>"""


def reading_page(bulletin: Bulletin, passage: Span | None, lang: Lang) -> str:
    """Return the page's HTML, `passage` marked in it."""
    return PAGE.format(
        lang=lang,
        title=html.escape(bulletin.shown_title),
        skip=say("skip_text", lang),
        name=say("name", lang),
        contents=say("contents", lang),
        agency=html.escape(bulletin.agency),
        index="".join(_entry(finding) for finding in bulletin.findings),
        facts=_facts(bulletin, lang),
        counts=_counts(bulletin, lang),
        warnings="".join(f'<p class="warning">{html.escape(w)}</p>' for w in bulletin.warnings),
        text=_text(bulletin, passage),
    )


def _entry(finding: Finding) -> str:
    return (
        f'<li><a href="#f{finding.order}">{html.escape(finding.title)}</a> '
        f"{status_badge(finding)}</li>"
    )


def _facts(bulletin: Bulletin, lang: Lang) -> str:
    period = bulletin.inspection_period
    days = " – ".join(d.isoformat() for d in (period.start, period.end) if d)
    rows = (
        ("regions", bulletin.region),
        ("inspector", bulletin.inspecting_body),
        ("round", bulletin.inspection_round),
        ("period", days),
        ("feedback_date", bulletin.feedback_date),
        ("published", bulletin.published),
        ("document_number", bulletin.document_number),
        ("file", bulletin.source),
    )
    items = "".join(
        f"<div><dt>{say(key, lang)}</dt><dd>{html.escape(str(value))}</dd></div>"
        for key, value in rows
        if value
    )
    return f"<dl>{items}</dl>"


def read_counts(bulletin: Bulletin) -> dict[str, int]:
    """Return what was read from the text, by the names of `Claims`."""
    return {
        "problems": len(bulletin.findings),
        "done": sum(f.status is Status.DONE for f in bulletin.findings),
        "measures": sum(len(f.measures) for f in bulletin.findings),
    }


def _counts(bulletin: Bulletin, lang: Lang) -> str:
    """Return the table of totals: claimed by the bulletin, and read from it."""
    read, claims = read_counts(bulletin), bulletin.claims
    rows = "".join(
        f"<tr><th scope=row>{say(f'claim_{name}', lang)}</th>"
        f"<td>{_or_dash(getattr(claims, name))}</td><td>{_or_dash(read.get(name))}</td></tr>"
        for name in ("problems", "done", "measures", "rules", "accountable")
        if getattr(claims, name) is not None or name in read
    )
    return (
        f"<table><thead><tr><td></td><th scope=col>{say('claimed', lang)}</th>"
        f"<th scope=col>{say('parsed', lang)}</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _or_dash(value: int | None) -> str:
    return "—" if value is None else str(value)


def _text(bulletin: Bulletin, passage: Span | None) -> str:
    """Return the text cut at findings, headings and the passage, each piece in its element."""
    pieces, at = [], 0
    for finding in bulletin.findings:
        pieces.append(_words(bulletin.text, Span(at, finding.span.start), passage))
        pieces.append(f'<section id="f{finding.order}" class="finding">')
        heading = Span(finding.span.start, finding.heading.end)
        pieces.append(f"<h2>{_words(bulletin.text, heading, passage)}</h2>")
        pieces.append(_words(bulletin.text, Span(finding.heading.end, finding.span.end), passage))
        pieces.append("</section>")
        at = finding.span.end
    pieces.append(_words(bulletin.text, Span(at, len(bulletin.text)), passage))
    return "".join(pieces)


def _words(text: str, span: Span, passage: Span | None) -> str:
    return "".join(_cut(text, span, passage))


def _cut(text: str, span: Span, passage: Span | None) -> Iterator[str]:
    """Yield the escaped words of `span`, those inside `passage` marked."""
    if passage is None or passage.end <= span.start or span.end <= passage.start:
        yield html.escape(span.of(text))
        return
    start, end = max(span.start, passage.start), min(span.end, passage.end)
    yield html.escape(text[span.start : start])
    anchor = ' id="passage"' if start == passage.start else ""
    yield f"<mark{anchor}>{html.escape(text[start:end])}</mark>"
    yield html.escape(text[end : span.end])


def passage_of(char: str | None, bulletin: Bulletin) -> Span | None:
    """Read `start,end` from an address; None where it is not a stretch of the text."""
    start, _, end = (char or "").partition(",")
    if not (start.isdecimal() and end.isdecimal()):
        return None
    span = Span(int(start), int(end))
    return span if span.start < span.end <= len(bulletin.text) else None
