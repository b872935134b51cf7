"""Numbered lines -> a tree: which heading stands under which.

Bulletins number their levels in any order, restart, skip and damage the numerals, so no form has a
fixed depth. A new line joins the open level that it continues best (its numeral follows, its
punctuation and its kind of heading are the same), or else opens a level below the innermost one.
What it does not know: which level holds the findings; that is decided in `rag.parse.findings`.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from rag.parse import dialects
from rag.parse.counting import Numeral, counted, doubtful
from rag.parse.dialects import FORM, Form
from rag.parse.lines import Line
from rag.parse.lists import ENDS
from rag.parse.measures import states
from rag.text import chinese

MAX_DEPTH = 8


@dataclass(slots=True, eq=False)
class Node:
    """A heading and what stands under it, up to the next heading of its level or of one above.

    `at` is the index of its line, `skip` the width of its numeral. `after_label` tells that words
    like 整改情况: stand between its parent's heading and itself: it may count measures.
    """

    at: int
    line: Line
    form: Form | None = None
    number: int | None = None
    skip: int = 0
    after_label: bool = False
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    labels: int = 0  # rectification labels that stand directly under it
    last_of: dict[str, "Node"] = field(default_factory=dict)  # last child by form
    kind: str = ""  # see `kind_of`

    @property
    def head(self) -> str:
        """The folded heading line without its numeral."""
        return self.line.folded[self.skip :]

    @property
    def mark(self) -> str:
        """The numeral's punctuation, e.g. "." of "12."."""
        return "".join(c for c in self.line.folded[: self.skip] if not c.isalnum() and c != " ")

    def walk(self) -> Iterator["Node"]:
        """Yield the node and all nodes below it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


Found = tuple[Form, int | None, int]  # a numeral's form, its value and its width


def numeral(line: Line) -> Found | None:
    """Return the form of the line's numeral, its value and its width; None where it has none."""
    text = line.folded
    for form in dialects.forms_from(text[0]):
        match = form.pattern.match(text)
        if match and (match.end() < len(text) or form in dialects.ALONE):
            digits = next((group for group in match.groups() if group), "")
            named = dialects.PROBLEM_LABEL.match(text, match.end())
            return form, chinese.number(digits), named.end() if named else match.end()
    return None


def numerals(lines: list[Line]) -> list[Found | None]:
    """Return the numeral of each line, also one that a digit stands behind where it counts on."""
    found = [numeral(line) for line in lines]
    texts = [line.folded for line in lines]
    for at, own in (_counted(texts) | _bulleted(texts)).items():
        found[at] = found[at] or own
    counting: dict[int, Numeral] = {}
    for at, one in enumerate(found):
        if one is not None and one[0] is FORM["1."]:
            counting[at] = Numeral(one[1] or 0)
        elif one is None and dialects.DOUBTFUL.match(lines[at].folded):
            ended = at == 0 or found[at - 1] is not None or lines[at - 1].folded[-1] in ENDS
            counting[at] = doubtful(lines[at].folded, 0, behind_stop=ended)
    for at, kept in zip(counting, counted(list(counting.values())), strict=True):
        match = dialects.DOUBTFUL.match(lines[at].folded)
        if kept and match and found[at] is None:
            found[at] = (FORM["1."], counting[at].number, match.end())
    return found


def _counted(texts: list[str]) -> dict[int, Found]:
    """Return the headings that the document counts in a way of its own: 类别1，; Ⅰ.; A、.

    Whatever it counts by, the lines that begin so run from 1 to the last, once.
    """
    runs: dict[str, list[tuple[int, int, int]]] = {}
    for at, text in enumerate(texts):
        if (match := dialects.COUNTED.match(text)) and match.end() < len(text):
            for by, number in _values(match):
                runs.setdefault(by, []).append((at, number, match.end()))
    return {
        at: (dialects.counted_by(by), number, skip)
        for by, run in runs.items()
        if len(run) > 1 and [number for _, number, _ in run] == list(range(1, len(run) + 1))
        for at, number, skip in run
    }


def _values(match: re.Match[str]) -> Iterator[tuple[str, int]]:
    """Yield what a line is counted by and its number; a letter may be of two kinds (i)."""
    if figure := match["figure"]:
        for figures in dialects.FIGURES:
            if figure in figures:
                yield figures[0], figures.index(figure) + 1
    else:
        yield match["word"] or "", chinese.number(match["n"] or match["bare"]) or 0


def _bulleted(texts: list[str]) -> dict[int, Found]:
    """Return the headings that only a sign stands before: most speak of shortcomings.

    Each has lines of its own below it.
    """
    signs: dict[str, list[tuple[int, int]]] = {}
    for at, text in enumerate(texts):
        if (match := dialects.BULLET.match(text)) and match.end() < len(text):
            signs.setdefault(match[1], []).append((at, match.end()))
    found: dict[int, Found] = {}
    for sign, lines in signs.items():
        weak = sum(is_weak(texts[at][skip:]) for at, skip in lines)
        apart = sum(b - a > 1 for (a, _), (b, _) in zip(lines, lines[1:], strict=False))
        if len(lines) > 1 and weak > len(lines) / 2 and apart == len(lines) - 1:
            found |= {at: (dialects.counted_by(sign), None, skip) for at, skip in lines}
    return found


def untold(lines: list[Line], found: list[Found | None]) -> frozenset[int]:
    """Return the lines that head findings and have no numeral, since the text shows them as such.

    A label of problems opens each (【问题】…, and 【整改】… below), or a list stands behind each, or
    they are the short lines that take turns with paragraphs. Many speak of shortcomings.
    """
    labelled = [at for at, line in enumerate(lines) if _names_problem(line)]
    if len(labelled) > 1 and _stand_alone(labelled, found):
        return frozenset(labelled)
    run_in = [at for at in range(1, len(lines)) if found[at] is None and _is_run_in(lines[at])]
    wrong = sum(is_fault(lines[at].folded) for at in run_in)
    if len(run_in) >= LEAST_TITLES and 3 * wrong >= len(run_in) and _stand_alone(run_in, found):
        return frozenset(run_in)
    titles = [at for at in range(1, len(lines) - 1) if _is_untold_title(lines, found, at)]
    wrong = sum(bool(dialects.FAULT.search(lines[at].folded)) for at in titles)
    numbered = sum(_below_leaf(lines, found, at) for at in titles)
    enough = len(titles) >= LEAST_TITLES and wrong >= len(titles) / 3
    return frozenset(titles if enough and numbered < len(titles) / 3 else ())


LEAST_TITLES = 3
TITLE_LENGTH = 40  # characters; a longer line without numeral is a sentence


def _stand_alone(lines: list[int], found: list[Found | None]) -> bool:
    """Tell whether most of the lines stand below no numbered heading, which would be theirs."""
    return 2 * sum(_heads(found, at - 1) for at in lines) <= len(lines)


def _heads(found: list[Found | None], at: int) -> bool:
    """Tell whether a line is a numbered heading, and no item of a list."""
    one = found[at] if at >= 0 else None
    return one is not None and not one[0].listing


def _names_problem(line: Line) -> bool:
    label = dialects.LABEL.match(line.folded)
    return (
        label is not None
        and "\t" not in line.folded
        and label.end() < len(line.folded)
        and label[1].endswith(("问题", "不足", "内容", "描述", "表现"))
        and dialects.label_role(label[1]) == "problem"
    )


def _is_untold_title(lines: list[Line], found: list[Found | None], at: int) -> bool:
    """Tell whether a short line stands alone between two paragraphs, or below a heading."""
    text, above, below = (lines[n].folded for n in (at, at - 1, at + 1))
    if found[at] is not None or "\t" in text or len(text) > TITLE_LENGTH:
        return False
    if dialects.LABEL.match(text) or dialects.LABEL_LINE.match(text) or _is_bare_part(lines[at]):
        return False
    apart = above[-1] in ENDS or found[at - 1] is not None or _is_bare_part(lines[at - 1])
    told = below[-1] in "。;" and (found[at + 1] is None or _opens_list(found[at + 1]))
    labelled = dialects.LABEL.match(below) or dialects.LABEL_LINE.match(below)
    title = not re.search("[。;:,!?]", text[:-1]) and text[-1] not in ";:,!?"
    return title and apart and bool(told or labelled) and len(below) > len(text) / 2


def _is_run_in(line: Line) -> bool:
    """Tell whether a paragraph is a heading and the list of what was done (台账不全。一是…)."""
    text = line.folded
    item = RUN_IN_ITEM.search(text)
    if item is None or "\t" in text or dialects.LABEL.match(text) or states(text):
        return False
    return item.start() <= HEADING_LENGTH and "。" not in text[: item.start() - 1]


RUN_IN_ITEM = re.compile(r"(?<=[。,:])\s{0,4}(?:一是|第一,|\([一1]\)|①)")


def _opens_list(one: Found | None) -> bool:
    return one is not None and one[1] == 1


def _below_leaf(lines: list[Line], found: list[Found | None], at: int) -> bool:
    """Tell whether the numbered heading above a line names a shortcoming or a problem itself."""
    above = next((n for n in range(at - 1, -1, -1) if _heads(found, n)), None)
    if above is None or (one := found[above]) is None:
        return False
    head = lines[above].folded[one[2] :]
    return one[0].rank > FORM["(一)"].rank and (is_weak(head) or is_problem(head))


def is_problem(head: str) -> bool:
    """Tell whether a heading names a problem beyond doubt (关于“政府采购不合规”的问题)."""
    return bool(dialects.QUOTED_PROBLEM.match(head) or dialects.NAMED_PROBLEM.match(head))


def kind_of(node: Node) -> str:
    """Return what a heading looks like: problem, group, part, or text."""
    if not node.kind:
        node.kind = _kind_of(node)
    return node.kind


def _kind_of(node: Node) -> str:
    if node.form is not None and node.form.name in ("问题1", "第1个问题", "无编号问题"):
        return "problem"
    head = node.head[:200]
    if dialects.GROUP_HEAD.match(head):
        return "group"
    if is_problem(head):
        return "problem"
    if len(head) <= 60 and any(row.pattern.search(head) for row in dialects.PART_HEADS):
        return "part"
    return "text"


def is_weak(head: str) -> bool:
    """Tell whether the first sentence of a heading speaks of a shortcoming."""
    first = re.split("[。;:]", head[:200], maxsplit=1)[0]
    return bool(dialects.WEAK_WORDS.search(first))


HEADING_LENGTH = 60  # characters; measures are sentences, headings of problems rarely longer


def is_fault(head: str) -> bool:
    """Tell whether a heading's first sentence is a short statement of what is wrong."""
    first = re.split("。(?!$)", head, maxsplit=1)[0].rstrip("。")
    return (
        len(first) <= HEADING_LENGTH
        and bool(dialects.FAULT.search(first))
        and not dialects.DONE.match(first)
    )


def faults(level: Sequence[Node]) -> bool:
    """Tell whether headings that are counted alike say what is wrong: most, or some and few else."""
    wrong = sum(is_fault(node.head) for node in level)
    done = sum(_tells_done(node.head) for node in level)
    return 2 * wrong > len(level) or (3 * wrong >= len(level) and 4 * done <= len(level))


def does(level: Sequence[Node]) -> bool:
    """Tell whether headings that are counted alike mostly say what was done, few what is wrong."""
    done = sum(_tells_done(node.head) for node in level)
    return 2 * done >= len(level) and 2 * sum(is_fault(n.head) for n in level) < len(level)


def _tells_done(head: str) -> bool:
    return bool(TELLS_DONE.match(head.split("。", 1)[0]))


TELLS_DONE = re.compile(rf"{dialects.DONE.pattern}|{dialects.DONE_BY.pattern}|[^:]{{0,40}}?\d")
FIRST_ITEM = re.compile(r"(?<=[。:;!])\s{0,4}(?:一是|第一,|首先,|\([一1]\)|①)")


def reports(node: Node) -> bool:
    """Tell whether a heading has its own report: a label below it, or a list behind or below it."""
    listed = any(child.form is not None and child.form.listing for child in node.children)
    labelled = any(below.labels for below in node.walk())
    return listed or labelled or bool(FIRST_ITEM.search(node.head))


def build(lines: list[Line], rows: Collection[int] = ()) -> Node:
    """Return the root of the tree of `lines`; the root stands for the text as a whole.

    Rows of tables, and the lines at `rows`, are left out; `rag.parse.tables` reads them.
    """
    root = Node(-1, Line(0, "", ""))
    stack = [root]
    numbered = any(_is_numbered_part(line) for line in lines)
    all_found = numerals(lines)
    bare = untold(lines, all_found)
    for at, (line, found) in enumerate(zip(lines, all_found, strict=True)):
        if "\t" in line.folded or at in rows:
            continue
        if at in bare:
            _place_bare(Node(at, line, dialects.BARE_PROBLEM, None, _label_width(line)), stack)
            continue
        if found is not None and found[0].counts_on(line.folded, found[1], found[2]):
            continue
        if found is not None:
            node = Node(at, line, *found)
            _place(node, stack, _depth(node, stack))
            node.labels += bool(dialects.INLINE_LABEL.search(node.head))
        elif label := dialects.LABEL.match(line.folded) or dialects.LABEL_LINE.match(line.folded):
            stack[-1].labels += dialects.label_role(label[1]) in ("measures", "status")
        elif stack[-1].at == at - 1 and at and states(line.folded):
            stack[-1].labels += 1
        elif (depth := _bare_group_depth(line, all_found[at + 1 : at + 2], stack)) is not None:
            _place(Node(at, line, dialects.BARE_GROUP), stack, depth)
        elif dialects.BARE_PROBLEM_LINE.match(line.folded):
            _place_bare(Node(at, line, dialects.BARE_PROBLEM), stack)
        elif dialects.BARE_NEXT.match(line.folded) or (not numbered and _is_bare_part(line)):
            _place(Node(at, line, dialects.BARE_PART), stack, 1)
    return root


def _bare_group_depth(line: Line, next_found: list[Found | None], stack: list[Node]) -> int | None:
    """Return the depth of a group's heading without numeral, None where the line is none.

    It stands right above a numbered line; where that form is open already, the group is beside it.
    """
    if len(line.folded) > GROUP_LENGTH or not dialects.GROUP_HEAD.match(line.folded):
        return None
    below = next(iter(next_found), None)
    if below is None or below[0].listing:
        return None
    opened = [depth for depth in range(1, len(stack)) if stack[depth].form is dialects.BARE_GROUP]
    same = [depth for depth in range(1, len(stack)) if stack[depth].form is below[0]]
    return (opened or same or [len(stack)])[0]


def _label_width(line: Line) -> int:
    label = dialects.LABEL.match(line.folded)
    return label.end() if label else 0


GROUP_LENGTH = 60  # characters; a longer line is a sentence


def _is_numbered_part(line: Line) -> bool:
    found = numeral(line)
    if found is None or found[0].rank > FORM["一、"].rank:
        return False
    head = line.folded[found[2] :]
    return any(row.pattern.search(head[:60]) for row in dialects.PART_HEADS)


def _is_bare_part(line: Line) -> bool:
    text = line.folded
    return bool(dialects.BARE_PART_LINE.match(text)) and any(
        row.pattern.search(text) for row in dialects.PART_HEADS
    )


def _place_bare(node: Node, stack: list[Node]) -> None:
    """Place a heading of a problem without numeral: beside the open problem, else below a group."""
    depths = range(len(stack) - 1, 0, -1)
    beside = next((at for at in depths if kind_of(stack[at]) == "problem"), None)
    if beside is not None:
        node.form = stack[beside].form
        _place(node, stack, beside)
        return
    below = next((at for at in depths if kind_of(stack[at]) in ("group", "part")), 0)
    _place(node, stack, below + 1)


def _place(node: Node, stack: list[Node], depth: int) -> None:
    """Put `node` at `depth` of the open path `stack`, and make it the innermost."""
    del stack[depth:]
    parent = stack[-1]
    node.parent = parent
    form = node.form.name if node.form else ""
    sibling = parent.last_of.get(form)
    continues = sibling is not None and node.number != 1
    node.after_label = sibling.after_label if sibling and continues else parent.labels > 0
    parent.children.append(node)
    parent.last_of[form] = node
    stack.append(node)


def _depth(node: Node, stack: list[Node]) -> int:
    """Return the length of the path above `node`: the level it continues, or a new one."""
    best, score = len(stack), -100.0
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].form is node.form:
            fit = _fit(node, stack[depth])
            if fit > score:
                best, score = depth, fit
    if score == -100.0:
        return _new_level(node, stack)
    if node.number == 1 and len(stack) < MAX_DEPTH and _fit_below(node, stack[-1]) > score:
        return len(stack)
    return best


def _new_level(node: Node, stack: list[Node]) -> int:
    """Return the depth of a form that is not open: below the innermost, or at the top."""
    assert node.form is not None
    kind = kind_of(node)
    if not node.form.listing and (kind != "text" or is_weak(node.head) or _lists_at_top(stack)):
        while stack[-1].form is not None and stack[-1].form.listing:
            stack.pop()
    outer = node.form.rank <= FORM["一、"].rank and (kind == "part" or node.number != 1)
    if outer or len(stack) >= MAX_DEPTH:
        return 1
    return len(stack)


def _lists_at_top(stack: list[Node]) -> bool:
    """Tell whether the open path is a list in the opening (一是, 二是) and nothing else."""
    return all(node.form is None or node.form.listing for node in stack)


def _fit(node: Node, last: Node) -> float:
    """Score `node` as the next sibling of `last`, whose form is the same."""
    score = 0.0
    if node.number is not None and last.number is not None:
        step = node.number - last.number
        score += 4 if step == 1 else 1 if 1 < step <= 5 else -1 if node.number == 1 else -0.5
    score += node.mark == last.mark
    kinds = (kind_of(node), kind_of(last))
    return score + (2 if kinds[0] == kinds[1] else -2 if kinds == ("problem", "part") else 0)


def _fit_below(node: Node, innermost: Node) -> float:
    """Score `node`, whose numeral starts a count, as the first child of the innermost heading."""
    kind, above = kind_of(node), kind_of(innermost)
    score = 0.5
    if innermost.labels and kind != "problem":
        score += 4
    if above == "part" and innermost.form is node.form and kind != "part":
        score += 4
    if above in ("group", "part") and kind == "problem":
        score += 2
    return score
