"""A finding's body -> its status and its measures (整改措施), as spans.

Measures are the items of the outermost list (一是…二是…, (1)(2), 第一,第二, or numbered lines);
where there is no list, the sentences of what follows 整改情况:. A list that starts again
continues the count. What it does not know: whether a sentence is a measure or its result; both
are kept.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.bulletin import Measure, Span, Status
from rag.parse.dialects import INLINE_LABEL, LABEL_LINE, STATUSES, label_role
from rag.parse.lists import CN, ENDS, bulleted, items_in

SHORTEST = 5  # characters; a shorter sentence belongs to the one before it


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a body under one label; `role` as in `dialects.Label`."""

    role: str
    span: Span  # without the label


def blocks(text: str, body: Span) -> list[Block]:
    """Cut a body (folded text) into the stretches under its labels."""
    cut: list[tuple[int, int, str]] = [(body.start, body.start, "measures")]
    at = body.start
    for line in body.of(text).split("\n"):
        whole = LABEL_LINE.fullmatch(NUMERAL.sub("", line))
        if whole:
            cut.append((at, at + len(line), label_role(whole[1])))
        else:
            for match in INLINE_LABEL.finditer(line):
                cut.append((at + match.start(), at + match.end(), label_role(match[1])))
        at += len(line) + 1
    ends = [start for start, _, _ in cut[1:]] + [body.end]
    return [
        Block(role, _trim(text, Span(start, max(start, end))))
        for (_, start, role), end in zip(cut, ends, strict=True)
        if not BARE.fullmatch(text, start, end)
    ]


NUMERAL = re.compile(rf"^[(]?(?:\d{{1,2}}|{CN})[).、]{{1,2}}\s?")  # of a label: 1.整改措施
BARE = re.compile(r"[\s()\[\]、.:\d一二三四五六七八九十①-⑳]{0,12}")  # nothing, or a label's numeral


def _trim(text: str, span: Span) -> Span:
    inner = span.of(text)
    start = span.start + len(inner) - len(inner.lstrip())
    return Span(start, max(start, span.start + len(inner.rstrip())))


def measures_of(text: str, found: list[Block]) -> tuple[Measure, ...]:
    """Return the measures in the blocks of a body: list items, else sentences."""
    reporting = [block.span for block in found if block.role in ("measures", "status")]
    spans = [span for block in reporting for span in _listed(text, block)]
    if not spans:
        spans = [span for block in reporting for span in _sentences(text, block)]
    return tuple(Measure(order, span) for order, span in enumerate(spans, 1))


def _listed(text: str, span: Span) -> Iterator[Span]:
    """Yield the list items in `span`, each up to the next; the last ends its paragraph."""
    items = items_in(text, span) or bulleted(text, span)
    for at, item in enumerate(items):
        if at + 1 < len(items):
            yield _trim(text, Span(item.start, items[at + 1].start))
        else:
            yield _trim(text, Span(item.start, _paragraph_end(text, item.start, span.end)))


def _paragraph_end(text: str, start: int, end: int) -> int:
    """Return where the paragraph ends: a line that ends without a stop goes on in the next."""
    at = text.find("\n", start, end)
    while at >= 0 and text[at - 1] not in ENDS:
        at = text.find("\n", at + 1, end)
    return end if at < 0 else at


OPENERS, CLOSERS = '《("[', '》)"]'


def _sentences(text: str, span: Span) -> Iterator[Span]:
    """Yield the sentences of `span` without those that only state the status, first or last."""
    pieces: list[Span] = []
    at = span.start
    while at < span.end:
        line = text[at : _paragraph_end(text, at, span.end)]
        fresh = len(pieces)
        for start, end in _stops(line):
            piece = Span(at + start, at + end)
            if len(pieces) > fresh and end - start < SHORTEST:
                pieces[-1] = Span(pieces[-1].start, piece.end)
            else:
                pieces.append(piece)
        at += len(line) + 1
    for order, piece in enumerate(pieces):
        trimmed = _trim(text, piece)
        words = trimmed.of(text)
        at_end = order in (0, len(pieces) - 1) or words[0] in BRACKETS
        if not at_end or status_in(words.strip(f"{BRACKETS}。; ")) is None:
            yield trimmed


def _stops(line: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a line's sentences; a stop inside 《》 or quotes ends none."""
    start, within = 0, ""
    for at, char in enumerate(line):
        if within:
            within = "" if char == within else within
        elif char in OPENERS and (close := CLOSERS[OPENERS.index(char)]) in line[at + 1 : at + 120]:
            within = close
        elif char in "。;!":
            yield start, at + 1
            start = at + 1
    if line[start:].strip():
        yield start, len(line)


BRACKETS = "()[]【】〔〕"
STATUS_LENGTH = 24  # characters; a longer sentence tells what was done, not how far
LISTED = re.compile(rf"{CN}是|第{CN}|[(]\s?(?:\d|{CN}\s?[)])|[\d①-⑳]")
BESIDE_STATUS = re.compile(
    "目前|截至|经|该|此|本|以上|上述|[项个条]|问题|任务|事项|工作|整改|已|并|且|均|长期|坚持|持续|推进|完成|[,、:()]"
)


def status_in(sentence: str, *, alone: bool = True) -> tuple[Status, int, int] | None:
    """Return the status that a short folded sentence states, and where its words are.

    `alone` asks that it state nothing else: 已完成 does, 已完成制度修订 tells a measure.
    """
    plain = sentence.rstrip("。;,.")
    if len(plain) > STATUS_LENGTH or (alone and LISTED.match(plain)):
        return None
    for row in STATUSES:
        if match := row.pattern.search(plain):
            rest = BESIDE_STATUS.sub("", plain[: match.start()] + plain[match.end() :])
            return (row.status, match.start(), match.end()) if len(rest) <= 2 or not alone else None
    return None


STATUS_BEFORE = re.compile(r"[(\[【〔]\s?([^()\[\]【】〔〕]{2,16}?)\s?[)\]】〕]\s{0,4}(?=\S)")


def status_before(line: str) -> int:
    """Return the width of the status in brackets that a folded line opens with, 0 for none."""
    mark = STATUS_BEFORE.match(line)
    return mark.end() if mark and status_in(mark[1]) else 0


def states(line: str) -> bool:
    """Tell whether a folded line opens with a statement of the status (已完成整改。…)."""
    first = line.split("。", 1)[0]
    return len(first) < len(line) and status_in(first) is not None


def status_of(text: str, found: list[Block]) -> tuple[Status, Span | None]:
    """Return the status that a body states and the span of its words."""
    for block in sorted(found, key=lambda block: block.role != "status"):
        if block.role not in ("status", "measures"):
            continue
        line = block.span.of(text).split("\n", 1)[0]
        note = STATUS_NOTE.search(line)
        if note and (state := status_in(note[1])):
            return state[0], Span(block.span.start + note.start(1), block.span.start + note.end(1))
        for stops in ("。;", "。;,"):
            end = min((at for char in stops if (at := line.find(char)) >= 0), default=len(line))
            if state := status_in(line[:end], alone=block.role == "measures"):
                return state[0], Span(block.span.start, block.span.start + end)
    return _closing_status(text, [b.span for b in found if b.role == "measures"])


STATUS_NOTE = re.compile(
    r"[(\[【]([^()\[\]【】。]{2,14})[)\]】]\s?(?=一是|第一,|\([一1]\)|①|1[.、])"
)


def _closing_status(text: str, told: list[Span]) -> tuple[Status, Span | None]:
    """Return the status that the last sentence states, where no other sentence states one."""
    stated = []
    for span in told[-1:]:
        for start, end in _stops(span.of(text).replace("\n", " ")):
            piece = _trim(text, Span(span.start + start, span.start + end))
            words = piece.of(text).strip("()【】[]。; ")
            if (state := status_in(words)) and not re.search(r"\d", words):
                stated.append((state[0], piece, end == len(span.of(text))))
    if len(stated) == 1 and stated[0][2]:
        status, piece, _ = stated[0]
        return status, Span(piece.start, piece.start + len(piece.of(text).rstrip("。;")))
    return Status.UNSTATED, None
