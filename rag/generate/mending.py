"""What becomes of a sentence that the chat model wrote: it stands, or it is mended, or it goes.

In this order: its own citations bear it out (kept); another passage of the evidence does (recited);
the passage that it comes nearest to is quoted in its place (replaced); it is left out (dropped).
What it does not know: what the model meant to say.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.answer import Citation
from rag.checking.claims import Names, content_words, share_held, taken_apart
from rag.checking.verify import Fault, Likeness, verify
from rag.generate.drafting import Drafted
from rag.generate.tuned import NEAR, TRIED
from rag.text.figures import read

_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]+是|[((]?[\d一二三四五六七八九十]+[))、])\s*")


class Outcome(StrEnum):
    """What the check made of a sentence."""

    KEPT = "kept"
    RECITED = "recited"
    REPLACED = "replaced"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it is shown, the citations behind it, and what was wrong with it."""

    text: str
    numbers: tuple[int, ...]
    outcome: Outcome
    faults: tuple[Fault, ...] = ()


class Mender:
    """Checks and mends the sentences of one answer, in order."""

    def __init__(
        self,
        evidence: Mapping[int, Citation],
        names: Names,
        likeness: Likeness | None = None,
    ) -> None:
        self.evidence = evidence
        self.names = names
        self.likeness = likeness
        self.sentences: list[Sentence] = []

    def add(self, drafted: Drafted) -> Sentence:
        """Check a sentence, mend it where needed, and remember it."""
        sentence = self._judged(drafted)
        self.sentences.append(sentence)
        return sentence

    def _judged(self, drafted: Drafted) -> Sentence:
        text = drafted.text
        if any(read(text) == read(known.text) for known in self._shown()):
            return Sentence("", (), Outcome.DROPPED, (Fault("repeated", text),))
        cited = [self.evidence[n] for n in drafted.numbers if n in self.evidence]
        faults = verify(text, cited, self.names, self.likeness)
        if not faults:
            return Sentence(text, self._needed(text, cited), Outcome.KEPT)
        nearest = self._nearest(text, cited)
        for candidate in nearest:
            if not verify(text, [candidate], self.names, self.likeness):
                return Sentence(text, (candidate.number,), Outcome.RECITED, faults)
        joint = self._joint(text, nearest)
        if len(joint) > 1 and not verify(text, joint, self.names, self.likeness):
            return Sentence(text, tuple(c.number for c in joint), Outcome.RECITED, faults)
        words = self._words(text)
        for candidate in [c for c in nearest if c.number not in self._quoted()][:1]:
            if words and share_held(words, read(candidate.quote)) >= NEAR:
                quote = nearest_words(candidate.quote, text)
                return Sentence(quote, (candidate.number,), Outcome.REPLACED, faults)
        return Sentence("", (), Outcome.DROPPED, faults)

    def _needed(self, text: str, cited: Sequence[Citation]) -> tuple[int, ...]:
        """Return the numbers of the passages that a sentence needs, of those that it cites."""
        needed = list(cited)
        words = self._words(text)
        for citation in sorted(cited, key=lambda c: share_held(words, read(c.quote))):
            others = [c for c in needed if c is not citation]
            if others and not verify(text, others, self.names, self.likeness):
                needed = others
        return tuple(c.number for c in needed)

    def _nearest(self, text: str, cited: Sequence[Citation]) -> list[Citation]:
        """Return the passages most like a sentence, of the agencies that it names."""
        plain = read(text)
        named = {name for _, names in self.names.said(plain) for name in names}
        held = {c.agency for c in self.evidence.values()}
        agencies = named & held or ({c.agency for c in cited} or held)
        words = self._words(text)
        able = [c for c in self.evidence.values() if c.agency in agencies]
        return sorted(able, key=lambda c: -share_held(words, read(c.quote)))[:TRIED]

    def _words(self, text: str) -> tuple[str, ...]:
        return content_words(self.names.taken_out(read(text)))

    def _joint(self, text: str, able: Sequence[Citation]) -> list[Citation]:
        """Return the passages that a sentence draws on: the best of each clause."""
        chosen: dict[int, Citation] = {}
        for clause in taken_apart(text).clauses:
            words = self._words(clause)
            if words and able:
                best = max(able, key=lambda c: share_held(words, read(c.quote)))
                chosen[best.number] = best
        return [chosen[number] for number in sorted(chosen)]

    def _shown(self) -> Iterable[Sentence]:
        return (s for s in self.sentences if s.outcome is not Outcome.DROPPED)

    def _quoted(self) -> set[int]:
        return {n for s in self._shown() for n in s.numbers}


def nearest_words(quote: str, text: str) -> str:
    """Return the sentence of a passage, as it stands there, that is most like `text`."""
    words = content_words(read(text))
    parts = [part for part in quote.replace("；", "；\0").replace("。", "。\0").split("\0")]
    parts = [" ".join(part.split()) for part in parts if len(part.strip()) > 4]
    best = max(parts, key=lambda part: share_held(words, read(part)), default=quote.strip())
    return _ORDINAL.sub("", best)
