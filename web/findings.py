"""Which findings a filter and a few typed words select: plain matching, quick enough to type along.

Every word must occur in the finding's own text, its agency or its section; width, case and
traditional script are folded. It knows nothing of meaning: that is what asking is for.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from rag.bulletin import Bulletin, Finding
from rag.catalog import Where
from rag.zh import fold


def matching(
    bulletins: Iterable[Bulletin], where: Where, words: str
) -> Iterator[tuple[Bulletin, Finding]]:
    """Yield the findings that `where` admits and that hold all of `words`."""
    needles = fold(words).split()
    for bulletin in filter(where.admits, bulletins):
        for finding, text in zip(bulletin.findings, _texts(bulletin), strict=True):
            if where.admits_finding(finding) and all(needle in text for needle in needles):
                yield bulletin, finding


@lru_cache(maxsize=2000)
def _texts(bulletin: Bulletin) -> tuple[str, ...]:
    return tuple(
        fold(f"{bulletin.agency}\n{f.section or ''}\n{f.span.of(bulletin.text)}")
        for f in bulletin.findings
    )
