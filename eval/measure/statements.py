"""Does the text say it, and do the quotes bear it out? Judged by words and figures, no model.

A statement is borne out by words when every figure in it stands there and at least `SHARE` of its
content words do. This is a lower bar than a reader's judgement on meaning (it cannot see a
negation or a swapped subject) and a higher one on wording (an honest paraphrase may fail);
docs/evaluation.md gives its measured error both ways.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rag.text.chinese import fold, words

SHARE = 0.7  # of the content words; docs/evaluation.md says what other shares would do

_FIGURE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?%?)")
_UNIT = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)(%|[\u4e00-\u9fff])")
_MARKER = re.compile(r"\[(\d+)\]")
_BLOCK = re.compile(r"\n|\||<br\s*/?>")
_SENTENCE = re.compile(r"[^。!?!?]+[。!?!?]*(?:\s*\[\d+\])*")
_RULE = re.compile(r"\|?\s*:?-{3,}")
_ROW_HEAD = re.compile(r"^\|[^|\[]*\|(?=.*\[\d+\])")  # whom a row is about
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_NOT_SAID = re.compile(r"^(#|\|?\s*:?-{3,}|\*\*[^*]*\*\*$)|[::]$")  # headings, rules, lead-ins
_ABOUT_STORE = re.compile(
    r"份通报|没有(提到|提及|涉及|相关|找到)|未(提到|提及|涉及|见|找到|检索)|"
    r"\b[Nn]othing on\b|\bbulletins\b"
)
STOP = frozenset(
    "的 了 和 与 及 或 在 是 为 对 将 并 等 中 已 均 由 其 该 这 那 有 也 都 就 把 被 向 从 以 于 "
    "各 个 进行 开展 相关 有关 情况 工作 问题 方面 以及 通过 针对".split()
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer with the numbers of the citations that stand behind it."""

    text: str
    markers: tuple[int, ...]


def plain(text: str) -> str:
    """Return Markdown as it is read: without bold and without escapes."""
    return re.sub(r"\*\*|\\(?=[^\w\s])", "", text)


def segments(text: str) -> Iterator[Statement]:
    """Yield the sentences of an answer, table cells apart, each with the markers that cover it.

    A marker covers what stands before it in the same line or cell, back to the marker before.
    """
    for block in _BLOCK.split(plain(text)):
        covering: tuple[int, ...] = ()
        found: list[Statement] = []
        for match in reversed(list(_SENTENCE.finditer(block))):
            numbers = tuple(dict.fromkeys(int(n) for n in _MARKER.findall(match.group())))
            covering = numbers or covering
            said = _MARKER.sub("", match.group()).strip(" \t>-*·")
            if said:
                found.append(Statement(said, covering))
        yield from reversed(found)


def statements(text: str) -> Iterator[Statement]:
    """Yield the sentences that state something of the bulletins: what must be cited.

    Left out: headings, also of tables and their rows, lead-ins, fragments under three content
    words, and sentences on what the store does or does not hold ("5 份通报中 4 份涉及"), which no
    passage can bear out.
    """
    lines = [line.strip() for line in text.splitlines()]
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if not _NOT_SAID.search(line) and not _RULE.match(below):
            for said in segments(_ROW_HEAD.sub("|", line)):
                enough = len(content_words(said.text)) >= 3
                if enough and not _ABOUT_STORE.search(said.text):
                    yield said


def content_words(text: str, latin: bool = True) -> set[str]:
    """Return the words that carry meaning: two characters or more, no figures or function words."""
    found = {w for w in words(text) if len(w) > 1 and w not in STOP and not w[0].isdigit()}
    return found if latin else {w for w in found if _HAN.search(w)}


def figures(text: str) -> set[str]:
    """Return the figures in `text`: 1,234 as 1234, 06 as 6, 142.6% whole, full width folded."""
    plain = re.sub(r"(?<=\d)[,,](?=\d{3})", "", fold(text))
    return {_even(figure) for figure in _FIGURE.findall(plain)}


def figures_with_unit(text: str) -> set[str]:
    """Return the figures in `text` with the character that counts them: 433条, 142.6%."""
    plain = re.sub(r"(?<=\d)[,,](?=\d{3})|\s+", "", fold(text))
    return {_even(figure) + unit for figure, unit in _UNIT.findall(plain)}


def _even(figure: str) -> str:
    return figure if "." in figure else figure.lstrip("0") or "0"


def bears_out(said: str, ground: str, share: float = SHARE) -> bool | None:
    """Tell whether `ground` holds the figures and words of `said`; None if it has neither."""
    han = bool(_HAN.search(said))
    needed = content_words(said, latin=han and not _mostly_latin(said))
    if not needed and not figures(said):
        return None
    if not figures(said) <= figures(ground):
        return False
    return words_shared(needed, ground) >= share


def words_shared(needed: Collection[str], ground: str) -> float:
    """Return the share of `needed` that occur in `ground`; 1 where nothing is needed."""
    here = re.sub(r"\s+", "", fold(ground))
    return sum(word in here for word in needed) / len(needed) if needed else 1.0


def _mostly_latin(text: str) -> bool:
    return sum(map(len, _LATIN.findall(text))) > len(_HAN.findall(text))
