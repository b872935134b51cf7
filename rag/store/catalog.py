"""The catalog: bulletins, findings, measures and passages in SQLite; the source of truth.

Every record is kept whole as JSON, beside the columns that are asked for; vectors by (model, hash
of text), so that the vector index can be made again without embedding; what each file held, so that
it need not be read again. A bulletin is inserted hidden and revealed in one transaction together
with the hiding of what it replaces, so a reader sees the old state or the new one. What it does not
know: how text becomes vectors and words, and which two files are one bulletin (see `library`).

Long because every statement in SQL on bulletins, passages and files stands here and nowhere else.
"""

import sqlite3
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rag.bulletin import Bulletin, Finding, Span, Status
from rag.store.opening import Opened, explained, open_file
from rag.store.passages import Kind, Passage
from rag.store.schema import fresh_version, insert_passage, insert_records, readable, year_of
from rag.store.seen import Seen, Stamp, documents_in, documents_out
from rag.text.chinese import fold

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Where:
    """Which bulletins and findings are meant; an empty tuple admits all."""

    agencies: tuple[str, ...] = ()  # full names
    regions: tuple[str, ...] = ()  # 武汉 admits 湖北省武汉市
    years: tuple[int, ...] = ()  # of publication, else of feedback
    statuses: tuple[Status, ...] = ()  # of findings
    bulletin_ids: tuple[str, ...] = ()

    def admits(self, bulletin: Bulletin) -> bool:
        """Tell whether the bulletin is meant."""
        return (
            (not self.agencies or bulletin.agency in self.agencies)
            and (not self.regions or any(r in (bulletin.region or "") for r in self.regions))
            and (not self.years or year_of(bulletin) in self.years)
            and (not self.bulletin_ids or bulletin.id in self.bulletin_ids)
        )

    def admits_finding(self, finding: Finding) -> bool:
        """Tell whether the finding is meant, its bulletin being so."""
        return not self.statuses or finding.status in self.statuses


EVERYTHING = Where()


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is: totals, and findings by status and by agency."""

    bulletins: int
    findings: int
    measures: int
    by_status: dict[Status, int] = field(default_factory=dict)
    by_agency: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Origin:
    """A file seen: the id of what it held, and the id of the bulletin that stands for it."""

    path: str
    content: str
    bulletin_id: str


class Row(NamedTuple):
    """A passage as it is kept: its key, the hash of its text, its words in a line."""

    key: int
    digest: str
    words: str
    passage: Passage


class Catalog:
    """The records of one store. Usable from several threads, and beside other processes."""

    def __init__(self, path: Path, opened: Opened) -> None:
        self._path, self._connection, self.writable = path, opened.connection, opened.writable
        self._lock = threading.RLock()

    @classmethod
    def open(cls, path: Path, *, accept: bool = False) -> "Catalog":
        """Open the catalog at `path`, making it where there is no store yet.

        Raise `StoreError` where it is damaged, or gone from a store that was filled, unless one
        that is empty is to be accepted for it.
        """
        return cls(path, open_file(path, accept=accept))

    def close(self) -> None:
        """Close the catalog."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give one consistent state to read from."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Write all or nothing."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._lock:
            if self._connection.in_transaction:
                yield self._connection
                return
            try:
                self._connection.execute(begin)
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException as error:
                if self._connection.in_transaction:
                    with suppress(sqlite3.Error):
                        self._connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise explained(error, self._path) from error
                raise

    # what there is

    @property
    def version(self) -> str:
        """A string that changes whenever what can be seen changes, in this process or another."""
        return self.meta("version")

    def meta(self, name: str) -> str:
        """Return a remark on the whole store, "" where there is none."""
        with self.reading() as db:
            row = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def bulletins(self, where: Where = EVERYTHING) -> list[Bulletin]:
        """Return the bulletins meant, by agency, then date, then id."""
        condition, values = _condition(where)
        with self.reading() as db:
            rows = db.execute(
                f"SELECT record FROM bulletin WHERE {condition}"
                " ORDER BY agency_folded, published, id",
                values,
            ).fetchall()
        return [found for (record,) in rows if (found := readable(record))]

    def findings(self, where: Where = EVERYTHING) -> list[Finding]:
        """Return the findings meant, in the order of their bulletins and of the text."""
        return [
            finding
            for bulletin in self.bulletins(where)
            for finding in bulletin.findings
            if where.admits_finding(finding)
        ]

    def counts(self, where: Where = EVERYTHING) -> Counts:
        """Count what is meant. Agencies without any finding admitted count with 0."""
        condition, values = _condition(where)
        meant = f"FROM bulletin b LEFT JOIN finding f ON f.bulletin = b.key WHERE {condition}"
        measures = 'FROM measure m WHERE m.bulletin = b.key AND m.finding = f."order"'
        with self.reading() as db:
            rows = db.execute(
                f'SELECT agency, f.status, count(f."order"), sum((SELECT count(*) {measures}))'
                f" {meant} GROUP BY agency, f.status ORDER BY min(agency_folded)",
                values,
            ).fetchall()
            (bulletins,) = db.execute(
                f"SELECT count(*) FROM bulletin WHERE {condition}", values
            ).fetchone()
        return _counted(bulletins, rows, where)

    def alike(self, bulletin: Bulletin) -> list[Bulletin]:
        """Return the bulletins of the same agency, script and width apart."""
        with self.reading() as db:
            rows = db.execute(
                "SELECT record FROM bulletin WHERE visible AND agency_folded = ? ORDER BY key",
                (fold(bulletin.agency),),
            ).fetchall()
        return [found for (record,) in rows if (found := readable(record))]

    def standing(self, bulletin_id: str) -> Bulletin | None:
        """Return the visible bulletin with this id, None where there is none."""
        with self.reading() as db:
            row = db.execute(
                "SELECT record FROM bulletin WHERE visible AND id = ?", (bulletin_id,)
            ).fetchone()
        return readable(row[0]) if row else None

    def source(self, bulletin_id: str) -> str | None:
        """Return the name of the file that a visible bulletin was read from, None without one."""
        with self.reading() as db:
            row = db.execute(
                "SELECT source FROM bulletin WHERE visible AND id = ?", (bulletin_id,)
            ).fetchone()
        return str(row[0]) if row else None

    def origin(self, path: str) -> Origin | None:
        """Return what is known of a document, None where it is not known."""
        return next(iter(self._origins("path = ?", path)), None)

    def holding(self, content: str) -> list[Origin]:
        """Return the documents that held this text when they were last seen."""
        return self._origins("content = ?", content)

    def belonging(self, bulletin_id: str) -> list[Origin]:
        """Return the documents for which a bulletin stands."""
        return self._origins("bulletin_id = ?", bulletin_id)

    def _origins(self, condition: str, value: str) -> list[Origin]:
        with self.reading() as db:
            rows = db.execute(
                f"SELECT path, content, bulletin_id FROM origin WHERE {condition}", (value,)
            ).fetchall()
        return [Origin(*row) for row in rows]

    def origins(self) -> dict[str, Origin]:
        """Return every file that the store knows, by path."""
        return {origin.path: origin for origin in self._origins("path >= ?", "")}

    def bereft(self) -> list[str]:
        """Return the files whose bulletin is gone."""
        with self.reading() as db:
            rows = db.execute(
                "SELECT path FROM origin WHERE NOT EXISTS"
                " (SELECT 1 FROM bulletin WHERE visible AND id = bulletin_id)"
            )
            return [path for (path,) in rows]

    def seen(self, path: str) -> Seen | None:
        """Return what is remembered of a file, None where it was never taken in whole."""
        with self.reading() as db:
            row = db.execute(
                "SELECT size, changed, digest, reader, documents FROM file WHERE path = ?", (path,)
            ).fetchone()
        return Seen(path, Stamp(*row[:4]), documents_in(row[4])) if row else None

    def shown(self) -> list[int]:
        """Return the keys of the visible bulletins, by agency, then date, then id."""
        with self.reading() as db:
            rows = db.execute(
                "SELECT key FROM bulletin WHERE visible ORDER BY agency_folded, published, id"
            )
            return [key for (key,) in rows]

    def record(self, key: int) -> str:
        """Return a bulletin's record, as it is kept."""
        with self.reading() as db:
            (record,) = db.execute("SELECT record FROM bulletin WHERE key = ?", (key,)).fetchone()
            return str(record)

    def agrees(self, key: int, bulletin: Bulletin) -> bool:
        """Tell whether the columns of a bulletin say what its record says."""
        day = bulletin.published.isoformat() if bulletin.published else None
        said = (bulletin.id, bulletin.agency, bulletin.region, year_of(bulletin), day)
        orders = [(f.order, f.status) for f in bulletin.findings]
        with self.reading() as db:
            asked = "SELECT id, agency, region, year, published FROM bulletin WHERE key = ?"
            kept = db.execute(asked, (key,)).fetchone()
            asked = 'SELECT "order", status FROM finding WHERE bulletin = ? ORDER BY "order"'
            return bool(kept == said) and db.execute(asked, (key,)).fetchall() == orders

    def passages(self, key: int) -> list[Row]:
        """Return the passages of a bulletin, in the order of its text."""
        with self.reading() as db:
            rows = db.execute(
                "SELECT p.key, p.hash, p.words,"
                ' b.id, p.finding_id, p.kind, p.text, p.start, p."end"'
                " FROM passage p JOIN bulletin b ON b.key = p.bulletin"
                " WHERE b.key = ? ORDER BY p.key",
                (key,),
            ).fetchall()
        return [
            Row(key, digest, words, Passage(ref, finding, Kind(kind), text, Span(start, end)))
            for key, digest, words, ref, finding, kind, text, start, end in rows
        ]

    def vectors(self, model: str, hashes: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors that are known of these texts, by hash."""
        found: dict[str, Vectors] = {}
        with self.reading() as db:
            for at in range(0, len(hashes), 500):
                part = hashes[at : at + 500]
                marks = ", ".join("?" * len(part))
                rows = db.execute(
                    f"SELECT hash, data FROM vector WHERE model = ? AND hash IN ({marks})",
                    (model, *part),
                )
                found |= {digest: np.frombuffer(data, np.float32) for digest, data in rows}
        return found

    def texts_without_vector(self, model: str) -> list[tuple[str, str]]:
        """Return (hash, text) of the visible passages of which no vector is kept."""
        with self.reading() as db:
            return db.execute(
                "SELECT DISTINCT p.hash, p.text"
                " FROM passage p JOIN bulletin b ON b.key = p.bulletin"
                " WHERE b.visible AND NOT EXISTS"
                " (SELECT 1 FROM vector v WHERE v.model = ? AND v.hash = p.hash)",
                (model,),
            ).fetchall()

    # how it changes

    def keep_vectors(self, model: str, vectors: Mapping[str, Vectors]) -> None:
        """Remember vectors by the hash of their text."""
        with self.writing() as db:
            db.executemany(
                "INSERT OR REPLACE INTO vector (model, hash, data) VALUES (?, ?, ?)",
                [(model, digest, vector.tobytes()) for digest, vector in vectors.items()],
            )

    def keep_seen(self, files: Sequence[Seen]) -> None:
        """Remember files that were taken in whole."""
        with self.writing() as db:
            db.executemany(
                "INSERT OR REPLACE INTO file (path, size, changed, digest, reader, documents)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [(f.path, *astuple(f.stamp), documents_out(f.documents)) for f in files],
            )

    def insert_hidden(
        self, bulletin: Bulletin, pieces: Sequence[tuple[Passage, str, str]]
    ) -> tuple[int, list[int]]:
        """Insert a bulletin nobody sees yet, with (passage, hash, words) of each of its pieces.

        Return its key and the passages' keys.
        """
        with self.writing() as db:
            key = insert_records(db, bulletin)
            keys = [insert_passage(db, key, *piece) for piece in pieces]
        return key, keys

    def reveal(
        self,
        shown: Sequence[int],
        origins: Sequence[Origin] = (),
        heirs: Mapping[str, str] = MappingProxyType({}),
        meta: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Show the bulletins with the keys `shown`, in one step with all that follows from it.

        `heirs` says which bulletin's files now belong to which other. Hidden is then what has
        another version shown, and what no file holds any more.
        """
        with self.writing() as db:
            touched = {*heirs, *_stands_for(db, [origin.path for origin in origins])}
            db.executemany(
                "UPDATE origin SET bulletin_id = ? WHERE bulletin_id = ?",
                [(new, old) for old, new in heirs.items()],
            )
            rows = [(o.path, o.content, o.bulletin_id) for o in origins]
            db.executemany("INSERT OR REPLACE INTO origin VALUES (?, ?, ?)", rows)
            for key in shown:
                (shown_id,) = db.execute("SELECT id FROM bulletin WHERE key = ?", (key,)).fetchone()
                db.execute("UPDATE bulletin SET visible = 0 WHERE visible AND id = ?", (shown_id,))
                db.execute("UPDATE bulletin SET visible = 1 WHERE key = ?", (key,))
                touched.add(shown_id)
            _hide_orphans(db, touched)
            _remark(db, {**meta, "version": _next_version(self.version)})

    def forget(self, paths: Sequence[str]) -> None:
        """Forget files, and hide the bulletins that no other file holds."""
        with self.writing() as db:
            touched = _stands_for(db, paths)
            gone = [(path,) for path in paths]
            db.executemany("DELETE FROM origin WHERE path = ?", gone)
            db.executemany("DELETE FROM file WHERE path = ?", gone)
            _hide_orphans(db, touched)
            _remark(db, {"version": _next_version(self.version)})

    def remark(self, meta: Mapping[str, str]) -> None:
        """Write remarks on the whole store."""
        with self.writing() as db:
            _remark(db, meta)

    def hidden(self) -> list[int]:
        """Return the keys of the hidden bulletins."""
        with self.reading() as db:
            return [key for (key,) in db.execute("SELECT key FROM bulletin WHERE NOT visible")]

    def passage_keys(self, bulletin: int) -> list[int]:
        """Return the keys of a bulletin's passages."""
        with self.reading() as db:
            rows = db.execute("SELECT key FROM passage WHERE bulletin = ?", (bulletin,))
            return [key for (key,) in rows]

    def passage_hashes(self, bulletin_id: str) -> list[str]:
        """Return the hashes of the texts of a visible bulletin's passages, in their order."""
        with self.reading() as db:
            rows = db.execute(
                "SELECT p.hash FROM passage p JOIN bulletin b ON b.key = p.bulletin"
                " WHERE b.visible AND b.id = ? ORDER BY p.key",
                (bulletin_id,),
            )
            return [digest for (digest,) in rows]

    def drop_vectors(self, model: str, digests: Sequence[str]) -> None:
        """Forget vectors, to be embedded again."""
        with self.writing() as db:
            db.executemany(
                "DELETE FROM vector WHERE model = ? AND hash = ?", [(model, d) for d in digests]
            )

    def cast_out(self, key: int) -> None:
        """Hide a bulletin and forget its files, so that they are read anew."""
        with self.writing() as db:
            ids = db.execute("SELECT id FROM bulletin WHERE key = ?", (key,)).fetchall()
            db.execute("UPDATE bulletin SET visible = 0 WHERE key = ?", (key,))
            for (bulletin_id,) in ids:
                held = db.execute(
                    "DELETE FROM origin WHERE bulletin_id = ?1 OR content = ?1 RETURNING path",
                    (bulletin_id,),
                ).fetchall()
                db.executemany("DELETE FROM file WHERE instr(?, path) = 1", held)
            _remark(db, {"version": _next_version(self.version)})

    def erase(self, bulletin: int) -> None:
        """Delete a hidden bulletin; its vectors stay for the next time."""
        with self.writing() as db:
            db.execute("DELETE FROM bulletin WHERE key = ? AND NOT visible", (bulletin,))

    def drop_unused_vectors(self, model: str) -> None:
        """Delete the vectors of other models and of texts that no passage holds."""
        with self.writing() as db:
            db.execute(
                "DELETE FROM vector WHERE model <> ? OR hash NOT IN (SELECT hash FROM passage)",
                (model,),
            )

    def problems(self) -> list[str]:
        """Return what is wrong with the file, in words; nothing where all is well."""
        with self.reading() as db:
            checks = [row[0] for row in db.execute("PRAGMA integrity_check")]
            broken = db.execute("PRAGMA foreign_key_check").fetchall()
        found = [f"catalog: {line}" for line in checks if line != "ok"]
        return found + [f"catalog： 记录失去所属通报（{row[0]} {row[1]}）" for row in broken]


def _counted(
    bulletins: int, rows: Sequence[tuple[str, str | None, int, int | None]], where: Where
) -> Counts:
    """Sum up rows of agency, status, findings and measures."""
    by_status = {status: 0 for status in Status}
    by_agency = {agency: 0 for agency, *_ in rows}
    measures = 0
    for agency, status, findings, held in rows:
        if status is not None and (not where.statuses or status in where.statuses):
            by_status[Status(status)] += findings
            by_agency[agency] += findings
            measures += held or 0
    return Counts(bulletins, sum(by_status.values()), measures, by_status, by_agency)


def _stands_for(db: sqlite3.Connection, paths: Sequence[str]) -> set[str]:
    """Return the ids of the bulletins that stand for documents."""
    asked = "SELECT bulletin_id FROM origin WHERE path = ?"
    return {ref for path in paths for (ref,) in db.execute(asked, (path,))}


def _hide_orphans(db: sqlite3.Connection, touched: Collection[str]) -> None:
    """Hide those bulletins of which no file is left, and forget their copies, to be read anew."""
    ids = [(bulletin_id,) for bulletin_id in touched]
    db.executemany(
        "UPDATE bulletin SET visible = 0 WHERE visible AND id = ?1 AND NOT EXISTS"
        " (SELECT 1 FROM origin WHERE content = ?1 AND bulletin_id = ?1)",
        ids,
    )
    db.executemany(
        "DELETE FROM origin WHERE bulletin_id = ?1 AND NOT EXISTS"
        " (SELECT 1 FROM bulletin WHERE visible AND id = ?1)",
        ids,
    )


def _remark(db: sqlite3.Connection, meta: Mapping[str, str]) -> None:
    """Write remarks on the whole store."""
    db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(meta.items()))


def _next_version(version: str) -> str:
    store, _, count = version.partition("-")
    return f"{store}-{int(count) + 1}" if count.isdecimal() else fresh_version()


def _condition(where: Where) -> tuple[str, list[str | int]]:
    parts, values = ["visible"], list[str | int]()
    for column, wanted in (
        ("agency", where.agencies),
        ("year", where.years),
        ("id", where.bulletin_ids),
    ):
        if wanted:
            parts.append(f"{column} IN ({', '.join('?' * len(wanted))})")
            values += wanted
    if where.regions:
        parts.append("(" + " OR ".join(["instr(region, ?)"] * len(where.regions)) + ")")
        values += where.regions
    return " AND ".join(parts), values
