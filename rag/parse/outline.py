"""Numbered lines -> a tree: which heading stands under which.

Bulletins number their levels in any order, restart, skip and damage the numerals, so no form has a
fixed depth. A new line joins the open level that it continues best (its numeral follows, its
punctuation and its kind of heading are the same), or else opens a level below the innermost one.
What it does not know: which level holds the findings; that is decided in `rag.parse.findings`.

Long because every way of counting a line is weighed against the levels that are open.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from rag.files.contents import BOLD
from rag.parse import dialects
from rag.parse.dialects import FORM, Form
from rag.parse.lines import Line
from rag.parse.marked import heads_counted, marked_titles
from rag.parse.measures import states, status_before
from rag.parse.numerals import Found, numeral, numerals
from rag.parse.untold import LEAST_TITLES, is_bare_part, untold
from rag.parse.wording import HEADING_LENGTH, is_fault, is_problem, is_weak, tells_done

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

    @property
    def level(self) -> int:
        """How deep the markup makes it; bold letters make no numbered line deeper than another."""
        return 0 if self.line.level == BOLD and self.number is not None else self.line.level

    def walk(self) -> Iterator["Node"]:
        """Yield the node and all nodes below it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


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


def faults(level: Sequence[Node]) -> bool:
    """Tell whether headings that are counted alike say what is wrong."""
    wrong = sum(is_fault(node.head) for node in level)
    done = sum(tells_done(node.head) for node in level)
    return 2 * wrong > len(level) or (3 * wrong >= len(level) and 4 * done <= len(level))


def does(level: Sequence[Node]) -> bool:
    """Tell whether headings that are counted alike mostly say what was done, few what is wrong."""
    done = sum(tells_done(node.head) for node in level)
    return 2 * done >= len(level) and 2 * sum(is_fault(n.head) for n in level) < len(level)


FIRST_ITEM_WORDS = r"(?:一是|第一,|首先,|\([一1]\)|①)"
FIRST_ITEM = re.compile(rf"(?<=[。:;!])\s{{0,4}}{FIRST_ITEM_WORDS}")


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
    titles = marked_titles(lines, all_found)
    bare = untold(lines, all_found) if len(titles) < LEAST_TITLES else frozenset()
    for at, (line, found) in enumerate(zip(lines, all_found, strict=True)):
        if "\t" in line.folded or at in rows:
            continue
        if at in titles or heads_counted(line, found):
            node = Node(at, line, *_counted(line, found))
            _place(node, stack, _marked_depth(node, stack))
            node.labels += bool(dialects.INLINE_LABEL.search(node.head))
        elif at in bare:
            _place_bare(Node(at, line, dialects.BARE_PROBLEM, None, _label_width(line)), stack)
        elif found is not None:
            _place_counted(Node(at, line, *found), stack)
        elif label := dialects.LABEL.match(line.folded) or dialects.LABEL_LINE.match(line.folded):
            stack[-1].labels += dialects.label_role(label[1]) in ("measures", "status")
        elif stack[-1].at == at - 1 and at and states(line.folded):
            stack[-1].labels += 1
        elif (depth := _bare_group_depth(line, all_found[at + 1 : at + 2], stack)) is not None:
            _place(Node(at, line, dialects.BARE_GROUP), stack, depth)
        elif dialects.BARE_PROBLEM_LINE.match(line.folded):
            _place_bare(Node(at, line, dialects.BARE_PROBLEM), stack)
        elif dialects.BARE_NEXT.match(line.folded) or (not numbered and is_bare_part(line)):
            _place(Node(at, line, dialects.BARE_PART), stack, 1)
    return root


def _place_counted(node: Node, stack: list[Node]) -> None:
    """Place a numbered line, but for a list (1…2…) and for 问题1整改情况: below 问题1."""
    if node.form and node.form.counts_on(node.line.folded, node.number, node.skip):
        return
    if asked := _asked(node, stack):
        asked.labels += 1
        del stack[stack.index(asked) + 1 :]
        return
    _place(node, stack, _depth(node, stack))
    node.labels += bool(dialects.INLINE_LABEL.search(node.head))


def _asked(node: Node, stack: list[Node]) -> Node | None:
    """Return the open problem that a line only counts again (问题1整改情况:), None for no such."""
    if node.form not in dialects.ALONE or node.head.strip():
        return None
    above = (one for one in stack if one.form in dialects.ALONE and one.number == node.number)
    return next((one for one in above if one.head), None)


def _counted(line: Line, found: Found | None) -> Found:
    """Return the numeral of a line that the markup makes a heading, else its level as its form."""
    return found or (dialects.MARKED[line.level], None, status_before(line.folded))


def _marked_depth(node: Node, stack: list[Node]) -> int:
    """Return the depth of a heading of the markup: below those of outer levels, above inner ones.

    What is as deep is told by the numerals, where there are any; sites make all headings alike.
    """
    level = node.level
    levels = [above.level for above in stack]
    outer = max((at for at, one in enumerate(levels) if 0 < one < level), default=0)
    inner = next((at for at, one in enumerate(levels) if one > level), len(stack))
    last = max((at for at in range(inner) if levels[at]), default=0)
    if node.number is not None:
        deepest = last + 1 if last else inner
        return max(outer + 1, min(_depth(node, stack), deepest))
    if level in levels[outer + 1 : inner]:
        return levels.index(level, outer + 1)
    kinds = (at for at in range(outer + 1, inner) if kind_of(stack[at]) in ("part", "group"))
    return max(kinds, default=outer) + 1


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
        if stack[depth].form is node.form and not _is_apart(node, depth, stack):
            fit = _fit(node, stack[depth])
            if fit > score:
                best, score = depth, fit
    if score == -100.0:
        return _new_level(node, stack)
    if node.number == 1 and len(stack) < MAX_DEPTH and _fit_below(node, stack[-1]) > score:
        return len(stack)
    return best


def _is_apart(node: Node, depth: int, stack: list[Node]) -> bool:
    """Tell whether markup keeps two lines of one form apart: one heads, the other counts below."""
    own, other = node.level, stack[depth].level
    if own and not other:
        return any(above.level >= own for above in stack[:depth])
    inner = node.number == 1 or any(below.level for below in stack[depth + 1 :])
    return not own and other > 0 and inner


def _new_level(node: Node, stack: list[Node]) -> int:
    """Return the depth of a form that is not open: below the innermost, or at the top."""
    assert node.form is not None
    kind = kind_of(node)
    if not node.form.listing and (kind != "text" or is_weak(node.head) or _lists_at_top(stack)):
        while _is_item(stack[-1]):
            stack.pop()
    outer = node.form.rank <= FORM["一、"].rank and (kind == "part" or node.number != 1)
    if outer or len(stack) >= MAX_DEPTH:
        return 1
    return len(stack)


def _is_item(node: Node) -> bool:
    """Tell whether a line of a list (一是…) is an item, and no heading of a problem."""
    return node.form is not None and node.form.listing and not titles_problem(node)


def titles_problem(node: Node) -> bool:
    """Tell whether a heading is a title on a line of its own, of a problem or a shortcoming."""
    head = node.head.rstrip("。")
    short = (
        len(head) <= HEADING_LENGTH and not re.search("[。;:]", head) and kind_of(node) != "part"
    )
    return short and (head.endswith("问题") or (head == node.head and is_fault(head)))


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
