"""The part that reports findings -> its findings: which headings are groups, findings, or measures.

The leaf is the finding: a heading of a problem below which no other heading names a problem. Sets
of sibling headings are judged together, so that one damaged heading follows its neighbours.

Long because the rules by which a heading is a group, a finding or a measure are read together.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from rag.bulletin import Finding, Measure, Part, Span, Status
from rag.parse import dialects
from rag.parse.dialects import INLINE_LABEL, MARKED, NEXT_LINE, PROBLEM_LABEL, STRONG_FINDINGS, Form
from rag.parse.lines import Line
from rag.parse.lists import ENDS
from rag.parse.measures import (
    BRACKETS,
    Block,
    blocks,
    measures_of,
    status_before,
    status_in,
    status_of,
)
from rag.parse.outline import (
    FIRST_ITEM,
    FIRST_ITEM_WORDS,
    Node,
    does,
    faults,
    kind_of,
    reports,
    titles_problem,
)
from rag.parse.parts import Stretch
from rag.parse.wording import HEADING_LENGTH, is_problem, is_weak

HALF = 0.5


@dataclass(frozen=True, slots=True)
class Leaf:
    """A finding's heading in the tree, the groups above it, and why it was taken for one.

    `listed` is the heading that an earlier part lists it by, where its own is only its number.
    """

    node: Node
    path: tuple[Node, ...]
    rule: str
    listed: Node | None = None


Levels = frozenset[tuple[Form | None, Form | None]]  # forms of findings and of what they are under


def leaves(
    node: Node,
    path: tuple[Node, ...] = (),
    *,
    container: bool,
    rule: str = "",
    known: Levels = frozenset(),
    denied: Levels = frozenset(),
) -> list[Leaf]:
    """Return the findings at or below `node`; a `container` is a part's heading, no finding.

    `known` are the levels at which findings stand elsewhere in the text, `denied` those at which
    mostly measures do.
    """
    found: list[Leaf] = []
    above = path if container else (*path, node)
    for siblings in _sets(node.children):
        why = _accepted(siblings, node, container) or _as_elsewhere(siblings, node, known)
        if (siblings[0].form, node.form) in denied and why not in NAMED:
            why = ""
        if why:
            for child in siblings:
                found += leaves(child, above, container=False, rule=why, known=known, denied=denied)
    if found:
        return sorted(found, key=lambda leaf: leaf.node.at)
    return [] if container else [Leaf(node, path, rule)]


NAMED = ("标题点明问题", "其下标题点明问题")  # rules by which a heading is sure to be a finding's


def _as_elsewhere(siblings: list[Node], parent: Node, known: Levels) -> str:
    """Return the rule by which headings are findings as others of their level are, else ""."""
    alike = (siblings[0].form, parent.form) in known and not any(n.after_label for n in siblings)
    return "同级标题各是问题" if alike and _short(siblings) and _followed(siblings) else ""


def _short(siblings: list[Node]) -> bool:
    """Tell whether most are headings by their length, and no sentences."""
    return (
        _share(siblings, lambda n: len(n.head) <= HEADING_LENGTH and "。" not in n.head[:-1])
        >= HALF
    )


def _sets(children: Iterable[Node]) -> list[list[Node]]:
    """Group children by the form of their numerals."""
    sets: dict[str, list[Node]] = {}
    for child in children:
        sets.setdefault(child.form.name if child.form else "", []).append(child)
    return list(sets.values())


def _accepted(siblings: list[Node], parent: Node, container: bool) -> str:
    """Return the rule by which `siblings` are findings or groups, "" for measures."""
    problems = _share(siblings, lambda n: kind_of(n) in ("problem", "group"))
    own = 0.0 if _closed_by_last(siblings) else _share(siblings, reports)
    weak = _share(siblings, lambda n: is_weak(n.head))
    form = siblings[0].form
    if form is not None and form.listing:
        return _accepted_list(siblings, parent, container) or (
            "分述问题各有整改情况" if own >= HALF and len(siblings) > 1 and weak >= HALF else ""
        )
    if any(map(_is_label, siblings)):  # (1)反馈问题:… (2)整改情况:… are a finding's own
        each = container and len(siblings) > 1 and all(map(_is_label, siblings))
        return "逐条写整改情况" if each else ""
    if problems >= HALF:
        return "标题点明问题"
    above = container or kind_of(parent) in ("part", "group")
    if form in MARKED.values() and (above or faults(siblings)):
        return "标记为标题"
    if _share(siblings, _holds_problems) >= HALF:
        return "其下标题点明问题"
    if _share(siblings, lambda n: n.after_label) >= HALF:
        others = siblings[
            :-1
        ]  # a label behind the last measure is the finding's, not the measure's
        each = len(others) > 0 and _share(others, reports) >= HALF
        return "标题指不足且各有整改情况" if each and weak >= HALF else ""
    level = _level(siblings, parent)
    if own >= HALF and (container or not does(level)):
        return "其下有整改情况"
    if container:
        return "位于问题整改部分"
    return _accepted_by_parent(siblings, parent, weak)


def _accepted_list(siblings: list[Node], parent: Node, container: bool) -> str:
    """Return the rule by which the items of a list (一是…) are headings, "" for measures."""
    if container and _share(siblings, lambda n: is_problem(n.head)) >= HALF:
        return "分述的各是问题"
    if _share(siblings, titles_problem) >= HALF and _followed(siblings):
        return "分述的各是问题的标题"
    titles = (container or kind_of(parent) == "group") and _titles_alone(siblings)
    return "分述的各是标题" if titles else ""


def _holds_problems(node: Node) -> bool:
    """Tell whether headings of problems stand right below a heading."""
    return any(is_problem(child.head) for child in node.children)


def _is_label(node: Node) -> bool:
    """Tell whether a numbered line is a label, as (2)整改情况 is."""
    label = dialects.LABEL.match(node.head) or dialects.LABEL_LINE.match(node.head)
    return label is not None and dialects.label_role(label[1]) == "measures"


def _closed_by_last(siblings: list[Node]) -> bool:
    """Tell whether only the last of several measures is followed by a label: the finding's own.

    (1)建立专班… (2)追回资金… 完成情况:已完成。
    """
    others = siblings[:-1]
    return bool(others) and not any(reports(n) or is_weak(n.head) for n in others)


def _level(siblings: list[Node], parent: Node) -> list[Node]:
    """Return the headings of the whole text that are counted as `siblings` are, below like ones."""
    beside = parent.parent.children if parent.parent else [parent]
    alike = [n for n in beside if n.form is parent.form]
    return [c for n in alike for c in n.children if c.form is siblings[0].form]


def _accepted_by_parent(siblings: list[Node], parent: Node, weak: float) -> str:
    kind = kind_of(parent)
    level = _level(siblings, parent)
    if kind == "group" and not is_problem(parent.head) and not does(level):
        return "位于问题类别之下"
    short = _share(siblings, lambda n: len(n.head) <= HEADING_LENGTH and "。" not in n.head[:-1])
    if kind == "problem" or is_weak(parent.head):
        if weak > HALF and short > HALF and _followed(siblings):
            return "问题之下的具体表现"
        if faults(level) and _titled(level) and _titled(siblings):
            return "问题之下的具体表现"
        return "问题之下各有问题与整改" if faults(level) and _told(siblings) else ""
    return "位于小标题之下" if _short(siblings) and _followed(siblings) else ""


def _titles_alone(siblings: list[Node]) -> bool:
    """Tell whether headings are short lines without a stop, each with others below it."""
    short = all(len(n.head) <= HEADING_LENGTH and n.head[-1:] not in ENDS for n in siblings)
    return short and all(b.at - a.at > 1 for a, b in zip(siblings, siblings[1:], strict=False))


def _titled(siblings: list[Node]) -> bool:
    """Tell whether headings are titles: short, with lines of their own below most."""
    return _short(siblings) and sum(map(bool, (n.children for n in siblings))) > HALF * len(
        siblings
    )


def _told(siblings: list[Node]) -> bool:
    """Tell whether most headings have a body: behind their first sentence, or on lines below."""
    behind = sum("。" in node.head[:-1] for node in siblings)
    below = sum(b.at - a.at > 1 for a, b in zip(siblings, siblings[1:], strict=False))
    return behind + below > HALF * len(siblings)


def _followed(siblings: list[Node]) -> bool:
    """Tell whether most of the headings have lines of their own below them."""
    gaps = [b.at - a.at > 1 for a, b in zip(siblings, siblings[1:], strict=False)]
    return not gaps or sum(gaps) >= HALF * len(gaps)


def _share(nodes: list[Node], test: Callable[[Node], bool]) -> float:
    return sum(map(test, nodes)) / len(nodes)


REST = r"(?:的?整改(?:落实|进展)?(?:情况)?)?"
HEAD_ENDS = (  # the first that matches decides: up to a stop behind 问题, else up to 问题
    re.compile(
        r"(?:[^。:;\"“]|[\"“][^\n\"“”]{1,300}?[\"”]){2,240}?(?:问题|方面|情况)"
        + REST
        + '[。:](?!["”])'
    ),
    re.compile(
        r"(?:关于|针对|对于|对|就)?[^。:;\"“]{0,40}[\"“][^\n\"“]{2,300}?[\"”][^。:;\"“]{0,40}?"
        r"(?:问题|方面|情况)" + REST + "[。:.]?"
    ),
)
WHOLE_HEAD = re.compile(
    r"[^。]{2,400}。?[\"”]?的?(?:问题|方面|情况)?(?:的?整改(?:落实|进展)?(?:情况)?)?[。:]?$"
)


def head_length(head: str, *, stops: str) -> int:
    """Return the length of the heading in `head`, a folded heading line without its numeral.

    `stops` are what headings of this text end at where their body stands on the same line, "" where
    it stands below.
    """
    run_in = bool(stops)
    if not run_in and WHOLE_HEAD.match(head) and not INLINE_LABEL.search(head):
        return len(head)
    for pattern in HEAD_ENDS if is_problem(head) else ():
        named = pattern.match(head)
        if named and (named.end() == len(head) or head[named.end()] not in ",、和及与"):
            return named.end()
        if named and run_in and tells(head, named.end() + 1):
            return named.end()
    if ends := [end for stop in stops if (end := _ends_at(head, stop))]:
        return min(ends)
    stop = head.find("。")
    found = (INLINE_LABEL.search(head), FIRST_ITEM.search(head))
    if cuts := [match.start() for match in found if match and match.start() > 0]:
        cut = len(head[: min(cuts)].rstrip())
        behind = head[stop + 1 : cut]
        stated = bool(status_in(behind.strip("()[]【】 ")))
        told = len(behind) > BEHIND_HEAD or stated or bool(dialects.DONE_BY.match(behind))
        return stop + 1 if stop > 0 and told else cut
    return stop + 1 if run_in and stop > 0 else len(head)


def stops_of(heads: list[str]) -> str:
    """Return what ends the headings of a text whose bodies stand behind them: most show it."""
    return "。" + "".join(
        stop for stop in ":," if sum(_ends_at(head, stop) > 0 for head in heads) > HALF * len(heads)
    )


def _ends_at(head: str, stop: str) -> int:
    """Return where a heading may end at a colon or at a comma behind 问题, 0 where it does not."""
    if stop == ",":
        named = HEAD_ENDS[1].match(head) or ENDS_AT_COMMA.match(head)
        return named.end() if named and head[named.end() : named.end() + 1] == stop else 0
    at = head.find(stop) if stop == ":" else -1
    early = 0 < at <= HEADING_LENGTH and "。" not in head[:at] and at + 1 < len(head)
    return at if early and not INLINE_LABEL.search(head) else 0


ENDS_AT_COMMA = re.compile(r"[^。:;,]{4,60}?(?:问题|方面)(?=,)")


def tells(head: str, at: int) -> bool:
    """Tell whether what stands behind a comma says what was done (…的问题,开展检查11次)."""
    return bool(dialects.DONE.match(head, at) or dialects.DONE_BY.match(head, at))


BEHIND_HEAD = 40  # characters; more between a heading's stop and its report is the report's


@dataclass(frozen=True, slots=True)
class Extent:
    """A leaf with the index of the last line that belongs to it.

    `cut` says that paragraphs on next steps follow it and were left out.
    """

    leaf: Leaf
    last: int
    cut: bool = False


def is_container(node: Node, parts: int) -> bool:
    """Tell whether a top heading is a part's (二、整改进展情况) or itself a group or a finding.

    `parts` is how many top headings report findings.
    """
    kind = kind_of(node)
    if kind in ("problem", "group"):
        return (
            bool(node.children)
            and parts <= 2
            and bool(STRONG_FINDINGS.search(node.head))
            and "方面" not in node.head
        )
    if is_weak(node.head) and not STRONG_FINDINGS.search(node.head):
        return False
    if parts > 2 and is_weak(node.head) and not _heads_below(node):
        return False  # a body below the heading, and others like it: 三、问题三整改情况
    return kind == "part" or (parts <= 2 and bool(node.children))


def _heads_below(node: Node) -> bool:
    """Tell whether headings of findings stand right below a heading."""
    return any(
        _share(siblings, lambda n: kind_of(n) in ("problem", "group") or is_weak(n.head)) >= HALF
        or _share(siblings, reports) >= HALF
        for siblings in _sets(node.children)
    )


def extents(stretches: list[Stretch], lines: list[Line]) -> list[Extent]:
    """Return the findings of all parts that report them, each with where it ends."""
    parts = [s for s in stretches if s.part is Part.FINDINGS and s.node is not None]
    found = _found(parts)
    under = {(leaf.node.form, leaf.node.parent.form) for leaf, _ in found if leaf.node.parent}
    found = _unanswered(_found(parts, frozenset(under), _denied(found)), stretches)
    starts = sorted({node.at for leaf, _ in found for node in (leaf.node, *leaf.path)})
    following = dict(zip(starts, starts[1:], strict=False))
    return list(
        _without_outlook(
            [
                Extent(leaf, min(following.get(leaf.node.at, part.last + 1) - 1, part.last))
                for leaf, part in found
            ],
            lines,
        )
    )


def _unanswered(
    found: list[tuple[Leaf, Stretch]], stretches: list[Stretch]
) -> list[tuple[Leaf, Stretch]]:
    """Leave out headings that a part of its own only lists: later ones hold their words."""
    words = [NOT_WORDS.sub("", leaf.node.head) for leaf, _ in found]
    listed = {
        at
        for at, (leaf, part) in enumerate(found)
        if len(words[at]) >= LEAST_WORDS
        and not leaf.node.children
        and any(
            found[later][1] is not part and words[at] in words[later]
            for later in range(at + 1, len(found))
        )
    }
    return _joined([one for at, one in enumerate(found) if at not in listed], stretches)


def _joined(
    found: list[tuple[Leaf, Stretch]], stretches: list[Stretch]
) -> list[tuple[Leaf, Stretch]]:
    """Join headings that a part of its own only lists to later ones that only count them.

    针对第1个问题:一是… answers 1.台账不全 of the part above.
    """
    counting = [leaf for leaf, _ in found if _only_counts(leaf.node)]
    numbers = [leaf.node.number for leaf in counting]
    listed = _listed(stretches, counting[0].node.at, numbers) if len(set(numbers)) > 1 else {}
    gone = {id(node) for node in listed.values()}
    paths = {id(leaf.node): leaf.path for leaf, _ in found}
    return [
        (replace(leaf, listed=node, path=paths.get(id(node), ())), part)
        if leaf in counting and (node := listed.get(leaf.node.number))
        else (leaf, part)
        for leaf, part in found
        if id(leaf.node) not in gone
    ]


def _listed(
    stretches: list[Stretch], before: int, numbers: list[int | None]
) -> dict[int | None, Node]:
    """Return the headings of the last part before a line that has those numbers and no others."""
    for stretch in reversed(stretches):
        if stretch.node is not None and stretch.last < before:
            bare = [n for n in stretch.node.walk() if not n.children and n.number is not None]
            if sorted(n.number or 0 for n in bare) == sorted(number or 0 for number in numbers):
                return {n.number: n for n in bare}
    return {}


def _only_counts(node: Node) -> bool:
    """Tell whether a heading names a problem by its number alone (针对第1个问题:一是…)."""
    counted = node.form in (dialects.FORM["问题1"], dialects.FORM["第1个问题"])
    titled = is_problem(node.head) or not NO_TITLE.match(node.head)
    return (counted and not titled) or _is_label(node)


NO_TITLE = re.compile(
    rf"$|{FIRST_ITEM_WORDS}|{dialects.DONE.pattern}|.{{0,4}}(?:{dialects.LABEL_WORDS})[:】]"
)
NOT_WORDS = re.compile(r"^(?:关于|针对|对于)|的?问题(?=[。:]?$)|[\s。,:;\"“”]")
LEAST_WORDS = 5  # characters; fewer may stand in another heading by chance


def _denied(found: list[tuple[Leaf, Stretch]]) -> Levels:
    """Return the levels below which measures stand twice as often as findings do."""
    above = {id(leaf.node.parent): leaf.node for leaf, _ in found}
    told = Counter((node.form, node.parent.form) for node in above.values() if node.parent)
    done = Counter(
        (siblings[0].form, leaf.node.form)
        for leaf, _ in found
        for siblings in _sets(leaf.node.children)
    )
    return frozenset(level for level, times in done.items() if times >= 2 * told[level])


def _found(
    parts: list[Stretch], known: Levels = frozenset(), denied: Levels = frozenset()
) -> list[tuple[Leaf, Stretch]]:
    """Return the findings of each part."""
    return [
        (leaf, part)
        for part in parts
        if part.node is not None
        for leaf in leaves(
            part.node,
            container=is_container(part.node, len(parts)),
            rule=part.rule,
            known=known,
            denied=denied,
        )
    ]


def _without_outlook(found: list[Extent], lines: list[Line]) -> Iterator[Extent]:
    """Leave closing words on next steps out of the last finding, unless others have them too."""
    outlooks = [_outlook(extent, lines) for extent in found]
    usual = sum(at is not None for at in outlooks[:-1]) > 0
    for extent, at in zip(found, outlooks, strict=True):
        cut = at is not None and extent is found[-1] and not usual
        yield Extent(extent.leaf, at - 1, cut=True) if cut and at is not None else extent


def _outlook(extent: Extent, lines: list[Line]) -> int | None:
    run_in = "。" in extent.leaf.node.head[:-1]  # else the next line is the body
    inner = range(extent.leaf.node.at + (1 if run_in else 2), extent.last + 1)
    return next((at for at in inner if NEXT_LINE.match(lines[at].folded)), None)


def findings_of(
    text: str, folded: str, bulletin_id: str, found: list[Extent], lines: list[Line]
) -> tuple[Finding, ...]:
    """Return the finding records of the leaves in order."""
    alone = [extent.leaf.node.at == extent.last for extent in found]
    heads = [extent.leaf.node.head for extent in found]
    stops = stops_of(heads) if sum(alone) > HALF * len(found) else ""
    return tuple(
        _finding(text, folded, bulletin_id, order, extent, lines, stops)
        for order, extent in enumerate(found, 1)
    )


STATUS_MARK = re.compile(r"\s?[(\[【〔][^()\[\]【】〔〕]{2,16}[)\]】〕]\s?[。:]?$")


def _finding(
    text: str,
    folded: str,
    bulletin_id: str,
    order: int,
    extent: Extent,
    lines: list[Line],
    stops: str,
) -> Finding:
    node = extent.leaf.node
    start = node.line.start + node.skip
    length = head_length(node.head, stops=stops)
    heading = Span(start, start + len(node.head[:length].rstrip(": ")))
    span, behind = Span(node.line.start, lines[extent.last].end), start + length
    listed = extent.leaf.listed
    if listed is not None:
        heading, behind = Span(node.line.start, start), start
    elif heading.start == heading.end:
        heading = _heading_below(folded, Span(start, span.end))
        behind = heading.end
    body = blocks(folded, Span(behind, span.end))
    before = Span(node.line.start, node.line.start + status_before(node.line.folded))
    heading, status, words = _status(folded, before, heading, body, extent.leaf.path)
    measures = measures_of(folded, body)
    if not measures and not body and "。" in heading.of(text)[:-1]:
        measures = (Measure(1, heading),)
    return Finding(
        bulletin_id=bulletin_id,
        order=order,
        number=node.number,
        title=listed.line.words[listed.skip :] if listed is not None else heading.of(text),
        section=" / ".join(group_heading(above) for above in extent.leaf.path) or None,
        status=status,
        status_words=words.of(text) if words else "",
        span=span,
        heading=heading,
        measures=measures,
    )


def _heading_below(folded: str, body: Span) -> Span:
    """Return the first line below a numeral that stands alone, without its label (问题描述:)."""
    words = body.of(folded)
    start = body.start + len(words) - len(words.lstrip())
    if label := PROBLEM_LABEL.match(folded, start, body.end):
        start = label.end()
    end = folded.find("\n", start, body.end)
    return Span(start, body.end if end < 0 else end)


def _status(
    folded: str, before: Span, heading: Span, body: list[Block], path: tuple[Node, ...]
) -> tuple[Span, Status, Span | None]:
    """Return the heading without a status mark (已完成), the status, and where its words are."""
    status, words = status_of(folded, body)
    mark = STATUS_MARK.search(heading.of(folded))
    if mark and (marked := status_in(mark[0].strip(f"{BRACKETS} 。:"))):
        at = Span(heading.start + mark.start(), heading.start + mark.end())
        heading = Span(heading.start, at.start)
        if words is None:
            status, words = marked[0], at
    if words is None and (marked := status_in(before.of(folded).strip(f"{BRACKETS} "))):
        status, words = marked[0], before
    for above in reversed(path):
        if words is None and (stated := status_in(above.head, alone=False)):
            start = above.line.start + above.skip
            status, words = stated[0], Span(start + stated[1], start + stated[2])
    return heading, status, words


def group_heading(node: Node) -> str:
    """Return a group's heading with its numeral; of a long line its first sentence."""
    words = node.line.words
    stop = words.find("。")
    return words if len(words) <= 80 or stop < 0 else words[: stop + 1]
