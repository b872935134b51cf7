"""Slips of the input method, mended by sound: 经信居, 意识型态, 离按 are read as they sound.

A stretch of a question that is no word of the store or of the dictionary is replaced by a word of
the store with the same sound (tones and n/ng, z/zh apart). Slips that make another real word, and
shapes written wrong, are not seen.
"""

from collections.abc import Callable, Iterable, Sequence

from rag.names.sound import sound
from rag.question.synonyms import SYNONYMS
from rag.text import chinese
from rag.text.words import IN_QUESTION

LONGEST = 5
MOST = 10  # slips mended in one question; each has the whole question cut again


class Speller:
    """Mends folded text against the words of one store (word -> in how many passages)."""

    def __init__(self, words: Iterable[str]) -> None:
        self._own = {w for w in words if 2 <= len(w) <= LONGEST and chinese.is_han(w)}
        ways = {way for row in SYNONYMS for way in row if 2 <= len(way) <= LONGEST}
        self._words = self._own | ways
        self._by_sound: dict[str, list[str]] | None = None

    def mend(self, folded: str, says: Callable[[str], bool]) -> str:
        """Return the text with slips replaced, same length; `says` tells what is in the store."""
        sounds = [sound(char) for char in folded]
        joined, mended = _joined(folded), 0
        for size in range(LONGEST, 1, -1):
            for at in range(len(folded) - size + 1):
                near = self._sounding(" ".join(sounds[at : at + size]))
                window = folded[at : at + size]
                if near and self._is_slip(window, joined[at : at + 2]) and not says(window):
                    if better := self._alike(window, near):
                        folded = folded[:at] + better + folded[at + size :]
                        joined, mended = _joined(folded), mended + 1
                        if mended == MOST:
                            return folded
        return folded

    def _is_slip(self, window: str, joined: Sequence[bool]) -> bool:
        if (
            window in self._words
            or not chinese.is_han(window)
            or any(c in IN_QUESTION for c in window)
        ):
            return False
        pieces = chinese.pieces(window)
        if len(window) == 2:
            return len(pieces) == 2 and not any(joined)
        return len(pieces) > 1 and max(map(len, pieces)) <= 2 and window not in pieces

    def _sounding(self, sounds: str) -> list[str]:
        """Return the known words of this sound."""
        if self._by_sound is None:
            self._by_sound = {}
            for word in sorted(self._words):
                self._by_sound.setdefault(sound(word), []).append(word)
        return self._by_sound.get(sounds, [])

    def _alike(self, window: str, sounding: Iterable[str]) -> str:
        """Return the word meant, one character apart at most, "" where there is none."""
        near = [w for w in sounding if sum(map(str.__eq__, window, w)) >= len(window) - 1]
        exact = sound(window, exact=True)
        order = sorted(near, key=lambda w: (w in self._own, sound(w, exact=True) == exact))
        return order[-1] if order else ""


def _joined(folded: str) -> list[bool]:
    """Tell of each character whether it is part of a longer word."""
    return [len(piece) > 1 for piece in chinese.pieces(folded) for _ in piece]
