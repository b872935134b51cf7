"""An answer as a page to print or to save as PDF: question, answer, numbered sources."""

import html
import re

from markdown_it import MarkdownIt

from rag.answer import Answer, Citation
from rag.export import place_of
from web.views.markup import inert
from web.words import Lang, say

_MARKER = re.compile(r"\[(\d{1,3})\]")
PAGE = """<!doctype html>
<html lang="{lang}">
<head><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="/ui/reading.css"><script src="/ui/print.js" defer></script></head>
<body class="print"><main><h1>{title}</h1>
<div class="answer">{answer}</div>{sources}<p class="made">{made}</p></main></body>
</html>"""


def print_page(answer: Answer, lang: Lang) -> str:
    """Return the page's HTML; each [n] leads to its source below."""
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(inert(answer.text))
    known = {citation.number for citation in answer.citations}

    def link(match: re.Match[str]) -> str:
        number = int(match[1])
        return f'<a href="#s{number}">[{number}]</a>' if number in known else match[0]

    return PAGE.format(
        lang=lang,
        title=html.escape(answer.standalone_question),
        answer=_MARKER.sub(link, body),
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
