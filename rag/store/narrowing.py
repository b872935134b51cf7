"""What a reader's filter (`Where`) means in a store: agencies by whatever usual name, in full.

The one place where the names in a filter are resolved. A name that no agency of the store bears
stays as it stands: it admits nothing, and can be told. What it does not know: the question.
"""

from dataclasses import replace

from rag.names.agencies import Agencies
from rag.names.agency import likeness
from rag.store.catalog import Where
from rag.text import chinese

LEAST_LIKE = 0.5  # share of the characters from which a name is offered for another
OFFERED = 3  # names offered for one that is not known


def in_full(where: Where, agencies: Agencies) -> Where:
    """Return a filter with its agencies by their full names: 发改委 -> 武汉市发展和改革委员会."""
    if not where.agencies:
        return where
    names = (full for name in where.agencies for full in agencies.called(name) or (name,))
    return replace(where, agencies=tuple(dict.fromkeys(names)))


def strangers(where: Where, agencies: Agencies) -> tuple[str, ...]:
    """Return the names in a filter that no agency of the store bears."""
    return tuple(name for name in where.agencies if not agencies.called(name))


def nearest(name: str, agencies: Agencies, among: frozenset[str]) -> tuple[str, ...]:
    """Return the full names most like a name, of those `among`; () where none is like it."""
    folded = chinese.fold(name)
    scored = ((likeness(folded, a), a.name) for a in agencies.all if a.name in among)
    best = sorted((pair for pair in scored if pair[0] >= LEAST_LIKE), key=lambda x: (-x[0], x[1]))
    return tuple(full for _, full in best[:OFFERED])
