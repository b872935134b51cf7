"""A chat model's words as they arrive -> whole sentences with their markers.

A sentence ends with its stop and the markers that follow it, or with its line. Markers are read in
the ways that models write them: [3], 【3】, [1][2], [1,2], [1-3], [材料3]. Headings, list signs and
bold are taken off. A line with its marker only at the end lends it to the sentences before.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_MARKS = r"[\[【〔][^\[\]【】〔〕\d]{0,6}\d{1,3}(?:\s*[,,、;~至\-—–][^\d\[\]]{0,3}\d{1,3})*[\]】〕]"
_MARK = re.compile(_MARKS)
_END = re.compile(rf"[。!?！?]+(?:[”」』\"])?(?:\s*(?:{_MARKS}))*[。!?]*|\n")
_OPEN_MARK = re.compile(r"\s*[\[【〔][^\]】〕]{0,12}$")
_LEAD = re.compile(
    r"^\s*(?:[-*•·>#]+\s*|\(?\d{1,2}[.、.))]\s*|[一二三四五六七八九十]{1,2}(?:、|是(?=[^否的])))+"
)
_FENCE = re.compile(r"^\s*(?:`{3}|---+|===+)")
LONGEST = 600  # characters without a stop: no sentence is so long


@dataclass(frozen=True, slots=True)
class Drafted:
    """A sentence as the model wrote it, markers apart."""

    text: str
    numbers: tuple[int, ...]


class Drafting:
    """Takes text in pieces and gives out whole sentences."""

    def __init__(self) -> None:
        self._held = ""
        self._unmarked: list[Drafted] = []  # sentences of this line, in wait of its marker

    @property
    def overlong(self) -> bool:
        """Tell whether the text runs on without a stop."""
        return len(self._held) > LONGEST

    def add(self, text: str) -> Iterator[Drafted]:
        """Yield the sentences that a further piece completes."""
        self._held += text
        while match := _END.search(self._held):
            rest = self._held[match.end() :]
            whole_line = match.group() == "\n"
            if not whole_line and (not rest.strip(" ") or _OPEN_MARK.match(rest)):
                return  # its markers may still come
            sentence, self._held = self._held[: match.end()], rest
            yield from self._marked(drafted(sentence))
            if whole_line:
                yield from self._released()

    def rest(self) -> Iterator[Drafted]:
        """Yield what is left at the end."""
        held, self._held = self._held, ""
        yield from self._marked(drafted(held))
        yield from self._released()

    def _marked(self, sentences: Iterator[Drafted]) -> Iterator[Drafted]:
        for sentence in sentences:
            if not sentence.numbers:
                self._unmarked.append(sentence)
                continue
            for before in self._unmarked:
                yield replace(before, numbers=sentence.numbers)
            self._unmarked.clear()
            yield sentence

    def _released(self) -> Iterator[Drafted]:
        yield from self._unmarked
        self._unmarked.clear()


def drafted(words: str) -> Iterator[Drafted]:
    """Yield a sentence with its markers read, or nothing where it says nothing."""
    numbers = tuple(dict.fromkeys(n for m in _MARK.finditer(words) for n in _numbers(m.group())))
    text = _LEAD.sub("", _MARK.sub("", words).replace("**", "").replace("__", "")).strip()
    is_heading = words.lstrip().startswith("#") or text.endswith((":", "："))
    if len(re.findall(r"\w", text)) < 4 or (is_heading and not numbers) or _FENCE.match(words):
        return
    yield Drafted(re.sub(r"\s+([。!?])", r"\1", text), numbers)


def _numbers(marker: str) -> Iterator[int]:
    inside = re.sub(r"[^\d,,、;~至\-—–]", "", marker)
    for part in re.split(r"[,,、;]", inside):
        bounds = [int(n) for n in re.findall(r"\d+", part)]
        if len(bounds) == 2 and bounds[0] <= bounds[1] <= bounds[0] + 12:
            yield from range(bounds[0], bounds[1] + 1)
        else:
            yield from bounds
