"""Words of passages: which passages hold a word, and how well they match several (BM25).

Read from runs made when passages are taken in (see `index`). What it does not know: what a word
means; two words for one thing are two words.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.store.columns import Array, Run, run_of
from rag.store.tuned import COMMON, K1, B

LEAST_RARITY = 1e-6  # of a word that most passages hold

_WORD = re.compile(r"[^\W_]+")


def code_of(word: str) -> int:
    """Return the number that stands for a word: 64 bits, so that no two words share one."""
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")


def words_of(lines: Sequence[str], at: int) -> tuple[Run, NDArray[np.int32], list[str]]:
    """Return the run of the words of passages, given as lines of words; the first is passage `at`.

    Return with it the length of each passage in words, and every word.
    """
    counted = [Counter(_WORD.findall(line)) for line in lines]
    codes = {word: code_of(word) for word in {word for words in counted for word in words}}
    held = [(codes[word], row, n) for row, words in enumerate(counted) for word, n in words.items()]
    columns = np.array(held, np.uint64).reshape(-1, 3).T
    places = columns[1].astype(np.int64) + at
    run = run_of(columns[0], places, np.minimum(columns[2], 0xFFFF).astype(np.uint16))
    return run, np.array([words.total() for words in counted], np.int32), sorted(codes)


class Words:
    """The words of passages. `lengths` int32[n] in words, `seen` bool[n]: those that count."""

    def __init__(self, runs: Sequence[Run], lengths: Array, seen: NDArray[np.bool_]) -> None:
        self._runs, self._lengths, self._seen = runs, lengths, seen
        self._all_seen = bool(seen.all())
        self._total = int(seen.sum())
        self._mean = float(lengths[seen].mean()) if self._total else 1.0

    def scores(self, words: Iterable[str]) -> NDArray[np.float32]:
        """Return the BM25 of every passage: float32[n], 0 where it shares no word.

        Words that most passages hold weigh next to nothing and are left out, unless no other is
        known. The sum over the words of idf * f (k1 + 1) / (f + k1 (1 - b + b length / mean)).
        """
        held = [p for word in dict.fromkeys(words) if len((p := self._holding(word))[0])]
        found = np.zeros(len(self._lengths), np.float32)
        for rows, counts in [p for p in held if len(p[0]) <= COMMON * self._total] or held:
            idf = np.log((self._total - len(rows) + 0.5) / (len(rows) + 0.5))
            long = 1 - B + B * self._lengths[rows] / self._mean
            found[rows] += max(idf, LEAST_RARITY) * counts * (K1 + 1) / (counts + K1 * long)
        return found

    def _holding(self, word: str) -> tuple[Array, Array]:
        """Return the passages that hold a word, and how often each does."""
        code = code_of(word)
        slices = [(run, run.at(code)) for run in self._runs]
        rows = np.concatenate([run.places[at] for run, at in slices] or [np.empty(0, np.int32)])
        counts = np.concatenate([run.counts[at] for run, at in slices] or [np.empty(0, np.uint16)])
        if self._all_seen:
            return rows, counts
        kept = self._seen[rows]
        return rows[kept], counts[kept]
