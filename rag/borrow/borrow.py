"""One's own findings, each with those of others and a draft: what the tab and the API show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.borrow.draft import Draft, draft
from rag.borrow.own import OwnFinding
from rag.borrow.similar import Alike, Among, alike
from rag.store.snapshot import Snapshot

Rewrite = Callable[[Draft, OwnFinding], Draft]


@dataclass(frozen=True, slots=True)
class Borrowed:
    """One finding of one's own, those of others like it, and a draft after them."""

    own: OwnFinding
    found: tuple[Alike, ...]
    draft: Draft | None


def borrow(
    now: Snapshot,
    owns: Sequence[OwnFinding],
    among: Among,
    limit: int,
    rewrite: Rewrite | None = None,
) -> tuple[Borrowed, ...]:
    """Return for each finding what others did, with a draft; `rewrite` words the draft anew."""
    return tuple(_borrowed(now, own, among, limit, rewrite) for own in owns)


def _borrowed(
    now: Snapshot, own: OwnFinding, among: Among, limit: int, rewrite: Rewrite | None
) -> Borrowed:
    found = alike(now, own.title, among, limit)
    made = draft(own, found)
    return Borrowed(own, found, rewrite(made, own) if made and rewrite else made)
