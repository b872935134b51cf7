"""A draft: a bulletin as it is to be written, with what follows from the text of its passages."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.bulletin import Bulletin
from rag.store.admission import text_hash
from rag.store.passages import Passage, passages_of
from rag.text.chinese import words


@dataclass(frozen=True, slots=True)
class Draft:
    """A bulletin to be taken in, and of each passage the hash of its text and its words, a line."""

    bulletin: Bulletin
    pieces: Sequence[tuple[Passage, str, str]]


def draft_of(bulletin: Bulletin) -> Draft:
    """Return the draft of a bulletin."""
    pieces = []
    for passage in passages_of(bulletin):
        line = " ".join(words(passage.text))
        pieces.append((passage, text_hash(passage.text), line))
    return Draft(bulletin, pieces)
