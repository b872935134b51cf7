"""Check an answer against its sources before anybody sees it.

Every [n] must have its citation, every citation must copy its bulletin to the character, and every
figure of a statement must occur in the passages that the statement cites.
"""

import re
from collections.abc import Callable, Iterable

from rag import zh
from rag.answer import Answer, Citation
from rag.bulletin import Bulletin

MARKER = re.compile(r"\[(\d{1,3})\]")
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")


def faults_of(answer: Answer, bulletin: Callable[[str], Bulletin | None]) -> list[str]:
    """Return what is wrong with an answer's citations, in words; nothing where all is well."""
    known = {c.number: c for c in answer.citations}
    faults = [f"[{c.number}] 与原文不符" for c in answer.citations if not is_verbatim(c, bulletin)]
    for line in answer.text.splitlines():
        numbers = [int(n) for n in MARKER.findall(line)]
        faults += [f"[{n}] 没有对应的出处" for n in numbers if n not in known]
        if numbers:
            quotes = " ".join(f"{c.quote} {c.agency} {c.finding_number}" for c in answer.citations)
            faults += [f"“{figure}”不在所引原文中" for figure in missing_figures(line, [quotes])]
    return faults


def is_verbatim(citation: Citation, bulletin: Callable[[str], Bulletin | None]) -> bool:
    """Tell whether a citation's quote is what its bulletin says at its place."""
    source = bulletin(citation.bulletin_id)
    return source is not None and source.text[citation.start : citation.end] == citation.quote


def missing_figures(statement: str, quotes: Iterable[str]) -> list[str]:
    """Return the figures of a statement that occur in none of the quotes (width folded).

    Markers [n] and the counts that the program itself makes before them are not figures.
    """
    held = set(_FIGURE.findall(zh.fold(" ".join(quotes)).replace(",", "")))
    said = _FIGURE.findall(MARKER.sub("", zh.fold(statement)).replace(",", ""))
    return [figure for figure in said if figure not in held]
