"""What a draft says that its user did not give (外来的内容): figures, dates, documents, names.

Blanks 〔…〕 say nothing. Figures and dates are compared as numbers, documents by their titles,
agencies by any of their usual names, people by 某 behind a surname. What it does not know: a name
that no bulletin on file is of, and that has no 某.
"""

import re
from collections.abc import Iterator

from rag.checking.claims import Names
from rag.text.figures import dates_in, figures_in, read
from rag.text.titles import titles_in

BLANK = re.compile(r"《?〔[^〔〕]*〕》?")
PERSON = re.compile(r"[一-鿿]某")


def foreign(said: str, given: str, names: Names) -> tuple[str, ...]:
    """Return what is said of figures, dates, documents and names that is not in what was given."""
    return tuple(dict.fromkeys(_foreign(BLANK.sub("", said), given, names)))


def _foreign(said: str, given: str, names: Names) -> Iterator[str]:
    ours, theirs = read(said), read(given)
    known = figures_in(theirs)
    yield from (f.words for f in figures_in(ours) if not any(map(f.agrees, known)))
    dates = dates_in(theirs)
    yield from (d.words for d in dates_in(ours) if not any(map(d.agrees, dates)))
    yield from (title for title in titles_in(said) if title not in titles_in(given))
    yield from (m.group() for m, _ in names.said(ours) if m.group() not in theirs)
    yield from (m.group() for m in PERSON.finditer(ours) if m.group() not in theirs)
