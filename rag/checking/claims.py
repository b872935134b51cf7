"""What a sentence claims, and what a passage says: the pieces that the two are compared by.

Text is read as `figures.read` gives it (folded, no white space). Beside figures and dates there are
titles (marked 《》), quotations, organisations and places, content words, negations, and words of
direction or outcome whose opposite would turn a result round. The words come from `claim_words`;
nothing is learned.
What it does not know: meaning beyond these tables; two words that nobody listed as alike differ.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.checking.alike import LIKE, PLAIN_BODIES
from rag.names.agency import Agency
from rag.text import chinese
from rag.text.figures import Dated, Figure, dates_in, figures_in, read
from rag.text.words import IN_SENTENCE

_NEGATOR = re.compile(
    r"尚未|并未|从未|没有|不再|不予|不得|未|没|不(?!断|仅|少|忘|但|过|管|论|动产|折不扣|同|久|惜|妨|可)|"
    r"无(?!论|缝|人机|线|锡|穷)|非(?!常|公|税|遗|凡|法)|难以|缺乏"
)
# Words that deny what follows, and are themselves held to the passage's words.
_DENIER = re.compile(r"杜绝|禁止|严禁|避免|防止|停止|取消|拒绝|放弃|免于|暂缓|暂停|终止|叫停|停用")
_NOT_NEGATOR = re.compile(r"未来|未成年|没收|除非|莫非|是非|非常|从不断|永不|毫不")
_ORG = re.compile(
    r".*(?:局|委员会|办公室|研究院|法院|检察院|医院|学院|中心|集团|公司|大学|协会|学会|工会|联合会|党组|党委|巡察组|巡视组|纪检组|"
    r"监察组|工作组|银行|事务所|支队|大队|街道办|管委会|领导小组|专班|基金会|商会|报社|电视台|发改委|纪委|监委|国资委|财政厅|厅)$"
)
_PLACE = re.compile(r"[一-鿿]{2,}(?:省|市|自治区|区|县)$")
_TITLE = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》")
_QUOTED = re.compile(r"“([^“”]+)”|「([^「」]+)」|‘([^‘’]+)’|\"([^\"]+)\"|『([^『』]+)』")
_LETTERS = re.compile(r"\w{0,2}")
_STOPS = ",。;:、!?()—|"
_CUT = re.compile(rf"[{re.escape(_STOPS)}]+")
_SEGMENT = re.compile(r"[。;!?]+|(?<=[,:。;])(?=[一二三四五六七八九十]是)")


class Names:
    """The agencies that a store knows, found in a sentence by any of their usual names."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self._agencies = {agency.name: agency for agency in agencies}
        known = [(a.name, alias) for a in self._agencies.values() for alias in a.aliases]
        self._names: dict[str, set[str]] = {}
        for name, alias in known:
            self._names.setdefault(alias, set()).add(name)
        aliases = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, aliases)) or r"(?!)")

    def said(self, text: str) -> Iterator[tuple[re.Match[str], set[str]]]:
        """Yield each agency name in a text that was read, with the full names it may stand for."""
        words: list[str] | None = None
        for match in self._pattern.finditer(text):
            if len(match.group()) < 3:  # 理工 in 理工科 names nobody
                words = chinese.words(text) if words is None else words
                if match.group() not in words or _goes_on(match.group(), words):
                    continue
            yield match, self._names[match.group()]

    def taken_out(self, text: str) -> str:
        """Return a text that was read without the agency names in it."""
        return self._pattern.sub("", text)

    def blanked(self, text: str) -> str:
        """Return a text that was read with blanks in place of the agency names in it."""
        return self._pattern.sub(lambda m: " " * len(m.group()), text)

    def own(self, agency: str) -> str:
        """Return all words that an agency is called by, in one string to look in."""
        known = self._agencies.get(agency)
        words = {*known.aliases, *known.places} if known else set()
        return " ".join([read(agency), *sorted(words)])


def _goes_on(name: str, words: Sequence[str]) -> bool:
    return any(word != name and word.startswith(name) and len(word) == 3 for word in words)


@dataclass(frozen=True, slots=True)
class Said:
    """A text taken apart. `clauses` are its smallest stretches, `segments` its sentences."""

    text: str
    figures: tuple[Figure, ...]
    dates: tuple[Dated, ...]
    titles: tuple[str, ...]
    quotations: tuple[str, ...]
    clauses: tuple[str, ...]
    segments: tuple[str, ...]


@lru_cache(maxsize=4096)
def taken_apart(text: str) -> Said:
    """Return the pieces of a text as it was written."""
    plain = read(text)
    return Said(
        plain,
        figures_in(plain),
        dates_in(plain),
        tuple(dict.fromkeys(_TITLE.findall(plain))),
        tuple(dict.fromkeys(_quotations(text))),
        tuple(part for part in _CUT.split(plain) if part),
        tuple(part for part in _SEGMENT.split(plain) if part),
    )


def _quotations(text: str) -> Iterator[str]:
    for groups in _QUOTED.findall(text.replace("**", "")):
        words = read("".join(groups))
        if words:
            yield words


@lru_cache(maxsize=8192)
def content_words(text: str) -> tuple[str, ...]:
    """Return the words of a read text that carry meaning, each once; no figures, dates, frame."""
    figures, dates = figures_in(text), dates_in(text)
    for span in sorted([*(f.span for f in figures), *(d.span for d in dates)], reverse=True):
        text = text[: span.start] + " " + text[span.end :]
    found = (w for w in chinese.words(text) if len(w) > 1 and not re.search(r"\d", w))
    return tuple(dict.fromkeys(w for w in found if w not in IN_SENTENCE))


def is_held(word: str, text: str) -> bool:
    """Tell whether a text has a word or one that bulletins use for it."""
    return word in text or any(like in text for like in LIKE.get(word, ()))


def share_held(words: Sequence[str], text: str) -> float:
    """Return the share of words that a text has, long words weighing more; 1 without words."""
    total = sum(map(len, words))
    return sum(len(w) for w in words if is_held(w, text)) / total if total else 1.0


def negations(text: str) -> list[tuple[str, str]]:
    """Return each negation of a read text with up to two letters that it stands before."""
    skipped = {at for m in _NOT_NEGATOR.finditer(text) for at in range(*m.span())}
    return [
        (m.group(), _LETTERS.match(text, m.end()).group())  # type: ignore[union-attr]
        for m in _NEGATOR.finditer(text)
        if m.start() not in skipped
    ]


def denials(text: str) -> list[tuple[str, str]]:
    """Return each word of a read text that denies what follows, with two letters of that."""
    return [
        (m.group(), _LETTERS.match(text, m.end()).group())  # type: ignore[union-attr]
        for m in _DENIER.finditer(text)
    ]


def organisations(text: str) -> set[str]:
    """Return the names of bodies and places in a read text, as far as their word goes."""
    words = {w for w in chinese.words(text) if len(w) > 2 and w not in PLAIN_BODIES}
    return {w for w in words if _ORG.match(w) or _PLACE.match(w)}


def titles_in(text: str) -> list[str]:
    """Return the 《titles》 of a read text."""
    return _TITLE.findall(text)
