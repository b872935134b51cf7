"""Batches: full, seeded, and nothing in them that is right for a question beside it."""

import pickle

import pytest

from eval.teach.batches import Apart, ApartBatchSampler
from eval.teach.mining import Triplet
from eval.teach.pairs import Row


class Table(list):
    """Rows as a dataset gives them."""


def triplet(number, *right):
    place = ("甲", number)
    row = Row(
        f"问{number}", "答", place, frozenset({place, *(("甲", n) for n in right)}), named=False
    )
    return Triplet(row, "错", ("乙", number))


TRIPLETS = [triplet(n, n + 1 if n % 2 == 0 else n - 1) for n in range(40)]  # 0 and 1 are alike, …
TABLE = Table({"anchor": t.row.query} for t in TRIPLETS)


def batches(epoch=0):
    sampler = Apart(TRIPLETS)(TABLE, batch_size=8, drop_last=False, seed=3)
    sampler.set_epoch(epoch)
    return list(sampler)


def test_what_is_alike_is_never_in_one_batch():
    found = batches()
    assert [len(set(batch)) for batch in found] == [8] * 5
    assert all(len({row // 2 for row in batch}) == 8 for batch in found)


def test_batches_follow_from_seed_and_epoch():
    assert batches() == batches()
    assert batches() != batches(epoch=1)


def test_a_wrong_passage_that_is_right_for_another_question_waits():
    wrong = Triplet(TRIPLETS[0].row, "错", ("甲", 5))
    rows = [wrong, *TRIPLETS[2:12]]
    sampler = ApartBatchSampler(Table([{}] * 11), rows, batch_size=5, drop_last=False, seed=0)
    for batch in sampler:
        assert not (0 in batch and {3, 4} & set(batch))  # the questions 4 and 5


def test_a_batch_that_cannot_be_filled_is_told():
    sampler = ApartBatchSampler(TABLE, TRIPLETS, batch_size=21, drop_last=False, seed=0)
    with pytest.raises(ValueError, match="--batch"):
        list(sampler)


def test_another_dataset_is_only_shuffled():
    sampler = Apart(TRIPLETS)(
        Table([{"anchor": "别的"}] * 16), batch_size=8, drop_last=False, seed=0
    )
    assert sorted(row for batch in sampler for row in batch) == list(range(16))


def test_the_trainer_can_keep_it_with_a_checkpoint():
    assert pickle.loads(pickle.dumps(Apart(TRIPLETS))) == Apart(TRIPLETS)
