"""Text -> Bulletin: the steps of reading in order, and what each of them understood.

The page's chrome is judged first (`rag.page`, `rag.chrome`), then the headings of the lines that stay are
made a tree (`rag.outline`), the tree divided into parts (`rag.parts`), and the part that reports
findings into findings and measures (`rag.findings`, `rag.measures`). The opening, the signature and the
page give the records (`rag.describe`).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from rag.bulletin import Bulletin, Part
from rag.chrome import Zone
from rag.describe import describe
from rag.errors import NotABulletinError
from rag.findings import Extent, extents, findings_of
from rag.outline import build
from rag.page import Page, lay_page
from rag.parts import Stretch, divide, tail
from rag.sections import sections_of


@dataclass(frozen=True, slots=True)
class Trace:
    """What one line of the source was taken for (`role`), and by which rule."""

    number: int
    role: str
    rule: str
    words: str


def parse_bulletin(text: str, source: str) -> Bulletin:
    """Return the bulletin in `text`. Raise `NotABulletinError` where there is none."""
    return read_bulletin(text, source)[0]


def read_bulletin(text: str, source: str) -> tuple[Bulletin, tuple[Trace, ...]]:
    """Return the bulletin in `text` and how each line was read. Raise `NotABulletinError`.

    The error carries the records that could be read all the same, and the account of the lines.
    """
    page = lay_page(text)
    body = [one.line for one in page.lines(Zone.BODY)]
    ending = tail(body)
    stretches = divide(build(body), ending[0][0] if ending else len(body))
    found = extents(stretches, body)
    bulletin_id = hashlib.sha256(page.text.encode()).hexdigest()[:12]
    bulletin = Bulletin(
        id=bulletin_id,
        source=source,
        title="",
        agency="",
        text=page.text,
        sections=sections_of(page, stretches, ending, found),
        findings=findings_of(page.text, page.folded, bulletin_id, found, body),
    )
    bulletin = describe(bulletin, page)
    trace = tuple(_trace(page, bulletin, stretches, found))
    if why := refusal(bulletin):
        raise NotABulletinError(f"“{source}”{why}", bulletin, trace)
    return bulletin, trace


def refusal(bulletin: Bulletin) -> str | None:
    """Return why a text is not a rectification bulletin, None where it is one."""
    if not bulletin.findings:
        return "中没有逐条列出的问题整改情况,不是整改通报"
    return None


def _trace(
    page: Page, bulletin: Bulletin, stretches: list[Stretch], found: list[Extent]
) -> Iterator[Trace]:
    """Yield what each line of the source was taken for."""
    offsets = {one.line.number: one.line.start for one in page.kept}
    stretch_rules = {s.node.line.number: s.rule for s in stretches if s.node is not None}
    leaf_rules = {extent.leaf.node.line.number: extent.leaf.rule for extent in found}
    for one in page.judged:
        number = one.line.number
        if number not in offsets:
            yield Trace(number, Zone.CHROME, one.rule, one.line.words)
            continue
        role = _role(bulletin, offsets[number])
        rule = leaf_rules.get(number) or stretch_rules.get(number) or one.rule
        yield Trace(number, "问题标题" if number in leaf_rules else role, rule, one.line.words)


def _role(bulletin: Bulletin, at: int) -> str:
    """Return what the line that starts at an offset of the text belongs to."""
    for finding in bulletin.findings:
        if finding.span.start <= at < finding.span.end:
            return f"问题{finding.order}"
    inner = [s.part for s in bulletin.sections if s.span.start <= at < s.span.end]
    return str(inner[-1] if inner else Part.OPENING)
