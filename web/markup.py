"""An answer's Markdown for the chat: markers become links into the source panel, all else is inert.

Answers hold words from bulletins and from questions, which anybody may have written: angle brackets
are escaped, and links and images that are not our own markers lose their form, so that nothing in
an answer can load or open anything outside.
"""

import re

from rag.answer import Answer

_MARKER = re.compile(r"\[(\d{1,3})\](?!\()")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>$])")


def inert(text: str) -> str:
    """Take from Markdown its HTML, links and images; lists, tables, emphasis and quotes stay."""
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return text.replace("](", "]\\(").replace("]:", "]\\:").replace("][", "]&#8203;[")


def plain(text: str) -> str:
    """Escape `text` so that Markdown shows it character by character (a visitor's question)."""
    escaped = _MARKDOWN.sub(r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))
    return escaped.replace("\n", "  \n")


def answer_markdown(answer: Answer, turn: int) -> str:
    """Return the answer's text with each [n] linked to `#src-<turn>-<n>`."""
    known = {citation.number for citation in answer.citations}

    def link(match: re.Match[str]) -> str:
        number = int(match.group(1))
        return f"[[{number}]](#src-{turn}-{number})" if number in known else match.group(0)

    return _MARKER.sub(link, inert(answer.text))
