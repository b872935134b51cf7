"""The passages that a sentence rests on, taken apart once for all checks of it."""

from dataclasses import dataclass
from functools import cached_property

from rag.answer import Citation
from rag.checking.claims import Names, Said, content_words, share_held, taken_apart
from rag.checking.placing import bigrams
from rag.text.figures import read


@dataclass(frozen=True)
class Ground:
    """The passages that a sentence, or a part of it, rests on."""

    citations: tuple[Citation, ...]
    names: Names

    @cached_property
    def passages(self) -> tuple[Said, ...]:
        """The quotes and the headings above them, taken apart."""
        heads = dict.fromkeys(c.finding_title for c in self.citations if c.finding_title)
        return tuple(taken_apart(t) for t in [*(c.quote for c in self.citations), *heads])

    @cached_property
    def agencies(self) -> set[str]:
        """The agencies whose bulletins are cited."""
        return {c.agency for c in self.citations}

    @cached_property
    def text(self) -> str:
        """All that the passages say."""
        return "\n".join(p.text for p in self.passages)

    @cached_property
    def called(self) -> str:
        """All that the passages say, and all names of their agencies."""
        return "\n".join([self.text, *(self.names.own(agency) for agency in self.agencies)])

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The sentences of the passages, headings among them."""
        return tuple(segment for passage in self.passages for segment in passage.segments)

    @cached_property
    def heads(self) -> str:
        """The headings above the passages."""
        return read(" ".join(sorted({c.finding_title or "" for c in self.citations})))

    def nearest(self, clause: str) -> str:
        """Return the sentence of the passages that says most of a clause."""
        words = content_words(clause)
        return max(
            self.segments,
            key=lambda s: (share_held(words, s), len(bigrams(clause) & bigrams(s)), -len(s)),
            default="",
        )

    def of(self, agency: str) -> "Ground":
        """Return the passages of one agency."""
        return Ground(tuple(c for c in self.citations if c.agency == agency), self.names)
