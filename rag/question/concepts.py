"""The topic of a question and the notions it is made of.

The topic is what is left of the folded question without agencies and framing; its notions are rows of
the table of synonyms, English terms by the glossary, and the other words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.names.agencies import Mention
from rag.question.framing import ENGLISH, FRAMES, singular
from rag.question.synonyms import SYNONYMS
from rag.text import chinese
from rag.text.lexicon import Lexicon
from rag.text.words import IN_ENGLISH, IN_QUESTION


@dataclass(frozen=True, slots=True)
class Concept:
    """One notion of the topic: the words asked and all `ways` to say it (folded, matched as parts)."""

    asked: str
    ways: tuple[str, ...]

    @property
    def is_term(self) -> bool:
        """Tell whether this is a term of the field rather than any word."""
        return (
            len(self.ways) > 1 or self.asked in chinese.TERMS or bool(_EXACT.fullmatch(self.asked))
        )


# What is looked up as it stands: a figure with its unit, a month or a day, the title of a document.
_EXACT = re.compile(
    r"(?<![\d.第])\d[\d.]+(?:余|多)?(?:%|万元|亿元|万|亿|元|[条个家名人次份件项期场户笔亩吨台套辆宗册])"
    r"|\d{4}年\d{1,2}月(?:\d{1,2}日)?|[一-鿿]{1,6}[〔\[(]\d{4}[〕\])]\d+号|《[^《》]{2,40}》"
)


def topic_of(folded: str, mentions: Sequence[Mention], *, find: bool = False) -> str:
    """Return the folded question without the agencies it names and without framing phrases.

    With `find` the names are looked up again: the text is no longer the one they were found in.
    """
    for mention in sorted(mentions, key=lambda m: -m.span.start):
        if not mention.names:
            continue
        if mention.span.start == mention.span.end:  # English: words here and there
            for word in mention.words.split():
                folded = re.sub(rf"\b{word}\b", " ", folded)
        elif find:
            folded = folded.replace(mention.words, " ")
        else:
            folded = folded[: mention.span.start] + " " + folded[mention.span.end :]
    folded = _FRAMING.sub(" ", folded)
    return re.sub(r"\s+", " ", folded).strip(" ,.?!;:。、")


_FRAMING = re.compile(
    r"(?:各|哪些|哪几|这几|那几|每|所有|其他|其它|其余|别的|全部)(?:一)?(?:个|家)?(?:单位|部门|机关|家)|哪几家|"
    r"(?:都|分别|各自|具体)?(?:是)?(?:怎么|如何|怎样|咋)(?:样)?(?:进行)?(?:整改|改|解决|处理|落实|做|抓|管|弄|办|规范)(?:的|了)?|"
    r"(?:采取|有|做|出)了?(?:哪些|什么)(?:具体)?(?:整改)?(?:措施|办法|做法|举措)|整改(?:措施|情况|结果|效果)?|"
    r"(?:用|列成|做成|换成|列个|列出)?(?:一个)?(?:表格|列表|英文|英语)(?:列出来|表示|回答|说明)?|巡察(?:反馈|整改|指出|发现)?|有没有|"
    r"按(?:单位|部门|家)(?:来)?(?:列|分|说)?(?:出来|一下|开)?"
)


def concepts_of(topic: str) -> tuple[Concept, ...]:
    """Return the notions of a folded topic.

    Figures, dates and titles as they stand, rows of the table, English notions, other words.
    """
    if mostly_english(topic):
        han = " ".join(re.findall(r"[一-鿿]+", topic))
        return (*_english_concepts(topic), *concepts_of(han))
    found = [Concept(m, (m,)) for m in dict.fromkeys(_EXACT.findall(topic))]
    rest = _EXACT.sub(" ", topic)
    ways, rows = _rows()
    while way := ways.longest(rest):
        rest = rest.replace(way, " ")
        if not any(rows[way].ways == c.ways for c in found):
            found.append(replace(rows[way], asked=way))
    found.sort(key=lambda c: topic.index(c.asked))
    for word in dict.fromkeys(chinese.segments(FRAMES.blanked(rest))):
        if word not in IN_QUESTION and word not in IN_ENGLISH and not _is_number_of(word):
            found.append(Concept(word, (word,)))
    if any(len(c.asked) > 1 for c in found):  # a single character says little beside a word
        found = [c for c in found if len(c.asked) > 1 or c.is_term]
    return tuple(found)


@lru_cache(maxsize=1)
def _rows() -> tuple[Lexicon, dict[str, Concept]]:
    """Return the members of the tables, and each with the notion of its row (of several, the first)."""
    rows: dict[str, Concept] = {}
    for row in SYNONYMS:
        ways = tuple(map(chinese.fold, row))
        for way in ways:
            rows.setdefault(way, Concept(ways[0], ways))
    return Lexicon(rows), rows


def notions_within(words: str) -> list[Concept]:
    """Return the notions of the table that parts of `words` name, the longest parts first."""
    _, rows = _rows()
    sizes = range(len(words) - 1, 1, -1)
    parts = [words[at : at + size] for size in sizes for at in range(len(words) - size + 1)]
    return [replace(rows[part], asked=part) for part in parts if part in rows]


@lru_cache(maxsize=1)
def _english() -> Lexicon:
    return Lexicon(ENGLISH)


def _english_concepts(topic: str) -> list[Concept]:
    """Return the notions of an English topic: from each word on, the longest entry there is."""
    _, rows = _rows()
    found: dict[str, tuple[str, ...]] = {}
    until = 0
    topic = singular(topic)
    for word in re.finditer(r"\b[a-z]", topic):
        if word.start() < until or not (key := _english().at(topic, word.start())):
            continue
        until = word.start() + len(key)
        ways = ENGLISH[key].split()
        ways += [w for way in ways if way in rows for w in rows[way].ways]
        if all(set(ways) != set(known) for known in found.values()):
            found[key] = tuple(dict.fromkeys(ways))
    return [Concept(key, ways) for key, ways in found.items()]


def _is_number_of(word: str) -> bool:
    return bool(
        re.fullmatch(r"[几两各多]\w|\d{1,2}|[一二三四五六七八九十]{1,2}[份家个条项次]?", word)
    )


def mostly_english(folded: str) -> bool:
    """Tell whether a folded text is written in English rather than Chinese."""
    return len(re.findall(r"[a-z]{2,}", folded)) > len(re.findall(r"[一-鿿]", folded)) // 2
