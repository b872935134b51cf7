"""A written corpus → its questions (问题), with the gold that the truth gives.

They are in the project's own form (`eval/sets/questions.py`). Unanswerable are themes of
`tables/absent.toml`, agencies that the corpus does not reach, and themes that one agency does not
have. Words are those of the theme's `asked`, not of the headings. What it does not know: whether
another finding answers by chance.
"""

import random
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from eval.synthetic.bulletins import written
from eval.synthetic.corpus import Corpus, Counts, Sheet, line_of, truths_in
from eval.synthetic.figures import figure
from eval.synthetic.grammar import Figure, Template, Writer, parse, pick
from eval.synthetic.truth import Truth
from eval.synthetic.vocabulary import TABLES, vocabulary
from eval.synthetic.wide import Record, Wide, record_of

OF_A_KIND = 15
CITY_AGENCIES = (2, 40)  # that have the theme, for a question about one city
TRIES = 400
OBJECT_LENGTH = 6  # characters of a figure's object that say enough to ask for it


@lru_cache(maxsize=1)
def _ways() -> dict[str, tuple[Template, ...]]:
    tables = tomllib.loads((TABLES / "questions.toml").read_text("utf-8"))
    return {
        name: tuple(parse(line) for line in text.splitlines() if line)
        for name, text in tables.items()
    }


@dataclass
class Asker:
    """Asks about a corpus; each kind of question has a source of chance of its own."""

    corpus: Corpus
    counts: Counts

    def _rng(self, kind: str) -> random.Random:
        return random.Random(f"{self.corpus.seed}/{self.corpus.count}/{kind}")

    def _say(self, way: str, rng: random.Random, **words: str) -> str:
        writer = Writer(rng, {}, figure, dict(words))
        return writer.one_of(_ways()[way])

    def _sheets(self, rng: random.Random) -> Iterator[Sheet]:
        """Yield bulletins at random in which no number stands twice."""
        for _ in range(TRIES):
            sheet = self.corpus.at(int(rng.random() * self.corpus.count))
            if sheet.truth.numbered_once:
                yield sheet

    def _each(
        self, kind: str, ask: Callable[[Sheet, random.Random], Record | None]
    ) -> list[Record]:
        """Return what `ask` makes of bulletins, as many as there are to be of a kind."""
        rng, asked = self._rng(kind), list[Record]()
        for sheet in self._sheets(rng):
            found = ask(sheet, rng)
            if found and all(found["question"] != other["question"] for other in asked):
                asked.append(found | {"id": f"{kind}{len(asked) + 1:02d}"})
            if len(asked) == OF_A_KIND:
                break
        return asked

    def lookups(self) -> list[Record]:
        """Ask how an agency dealt with a theme, in words of people."""
        return self._each("lookup", self._lookup)

    def _lookup(self, sheet: Sheet, rng: random.Random) -> Record | None:
        truth = sheet.truth
        theme = vocabulary().theme(pick(rng, truth.findings).theme)
        said = pick(rng, theme.asked)
        question = self._say("lookup", rng, agency=truth.agency, said=said)
        return record_of("", question, "lookup", theme=theme.name, **_answer(truth, theme.name))

    def facts(self) -> list[Record]:
        """Ask for a figure."""
        return self._each("fact", self._fact)

    def _fact(self, sheet: Sheet, rng: random.Random) -> Record | None:
        truth = sheet.truth
        finding = pick(rng, truth.findings)
        able = [found for found in finding.figures if _askable(found, truth)]
        if not able:
            return None
        found = pick(rng, able)
        words = {"agency": truth.agency, "object": found.object, "unit": found.unit}
        place = {"doc": truth.doc, "no": finding.no}
        return record_of(
            "",
            self._say("fact", rng, **words),
            "fact",
            gold=[place],
            evidence=[place | {"text": found.phrase}],
            answer_points=[found.value + found.unit],
        )

    def compares(self) -> list[Record]:
        """Ask for two agencies that both have a theme."""
        return self._each("compare", self._compare)

    def _compare(self, sheet: Sheet, rng: random.Random) -> Record | None:
        theme = pick(rng, sheet.truth.findings).theme
        for _ in range(20):
            other = self.corpus.at(int(rng.random() * self.corpus.count)).truth
            alike = other.core(theme) and other.numbered_once
            if alike and other.doc != sheet.truth.doc:
                return self._comparing(sheet.truth, other, theme, rng)
        return None

    def _comparing(self, one: Truth, other: Truth, theme: str, rng: random.Random) -> Record:
        words = {"theme": vocabulary().theme(theme).topic}
        question = self._say("compare", rng, agency=one.agency, other=other.agency, **words)
        answers = [_answer(truth, theme, named=True) for truth in (one, other)]
        both = {key: answers[0][key] + answers[1][key] for key in answers[0]}
        return record_of("", question, "compare", theme=theme, **both)

    def metas(self) -> list[Record]:
        """Ask for what a bulletin says of itself."""
        return self._each("meta", self._meta)

    def _meta(self, sheet: Sheet, rng: random.Random) -> Record | None:
        truth = sheet.truth
        able = ["inspected", "phone"] + ["totals"] * bool(truth.totals)
        way = pick(rng, able)
        points = {
            "inspected": [truth.inspecting_body, written(date.fromisoformat(truth.feedback_date))],
            "phone": [truth.phone],
            "totals": [f"{number}个" for number in truth.totals or ()],
        }
        question = self._say(way, rng, agency=truth.agency)
        gold = [{"doc": truth.doc, "no": None}]
        return record_of("", question, "meta", gold=gold, answer_points=points[way])

    def unanswerables(self) -> list[Record]:
        """Ask for themes and agencies that are not there."""
        third = OF_A_KIND // 3
        rng = self._rng("absent")
        found = [self._absent_theme(rng, at) for at in range(third)]
        found += [self._absent_agency(rng, at) for at in range(third)]
        found += self._each("here", self._absent_here)[:third]
        return [one | {"id": f"none{at:02d}"} for at, one in enumerate(found, start=1)]

    def _absent_theme(self, rng: random.Random, at: int) -> Record:
        absent = vocabulary().absent
        said = absent[(at * 3 + int(rng.random() * 3)) % len(absent)].asked
        question = self._say("absent_theme", rng, said=said)
        return record_of("", question, "unanswerable", note="语料中没有该主题")

    def _absent_agency(self, rng: random.Random, at: int) -> Record:
        truth = self.corpus.at(self.corpus.count + at).truth
        theme = vocabulary().theme(pick(rng, truth.findings).theme)
        question = self._say("lookup", rng, agency=truth.agency, said=pick(rng, theme.asked))
        return record_of("", question, "unanswerable", note="语料中没有该单位")

    def _absent_here(self, sheet: Sheet, rng: random.Random) -> Record | None:
        truth = sheet.truth
        names = [name for name in vocabulary().apart if self.counts.themes[name]]
        able = [name for name in names if not truth.core(name) and not truth.touched(name)]
        if not able:
            return None
        theme = vocabulary().theme(pick(rng, able))
        question = self._say("absent_here", rng, agency=truth.agency, theme=theme.topic)
        return record_of("", question, "unanswerable", note="这个单位的通报没有该主题")

    def wides(self) -> list[Wide]:
        """Ask about all agencies: themes from the most frequent to the rarest, evenly apart."""
        rng, ranked = self._rng("wide"), [name for name, _ in self.counts.themes.most_common()]
        wanted = min(OF_A_KIND, len(ranked))
        names = [ranked[at * (len(ranked) - 1) // max(1, wanted - 1)] for at in range(wanted)]
        return [self._wide(name, at, rng) for at, name in enumerate(names, start=1)]

    def _wide(self, name: str, at: int, rng: random.Random) -> Wide:
        theme = vocabulary().theme(name)
        if at % 3 == 0:
            question = self._say("wide_said", rng, said=pick(rng, theme.asked))
        else:
            question = self._say("wide", rng, theme=theme.topic)
        return Wide(f"wide{at:02d}", question, theme)

    def narrows(self) -> list[Wide]:
        """Ask about the agencies of one city, where a few have the theme."""
        rng, (low, high) = self._rng("narrow"), CITY_AGENCIES
        pairs = sorted(self.counts.cities.items(), key=lambda pair: (-pair[1], pair[0]))
        able = [pair for pair, n in pairs if low <= n <= high]
        found: dict[tuple[str, str], Wide] = {}
        for _ in range(TRIES if able else 0):
            city, name = pair = able[int(rng.random() ** 2 * len(able))]  # large ones more often
            theme = vocabulary().theme(name)
            question = self._say("narrow", rng, city=city, theme=theme.topic)
            found.setdefault(pair, Wide(f"narrow{len(found) + 1:02d}", question, theme, city))
            if len(found) == OF_A_KIND:
                break
        return list(found.values())


def _answer(truth: Truth, theme: str, named: bool = False) -> dict[str, list[Any]]:
    """Return gold, evidence and points of an agency's findings on a theme."""
    core = truth.core(theme)
    figures = [
        (finding, found)
        for finding in core
        for found in [found for found in finding.figures if found.measure][:1]
    ]
    before = f"{truth.agency}：" if named else ""
    return {
        "gold": [{"doc": truth.doc, "no": finding.no} for finding in core],
        "evidence": [
            {"doc": truth.doc, "no": finding.no, "text": found.phrase} for finding, found in figures
        ],
        "answer_points": [before + found.phrase for _, found in figures],
        "acceptable": [{"doc": truth.doc, "no": found.no} for found in truth.touched(theme)],
    }


def _askable(found: Figure, truth: Truth) -> bool:
    """Tell whether a figure's object says enough, and stands once in the bulletin."""
    same = [
        other
        for finding in truth.findings
        for other in finding.figures
        if other.object == found.object
    ]
    vague = len(found.object) < OBJECT_LENGTH or "问题" in found.object
    return not vague and len(same) == 1


def questions_of(corpus: Corpus, counts: Counts, folder: Path) -> Iterator[Record]:
    """Yield the questions about a written corpus."""
    asker = Asker(corpus, counts)
    yield from asker.lookups()
    yield from asker.facts()
    wides = [*asker.wides(), *asker.narrows()]
    for truth in truths_in(folder):
        for wide in wides:
            wide.read(truth)
    yield from (wide.record() for wide in wides)
    yield from asker.compares()
    yield from asker.metas()
    yield from asker.unanswerables()


def write_questions(corpus: Corpus, counts: Counts, folder: Path) -> int:
    """Write `questions.jsonl`; return how many there are."""
    lines = [line_of(question) for question in questions_of(corpus, counts, folder)]
    (folder / "questions.jsonl").write_text("".join(lines), "utf-8")
    return len(lines)
