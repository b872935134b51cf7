"""Columns of a store on disk: arrays that only grow, and lists of places by code.

How it works: every column is a file of fixed-size rows to which rows are added; a manifest,
replaced in one step, says how many of them count, so that a writer killed midway has written
nothing and readers, in whatever process, map the rows of the manifest that they read. Lists of
places by code (which rows hold a word, where a pair of characters stands) cannot be added to: they
lie in runs, each over the rows of one time, which are merged as they become many, so that there are
few. What it does not know: what a column means (see `index`).
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

GROWTH = 4  # a run is merged into the one before unless that is so many times as long

Array = NDArray[Any]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Run:
    """Lists of places by code: `codes[i]` has `places[starts[i]:starts[i + 1]]`, ascending.

    `counts` says how often, where that matters; else it is empty.
    """

    codes: Array  # [c], ascending
    starts: Ints  # [c + 1]
    places: Array  # int32[p]
    counts: Array  # uint16[p] or [0]

    def at(self, code: int) -> slice:
        """Return where a code's places lie."""
        found = int(self.codes.searchsorted(self.codes.dtype.type(code)))
        if found == len(self.codes) or self.codes[found] != code:
            return slice(0, 0)
        return slice(int(self.starts[found]), int(self.starts[found + 1]))

    def between(self, low: int, high: int) -> slice:
        """Return where the places of the codes low <= code < high lie."""
        first, last = np.searchsorted(self.codes, np.array([low, high], self.codes.dtype))
        return slice(int(self.starts[first]), int(self.starts[last]))


def run_of(codes: Array, places: Array, counts: Array) -> Run:
    """Return the run of places, given ascending with the code of each."""
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(ordered)])
    starts = np.append(first, len(ordered)).astype(np.int64)
    taken = counts[order] if len(counts) else counts
    return Run(ordered[first], starts, places[order].astype(np.int32), taken.astype(np.uint16))


def merged(runs: Sequence[Run]) -> Run:
    """Return one run for several over rows that follow each other."""
    codes = [np.repeat(run.codes, np.diff(run.starts)) for run in runs]
    places, counts = ([getattr(run, name) for run in runs] for name in ("places", "counts"))
    return run_of(np.concatenate(codes), np.concatenate(places), np.concatenate(counts))


@dataclass(frozen=True, slots=True)
class Manifest:
    """What of a folder counts: rows of each column, names of the runs of each kind, remarks."""

    rows: dict[str, int]
    runs: dict[str, list[str]]
    remarks: dict[str, str]
    serial: int = 0  # how many times rows were added


class Columns:
    """One folder of columns, as one manifest says. `kinds` are the dtype and width of each."""

    def __init__(self, folder: Path, kinds: Mapping[str, tuple[DTypeLike, int]]) -> None:
        self._folder, self._kinds = folder, kinds
        self.manifest = self._read()
        self._mapped: dict[str, Array] = {}

    def __getitem__(self, name: str) -> Array:
        """Return a column: [rows], or [rows, width] where a row is more than one number."""
        if name not in self._mapped:
            self._mapped[name] = self._map(name)
        return self._mapped[name]

    def map_all(self) -> None:
        """Map every column now, so that it stays whatever becomes of the folder."""
        for name in self._kinds:
            self[name]

    def runs(self, kind: str) -> list[Run]:
        """Return the runs of a kind, in the order of their rows."""
        return [self._run(name) for name in self.manifest.runs.get(kind, ())]

    def append(
        self,
        rows: Mapping[str, Array],
        runs: Mapping[str, Run],
        remarks: Mapping[str, str],
    ) -> None:
        """Add rows to columns and a run of each kind; all of it counts at once. One writer only."""
        self._folder.mkdir(parents=True, exist_ok=True)
        counts = dict(self.manifest.rows)
        for name, added in rows.items():
            self._extend(name, counts.get(name, 0), added)
            counts[name] = counts.get(name, 0) + len(added)
        names = {kind: self._with(kind, run) for kind, run in runs.items()}
        every = {**self.manifest.remarks, **remarks}
        manifest = Manifest(counts, self.manifest.runs | names, every, self.manifest.serial + 1)
        self._write(manifest)
        self.manifest = manifest
        self._mapped.clear()
        self._tidy()

    def _with(self, kind: str, run: Run) -> list[str]:
        """Return the names of a kind's runs with one more, merged where they became many."""
        names, last = list(self.manifest.runs.get(kind, ())), [run]
        size = len(run.places)
        while names and len(before := self._run(names[-1]).places) < GROWTH * size:
            last.insert(0, self._run(names.pop()))
            size += len(before)
        name = f"{kind}-{self.manifest.serial + 1}"
        self._save(name, merged(last) if len(last) > 1 else run)
        return [*names, name]

    def _extend(self, name: str, known: int, added: Array) -> None:
        dtype, width = self._kinds[name]
        size = np.dtype(dtype).itemsize * width
        path = self._folder / name
        path.touch()
        with path.open("r+b") as stream:
            stream.truncate(known * size)  # what a killed writer left
            stream.seek(0, os.SEEK_END)
            stream.write(np.ascontiguousarray(added, dtype).tobytes())

    def _map(self, name: str) -> Array:
        dtype, width = self._kinds[name]
        count = self.manifest.rows.get(name, 0)
        shape = (count,) if width == 1 else (count, width)
        if not count:
            return np.empty(shape, dtype)
        return np.memmap(self._folder / name, dtype, "r", shape=shape).view(np.ndarray)

    def _run(self, name: str) -> Run:
        parts = (
            np.load(self._folder / f"{name}.{part}.npy", mmap_mode="r").view(np.ndarray)
            for part in ("codes", "starts", "places", "counts")
        )
        return Run(*parts)

    def _save(self, name: str, run: Run) -> None:
        for part in ("codes", "starts", "places", "counts"):
            np.save(self._folder / f"{name}.{part}.npy", getattr(run, part))

    def _tidy(self) -> None:
        """Delete the files of runs that count no more; who has them open keeps them."""
        used = {name for names in self.manifest.runs.values() for name in names}
        for path in self._folder.glob("*.npy"):
            if path.name.split(".")[0] not in used:
                path.unlink(missing_ok=True)

    def _read(self) -> Manifest:
        try:
            read = json.loads((self._folder / "manifest.json").read_text("utf-8"))
            return Manifest(read["rows"], read["runs"], read["remarks"], read["serial"])
        except (OSError, ValueError, KeyError, TypeError):
            return Manifest({}, {}, {})

    def _write(self, manifest: Manifest) -> None:
        part = self._folder / "manifest.part"
        part.write_text(json.dumps(asdict(manifest)), "utf-8")
        part.replace(self._folder / "manifest.json")
