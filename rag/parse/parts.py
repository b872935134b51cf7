"""Tree -> parts: which stretch of a bulletin reports the findings, and which are not findings.

Part one (组织情况) and part three (下一步打算) are often numbered like findings. A top heading is
judged by its words (the table `dialects.PART_HEADS`) and by what stands below it: headings of
problems and labels like 整改情况:. The end of the text (contact, signature) is cut off first,
line by line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.bulletin import Part
from rag.parse import dialects
from rag.parse.dialects import Form
from rag.parse.lines import Line
from rag.parse.outline import Node, does, faults, kind_of, reports
from rag.parse.wording import is_weak

LITTLE = (
    0.2  # a part with less evidence than this share of the richest part's is judged by its words
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines `first` to `last` (inclusive) of one part; `node` is its heading, if it has one."""

    part: Part
    first: int
    last: int
    node: Node | None
    rule: str


def tail(lines: list[Line]) -> list[tuple[int, Part]]:
    """Return the lines at the end that are contact or signature, each with its part."""
    found: list[tuple[int, Part]] = []
    at = len(lines) - 1
    while at > 0:
        part = _tail_part(lines, at)
        if part is None and found and _in_contact_block(lines, at):
            part = Part.CONTACT
        if part is None:
            break
        found.append((at, part))
        at -= 1
    return found[::-1]


PHONE = re.compile(
    r"(?:^|\D)(?:0\d{2,3}\s?[-—–]{1,2}\s?)?[1-9]\d{6,10}(?:\D|$)|[\w.]{2,40}@[\w.]{2,40}"
)


def _tail_part(lines: list[Line], at: int) -> Part | None:
    text = lines[at].folded
    if dialects.DATE_LINE.fullmatch(text) or dialects.CLOSING.match(text):
        return Part.SIGNATURE
    if dialects.CONTACT.match(text) or (
        len(text) < 80 and PHONE.search(text) and "。" not in text[:-1]
    ):
        return Part.CONTACT
    if len(text) <= 60 and dialects.SIGNATURE.fullmatch(text):
        return Part.SIGNATURE
    signed = re.fullmatch(r"(.{4,60}?)\s{0,12}(?:20\d{2}\s?年.{3,9}日)", text)
    return Part.SIGNATURE if signed and dialects.SIGNATURE.fullmatch(signed[1].strip()) else None


def _in_contact_block(lines: list[Line], at: int) -> bool:
    """Tell whether a short line without label stands among contact lines (an address, a room)."""
    short = len(lines[at].folded) < 60 and "。" not in lines[at].folded[:-1]
    return short and any(dialects.CONTACT.match(line.folded) for line in lines[max(0, at - 3) : at])


def evidence(node: Node) -> float:
    """Weigh the headings of problems and of shortcomings and the labels at and below `node`."""
    return sum(
        (1.0 if kind_of(below) in ("problem", "group") else 0.5 * is_weak(below.head))
        + below.labels
        for below in node.walk()
    )


def named_part(head: str) -> Part | None:
    """Return the part that the words of a heading name, None where they name none."""
    first = re.split("[。:;]", head[:120], maxsplit=1)[0]
    return next((row.part for row in dialects.PART_HEADS if row.pattern.search(first)), None)


def divide(root: Node, end: int) -> list[Stretch]:
    """Return the parts of the lines before `end`, in order, the opening first."""
    tops = [node for node in root.children if node.form is None or not node.form.listing]
    parts = _judge(tops)
    stretches = [Stretch(Part.OPENING, 0, (tops[0].at if tops else end) - 1, None, "首个标题之前")]
    for at, (node, (part, rule)) in enumerate(zip(tops, parts, strict=True)):
        last = (tops[at + 1].at if at + 1 < len(tops) else end) - 1
        stretches.append(Stretch(part, node.at, last, node, rule))
    return [stretch for stretch in stretches if stretch.first <= stretch.last]


def _judge(tops: list[Node]) -> list[tuple[Part, str]]:
    """Return the part of each top heading, and the rule that decided."""
    weak = _weak_forms(tops)
    told = _reporting_forms(tops)
    weights = [evidence(node) for node in tops]
    most = max(weights, default=0)
    judged: list[tuple[Part | None, str]] = []
    for node, weight in zip(tops, weights, strict=True):
        kind, named = kind_of(node), named_part(node.head)
        rich = weight > 0 and weight >= LITTLE * most
        if kind in ("problem", "group") and weight > 0:
            judged.append((Part.FINDINGS, "标题是问题"))
        elif node.form in weak and (named in (None, Part.FINDINGS) or _names_shortcoming(node)):
            judged.append((Part.FINDINGS, "标题指不足"))
        elif node.form in told and (named in (None, Part.FINDINGS) or reports(node)):
            judged.append((Part.FINDINGS, "同级各有整改情况"))
        elif named is Part.FINDINGS and (rich or most <= 1 or _lists_problems(node)):
            judged.append((Part.FINDINGS, "标题词与内容"))
        elif named is not None and named is not Part.FINDINGS and not (rich and weight > 2):
            judged.append((named, "标题词"))
        elif rich and weight > 1:
            judged.append((Part.FINDINGS, "内容"))
        else:
            judged.append((None, "位置"))
    if not any(part is Part.FINDINGS for part, _ in judged):
        _take_largest(tops, judged)
    for at, (part, _) in enumerate(judged):
        if part is None and _lists_problems(tops[at]) and faults(tops[at].children):
            judged[at] = (Part.FINDINGS, "其下各有问题与整改")
    return list(_by_place(judged))


def _lists_problems(node: Node) -> bool:
    """Tell whether headings of problems, or with reports of their own, stand right below.

    That is a second, shorter part of findings. What is done about the inspection as a whole
    (提高政治站位) is reported likewise, so its words are looked at.
    """
    if any(kind_of(child) == "problem" for child in node.children):
        return True
    telling = [
        n for n in node.children if reports(n) and named_part(n.head) in (None, Part.FINDINGS)
    ]
    return len(telling) > len(node.children) / 2


def _take_largest(tops: list[Node], judged: list[tuple[Part | None, str]]) -> None:
    """Take the findings from what is undecided, where no words name them.

    They are the headings of one form that each have a body, else the part with the most below it.
    """
    alike: dict[Form | None, list[int]] = {}
    for at, (node, (part, _)) in enumerate(zip(tops, judged, strict=True)):
        if part is None and _has_body(tops, at):
            alike.setdefault(node.form, []).append(at)
    most = max(alike.values(), key=len, default=[])
    below = [child for at in most for child in tops[at].children]
    if len(most) >= LEAST_SIBLINGS and (not below or does(below)):
        for at in most:
            judged[at] = (Part.FINDINGS, "同级标题各有正文")
        return
    sizes = [
        sum(1 for _ in node.walk()) if part is None else 0
        for node, (part, _) in zip(tops, judged, strict=True)
    ]
    if sizes and max(sizes) > 2:
        judged[sizes.index(max(sizes))] = (Part.FINDINGS, "内容最多")


def _has_body(tops: list[Node], at: int) -> bool:
    """Tell whether words stand behind or below a top heading without numbered lines."""
    behind = tops[at].head.find("。")
    below = at + 1 < len(tops) and tops[at + 1].at - tops[at].at > 1
    return below or at + 1 == len(tops) or 0 < behind < len(tops[at].head) - 1


def _weak_forms(tops: list[Node]) -> set[Form | None]:
    """Return the forms of numeral whose headings mostly speak of shortcomings."""
    forms = {node.form for node in tops}
    return {
        form
        for form in forms
        if len(heads := [_names_shortcoming(node) for node in tops if node.form is form]) > 1
        and sum(heads) > len(heads) / 2
    }


def _reporting_forms(tops: list[Node]) -> set[Form | None]:
    """Return the forms of numeral whose headings, no parts by their words, each tell measures."""
    forms = {node.form for node in tops}
    return {
        form
        for form in forms
        if len(unnamed := [n for n in tops if n.form is form and named_part(n.head) is None])
        >= LEAST_SIBLINGS
        and sum(map(reports, unnamed)) > len(unnamed) / 2
    }


LEAST_SIBLINGS = 3  # top headings that make a list of findings; parts are rarely as many


def _names_shortcoming(node: Node) -> bool:
    """Tell whether a top heading speaks of a shortcoming, and not of the findings as a whole."""
    return is_weak(node.head) and not dialects.STRONG_FINDINGS.search(node.head)


def _by_place(judged: list[tuple[Part | None, str]]) -> Iterator[tuple[Part, str]]:
    """Fill in what neither words nor content decide: by the place around the findings."""
    places = [at for at, (part, _) in enumerate(judged) if part is Part.FINDINGS]
    for at, (part, rule) in enumerate(judged):
        if part is not None:
            yield part, rule
        elif not places or at < places[0]:
            yield Part.ORGANISATION, rule
        else:
            yield (Part.NEXT if at > places[-1] else Part.FINDINGS), rule
