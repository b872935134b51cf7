"""Agency → its findings (问题): which themes, in what words, with which measures and figures.

Each theme is drawn by its share among bodies with the agency's tags; all themes of a part together
are more or less likely in one bulletin, so faults come in company. A finding's heading is one of
the theme's wordings or one of its names with a fault; its measures are the theme's own, some that
fit any theme, and now and then one that only touches another. What it does not know: what a figure
should be, or whether one measure contradicts the next.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from eval.synthetic import tuned
from eval.synthetic.grammar import Figure, Slot, Template, Writer, pick, shuffled
from eval.synthetic.vocabulary import PARTS, State, Theme, vocabulary

FIRST, LATER = ("学习", "会议"), ("制度", "自查", "监督", "问责", "长效")


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding (问题) before it is laid out: its words, and what is true of it."""

    theme: Theme
    fault: str
    case: str
    measures: tuple[str, ...]
    case_figures: tuple[Figure, ...]
    figures: tuple[Figure, ...]
    state: State
    state_words: str

    @property
    def touched(self) -> tuple[str, ...]:
        """The other themes whose words stand in it."""
        text = "\n".join((self.fault, self.case, *self.measures))
        found = {name: None for mark, name in _marks() if mark in text}
        return tuple(name for name in found if name != self.theme.name)


@lru_cache(maxsize=1)
def _marks() -> tuple[tuple[str, str], ...]:
    return tuple((mark, theme.name) for theme in vocabulary().themes for mark in theme.marks)


@lru_cache(maxsize=1)
def _touchable() -> tuple[Theme, ...]:
    """Return the themes that a measure may touch, those without findings more than once."""
    found = [theme for theme in vocabulary().themes if theme.passing]
    return tuple(t for t in found for _ in range(1 if t.headings else tuned.ONLY_TOUCHED))


def _between(rng: random.Random, limits: tuple[float, float]) -> float:
    """Return a value between two limits, the middle more often."""
    return limits[0] + (rng.random() + rng.random()) / 2 * (limits[1] - limits[0])


def themes_for(tags: frozenset[str], rng: random.Random) -> list[Theme]:
    """Return the themes of an agency's findings, in the order of the parts."""
    size = _between(rng, tuned.SIZES)
    sizes = {part: size * _between(rng, tuned.PART_SIZES) for part in PARTS}
    able = [theme for theme in vocabulary().themes if theme.headings]
    chosen = [t for t in able if rng.random() < 1 - (1 - t.share(tags)) ** sizes[t.part]]
    chosen += [theme for theme in chosen if rng.random() < tuned.AGAIN * size]
    missing = tuned.FEWEST - len(chosen)
    if missing > 0:
        others = [theme for theme in able if theme not in chosen]
        chosen += sorted(others, key=lambda theme: -theme.share(tags))[:missing]
    chosen = shuffled(rng, chosen)[: tuned.MOST]
    return sorted(chosen, key=lambda theme: PARTS.index(theme.part))


def findings_of(tags: frozenset[str], writer: Writer) -> list[Finding]:
    """Return the findings of an agency, in order; no heading twice."""
    said: set[str] = set()
    return [_finding(theme, writer, said) for theme in themes_for(tags, writer.rng)]


def _finding(theme: Theme, writer: Writer, said: set[str]) -> Finding:
    rng = writer.rng
    writer.figures, writer.at = [], 0
    writer.own["noun"] = lambda: pick(rng, theme.nouns)
    writer.own["doc"] = lambda: _document(theme, writer)
    fault = _fault(theme, writer)
    while fault in said:
        fault = _fault(theme, writer)
    said.add(fault)
    case = writer.one_of(theme.cases)
    found, writer.figures = tuple(writer.figures), []
    measures, state = _measures(theme, writer), _state(rng)
    figures, words = tuple(writer.figures), pick(rng, state.words)
    return Finding(theme, fault, case, measures, found, figures, state, words)


def _fault(theme: Theme, writer: Writer) -> str:
    """Return a heading's words: a wording of the theme, or its name and what is wrong."""
    if writer.rng.random() < tuned.NAMED_HEADING:
        return pick(writer.rng, theme.nouns) + writer.one_of(writer.rules["fault"])
    return writer.one_of(theme.headings)


def _document(theme: Theme, writer: Writer) -> str:
    """Return the title of a document of a theme."""
    name, chance = pick(writer.rng, theme.docs), writer.rng.random()
    if chance < 0.25:
        return f"《{name}》"
    if chance < 0.4:
        return f"《关于进一步加强{pick(writer.rng, theme.nouns).strip('“”')}的通知》"
    ending = "（试行）" if chance > 0.85 else ""
    return f"《{writer.write((Slot('short'),))}{name}{ending}》"


def _measures(theme: Theme, writer: Writer) -> tuple[str, ...]:
    """Return the measures of a finding: meetings first, what holds for long last."""
    rng, frames = writer.rng, vocabulary().frames
    count = pick(rng, tuned.MEASURES)
    own = min(len(theme.measures), max(1, round(count * tuned.OWN_MEASURES)))
    first = [frames[pick(rng, FIRST)]] if count - own > 1 and rng.random() < 0.6 else []
    later = shuffled(rng, LATER)[: count - own - len(first)]
    templates: list[Template] = [pick(rng, frame) for frame in first]
    templates += shuffled(rng, theme.measures)[:own]
    templates += [pick(rng, frames[name]) for name in sorted(later, key=LATER.index)]
    if rng.random() < tuned.TOUCHING:
        other = pick(rng, _touchable())
        if other is not theme:
            templates.append(pick(rng, other.passing))
    return tuple(_sentence(template, writer, at) for at, template in enumerate(templates, start=1))


def _sentence(template: Template, writer: Writer, at: int) -> str:
    writer.at = at
    text = writer.write(template)
    if writer.rng.random() < tuned.SLOGAN:
        return f"{writer.one_of(writer.rules['slogan'])}。{text}"
    return text


def _state(rng: random.Random) -> State:
    states: Sequence[State] = vocabulary().states
    chance = rng.random()
    for state in states:
        chance -= state.share
        if chance < 0:
            return state
    return states[0]
