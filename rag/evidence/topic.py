"""A topic weighed against a store: how rare its notions are, and which of them the store has."""

from dataclasses import dataclass

from rag.evidence.field import Field, pairs
from rag.evidence.tuned import HEAD_SHARE, KEPT_SHARE, LISTED_SHARE, LONGEST_LABEL, UNKNOWN_WEIGHT
from rag.question.concepts import Concept, notions_within
from rag.question.subject import OR, Subject
from rag.store.letters import Flags
from rag.text import chinese


@dataclass(frozen=True)
class Topic:
    """A question's topic weighed against a store: notions and character pairs with their rarity."""

    concepts: tuple[Concept, ...]
    weights: tuple[float, ...]
    pairs: tuple[tuple[str, float], ...]
    subject: Subject
    heads: tuple[Concept, ...] = ()  # terms, or things listed, that few findings speak of
    strange: bool = False  # it names terms of the field, and the store holds none of them
    unknown: float = 0.0  # share of the notions' weight that the store does not hold at all
    absent: float = 0.0  # the same of terms of the field alone: a theme that nobody has
    ways: tuple[tuple[str, ...], ...] = ()  # of each concept, those that the store uses

    @property
    def label(self) -> str:
        """The weightiest stretches of the question's own words, for saying what was searched."""
        stretches = [s for clause in self.subject.clauses if (s := self._stretch(clause))]
        ranked = sorted(stretches, key=lambda s: -s[0])
        kept = [words for weight, words in ranked if weight >= KEPT_SHARE * ranked[0][0]]
        while len("、".join(kept)) > LONGEST_LABEL and len(kept) > 1:
            kept.pop()
        if self.subject.english or not kept or len(kept[0]) > LONGEST_LABEL:
            kept = self._weightiest()
        return "、".join(sorted(kept, key=self.subject.text.find))

    def _stretch(self, clause: str) -> tuple[float, str] | None:
        """Return a clause from its first notion to its last, with their weight together."""
        held = [(words, w) for words, w in self._asked if words in clause]
        if not held:
            return None
        start = min(clause.find(words) for words, _ in held)
        start -= clause[:start].endswith(("不", "没", "未", "无"))
        end = max(clause.find(words) + len(words) for words, _ in held)
        return sum(w for _, w in held), clause[start:end]

    @property
    def _asked(self) -> list[tuple[str, float]]:
        weighed = zip(self.concepts, self.weights, strict=True)
        return [
            (words, (w or UNKNOWN_WEIGHT) * (2 if c.is_term else 1))
            for c, w in weighed
            for words in c.asked.split(OR)
        ]

    def _weightiest(self) -> list[str]:
        order = sorted(self._asked, key=lambda pair: -pair[1])
        asked = [words for words, _ in order]
        return [a for a in asked if not any(a != b and a in b for b in asked)][:3]

    @property
    def rarest(self) -> int:
        """The place of the weightiest notion; -1 where none has weight."""
        if not any(self.weights):
            return -1
        return max(range(len(self.weights)), key=self.weights.__getitem__)

    def share_in(self, text: str) -> float:
        """Return the share (0..1) of the notions' weight that a folded text holds."""
        weighed = zip(self.ways, self.weights, strict=True)
        held = sum(weight for ways, weight in weighed if any(way in text for way in ways))
        return held / (sum(self.weights) or 1.0)

    def names(self, text: str) -> bool:
        """Tell whether `text` speaks of one of the head notions in so many words."""
        return any(way in text for c in self.heads for way in c.ways)


def weigh(field: Field, subject: Subject, within: Flags | None = None) -> Topic:
    """Weigh a subject's notions by their rarity in the store.

    What singles findings out is seen `within` the bulletins asked: bool[b].
    """
    concepts = [part for c in subject.notions for part in _known_parts(field, c)]
    found = [field.rarity(c.ways) for c in concepts]
    top = field.rarity(())
    weights = tuple(0.0 if w >= top else w for w in found)
    whole = sum(found) or 1.0
    unknown = sum(w for w in found if w >= top) / whole
    absent = sum(w for w, c in zip(found, concepts, strict=True) if w >= top and c.is_term) / whole
    asked = (c.asked if c.asked[0] > "z" else c.ways[0] for c in concepts)
    kept = {p for words in asked for p in pairs(words)} or set(pairs(subject.text))
    weighed = tuple((p, field.rarity((p,))) for p in sorted(kept))
    heads = tuple(
        c
        for c in concepts
        if (c.is_term and 0 < field.share(c.ways, within) <= HEAD_SHARE)
        or (subject.is_listed(c.asked) and 0 < field.share(c.ways, within) <= LISTED_SHARE)
    )
    terms = [c for c in concepts if c.is_term]
    strange = bool(terms) and not any(field.holds(c.ways) for c in terms)
    ways = tuple(field.said(c.ways) for c in concepts)
    return Topic(tuple(concepts), weights, weighed, subject, heads, strange, unknown, absent, ways)


def _known_parts(field: Field, concept: Concept) -> list[Concept]:
    """Return a notion, or, where the store does not know it as a whole, the words it is made of."""
    if len(concept.asked) < 3 or field.holds(concept.ways):
        return [concept]
    if concept.is_term:  # 校园食品安全, where the store has 食品安全
        within = (c for c in notions_within(concept.asked) if c.is_term and field.holds(c.ways))
        return [next(within, concept)]
    parts = [w for w in chinese.words(concept.asked) if w != concept.asked and len(w) > 1]
    if any(field.holds((w,)) for w in parts):
        return [Concept(w, (w,)) for w in parts]
    return [concept]
