"""Evidence into the chat model's window: numbered from 1, most relevant first.

`pack` gives one bundle where all fits; else as few as hold all agencies, none of them divided. What
an agency has beyond a whole window is cut from its least relevant end, so that each is heard.
Passages that give orders to the reader instead of reporting are left out. What it does not know:
the model's own tokens; it counts too many.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.answer import Citation
from rag.text import chinese
from rag.text.instructions import INSTRUCTION

_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_CONTROL = re.compile(r"<\|[^|>]*\|>|\[/?INST\]|</?(?:s|system|user|assistant)>", re.I)
# Words that speak to a reader who writes answers; bulletins speak of what was done.
_ADDRESSED = re.compile(
    r"(?:回答|摘要|引用)(?:本|该|此|这)?(?:段|问题|时|中)|请(?:在|把|将|写|原样|用|只)|告诉用户|务必写|请输出|"
    r"原样输出|应写作|模型须知|系统消息|新的问题[::]|材料(?:结束|开始)|自称|"
    r"\b(?:assistant|answer(?:ing)?|instructions?|the question|state that|you (?:are|must))\b|"
    r"https?://|javascript|!\[|\]\(|</?[a-z]",
    re.I,
)
_MARKER = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Bundle:
    """The material of one call: its agencies, its text, and the citations that it shows.

    The model sees them as [1], [2] …, without a gap; `numbers` are their own, in that order.
    """

    agencies: tuple[str, ...]
    material: str
    numbers: tuple[int, ...]

    def cited(self, shown: Iterable[int]) -> tuple[int, ...]:
        """Return the citations' own numbers for those that the model saw."""
        known = range(1, len(self.numbers) + 1)
        return tuple(self.numbers[n - 1] for n in shown if n in known)


def tokens(text: str) -> int:
    """Return how many tokens `text` has at most: one a Chinese character, one for two others."""
    han = len(_HAN.findall(text))
    return han + (len(text) - han + 1) // 2


def pack(citations: Sequence[Citation], room: int) -> list[Bundle]:
    """Return the bundles that bring all citations (best first) into `room` tokens each."""
    grouped: dict[str, list[Citation]] = {}
    for citation in citations:
        if not gives_orders(citation.quote):
            grouped.setdefault(citation.agency, []).append(citation)
    bundles: list[list[tuple[str, Sequence[Citation]]]] = []
    left = 0
    for agency, own in grouped.items():
        fitting = (agency, _fitting(own, room))
        needed = tokens(_bundle([fitting]).material)
        if needed > left:
            bundles.append([])
            left = room
        bundles[-1].append(fitting)
        left -= needed
    return [_bundle(bundle) for bundle in bundles]


def gives_orders(quote: str) -> bool:
    """Tell whether a passage speaks to its reader as to a program."""
    folded = chinese.fold(quote)
    return any(p.search(folded) for p in (INSTRUCTION, _ADDRESSED, _CONTROL))


def _fitting(citations: Sequence[Citation], room: int) -> list[Citation]:
    kept: list[Citation] = []
    left = room - tokens(f"单位:{citations[0].agency}")
    for citation in citations:
        left -= tokens(line_of(citation, 999)) + 1
        if left < 0 and kept:
            break
        kept.append(citation)
    return kept


def _bundle(grouped: Iterable[tuple[str, Sequence[Citation]]]) -> Bundle:
    lines: list[str] = []
    numbers: list[int] = []
    agencies = []
    for agency, citations in grouped:
        agencies.append(agency)
        lines.append(f"单位:{agency}")
        for citation in citations:
            numbers += [] if is_heading(citation) else [citation.number]
            lines.append(line_of(citation, len(numbers)))
    return Bundle(tuple(agencies), "\n".join(lines), tuple(numbers))


def line_of(citation: Citation, number: int) -> str:
    """Return a passage as the model sees it; markers of its own are made harmless.

    A finding's heading goes without a number: it says what was wrong, not what was done.
    """
    words = _MARKER.sub(r"(\1)", " ".join(citation.quote.split()))
    return f"问题:{words}" if is_heading(citation) else f"[{number}] {words}"


def is_heading(citation: Citation) -> bool:
    """Tell whether a citation quotes a finding's heading."""
    title = "".join((citation.finding_title or "").split())
    quote = "".join(citation.quote.split())
    return bool(title) and title in quote and len(quote) <= len(title) + 12
