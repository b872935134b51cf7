"""Which pages of a PDF are pictures (图片): scanned, or with their words drawn as outlines.

Such a page has next to no characters beside what every page repeats, and a picture over much of it
or hundreds of curves. A blank page is none. What it does not know: whether the picture has words.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rag.files.grids import TableRow
from rag.files.paragraphs import Row

FEW = 8  # characters; a page of text has more
COVERED = 0.3  # of the page, by pictures
OUTLINES = 150  # curves; a character drawn has two or more


def picture_pages(pages: Sequence[Any], rows: Sequence[Row | TableRow]) -> list[int]:
    """Return the numbers, from 0, of the pages that are pictures; `rows` are the lines read."""
    length: Counter[int] = Counter()
    for row in rows:
        words = row.text if isinstance(row, Row) else "".join(row.cells)
        length[row.page] += len(words.strip())
    return [
        number for number, page in enumerate(pages) if length[number] < FEW and _is_picture(page)
    ]


def _is_picture(page: Any) -> bool:  # noqa: ANN401
    covered = sum(_area(image) for image in page.images)
    whole = float(page.width) * float(page.height)
    return covered > COVERED * whole or len(page.curves) > OUTLINES


def _area(image: dict[str, Any]) -> float:
    return float(image["x1"] - image["x0"]) * float(image["bottom"] - image["top"])


def pages_in_words(numbers: Sequence[int]) -> str:
    """Return pages, counted from 0, as people name them: 第 2、4–6 页."""
    runs: list[list[int]] = []
    for at, number in enumerate(numbers):
        if at and number == numbers[at - 1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names = (f"{r[0] + 1}" if len(r) == 1 else f"{r[0] + 1}–{r[-1] + 1}" for r in runs)
    return f"第 {'、'.join(names)} 页"
