"""What the chat shows of an answer: its body as HTML, and the links of the page around it.

Gradio takes Markdown and lets HTML through: an answer is one line of HTML, in which nothing is read
as Markdown, and all words in it are escaped; so nothing in an answer can load or open anything
outside. What visitors and plans say is Markdown, shown character by character.
"""

import re
from collections.abc import Callable

from rag.answer import Answer, Scope
from rag.rendering import html_of
from web.views.chips import chips_of
from web.words import Lang, say

# What Markdown reads as form: some characters anywhere, some at the start of a line only.
_FORM = re.compile(r"[\\`*_\[\]|~]|(?m:^[ \t]*)(?:[#>+=-]|\d+[.)])")

# What a reader can do with an answer, in order: links that the page's script acts on.
ACTIONS = ("copy", "link", "markdown", "word", "excel", "print", "good", "bad")


def plain(text: str) -> str:
    """Escape `text` so that Markdown shows it character by character (a visitor's question)."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    escaped = _FORM.sub(lambda m: f"{m[0][:-1]}\\{m[0][-1]}", escaped)
    return escaped.replace("\n", "  \n")


def unplain(markdown: str) -> str:
    """Take `plain` back: what a visitor sees and edits is the escaped form."""
    text = re.sub(r"\\([\\`*_\[\]|~#>+=.)-])", r"\1", markdown)
    return text.replace("  \n", "\n").replace("&lt;", "<").replace("&amp;", "&")


def answer_html(answer: Answer, turn: int) -> str:
    """Return the answer as HTML with each [n] linked to `#src-<turn>-<n>`."""
    return linked(answer, lambda number: f"#src-{turn}-{number}")


def linked(answer: Answer, address: Callable[[int], str]) -> str:
    """Return the answer as HTML, the numbers of its citations leading to an address."""
    known = {citation.number for citation in answer.citations}

    def link(number: int) -> str:
        return f'<a href="{address(number)}">[{number}]</a>' if number in known else f"[{number}]"

    return html_of(answer.shown, link)


def settled(answer: str) -> str:
    """Return a settled answer's HTML in a box by itself, which the page may fold if long."""
    return f'<div class="settled">{answer}</div>'


def actions(turn: int, lang: Lang) -> str:
    """Return the line of links under an answer: `#do-<action>-<turn>`."""
    return " ".join(f"[{say(f'do_{action}', lang)}](#do-{action}-{turn})" for action in ACTIONS)


def chips(scope: Scope, turn: int, lang: Lang) -> str:
    """Return how the question was understood: each part a link that takes it away."""
    links = (
        f"[{plain(part)} ×](#do-drop-{turn}-{place})" for place, part in enumerate(chips_of(scope))
    )
    line = " ".join(links)
    return f"{say('understood', lang)} {line}" if line else ""


def waiting(turn: int, text: str, scope: Scope) -> str:
    """Return words shown before there is an answer; the link tells the page that one is coming."""
    parts = " ".join(f"*{plain(part)}*" for part in chips_of(scope))
    return f"{text} {parts} [⋯](#do-wait-{turn})"
