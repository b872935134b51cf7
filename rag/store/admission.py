"""Admission: what to do with a bulletin handed in, given what the library holds.

It is new, the same as before, a copy of one that another file holds, or it takes the place of one:
of what its own file held before, of the bulletin that it corrects, or of itself as read by an older
version of this program. What it does not know: how that is carried out (see `library`).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from rag.bulletin import Bulletin
from rag.store.catalog import Catalog
from rag.store.identity import Relation, identity, relation
from rag.store.passages import passages_of
from rag.store.seen import Taken
from rag.store.worth import shortfall
from rag.text.chinese import fold


class Outcome(StrEnum):
    """What became of a bulletin handed in."""

    ADDED = "added"
    REPLACED = "replaced"  # an earlier one of the same file, or the same bulletin elsewhere
    UNCHANGED = "unchanged"
    COPY = "copy"  # another file's bulletin stands for it
    ASIDE = "aside"  # it lacks something of the one that stands: the operator decides


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a bulletin handed in.

    `stands` is the bulletin that stands for it where it is left out; `heirs` says which bulletins
    it takes the place of.
    """

    outcome: Outcome
    stands: str | None = None
    heirs: Mapping[str, str] = field(default_factory=dict)

    @property
    def settled(self) -> bool:
        """Tell whether nothing is to be written but where the bulletin was seen."""
        return self.outcome in (Outcome.UNCHANGED, Outcome.COPY, Outcome.ASIDE)


def decide(catalog: Catalog, bulletin: Bulletin, path: str, *, accept: bool = False) -> Decision:
    """Decide on a bulletin read from the file at `path`.

    `accept` lets it take the place of one of which it lacks something.
    """
    known = catalog.origin(path)
    standing = catalog.standing(bulletin.id)
    if standing is not None:
        return _decide_again(catalog, bulletin, standing, path)
    if known and known.content == bulletin.id and not accept:
        stands = catalog.standing(known.bulletin_id)
        if stands is not None:
            return _left_out(bulletin, stands)
    for other in catalog.alike(bulletin):
        alike = relation_between(bulletin, other)
        if alike is not Relation.OTHER:
            here = known is not None and known.content == other.id  # the file was changed
            later = _dated(bulletin) > _dated(other)
            same_day = _dated(bulletin) == _dated(other)
            newer = here or later or (same_day and alike is Relation.CORRECTION)
            if accept or (newer and not shortfall(bulletin, other)):
                return Decision(Outcome.REPLACED, heirs={other.id: bulletin.id})
            return _left_out(bulletin, other)
    instead = known is not None and not _held_elsewhere(catalog, known.bulletin_id, path)
    return Decision(Outcome.REPLACED if instead else Outcome.ADDED)


def _left_out(bulletin: Bulletin, stands: Bulletin) -> Decision:
    """Return that one is left out for one that stands, or until the operator decides."""
    lacks = shortfall(bulletin, stands)
    return Decision(Outcome.ASIDE if lacks else Outcome.COPY, stands=stands.id)


def outcome_unread(catalog: Catalog, document: Taken) -> Outcome | None:
    """Return what would become of a document that has not changed, None where it is to be read."""
    known = catalog.origin(document.path)
    if known is None:
        return None
    source = catalog.source(known.content)
    if source is None:
        return Outcome.COPY if catalog.source(known.bulletin_id) is not None else None
    if source == document.file:
        return Outcome.UNCHANGED
    copy = _held_elsewhere(catalog, known.content, document.path, source)
    return Outcome.COPY if copy else None


def _held_elsewhere(catalog: Catalog, content: str, path: str, file: str = "") -> bool:
    """Tell whether another document, of a file of this name, held this text."""
    return any(o.path != path and o.path.endswith(file) for o in catalog.holding(content))


def _decide_again(catalog: Catalog, bulletin: Bulletin, standing: Bulletin, path: str) -> Decision:
    """Decide on a text that is in the library, if read otherwise, or from another file."""
    file = standing.source
    if file != bulletin.source and _held_elsewhere(catalog, bulletin.id, path, file):
        return Decision(Outcome.COPY, stands=standing.id)
    same = standing == bulletin and _up_to_date(catalog, bulletin)
    return Decision(Outcome.UNCHANGED if same else Outcome.REPLACED)


def _up_to_date(catalog: Catalog, bulletin: Bulletin) -> bool:
    """Tell whether the passages kept are those that this program makes of the bulletin."""
    made = [text_hash(passage.text) for passage in passages_of(bulletin)]
    return catalog.passage_hashes(bulletin.id) == made


def relation_between(new: Bulletin, known: Bulletin) -> Relation:
    """Return what a new bulletin is to a known one; what differs in a word is no copy."""
    found = relation(_identity(new), _identity(known))
    differs = found is Relation.COPY and _said(new) != _said(known)
    return Relation.CORRECTION if differs else found


_identity = lru_cache(maxsize=1024)(identity)


def _said(bulletin: Bulletin) -> str:
    """Return the words of the findings, script, width and punctuation apart."""
    said = "".join(finding.span.of(bulletin.text) for finding in bulletin.findings)
    return "".join(filter(str.isalnum, fold(said)))


def _dated(bulletin: Bulletin) -> date:
    return bulletin.published or date.min


def text_hash(text: str) -> str:
    """Return the name under which a text's vector is kept."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
