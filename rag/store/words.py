"""Words of passages: which passages hold a word, and how well they match several (BM25).

Made once from the words of every passage and read as arrays. What it does not know: what a word
means; two words for one thing are two words.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rag.store.tuned import COMMON, K1, B

LEAST_RARITY = 1e-6  # of a word that most passages hold

Postings = tuple[NDArray[np.int32], NDArray[np.int32]]  # rows, and how often each holds the word
_WORD = re.compile(r"[^\W_]+")


class Words:
    """The words of n passages, given as lines of words in the order of the passages."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines

    @cached_property
    def _counted(self) -> tuple[dict[str, Postings], NDArray[np.float64]]:
        """The postings of every word, and the length of every passage in words."""
        found: dict[str, tuple[list[int], list[int]]] = {}
        lengths = np.zeros(len(self._lines))
        for row, line in enumerate(self._lines):
            words = _WORD.findall(line)
            lengths[row] = len(words)
            for word, times in Counter(words).items():
                rows, counts = found.setdefault(word, ([], []))
                rows.append(row)
                counts.append(times)
        postings = {
            word: (np.array(rows, np.int32), np.array(counts, np.int32))
            for word, (rows, counts) in found.items()
        }
        return postings, lengths

    @property
    def vocabulary(self) -> Iterable[str]:
        """Every word that some passage holds."""
        return self._counted[0].keys()

    def scores(self, words: Iterable[str]) -> NDArray[np.float32]:
        """Return the BM25 of every passage: float32[n], 0 where it shares no word.

        Words that most passages hold weigh next to nothing and are left out, unless no other is
        known. The sum over the words of idf * f (k1 + 1) / (f + k1 (1 - b + b length / mean)).
        """
        postings, lengths = self._counted
        held = [postings[word] for word in dict.fromkeys(words) if word in postings]
        total = len(self._lines)
        found = np.zeros(total)
        for rows, counts in [p for p in held if len(p[0]) <= COMMON * total] or held:
            idf = np.log((total - len(rows) + 0.5) / (len(rows) + 0.5))
            long = 1 - B + B * lengths[rows] / lengths.mean()
            found[rows] += max(idf, LEAST_RARITY) * counts * (K1 + 1) / (counts + K1 * long)
        return found.astype(np.float32)
