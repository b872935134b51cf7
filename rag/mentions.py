"""Documents named in a text: 《…》, as spans, the inner ones of nested marks left to the outer.

`issued_in` tells those that an agency issued from those it only studied or followed, by the verb
that governs the title. What it does not know: documents that are named without marks.
"""

import re
from collections.abc import Iterator

from rag import zh
from rag.bulletin import Bulletin, Finding, Span
from rag.texts import clauses, sentences

OPEN, CLOSE = "《", "》"
LONGEST = 200  # characters; a longer stretch is a mark that was never closed


def documents_in(text: str, span: Span) -> Iterator[Span]:
    """Yield the spans of the documents named inside `span`, marks included."""
    depth, start = 0, 0
    for at in range(span.start, span.end):
        char = text[at]
        if char == "\n" or (depth and at - start > LONGEST):
            depth = 0
        if char == OPEN:
            if depth == 0:
                start = at
            depth += 1
        elif char == CLOSE and depth:
            depth -= 1
            if depth == 0:
                yield Span(start, at + 1)


def titles_in(words: str) -> list[str]:
    """Return the titles of the documents named in a text, marks included, each once."""
    spans = documents_in(words, Span(0, len(words)))
    return list(dict.fromkeys(span.of(words) for span in spans))


_GOVERNS = re.compile(
    r"(?P<issues>[印制颁]发|下发|发布|出台|制定|制订|订立|拟[定制订]|起草|草拟|编[制印写]|汇编|修[订改编]|"
    r"建立|新建|完善|健全|形成|通过|推出)"
    r"|(?P<uses>学习|研读|培训|宣[传讲]|传达|贯彻|落实|根据|按照?|依[据照]|遵[守照循]|执行|对[照标]|参照|观看|解读|违反)"
)


def issued_in(bulletin: Bulletin, finding: Finding) -> Iterator[tuple[str, Span]]:
    """Yield each document that a finding's measures issue or revise, with its sentence."""
    known: set[str] = set()
    for measure in finding.measures:
        for sentence in sentences(bulletin, measure.span):
            governed = "uses"
            for clause in clauses(bulletin, sentence):
                since = clause.start
                for named in documents_in(bulletin.text, clause):
                    before = zh.fold(bulletin.text[since : named.start])
                    verbs = [m.lastgroup or "" for m in _GOVERNS.finditer(before)]
                    if not verbs and since == clause.start:  # its verb may follow: 《甲》已印发
                        after = zh.fold(bulletin.text[named.end : clause.end])
                        verbs = [m.lastgroup or "" for m in _GOVERNS.finditer(after)][:1]
                    governed = verbs[-1] if verbs else governed
                    since = named.end
                    title = named.of(bulletin.text)
                    if governed == "issues" and title not in known:
                        known.add(title)
                        yield title, sentence


def issued_by(bulletin: Bulletin) -> dict[str, tuple[Finding, Span]]:
    """Return the documents that a bulletin's measures issue: title -> finding, sentence."""
    found: dict[str, tuple[Finding, Span]] = {}
    for finding in bulletin.findings:
        for title, sentence in issued_in(bulletin, finding):
            found.setdefault(title, (finding, sentence))
    return found
