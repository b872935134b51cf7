"""Bulletins of a set as the texts that are taught and ranked: one per finding, and its measures.

The texts are the passages that the store embeds (`rag.store.passages`). A finding is named by its
place: the file's stem and its order in the bulletin, for printed numbers may repeat.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.bulletin import Bulletin
from rag.files.documents import find_files
from rag.parse.reading import read_file
from rag.store.passages import Kind, passages_of

Place = tuple[str, int]  # (doc, order)


@dataclass(frozen=True, slots=True)
class Told:
    """One finding as texts: whole, each measure under its heading, and without its agency."""

    place: Place
    number: int | None
    whole: str
    theme: str
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Bulletins, and their findings by place."""

    bulletins: tuple[Bulletin, ...]
    findings: Mapping[Place, Told]

    def at(self, doc: str, order: int | None, number: int | None) -> Place | None:
        """Return the place of a finding given by its order or by its number; None if nowhere."""
        if order is not None:
            return (doc, order) if (doc, order) in self.findings else None
        places = (p for p, told in self.findings.items() if p[0] == doc and told.number == number)
        return next(places, None) if number is not None else None


def read_corpus(folder: Path, chosen: str = "") -> Corpus:
    """Read the bulletins of a folder, those alone whose names start with one of `chosen`."""
    bulletins = tuple(
        reading.bulletin
        for path in find_files(folder)
        if not chosen or path.name[0] in chosen
        for reading in read_file(path)
        if reading.bulletin
    )
    return Corpus(bulletins, {told.place: told for told in _told(bulletins)})


def _told(bulletins: Iterable[Bulletin]) -> Iterator[Told]:
    for bulletin in bulletins:
        passages = list(passages_of(bulletin))
        for finding in bulletin.findings:
            own = [p for p in passages if p.finding_id == finding.id]
            whole = next(p.text for p in own if p.kind is Kind.FINDING)
            yield Told(
                (Path(bulletin.source).stem, finding.order),
                finding.number,
                whole,
                whole.removeprefix(bulletin.agency).strip(),
                tuple(p.text for p in own if p.kind is Kind.MEASURE),
            )
