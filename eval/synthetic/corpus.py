"""A corpus (语料): so many bulletins of a seed, written to a folder one after the other.

`bulletins/000/b000000.txt` …, a thousand in a subfolder; `truth.jsonl`, a line each; then
`questions.jsonl`, for which a second pass reads the truth. Nothing is kept of a bulletin once it is
written but counts by theme and city, so memory does not grow with their number.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from eval.synthetic.bulletins import Bulletin, Bulletins, bulletins
from eval.synthetic.page import Page, page_of
from eval.synthetic.truth import Truth, from_record, record, truth_of
from rag.errors import BulletinQAError

IN_A_FOLDER = 1000
NOTICE = (
    "这里的通报是编出来的测试数据，不是任何单位发布的：地名取自行政区划表，"
    "单位、问题、数字、日期、文件、电话、地址都是虚构的。只用于测试，请勿发布或引用。\n"
)


class FolderTakenError(BulletinQAError):
    """A folder to write to that holds something."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A bulletin with its text and what is true of it."""

    bulletin: Bulletin
    page: Page
    truth: Truth


@dataclass(frozen=True)
class Corpus:
    """The first `count` bulletins of a seed."""

    seed: int
    count: int

    @cached_property
    def _bulletins(self) -> Bulletins:
        return bulletins(self.seed)

    def at(self, number: int) -> Sheet:
        """Return a bulletin; beyond `count` too, for what the corpus does not hold."""
        bulletin, writer = self._bulletins.at(number)
        page = page_of(bulletin, writer)
        return Sheet(bulletin, page, truth_of(bulletin, page))

    def __iter__(self) -> Iterator[Sheet]:
        return map(self.at, range(self.count))


@dataclass(slots=True)
class Counts:
    """How much a corpus holds; agencies by theme, and by city and theme."""

    bulletins: int = 0
    findings: int = 0
    measures: int = 0
    characters: int = 0
    themes: Counter[str] = field(default_factory=Counter)
    cities: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, sheet: Sheet) -> None:
        """Count a bulletin."""
        truth = sheet.truth
        self.bulletins += 1
        self.findings += len(truth.findings)
        self.measures += sum(finding.measures for finding in truth.findings)
        self.characters += len(sheet.page.text)
        core = {finding.theme for finding in truth.findings}
        self.themes.update(core | {t for f in truth.findings for t in f.themes_touched})
        self.cities.update((truth.city, theme) for theme in core)


def write(corpus: Corpus, folder: Path, progress: Callable[[int], None] | None = None) -> Counts:
    """Write the bulletins and the truth; return what they come to."""
    if folder.exists() and any(folder.iterdir()):
        raise FolderTakenError(f"“{folder}”里已有文件；请换一个文件夹，或先清空它")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "NOTICE").write_text(NOTICE, "utf-8")
    counts = Counts()
    with (folder / "truth.jsonl").open("w", encoding="utf-8") as truths:
        for sheet in corpus:
            path = folder / "bulletins" / place_of(sheet.bulletin)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(sheet.page.text, "utf-8")
            truths.write(line_of(record(sheet.truth)))
            counts.add(sheet)
            if progress:
                progress(counts.bulletins)
    return counts


def place_of(bulletin: Bulletin) -> Path:
    """Return where a bulletin stands below `bulletins/`."""
    return Path(f"{bulletin.number // IN_A_FOLDER:03d}") / f"{bulletin.doc}.txt"


def line_of(values: dict[str, Any]) -> str:
    """Return an object as a line of a file."""
    return json.dumps(values, ensure_ascii=False) + "\n"


def truths_in(folder: Path) -> Iterator[Truth]:
    """Yield what is true of each bulletin of a written corpus."""
    with (folder / "truth.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield from_record(json.loads(line))
