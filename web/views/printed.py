"""An answer as a page to print or to save as PDF: question, answer, numbered sources."""

import html

from rag.answer import Answer, Citation
from rag.export import place_of
from web.views.markup import linked
from web.words import Lang, say

PAGE = """<!doctype html>
<html lang="{lang}">
<head><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="/ui/reading.css"><script src="/ui/print.js" defer></script></head>
<body class="print"><main><h1>{title}</h1>
<div class="answer">{answer}</div>{sources}<p class="made">{made}</p></main></body>
</html>"""


def print_page(answer: Answer, lang: Lang) -> str:
    """Return the page's HTML; each [n] leads to its source below."""
    return PAGE.format(
        lang=lang,
        title=html.escape(answer.standalone_question),
        answer=linked(answer, lambda number: f"#s{number}"),
        sources=_sources(answer.citations, lang),
        made=say("made_by", lang),
    )


def _sources(citations: tuple[Citation, ...], lang: Lang) -> str:
    if not citations:
        return ""
    items = "".join(
        f'<div class="cited" id="s{c.number}"><p>{html.escape(place_of(c))}</p>'
        f"<blockquote>{html.escape(c.quote)}</blockquote></div>"
        for c in citations
    )
    return f"<h2>{say('sources', lang)}</h2>{items}"
