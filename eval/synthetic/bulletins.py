"""Seed and number → a bulletin (通报): agency, dates, findings, layout. Nothing else decides it.

So bulletin 7 is the same in a corpus of ten and of ten thousand, and any bulletin can be made again
without the ones before it.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from eval.synthetic import tuned
from eval.synthetic.agencies import Agencies, Agency
from eval.synthetic.figures import chinese, figure
from eval.synthetic.findings import Finding, findings_of
from eval.synthetic.grammar import Fill, Writer, pick
from eval.synthetic.vocabulary import Layout, vocabulary

MOBILE = 11  # of so many teams one is called 机动 and not by a number


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a bulletin: inspection, feedback, publication."""

    start: date
    end: date
    feedback: date
    published: date


@dataclass(frozen=True, slots=True)
class Contact:
    """Where the public may turn to (联系方式)."""

    phone: str
    post: str
    mail: str
    code: str


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A bulletin before it is laid out; `number` names its file."""

    number: int
    agency: Agency
    layout: Layout
    dates: Dates
    team: str
    contact: Contact
    findings: tuple[Finding, ...]

    @property
    def doc(self) -> str:
        """The stem of its file."""
        return f"b{self.number:06d}"

    @property
    def done(self) -> int:
        """How many findings are done."""
        return sum(finding.state.name == "已完成" for finding in self.findings)

    @property
    def inspectors(self) -> str:
        """The team with its committee: 市委第三巡察组."""
        return self.agency.committee + self.team


@dataclass(frozen=True)
class Bulletins:
    """All bulletins of a seed."""

    seed: int
    agencies: Agencies

    def at(self, number: int) -> tuple[Bulletin, Writer]:
        """Return a bulletin, and the writer to lay it out with."""
        agency = self.agencies.at(number)
        rng = random.Random(f"{self.seed}/bulletin/{number}")
        layouts = [layout for layout in vocabulary().layouts for _ in range(layout.weight)]
        layout, dates = pick(rng, layouts), _dates(rng)
        writer = Writer(rng, vocabulary().rules, figure)
        writer.own = {**_names(agency, rng), **_days(dates, rng)}
        team, contact = _team(agency, rng), _contact(agency, rng)
        findings = tuple(findings_of(agency.kind.tags, writer))
        return Bulletin(number, agency, layout, dates, team, contact, findings), writer


def bulletins(seed: int) -> Bulletins:
    """Return the bulletins of a seed."""
    return Bulletins(seed, Agencies(seed))


def _dates(rng: random.Random) -> Dates:
    start = date(tuned.SIGNED_FIRST + int(rng.random() * tuned.YEARS), 1, 4)
    start += timedelta(int(rng.random() * 300))
    end = start + timedelta(40 + int(rng.random() * 30))
    feedback = end + timedelta(14 + int(rng.random() * 60))
    return Dates(start, end, feedback, feedback + timedelta(110 + int(rng.random() * 120)))


def _team(agency: Agency, rng: random.Random) -> str:
    if agency.provincial:
        return f"第{chinese(1 + int(rng.random() * 12))}巡视组"
    number = 1 + int(rng.random() * MOBILE)
    return "第一机动巡察组" if number == MOBILE else f"第{chinese(number)}巡察组"


def _contact(agency: Agency, rng: random.Random) -> Contact:
    """Return an address; its area code (032x) and its domain are nobody's."""
    phone = f"032{int(rng.random() * 10)}-{5000000 + int(rng.random() * 999999)}"
    road = pick(rng, vocabulary().invented.roads)
    post = f"{agency.place.parent}{agency.place.name}{road}路{1 + int(rng.random() * 300)}号"
    mail = f"zgb{1000 + int(rng.random() * 9000)}@example.com"
    return Contact(phone, post, mail, f"{int(rng.random() * 1000000):06d}")


def _names(agency: Agency, rng: random.Random) -> dict[str, Fill]:
    """Return what the slots that name the agency and its people stand for."""
    body = agency.kind.body
    party, full = agency.party, agency.short + agency.spoken
    return {
        "org": lambda: pick(rng, (party, party, full)),
        "short": agency.short,
        "spoken": agency.spoken,
        "self": agency.itself,
        "dept": lambda: pick(rng, body.dept),
        "sub": lambda: pick(rng, body.sub),
        "staff": body.staff,
        "lead": agency.lead,
        "committee": agency.committee,
        "up": ("国家", "省", "市")[agency.place.level],
    }


def _days(dates: Dates, rng: random.Random) -> dict[str, Fill]:
    """Return the slots that stand for a day or a month of the rectification."""
    span = (dates.published - dates.feedback).days - 12

    def day() -> date:
        return dates.feedback + timedelta(8 + int(rng.random() * span))

    return {"date": lambda: written(day(), rng.random() < tuned.DATED_YEAR), "month": _month(day)}


def _month(day: Callable[[], date]) -> Callable[[], str]:
    def month() -> str:
        return f"{(found := day()).year}年{found.month}月"

    return month


def written(day: date, year: bool = True) -> str:
    """Return a date as it is written, with or without its year."""
    return f"{day.year}年" * year + f"{day.month}月{day.day}日"
