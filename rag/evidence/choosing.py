"""What a question takes from the findings judged for it: all above a threshold, or the best.

A question over agencies takes what passes a threshold, and what only touches the topic apart; a
question for one thing takes the best and what comes near it. What it does not know: how a
probability comes about.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rag.answer import Evidence
from rag.bulletin import Part
from rag.evidence.candidates import Need
from rag.evidence.gathered import Gathered, Names, Taken
from rag.evidence.relevance import Judged, models
from rag.evidence.topic import Topic
from rag.question.plan import Intent, Plan
from rag.store.layout import NONE, PARTS
from rag.store.letters import Flags
from rag.store.snapshot import Snapshot

NEAREST = 5  # findings offered where there is no answer
MOST = 5  # findings and parts told where one thing is asked


@dataclass(frozen=True)
class Chooser:
    """What a plan's kind of question takes from a ranking."""

    plan: Plan
    topic: Topic

    @cached_property
    def limits(self) -> dict[str, float]:
        """The probabilities above which something is shown."""
        limits = models()[2]
        if not self.topic.strange:
            return limits
        over = {name: max(limits[name], limits["strange"]) for name in ("list", "aside")}
        return limits | over | {"answer": limits["strange"]}

    @property
    def wide(self) -> bool:
        """Whether all that is relevant is asked, and not the best."""
        plan = self.plan
        return (
            plan.is_wide
            or bool(plan.statuses)
            or any(record.name == "accountable" for record in plan.records)
        )

    @property
    def relative(self) -> bool:
        """Whether what stands near the best is taken: the agencies are asked, in known words."""
        return self.plan.is_wide and not self.topic.absent

    def least(self, best: float) -> float:
        """Return the probability from which findings are listed, the best one's being `best`."""
        return list_limit(self.limits, best) if self.relative else self.limits["list"]

    @property
    def need(self) -> Need:
        """Of what use a finding must be to be shown."""
        if self.plan.intent is Intent.COMPARE and self.plan.agencies:
            return Need(self.limits["mention"], 0.0, wide=True)
        if self.wide and not self.relative:
            least = min(self.limits[name] for name in ("list", "aside", "line"))
            return Need(least, 0.0, wide=True)
        if self.wide:
            return Need(self.limits["mention"], self.limits["share"], wide=True)
        return Need(self.limits["answer"], self.limits["near"], wide=False)


class Ranking:
    """What was judged, best first: r units with the p pieces of each, unit by unit."""

    def __init__(self, now: Snapshot, judged: Judged) -> None:
        self.now = now
        order = np.argsort(-judged.best, kind="stable")
        self.judged = judged.at(order)
        self.best = self.judged.best  # [r]
        self.is_finding = now.index["unit.order"][self.judged.units] > 0  # [r]
        self.owner = np.repeat(np.arange(len(order)), self.judged.counts)  # [p]

    @property
    def nearest(self) -> tuple[Evidence, ...]:
        """The findings that come nearest, whole."""
        nothing = np.zeros(len(self.owner), bool)
        return tuple(self.gathered(self.is_finding, nothing)[:NEAREST])

    def gathered(self, whole: Flags, parts: Flags, topic: Topic | None = None) -> Gathered:
        """Return the units that are taken: whole (bool[r]), or in some pieces (bool[p])."""
        judged = self.judged
        relevance = np.where(whole, judged.whole, self.best)
        some = whole.copy()
        some[self.owner[parts]] = True
        taken = Taken(judged.units, relevance, whole, judged.counts, parts, judged.pieces)
        return Gathered(self.now, taken, np.flatnonzero(some), topic)


def chosen(chooser: Chooser, ranking: Ranking) -> Gathered:
    """Return the evidence that a plan's kind of question takes from the ranking."""
    if not chooser.wide:
        return _narrow(ranking, chooser.limits)
    whole, parts = _wide(chooser, ranking)
    if chooser.plan.intent is Intent.COMPARE:
        whole, parts = _compared(chooser, ranking, whole, parts)
    return ranking.gathered(whole, parts, chooser.topic)


def _wide(chooser: Chooser, ranking: Ranking) -> tuple[Flags, Flags]:
    """Take what is about the topic, and what else speaks of it: measures, lines of part one."""
    limits, judged = chooser.limits, ranking.judged
    whole = ranking.is_finding & (judged.whole >= chooser.least(float(judged.whole.max(initial=0))))
    of_finding = ranking.is_finding[ranking.owner]
    aside = judged.pieces >= np.where(of_finding, limits["aside"], limits["line"])
    parts = ranking.now.index["unit.part"][judged.units][ranking.owner]
    named = judged.named & np.where(
        of_finding, judged.pieces >= limits["mention"], parts == PARTS.index(Part.ORGANISATION)
    )
    return whole, aside | named


def _compared(
    chooser: Chooser, ranking: Ranking, whole: Flags, parts: Flags
) -> tuple[Flags, Flags]:
    """Let every agency compared be heard, by its findings where one is on the topic.

    One that has nothing has its best finding, if that could answer by itself.
    """
    now, judged = ranking.now, ranking.judged
    names, bulletins = now.derived(Names), now.index["unit.bulletin"][judged.units]
    heard = whole.copy()
    heard[ranking.owner[parts]] = True
    whole = whole.copy()
    for agency in chooser.plan.agencies:
        own = names.of[bulletins] == names.places.get(agency, NONE)
        findings = np.flatnonzero(own & ranking.is_finding)
        if len(findings) and not heard[own].any():
            best = findings[np.argmax(judged.whole[findings])]
            whole[best] = judged.whole[best] >= chooser.limits["mention"]
    having = np.unique(bulletins[(whole | heard) & ranking.is_finding])
    beside = ~ranking.is_finding & np.isin(bulletins, having)
    return whole, parts & ~beside[ranking.owner]


def list_limit(limits: dict[str, float], best: float) -> float:
    """Return the probability from which findings are listed, the best one's being `best`."""
    if best < limits["answer"]:
        return limits["list"]
    return min(limits["list"], max(limits["mention"], limits["share"] * best))


def _narrow(ranking: Ranking, limits: dict[str, float]) -> Gathered:
    """Take the best and what comes near it."""
    judged, is_finding = ranking.judged, ranking.is_finding
    # a line that is not shown itself is no measure of what else is
    shown = np.where(is_finding, judged.whole, ranking.best)
    shown = shown[is_finding | (ranking.best >= limits["line"])]
    floor = max(limits["answer"], limits["near"] * float(shown.max(initial=0.0)))
    whole = is_finding & (judged.whole >= floor)
    taken = ranking.gathered(whole, judged.pieces >= max(floor, limits["line"]))
    first = np.lexsort((~taken.whole, -taken.relevance))
    return taken.of(first[:MOST])
