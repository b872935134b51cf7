"""Is a store sound? What its catalog, vectors, index and collection say, held against each other.

A bulletin's id comes from its text, and a vector's name from the passage embedded, so that what was
altered is known by itself; what is derived is compared with the catalog key by key. Of the vectors
that are as long as they should be, those are found wrong that differ from the index's copy, and of
some all over the store what another embedding gives is compared. What it does not know: a vector
wrong in the catalog and the index alike, beyond those looked at; how faults are mended (see
`writing`).
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from rag.bulletin import Bulletin
from rag.embedding.embedder import Embedder
from rag.errors import StoreError
from rag.store.admission import text_hash
from rag.store.catalog import Catalog, Row
from rag.store.chroma import Chroma
from rag.store.layout import Vectors
from rag.store.schema import readable
from rag.store.snapshot import Snapshot
from rag.store.tuned import EMBEDDED_AGAIN, SAME_VECTOR

UNIT = 1e-3  # how far from 1 the length of a vector may be


class Kind(StrEnum):
    """What is at fault."""

    FILE = "目录库"
    RECORD = "通报记录"
    VECTOR = "向量"
    DERIVED = "索引"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: of which bulletin (its key), or of which text (its hash)."""

    kind: Kind
    text: str
    key: int = 0
    digest: str = ""

    def __str__(self) -> str:
        return f"{self.kind}：{self.text}"


def faults_of_catalog(catalog: Catalog) -> list[Fault]:
    """Return what is wrong with the catalog itself, record by record."""
    found = [Fault(Kind.FILE, text) for text in catalog.problems()]
    hidden = len(catalog.hidden())
    if hidden:
        found.append(Fault(Kind.FILE, f"有 {hidden} 份未完成写入的通报（下次写入时自动清除）"))
    found += [Fault(Kind.FILE, f"“{path}”的通报不见了") for path in catalog.bereft()]
    for key in catalog.shown():
        trouble = _altered(catalog, key)
        if trouble:
            found.append(Fault(Kind.RECORD, f"第 {key} 号通报{trouble}", key=key))
    return found


def _altered(catalog: Catalog, key: int) -> str:
    """Return what is wrong with a bulletin's record, "" where nothing is."""
    bulletin = readable(catalog.record(key))
    if bulletin is None:
        return "的记录读不出来"
    name = f"“{bulletin.source}”"
    if not catalog.agrees(key, bulletin):
        return f"{name}的记录与目录不符"
    if _id_of(bulletin) != bulletin.id:
        return f"{name}的原文与编号不符，被改动过"
    spans = [finding.span for finding in bulletin.findings]
    if any(not 0 <= span.start < span.end <= len(bulletin.text) for span in spans):
        return f"{name}的记录超出原文范围"
    rows = catalog.passages(key)
    if not rows and bulletin.findings:
        return f"{name}没有段落"
    if any(text_hash(row.passage.text) != row.digest for row in rows):
        return f"{name}的段落被改动过"
    return ""


def _id_of(bulletin: Bulletin) -> str:
    return hashlib.sha256(bulletin.text.encode()).hexdigest()[: len(bulletin.id)]


def faults_of_vectors(catalog: Catalog, embedder: Embedder) -> list[Fault]:
    """Return which texts of passages have no vector, or one that cannot be theirs."""
    texts = {row.digest: row.passage.text for row in _rows(catalog)}
    known = catalog.vectors(embedder.name, list(texts))
    found = [
        Fault(Kind.VECTOR, f"“{texts[digest]:.20}…”没有向量", digest=digest)
        for digest in texts.keys() - known.keys()
    ]
    sizes = [len(vector) for vector in known.values()]
    size = max(set(sizes), key=sizes.count) if sizes else 0
    wrong = {digest for digest, vector in known.items() if not _is_unit(vector, size)}
    sound = [digest for digest in texts if digest in known and digest not in wrong]
    looked_at = sound[:: max(1, len(sound) // EMBEDDED_AGAIN)]
    again = embedder.embed([texts[digest] for digest in looked_at]) if looked_at else ()
    for digest, vector in zip(looked_at, again, strict=True):
        if len(vector) != size or float(vector @ known[digest]) < SAME_VECTOR:
            wrong.add(digest)
    return found + [_wrong(digest, texts[digest]) for digest in sorted(wrong)]


def _rows(catalog: Catalog) -> Iterator[Row]:
    for key in catalog.shown():
        yield from catalog.passages(key)


def _wrong(digest: str, text: str) -> Fault:
    return Fault(Kind.VECTOR, f"“{text:.20}…”的向量不对", digest=digest)


def _is_unit(vector: Vectors, size: int) -> bool:
    return len(vector) == size and bool(abs(float(np.linalg.norm(vector)) - 1) <= UNIT)


def faults_of_derived(catalog: Catalog, now: Snapshot, chroma: Chroma) -> list[Fault]:
    """Return where index and collection differ from the catalog, key by key."""
    rows = {row.key: row for row in _rows(catalog)}
    texts, differing = list[str](), list[Row]()
    try:
        texts += _differing("索引", rows.keys(), now.keys)
        shared = sorted(rows.keys() & now.keys)
        places = now.rows_of(shared)
        kept = catalog.vectors(now.model, [rows[key].digest for key in shared])
        for key, vector in zip(shared, now.index["passage.vector"][places], strict=True):
            if not np.array_equal(kept[rows[key].digest], vector):
                differing.append(rows[key])
        held = chroma.keys(now.version)
    except StoreError as error:
        return [Fault(Kind.DERIVED, str(error))]
    texts += _differing("向量库", rows.keys(), held)
    # which of the two is right is not known: it is embedded again
    return [Fault(Kind.DERIVED, text) for text in texts] + [
        _wrong(row.digest, row.passage.text) for row in differing
    ]


def _differing(name: str, wanted: Collection[int], held: set[int]) -> list[str]:
    missing, extra = len(set(wanted) - held), len(held - set(wanted))
    return [
        f"{name}{words} {count} 个段落"
        for words, count in (("缺少", missing), ("多出", extra))
        if count
    ]
