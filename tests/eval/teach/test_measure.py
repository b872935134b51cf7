"""The figures of a plain ranking."""

import pytest

from eval.teach.measure import average_precision
from eval.teach.pairs import Asked

A, B, C, D = (("甲", n) for n in range(4))


def test_average_precision_leaves_out_what_may_be_cited():
    asked = Asked("问", "问", "cross_agency", False, (A, C), frozenset({A, B, C}), ())
    assert average_precision([A, B, C, D], asked) == 1.0
    assert average_precision([D, A, B, C], asked) == pytest.approx((1 / 2 + 2 / 3) / 2)
