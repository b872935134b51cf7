"""What is installed where nothing else may be: every package pinned as tested, with its digests."""

import re

from tests.support.places import ROOT

PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    """Return the versions that a file pins, by normal names."""
    found = PIN.findall(ROOT.joinpath(name).read_text(encoding="utf-8"))
    return {re.sub(r"[-_.]+", "-", package).lower(): version for package, version in found}


def test_the_lock_holds_what_is_tested():
    locked, tested = pins("requirements-light.lock"), pins("constraints.txt")
    assert {p: v for p, v in locked.items() if tested.get(p, v) != v} == {}
    assert locked.keys() - tested.keys() <= {"setuptools"}  # pip brings its own
    assert pins("requirements-light.txt").items() <= locked.items()


def test_every_package_of_the_lock_has_its_digests():
    text = ROOT.joinpath("requirements-light.lock").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert len(blocks) == len(pins("requirements-light.lock"))
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", block) for block in blocks)
