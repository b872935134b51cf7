"""An answer's Markdown for the chat: markers become links into the source panel, all else is inert.

Answers hold words from bulletins and from questions, which anybody may have written: angle brackets
are escaped, and links and images that are not our own markers lose their form, so that nothing in
an answer can load or open anything outside.
"""

import re

from rag.answer import Answer, Scope
from web.views.chips import chips_of
from web.words import Lang, say

GLUE = "\u00a0"  # a marker never begins a line; white space, lest it break the emphasis before it
_MARKER = re.compile(r"[ \t]*\[(\d{1,3})\](?!\()")  # with the space before: lines break at spaces
# What Markdown reads as form: some characters anywhere, some at the start of a line only.
_FORM = re.compile(r"[\\`*_\[\]|~]|(?m:^[ \t]*)(?:[#>+=-]|\d+[.)])")

# What a reader can do with an answer, in order: links that the page's script acts on.
ACTIONS = ("copy", "link", "markdown", "word", "print", "good", "bad")


def inert(text: str) -> str:
    """Take from Markdown its HTML, links and images; lists, tables, emphasis and quotes stay.

    So does the line break within a table's cell, the one tag that answers are written with; an
    angle bracket that was escaped by its writer is shown once.
    """
    text = re.sub(r"\\?<", "&lt;", text.replace("&", "&amp;")).replace("&lt;br>", "<br>")
    return text.replace("](", "]\\(").replace("]:", "]\\:").replace("][", "]&#8203;[")


def plain(text: str) -> str:
    """Escape `text` so that Markdown shows it character by character (a visitor's question)."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    escaped = _FORM.sub(lambda m: f"{m[0][:-1]}\\{m[0][-1]}", escaped)
    return escaped.replace("\n", "  \n")


def unplain(markdown: str) -> str:
    """Take `plain` back: what a visitor sees and edits is the escaped form."""
    text = re.sub(r"\\([\\`*_\[\]|~#>+=.)-])", r"\1", markdown)
    return text.replace("  \n", "\n").replace("&lt;", "<").replace("&amp;", "&")


def answer_markdown(answer: Answer, turn: int) -> str:
    """Return the answer's text with each [n] linked to `#src-<turn>-<n>`."""
    known = {citation.number for citation in answer.citations}

    def link(match: re.Match[str]) -> str:
        number = int(match.group(1))
        return f"{GLUE}[[{number}]](#src-{turn}-{number})" if number in known else match.group(0)

    return _MARKER.sub(link, inert(answer.text))


def settled(markdown: str) -> str:
    """Return a settled answer's Markdown in a box by itself, which the page may fold if long."""
    return f'<div class="settled">\n\n{markdown}\n\n</div>'


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
