"""Which findings a filter and a few typed words select: plain matching, quick enough to type along.

Every word must occur in the finding's own text, its agency or its section; width, case and
traditional script are folded. It knows nothing of meaning: that is what asking is for.
"""

from collections.abc import Iterator

from rag.bulletin import Bulletin, Finding
from rag.store.catalog import Where
from rag.store.snapshot import Snapshot
from rag.text.chinese import fold
from web.desk import Shelf


def matching(shelf: Shelf, where: Where, words: str) -> Iterator[tuple[Bulletin, Finding]]:
    """Yield the findings that `where` admits and that hold all of `words`."""
    needles = fold(words).split()
    for bulletin, finding, text in shelf.derived(_folded):
        if (
            where.admits(bulletin)
            and where.admits_finding(finding)
            and all(needle in text for needle in needles)
        ):
            yield bulletin, finding


def _folded(now: Snapshot) -> tuple[tuple[Bulletin, Finding, str], ...]:
    return tuple(
        (b, f, fold(f"{b.agency}\n{f.section or ''}\n{f.span.of(b.text)}"))
        for b in now.bulletins
        for f in b.findings
    )
