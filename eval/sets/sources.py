"""The bulletins as measured against: text and records from the store, raw words from the file.

The raw words prove that a quotation stands in the file itself, not only in what we made of it;
white space between words is set aside, for reading drops blank lines and indents.
Files that are not plain text (html, pdf, docx) have no raw words to compare with: `raw` is None.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.sets.questions import Key
from rag.bulletin import Bulletin, Span
from rag.text.chinese import fold

PLAIN = {".txt", ".md", ".text", ".markdown"}
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class Source:
    """One bulletin and the characters of its file, white space left out."""

    bulletin: Bulletin
    raw: str | None

    def holds(self, start: int, end: int, quote: str) -> bool:
        """Tell whether the quotation is the text's own at these offsets, and the file's own."""
        same = self.bulletin.text[start:end] == quote != ""
        return same and (self.raw is None or _bare(quote) in self.raw)

    def find(self, words: str) -> Span | None:
        """Return where `words` stand, width and white space set aside; None if nowhere."""
        text, at = squeezed(self.bulletin.text)
        sought, _ = squeezed(words)
        start = text.find(sought) if sought else -1
        return None if start < 0 else Span(at[start], at[start + len(sought) - 1] + 1)


Sources = Mapping[str, Source]


def squeezed(text: str) -> tuple[str, list[int]]:
    """Return `text` folded and without white space, and the offset that each character left had."""
    folded = fold(text)
    at = [offset for offset, char in enumerate(folded) if not char.isspace()]
    return "".join(folded[offset] for offset in at), at


def sources_of(bulletins: Iterable[Bulletin], folders: Iterable[Path]) -> dict[str, Source]:
    """Pair each bulletin with its file, found by name in `folders`; keyed by the file's stem."""
    files = {p.name: p for folder in folders for p in folder.rglob("*") if p.is_file()}
    return {Path(b.source).stem: Source(b, _raw(files.get(Path(b.source).name))) for b in bulletins}


def _raw(path: Path | None) -> str | None:
    if path is None or path.suffix.lower() not in PLAIN:
        return None
    data = path.read_bytes()
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ENCODINGS
    for encoding in encodings:
        try:
            return _bare(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return None


def _bare(text: str) -> str:
    return "".join(text.split())


def findings_at(source: Source, span: Span) -> list[Key]:
    """Return what a stretch of the text belongs to, the largest share first.

    The share outside all findings counts as (doc, None).
    """
    doc = Path(source.bulletin.source).stem
    shares: dict[Key, int] = {}
    for finding in source.bulletin.findings:
        shared = min(span.end, finding.span.end) - max(span.start, finding.span.start)
        if shared > 0:
            key = (doc, finding.number)
            shares[key] = shares.get(key, 0) + shared
    rest = span.end - span.start - sum(shares.values())
    if rest > 0:
        shares[(doc, None)] = rest
    return sorted(shares, key=lambda key: -shares[key])
