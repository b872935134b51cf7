"""Lines, sentences and clauses of a passage, as spans."""

from collections.abc import Iterator

from rag.bulletin import Bulletin, Span
from rag.text import chinese


def sentences(bulletin: Bulletin, span: Span) -> list[Span]:
    """Return the sentences of a passage: stretches that end with 。 or ; or a line's end."""
    return [s for line in lines_in(bulletin.text, span) for s in _cut(bulletin.text, line, "。;")]


def clauses(bulletin: Bulletin, span: Span) -> list[Span]:
    """Return the clauses of a sentence, cut at every comma outside brackets."""
    return _cut(bulletin.text, span, ",。;:")


def _cut(text: str, span: Span, stops: str) -> list[Span]:
    """Cut a span after each stop (folded) that stands outside brackets and quotation marks."""
    found, start, depth = [], span.start, 0
    folded = chinese.fold(span.of(text))
    for at, char in enumerate(folded, start=span.start):
        depth += (text[at] in "《(（“「") - (text[at] in "》)）”」")
        is_ratio = char == ":" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()
        if (char in stops and depth <= 0 and not is_ratio) or at == span.end - 1:
            words = text[start : at + 1]
            if chinese.fold(words).strip(stops + " "):
                lead = len(words) - len(words.lstrip())
                found.append(Span(start + lead, at + 1))
            start = at + 1
    return found


def lines_in(text: str, span: Span) -> Iterator[Span]:
    """Yield the spans of the non-blank lines inside `span`, white space at both ends left out."""
    at = span.start
    for line in span.of(text).splitlines(keepends=True):
        stripped = line.strip()
        if stripped:
            start = at + line.index(stripped)
            yield Span(start, start + len(stripped))
        at += len(line)
