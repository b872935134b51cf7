"""Documents named in a text: 《…》, as spans, the inner ones of nested marks left to the outer.

What it does not know: documents that are named without marks.
"""

from collections.abc import Iterator

from rag.bulletin import Span

OPEN, CLOSE = "《", "》"
LONGEST = 200  # characters; a longer stretch is a mark that was never closed


def documents_in(text: str, span: Span) -> Iterator[Span]:
    """Yield the spans of the documents named inside `span`, marks included."""
    depth, start = 0, 0
    for at in range(span.start, span.end):
        char = text[at]
        if char == "\n" or (depth and at - start > LONGEST):
            depth = 0
        if char == OPEN:
            if depth == 0:
                start = at
            depth += 1
        elif char == CLOSE and depth:
            depth -= 1
            if depth == 0:
                yield Span(start, at + 1)
