"""The index brought up to what the catalog shows: what is new is laid out, what is gone is left.

The catalog is the truth and the index follows it: whoever looks first after a change, in whatever
process, lays out what is missing, while others wait for it. A writer killed midway has done
nothing. An index of another model or layout, or one that is mostly of bulletins gone, is made anew
beside the old one, which whoever reads it keeps until he looks again.
"""

import logging
import shutil
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from filelock import FileLock

from rag.errors import StoreError
from rag.store.catalog import Catalog
from rag.store.columns import Columns
from rag.store.index import Index
from rag.store.layout import LAYOUT, Entry, Laying, kinds_for
from rag.store.schema import encode, readable
from rag.store.shelved import card_of, sections_in

AT_ONCE = 500  # bulletins laid out in one step
TRIES = 3
DAMAGE = (ValueError, EOFError, KeyError, IndexError)  # what reading a damaged index ends in
log = logging.getLogger(__name__)


class VectorsLacking(StoreError):
    """Passages without a vector: they are to be embedded."""


def up_to_date(folder: Path, catalog: Catalog, spare: Callable[[], Path]) -> tuple[str, Index]:
    """Return the catalog's version and the index of what it shows, in `folder`.

    A damaged index is made anew. Where `folder` cannot be written and has to be, the index is made
    in the folder that `spare` gives. Raise `VectorsLacking` where vectors are missing.
    """
    for _ in range(TRIES):
        try:
            return _looked_up(folder, catalog)
        except FileNotFoundError:  # another process replaced what was about to be mapped
            continue
        except OSError as error:
            log.error("无法写入索引“%s”：%s。改在临时目录里建立。", folder, error)
            return _looked_up(spare(), catalog)
        except DAMAGE as error:
            log.error("索引“%s”已损坏（%s），由目录库重新建立。", folder, error)
            break
    try:
        (folder / "current").unlink(missing_ok=True)  # it is made anew
        return _looked_up(folder, catalog)
    except OSError:
        return _looked_up(spare(), catalog)


def _looked_up(folder: Path, catalog: Catalog) -> tuple[str, Index]:
    with catalog.reading():
        version, model, shown = catalog.version, catalog.meta("model"), catalog.shown()
        columns = _current(folder, model)
        if columns is None or _missing(columns, shown):
            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(folder / ".lock"):
                columns = _brought_up(folder, catalog, model, shown)
        lost = set(_missing(columns, shown))  # their records cannot be read
        return version, Index(columns, [key for key in shown if key not in lost])


def _current(folder: Path, model: str) -> Columns | None:
    """Return the columns in use, None where there are none for this model and layout."""
    try:
        name = (folder / "current").read_text("utf-8")
    except OSError:
        return None
    remarks = Columns(folder / name, {}).manifest.remarks
    if remarks.get("model") != model or remarks.get("layout") != LAYOUT:
        return None
    return Columns(folder / name, kinds_for(int(remarks["dimension"])))


def _missing(columns: Columns, shown: Sequence[int]) -> list[int]:
    held = set(columns["bulletin.key"].tolist())
    return [key for key in shown if key not in held]


def _brought_up(folder: Path, catalog: Catalog, model: str, shown: Sequence[int]) -> Columns:
    columns = _current(folder, model)
    held = 0 if columns is None else len(columns["bulletin.key"])
    if columns is None or not held or held > 2 * len(shown) + AT_ONCE:
        return _made_anew(folder, catalog, model, shown)
    _lay_out(columns, catalog, model, _missing(columns, shown))
    return columns


def _made_anew(folder: Path, catalog: Catalog, model: str, shown: Sequence[int]) -> Columns:
    name = uuid.uuid4().hex[:8]
    columns = Columns(folder / name, kinds_for(_dimension(catalog, model, shown)))
    _lay_out(columns, catalog, model, shown)
    part = folder / "current.part"
    part.write_text(name, "utf-8")
    part.replace(folder / "current")
    for old in folder.iterdir():
        if old.is_dir() and old.name != name:
            shutil.rmtree(old, ignore_errors=True)
    return columns


def _dimension(catalog: Catalog, model: str, shown: Sequence[int]) -> int:
    """Return the length of the vectors kept; 1 where there is none."""
    entries = (_entry(catalog, model, key) for key in shown)
    return next((len(entry.vectors.T) for entry in entries if entry), 1)


def _lay_out(columns: Columns, catalog: Catalog, model: str, keys: Sequence[int]) -> None:
    for at in range(0, max(1, len(keys)), AT_ONCE):
        laying = Laying(columns)
        for key in keys[at : at + AT_ONCE]:
            if entry := _entry(catalog, model, key):
                laying.add(entry)
        dimension = columns["passage.vector"].shape[1:] or (1,)
        remarks = {"model": model, "layout": LAYOUT, "dimension": str(dimension[0])}
        columns.append(*laying.result(), remarks)


def _entry(catalog: Catalog, model: str, key: int) -> Entry | None:
    """Return what is laid out of a bulletin, None where its record cannot be read."""
    bulletin, rows = readable(catalog.record(key)), catalog.passages(key)
    if bulletin is None:
        return None
    known = catalog.vectors(model, [row.digest for row in rows])
    if any(row.digest not in known for row in rows):
        raise VectorsLacking("部分段落缺少向量。请运行 python ingest.py --repair 补上。")
    vectors = [known[row.digest] for row in rows]
    return Entry(
        key=key,
        card=encode(card_of(bulletin)).encode(),
        sections=sections_in(bulletin),
        bulletin=bulletin,
        keys=[row.key for row in rows],
        passages=[row.passage for row in rows],
        words=[row.words for row in rows],
        vectors=np.stack(vectors) if vectors else np.empty((0, 1), np.float32),
    )
