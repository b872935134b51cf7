"""Which agencies have a theme, by the known truth, and which the answers list.

An agency counts where a finding of its own has the theme; one that only touches it may be listed or
not. So a count is right between the two, and off by how far it lies outside; over all questions, as
a share of the agencies that there are. What it does not know: which finding of an agency is meant.
"""

import json
import re
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eval.scale.figures import Figure
from eval.synthetic.corpus import truths_in
from eval.synthetic.truth import Truth
from eval.synthetic.vocabulary import vocabulary
from rag.answer import Answer

EVERYWHERE = "全部"
NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Known:
    """A question over agencies and the bulletins that it is about, by their files' stems."""

    question: str
    theme: str
    city: str
    core: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)

    def read(self, truth: Truth) -> None:
        """Take in what a bulletin has of the theme."""
        if self.city not in (EVERYWHERE, truth.city):
            return
        only_touched = not vocabulary().theme(self.theme).headings  # then that is what is asked
        if truth.core(self.theme) or (only_touched and truth.touched(self.theme)):
            self.core.add(truth.doc)
        elif truth.touched(self.theme):
            self.touched.add(truth.doc)


@dataclass(frozen=True, slots=True)
class Listed:
    """What an answer lists (files' stems) and whether its first line says their number."""

    docs: set[str]
    stated: bool


def known_in(corpus: Path) -> list[Known]:
    """Return the questions over agencies of a corpus, with what is true."""
    lines = (corpus / "questions.jsonl").read_text("utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    found = [Known(r["question"], r["theme"], r["scope"]) for r in records if "agencies" in r]
    for truth in truths_in(corpus):
        for one in found:
            one.read(truth)
    return found


def listed_in(answer: Answer, docs: dict[str, list[str]]) -> Listed:
    """Return what an answer lists; `docs` are the bulletins of each agency."""
    agencies = {group.agency for group in answer.groups if not group.none}
    headline = answer.text.split("\n", 1)[0].replace(",", "")
    stated = len(agencies) < 2 or str(len(agencies)) in NUMBER.findall(headline)
    return Listed({doc for agency in agencies for doc in docs.get(agency, ())}, stated)


def against_truth(
    known: Sequence[Known], ask: Callable[[str], Answer], docs: dict[str, list[str]]
) -> Iterator[Figure]:
    """Ask the questions over agencies; yield what the answers are worth."""
    pairs = [(one, listed_in(ask(one.question), docs)) for one in known if one.core]
    if not pairs:
        return
    recalls = [len(one.core & listed.docs) / len(one.core) for one, listed in pairs]
    precise = [
        len(listed.docs & (one.core | one.touched)) / len(listed.docs)
        for one, listed in pairs
        if listed.docs
    ]
    yield Figure("agencies.recall", round(statistics.fmean(recalls), 4))
    if precise:
        yield Figure("agencies.precision", round(statistics.fmean(precise), 4))
    off = [_off(*pair) for pair in pairs]
    yield Figure("counts.right", round(off.count(0) / len(off), 4))
    yield Figure("counts.off", round(sum(off) / sum(len(one.core) for one, _ in pairs), 4))
    yield Figure("counts.stated", round(statistics.fmean(p[1].stated for p in pairs), 4))


def _off(one: Known, listed: Listed) -> int:
    low, high, said = len(one.core), len(one.core) + len(one.touched), len(listed.docs)
    return max(low - said, said - high, 0)
