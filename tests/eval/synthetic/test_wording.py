"""The wording: a theme in many words, and texts that are not one text with changed names."""

from collections import defaultdict
from itertools import combinations
from statistics import mean

import pytest

from eval.synthetic.corpus import Corpus


@pytest.fixture(scope="module")
def findings():
    """Return the findings of 150 bulletins, by theme."""
    found = defaultdict(list)
    for sheet in Corpus(11, 150):
        for finding in sheet.bulletin.findings:
            found[finding.theme.name].append(finding)
    return found


def grams(text, size=5):
    return {text[at : at + size] for at in range(len(text) - size + 1)}


def shared(one, other):
    """Return the share of 5-grams that two findings' measures have in common."""
    first, second = grams("".join(one.measures)), grams("".join(other.measures))
    return len(first & second) / len(first | second)


def test_a_theme_has_many_headings(findings):
    for found in findings.values():
        if len(found) >= 40:
            assert len({finding.fault for finding in found}) >= 12


def test_most_headings_do_not_name_the_theme(findings):
    named = [
        any(noun in finding.fault for noun in finding.theme.nouns)
        for found in findings.values()
        for finding in found
    ]
    assert mean(named) < 0.5


def test_findings_of_a_theme_share_few_words(findings):
    pairs = [
        shared(one, other)
        for found in findings.values()
        for one, other in combinations(found[:12], 2)
    ]
    assert mean(pairs) < 0.1
    assert mean(pair > 0.6 for pair in pairs) < 0.01


def test_no_two_findings_have_the_same_measures(findings):
    told = [finding.measures for found in findings.values() for finding in found]
    assert len(set(told)) == len(told)


def test_the_same_figure_stands_in_many_agencies(findings):
    seen = defaultdict(set)
    for number, found in enumerate(findings.values()):
        for at, finding in enumerate(found):
            for figure in finding.figures:
                seen[figure.phrase].add((number, at))
    again = sum(len(places) > 1 for places in seen.values())
    assert again / len(seen) > 0.1
