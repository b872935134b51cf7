"""What of a store was visible at one moment: passages beside the matrix of their unit vectors."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rag.store.passages import Passage

Vectors = NDArray[np.float32]


Keys = NDArray[np.int64]


@dataclass(frozen=True)
class View:
    """What was visible at one moment. `matrix` is float32[n, d]; row i belongs to `passages[i]`."""

    version: str
    passages: tuple[Passage, ...]
    keys: Keys
    matrix: Vectors

    @cached_property
    def row_of(self) -> dict[int, int]:
        """The row of each passage's key."""
        return {int(key): row for row, key in enumerate(self.keys)}

    @cached_property
    def _by_key(self) -> Keys:
        return np.argsort(self.keys)

    def rows(self, keys: Keys) -> Keys:
        """Return the rows of passages by key, -1 for those that are not in the view."""
        if not len(self.keys):
            return np.full(len(keys), -1, np.int64)
        places = np.searchsorted(self.keys, keys, sorter=self._by_key)
        rows = self._by_key[np.minimum(places, len(self.keys) - 1)]
        return np.where(self.keys[rows] == keys, rows, -1)
