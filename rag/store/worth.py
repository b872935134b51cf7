"""Is a copy as good as the one that stands? What it lacks, in words.

A copy that was cut off, or read from a worse file, has fewer findings or much less said in them; it
takes no bulletin's place until the operator says so. What it does not know: whether what lacks was
taken out on purpose.
"""

from rag.bulletin import Bulletin
from rag.store.tuned import AS_LONG


def shortfall(new: Bulletin, known: Bulletin) -> str:
    """Return what a bulletin lacks of the one known, "" where it lacks nothing."""
    fewer = len(known.findings) - len(new.findings)
    if fewer > 0:
        return f"少 {fewer} 个问题"
    share = _said(new) / max(1, _said(known))
    if share < AS_LONG:
        return f"各问题的文字只有原来的 {share:.0%}"
    return ""


def _said(bulletin: Bulletin) -> int:
    """Return how many characters the findings have."""
    return sum(finding.span.end - finding.span.start for finding in bulletin.findings)
