"""Rates: moving windows of monotonic time, by address and by network."""

import time

import pytest

from web.guard.limits import RateLimits, counted_as
from web.problems import Problem


class Clock:
    """A clock that moves when it is told to."""

    now = 0.0

    def __call__(self):
        """Tell the time."""
        return self.now


def refused(limits, rates, *who):
    try:
        limits.spend(rates, *who)
    except Problem as problem:
        return int(problem.headers["retry-after"])
    return 0


def test_a_window_moves():
    clock = Clock()
    limits = RateLimits(clock)
    assert [refused(limits, "2/minute", "a") for _ in range(3)] == [0, 0, 60]
    clock.now = 59
    assert refused(limits, "2/minute", "a") == 1
    clock.now = 60
    assert refused(limits, "2/minute", "a") == 0


def test_each_limit_holds_and_each_one_has_its_own():
    clock = Clock()
    limits = RateLimits(clock)
    seen = []
    for minute in range(4):
        clock.now = minute * 60.0
        seen.append([bool(refused(limits, "2/minute;5/hour", "a")) for _ in range(3)])
    assert [row.count(False) for row in seen] == [2, 2, 1, 0]
    assert not refused(limits, "2/minute;5/hour", "b")


def test_time_is_monotonic():
    """A clock on the wall, set back an hour, would refuse everybody for that hour."""
    assert RateLimits()._clock is time.monotonic


def test_only_so_many_windows_are_kept():
    limits = RateLimits(Clock(), most=10)
    for who in range(1000):
        limits.spend("2/minute", str(who))
    assert len(limits._hits) == 10


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1%eth0", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("testclient", "testclient"),
    ],
)
def test_a_household_counts_as_one(address, counted):
    assert counted_as(address) == counted


def test_windows_of_all_addresses_of_a_network_are_one():
    limits = RateLimits(Clock())
    limits.spend("1/minute", "read", counted_as("2001:db8:1:2::1"))
    with pytest.raises(Problem):
        limits.spend("1/minute", "read", counted_as("2001:db8:1:2::2"))
