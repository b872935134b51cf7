"""Timing two things side by side."""

from eval.bench import Row, scanning, side_by_side


def test_both_sides_run_equally_often_and_in_turns():
    calls: list[str] = []
    row = side_by_side("x", ("a", lambda: calls.append("a")), ("b", lambda: calls.append("b")), 3)
    assert calls == ["a", "b"] * 3
    assert (row.ours, row.other) == ("a", "b")
    assert row.ours_ms > 0 and row.other_ms > 0


def test_the_ratio_says_how_much_longer_the_other_takes():
    assert Row("x", "a", 2.0, "b", 5.0).ratio == 2.5


def test_the_scan_is_timed_on_made_up_vectors():
    assert scanning(500, 8, 1).name.startswith("500 段")
