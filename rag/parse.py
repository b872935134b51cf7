"""Text -> Bulletin: the steps of reading in order, and what each of them understood.

The page's chrome is judged first (`rag.page`, `rag.chrome`), then the headings of the lines that stay are
made a tree (`rag.outline`), the tree divided into parts (`rag.parts`), and the part that reports
findings into findings and measures (`rag.findings`, `rag.measures`). The opening, the signature and the
page give the records (`rag.describe`).
"""

import hashlib

from rag.bulletin import Bulletin
from rag.chrome import Zone
from rag.describe import describe
from rag.errors import NotABulletinError
from rag.findings import extents, findings_of
from rag.outline import build
from rag.page import lay_page
from rag.parts import divide, tail
from rag.sections import sections_of


def parse_bulletin(text: str, source: str) -> Bulletin:
    """Return the bulletin in `text`. Raise `NotABulletinError` where there is none."""
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
    if not bulletin.findings:
        raise NotABulletinError(f"“{source}”中没有逐条列出的问题整改情况,不是整改通报", bulletin)
    return bulletin
