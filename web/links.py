"""Addresses of what can be opened: a bulletin, a passage in it."""

import html

from rag.bulletin import Span


def bulletin_path(id: str, span: Span | None = None) -> str:
    """Return the address of a bulletin's reading page, at a passage where one is given."""
    at = f"?char={span.start},{span.end}#passage" if span else ""
    return f"/bulletins/{html.escape(id)}{at}"
