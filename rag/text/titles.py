"""Documents named in a text: 《…》, as spans, the inner ones of nested marks left to the outer.

`issued_by` tells those that an agency issued from those it only studied or followed, by the verb
that governs the title. What it does not know: documents that are named without marks.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from rag.bulletin import Bulletin, Finding, Span
from rag.text import chinese
from rag.text.sentences import clauses, sentences

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


@lru_cache(maxsize=1024)
def issued_by(bulletin: Bulletin) -> Mapping[str, tuple[Finding, Span]]:
    """Return the documents that a bulletin's measures issue or revise: finding and sentence."""
    text = bulletin.text
    found: dict[str, tuple[Finding, Span]] = {}
    for finding in bulletin.findings:
        for measure in (m.span for m in finding.measures if OPEN in m.span.of(text)):
            for sentence in (s for s in sentences(bulletin, measure) if OPEN in s.of(text)):
                for title in _issued_in(bulletin, sentence):
                    found.setdefault(title, (finding, sentence))
    return found


def _issued_in(bulletin: Bulletin, sentence: Span) -> Iterator[str]:
    """Yield the titles in a sentence that a verb of issuing governs, also across its clauses."""
    text, governed = bulletin.text, "uses"
    for clause in clauses(bulletin, sentence):
        since = clause.start
        for named in documents_in(text, clause):
            verbs = _verbs(text[since : named.start])
            if not verbs and since == clause.start:  # its verb may follow: 《甲》已印发
                verbs = _verbs(text[named.end : clause.end])[:1]
            governed = verbs[-1] if verbs else governed
            since = named.end
            if governed == "issues":
                yield named.of(text)


def _verbs(words: str) -> list[str]:
    return [match.lastgroup or "" for match in _GOVERNS.finditer(chinese.fold(words))]
