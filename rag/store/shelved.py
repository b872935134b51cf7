"""A bulletin on the shelf: what its card says is known, its text is read when it is opened.

A question over ten thousand bulletins looks at their cards (agency, region, dates, who inspected)
and opens those that it quotes. What it does not know: where cards and records lie (see `index`).
"""

from collections.abc import Callable
from dataclasses import fields, replace

from rag.bulletin import Bulletin, Finding, Section

INSIDE = ("text", "sections", "findings")  # what is read when a bulletin is opened


class Shelved(Bulletin):
    """A bulletin as its card says; `opened` gives it whole."""

    __slots__ = ("_opened",)

    _opened: Callable[[], Bulletin]

    def __init__(self, card: Bulletin, opened: Callable[[], Bulletin]) -> None:
        for field in fields(Bulletin):
            if field.name not in INSIDE:
                object.__setattr__(self, field.name, getattr(card, field.name))
        object.__setattr__(self, "_opened", opened)

    @property
    def text(self) -> str:
        """The source's words."""
        return self._opened().text

    @property
    def sections(self) -> tuple[Section, ...]:
        """The stretches under headings."""
        return self._opened().sections

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, in order."""
        return self._opened().findings

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Bulletin) or other.id != self.id:
            return False
        return self._opened() == (other._opened() if isinstance(other, Shelved) else other)

    __hash__ = Bulletin.__hash__


def card_of(bulletin: Bulletin) -> Bulletin:
    """Return what of a bulletin its card says."""
    return replace(bulletin, text="", sections=(), findings=())
