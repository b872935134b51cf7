"""What an answer says of one finding: its name and title, and its status in its own words."""

import re
from collections.abc import Sequence

from rag.answer import Evidence
from rag.body import Line, Mark, Run
from rag.bulletin import Finding, Span, Status
from rag.compose.writer import Writer, in_line
from rag.evidence.gathered import findings_in


def problem_of(finding: Finding, w: Writer) -> str:
    """Return a finding's name and title: 问题3：采购不规范."""
    return w.words("problem", name=name_of(finding, w), title=title_of(finding))


def status_of(evidence: Evidence, w: Writer) -> Line:
    """Return the finding's status in its own words, with their place; () where it states none."""
    finding = evidence.finding
    if finding is None or finding.status is Status.UNSTATED:
        return ()
    words = finding.status_words or str(finding.status)
    text = evidence.bulletin.text
    at = text.find(words, finding.span.start, finding.span.end)
    if at < 0:
        return (Run(words),)
    label = _STATUS_LABEL.search(text, finding.span.start, at)
    place = Span(label.start() if label else at, at + len(words))
    return Run(words), Run(" "), Mark(w.cite(evidence.bulletin, finding, place))


_STATUS_LABEL = re.compile(r"(?:整改|完成|落实)?(?:结果|状态|情况|进度|进展)\s*[::]\s*$")


def name_of(finding: Finding, w: Writer) -> str:
    """Return what a finding is called by its number."""
    if finding.number is None:
        return w.words("finding_unnumbered")
    return w.words("finding", number=finding.number)


def title_of(finding: Finding) -> str:
    """Return a finding's title on one line."""
    return in_line(finding.title).rstrip("。")


_INNER = str.maketrans("“”", "‘’")  # quotation marks within quotation marks


def quoted_title(finding: Finding, w: Writer) -> str:
    """Return a finding's name with its title in quotation marks."""
    return f"{name_of(finding, w)}“{title_of(finding).translate(_INNER)}”"


def counted(agency: str, evidence: Sequence[Evidence], w: Writer) -> str:
    """Return an agency with how many findings it has."""
    if findings := findings_in(evidence):
        return w.words("list_item_count", agency=agency, k=findings)
    return w.words("list_item_line", agency=agency)
