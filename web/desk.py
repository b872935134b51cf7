"""What the page and the interfaces work with: who answers, and the shelf of bulletins."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from rag.answer import Answer, Turn
from rag.borrow.borrow import Borrowed
from rag.borrow.similar import Among
from rag.bulletin import Bulletin
from rag.evidence.found import Found
from rag.settings import Settings
from rag.store.catalog import Where
from rag.store.snapshot import Snapshot
from web.feedback import FeedbackBook
from web.kept import KeptAnswers

Made = TypeVar("Made")


class Assistant(Protocol):
    """Who answers: `rag.chat.Assistant`, or a stand-in."""

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        where: Where = ...,
        generate: bool | None = None,
        without: Collection[str] = (),
    ) -> Answer:
        """Return the settled answer; `generate` False keeps a chat model out of it."""

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        where: Where = ...,
        generate: bool | None = None,
        without: Collection[str] = (),
    ) -> Iterator[Answer]:
        """Yield the answer as it grows; the last one is settled."""

    def understand(
        self, question: str, history: Sequence[Turn] = (), without: Collection[str] = ()
    ) -> Answer:
        """Return how a question is understood, as the draft that an answer begins with."""

    def borrow(
        self, text: str, among: Among, limit: int, *, generate: bool = False
    ) -> tuple[Borrowed, ...]:
        """Return for each finding in a text what others did about theirs, with a draft."""

    def find(self, question: str, where: Where = ...) -> Found:
        """Return the evidence for a question, without an answer."""


class Shelf(Protocol):
    """Where bulletins are looked up: `rag.store.library.Library`, or a stand-in."""

    def bulletin(self, bulletin_id: str) -> Bulletin | None:
        """Return the bulletin with this id, if there is one."""

    def derived(self, build: Callable[[Snapshot], Made]) -> Made:
        """Return what `build` makes of what is there now; made once for each version."""

    def bulletins(self) -> tuple[Bulletin, ...]:
        """Return all bulletins."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page works with."""

    assistant: Assistant
    shelf: Shelf
    settings: Settings
    book: FeedbackBook
    kept: KeptAnswers = field(default_factory=KeptAnswers)
