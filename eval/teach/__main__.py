"""Teach the bundled encoder: `python -m eval.teach [--write] [--share 0.7] [--steps N …]`.

Prints the figures of the plain ranking before and after and keeps them, with the adapter, in the
folder of the run; with --write the adapter becomes the program's. A run that was stopped goes on.
Then the store is made anew, and what stands on the vectors is fitted again: `make fit`.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

from eval.teach.measure import embedder_with, figures, shelves
from eval.teach.teach import Course, taught
from eval.teach.tuned import SHARE
from rag.embedding.adapter import FILE, read_adapter, write_adapter

OUT = Path("eval/out/teach")


def main(argv: Sequence[str] | None = None) -> None:
    """Teach, measure, write the adapter with --write."""
    options = _options(argv)
    course = Course(**{f.name: getattr(options, f.name) for f in fields(Course)})
    base, run = OUT / "base", OUT / options.name
    run.mkdir(parents=True, exist_ok=True)
    before = _before(base, OUT / "before.json")
    whole = run / "whole.safetensors"
    if not whole.exists():
        write_adapter(taught(course, base, run), whole)
    write_adapter(read_adapter(whole), run / "adapter.safetensors", options.share)
    after = embedder_with(read_adapter(run / "adapter.safetensors"), run / "model")
    told = {
        "course": asdict(course) | {"share": options.share},
        "before": before,
        "after": figures(after, shelves()),
    }
    print(json.dumps(told, indent=1))
    (run / "figures.json").write_text(json.dumps(told, indent=1) + "\n")
    if options.write:
        FILE.write_bytes((run / "adapter.safetensors").read_bytes())


def _before(base: Path, kept: Path) -> dict[str, float]:
    """Unpack the model as it comes into `base`; return its figures, measured once."""
    embedder = embedder_with({}, base)
    if not kept.exists():
        kept.write_text(json.dumps(figures(embedder, shelves()), indent=1) + "\n")
    return dict(json.loads(kept.read_text()))


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m eval.teach", description="教内置的向量模型")
    parser.add_argument("--name", default="run", help=f"{OUT} 下这一次的文件夹")
    parser.add_argument("--share", type=float, default=SHARE, help="学到的加进多少")
    parser.add_argument("--write", action="store_true", help=f"写入 {FILE.name}")
    for field in fields(Course):
        if isinstance(field.default, bool):
            act = argparse.BooleanOptionalAction
            parser.add_argument(f"--{field.name}", action=act, default=field.default)
        else:
            kind = type(field.default)
            parser.add_argument(f"--{field.name}", type=kind, default=field.default)
    return parser.parse_args(argv)


if __name__ == "__main__":
    main()
