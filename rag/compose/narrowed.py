"""Saying that a reader's filter leaves nothing to answer from, and what there is instead.

What there is, is told of the bulletins that the reader may see (`visible`), never of others.
"""

from collections.abc import Callable, Sequence

from rag.bulletin import Bulletin, Status
from rag.compose.writer import Writer
from rag.names.agencies import Agencies
from rag.rendering import plain_of
from rag.store.catalog import Where
from rag.store.narrowing import in_full, nearest, strangers
from rag.store.schema import year_of

SHOWN = 12  # names told of what there is


def refuse_narrowed(
    where: Where, visible: Sequence[Bulletin], agencies: Agencies, writer: Writer
) -> Writer:
    """Write that nothing is left: by which limits, what there is, what to do next."""
    if not visible:
        writer.say("refuse_nothing" if where.bulletin_ids else "refuse_empty")
        return writer
    writer.say("refuse_narrowed", limits=_limits(where, writer))
    say_strangers(strangers(where, agencies), visible, agencies, writer)
    for name in _THERE:
        if getattr(where, name):
            _say_there(name, visible, writer)
    writer.also("narrowed_next")
    return writer


def nothing_left(where: Where, visible: Sequence[Bulletin], agencies: Agencies) -> str:
    """Return in words that a filter leaves nothing of what is visible, "" where it leaves some."""
    where = in_full(where, agencies)
    admitted = tuple(filter(where.admits, visible))
    if admitted and not leaves_nothing(where, admitted):
        return ""
    return plain_of(refuse_narrowed(where, visible, agencies, Writer()).body)


def refuse_outside(outside: Sequence[str], within: Sequence[Bulletin], writer: Writer) -> None:
    """Write that the filter leaves out whom the question names, and whom it leaves."""
    writer.say("outside_narrowed", names=writer.join(outside))
    _say_there("agencies", within, writer, "left_agencies")
    writer.also("narrowed_next")


def _say_there(name: str, bulletins: Sequence[Bulletin], writer: Writer, phrase: str = "") -> None:
    if has := _THERE[name](bulletins):
        more = writer.words("and_more", k=len(has)) if len(has) > SHOWN else ""
        writer.also(phrase or f"there_{name}", names=writer.join(has[:SHOWN]) + more)


def say_strangers(
    unknown: Sequence[str], visible: Sequence[Bulletin], agencies: Agencies, writer: Writer
) -> None:
    """Say which names no agency bears, each with those most like it."""
    among = frozenset(b.agency for b in visible)
    for name in unknown:
        like = nearest(name, agencies, among)
        near = writer.words("stranger_near", names=writer.join(like)) if like else ""
        writer.also("stranger", name=name, near=near)


def leaves_nothing(where: Where, admitted: Sequence[Bulletin]) -> bool:
    """Tell whether a filter by status admits no finding of the bulletins that it admits."""
    findings = (finding for bulletin in admitted for finding in bulletin.findings)
    return bool(where.statuses) and not any(map(where.admits_finding, findings))


def _limits(where: Where, writer: Writer) -> str:
    chosen = {
        "limit_agencies": where.agencies,
        "limit_regions": where.regions,
        "limit_years": tuple(map(str, where.years)),
        "limit_statuses": tuple(map(str, where.statuses)),
    }
    said = (writer.words(name, names=writer.join(of)) for name, of in chosen.items() if of)
    return writer.words("limits_and").join(said)


def _years(visible: Sequence[Bulletin]) -> list[str]:
    return [str(year) for year in sorted(set(filter(None, map(year_of, visible))))]


def _statuses(visible: Sequence[Bulletin]) -> list[str]:
    stated = {status for bulletin in visible for status in bulletin.statuses}
    return [str(status) for status in Status if status in stated]


# What there is of each kind of limit.
_THERE: dict[str, Callable[[Sequence[Bulletin]], list[str]]] = {
    "agencies": lambda visible: list(dict.fromkeys(b.agency for b in visible)),
    "regions": lambda visible: sorted({b.region for b in visible if b.region}),
    "years": _years,
    "statuses": _statuses,
}
