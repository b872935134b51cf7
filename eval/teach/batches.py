"""Batches in which nothing that is right for one question stands as wrong beside it.

The loss takes all other passages of a batch for wrong. So a row joins a batch only where none of
its passages is right for a question there, and none of theirs for its own; what does not fit waits
for another batch. The trainer is given `Apart(triplets)` as its batch sampler.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from sentence_transformers.base.sampler import DefaultBatchSampler

from eval.teach.corpus import Place
from eval.teach.mining import Triplet


@dataclass(frozen=True)
class Apart:
    """Makes a dataset's sampler; a dataset that is not of `triplets` is only shuffled.

    A class, not a closure: the trainer pickles it with every checkpoint.
    """

    triplets: Sequence[Triplet]

    def __call__(self, dataset: Any, **options: Any) -> "ApartBatchSampler":  # noqa: ANN401
        """Return the sampler of one dataset."""
        is_own = self.triplets and dataset[0]["anchor"] == self.triplets[0].row.query
        return ApartBatchSampler(dataset, self.triplets if is_own else (), **options)


class ApartBatchSampler(DefaultBatchSampler):  # type: ignore[misc]
    """Shuffled rows in batches, each row apart from what contradicts it. Seeded by the epoch."""

    def __init__(
        self,
        dataset: Any,  # noqa: ANN401 - a datasets.Dataset
        triplets: Sequence[Triplet],
        batch_size: int,
        drop_last: bool,
        **options: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(dataset, batch_size=batch_size, drop_last=drop_last, **options)
        self._rows = len(dataset)
        self._right = [triplet.row.right for triplet in triplets]
        self._shown = [(triplet.row.place, triplet.wrong) for triplet in triplets]

    def __len__(self) -> int:
        return self._rows // int(self.batch_size)

    def __iter__(self) -> Iterator[list[int]]:
        order = torch.Generator().manual_seed(self.seed + self.epoch)
        waiting: list[int] = []
        for _ in range(len(self)):
            batch, rest = self._batch(waiting)
            while len(batch) < self.batch_size:
                if len(waiting) > 2 * self._rows:
                    raise ValueError(
                        f"凑不满一批“{self.batch_size}”行互不相干的：请减小 --batch，或增加数据。"
                    )
                waiting = rest + batch + torch.randperm(self._rows, generator=order).tolist()
                batch, rest = self._batch(waiting)
            waiting = rest
            yield batch

    def _batch(self, waiting: Sequence[int]) -> tuple[list[int], list[int]]:
        """Return the first rows that go together, and those that must wait."""
        batch: list[int] = []
        rest: list[int] = []
        right: set[Place] = set()
        shown: set[Place] = set()
        for row in waiting:
            fits = len(batch) < self.batch_size and row not in batch
            if self._right and fits:
                fits = right.isdisjoint(self._shown[row]) and shown.isdisjoint(self._right[row])
            (batch if fits else rest).append(row)
            if fits and self._right:
                right |= self._right[row]
                shown.update(self._shown[row])
        return batch, rest
