"""Kill drill: `python -m tests.drill [--kills N]` kills writers at any moment and looks for losses.

An ingest of invented bulletins, a rebuild or a backup is started in a process of its own and killed
after a random time. What an ingest has reported (its lines in `--json`) was acknowledged: after the
kill it has to be there, whole, and findable, and the store sound once a writer has been through it.
A backup that has its name has to be whole. What it does not know: power cuts, where the system's
own buffers are lost.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rag.settings import load_settings
from rag.store.keeping import restore
from rag.store.library import Library

WRITER = """
import sys
import ingest
from tests.support.fakes import bigram_embedder
sys.exit(ingest.main(sys.argv[1:], lambda _settings: bigram_embedder()))
"""
MOMENT = (0.8, 3.6)  # seconds after the start: from the first import to the last write
ACTS = ("ingest", "rebuild", "backup")


def main() -> int:
    """Run the drill; return 1 where anything acknowledged was lost."""
    parser = argparse.ArgumentParser(description="kill writers at random, look for losses")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        losses = drill(Path(folder), options.kills, chance)
    for loss in losses:
        sys.stderr.write(f"{loss}\n")
    return int(bool(losses))


def drill(folder: Path, kills: int, chance: random.Random) -> list[str]:
    """Kill so many writers; return what was lost, in words."""
    store, corpus = folder / "store", folder / "in"
    corpus.mkdir()
    files, told, losses = 0, set[str](), list[str]()
    tally = dict.fromkeys(ACTS, 0)
    for kill in range(kills):
        for _ in range(4):
            files += 1
            write_bulletin(corpus, files)
        act = ACTS[kill % len(ACTS)]
        backup = folder / f"backup{kill}"
        arguments = {
            "ingest": [str(corpus), "--json"],
            "rebuild": [str(corpus), "--json", "--rebuild"],
            "backup": ["--backup", str(backup)],
        }[act]
        killed, lines = run_and_kill(store, arguments, chance.uniform(*MOMENT))
        tally[act] += killed
        told |= {str(line["file"]) for line in lines if line.get("ok")}
        losses += [f"{act} {kill}: {loss}" for loss in looked_at(store, told)]
        if backup.exists():
            restore(folder / f"restored{kill}", backup)
            shutil.rmtree(folder / f"restored{kill}")
    found = {"killed": tally, "acknowledged": len(told), "lost": len(losses)}
    sys.stdout.write(json.dumps(found) + "\n")
    return losses


def write_bulletin(corpus: Path, number: int) -> None:
    """Write an invented bulletin of an agency of its own."""
    from tests.support.invented import bulletin_text

    place = "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in str(number))
    text = bulletin_text(f"云港市{place}港区管理局", meetings=number)
    (corpus / f"{number:04}.txt").write_text(text, "utf-8")


def run_and_kill(
    store: Path, arguments: list[str], seconds: float
) -> tuple[bool, list[dict[str, object]]]:
    """Run a writer and kill it after some seconds; tell whether it was, and what it reported."""
    command = [sys.executable, "-c", WRITER, *arguments, "--store", str(store)]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        writer.wait(seconds)
        killed = False
    except subprocess.TimeoutExpired:
        writer.kill()
        killed = True
    out, _ = writer.communicate()
    whole = [line for line in out.decode().split("\n")[:-1] if line.startswith("{")]
    return killed, [json.loads(line) for line in whole]


def looked_at(store: Path, told: set[str]) -> list[str]:
    """Return what is missing of what was acknowledged, and what is wrong with the store."""
    from tests.support.fakes import bigram_embedder

    if not (store / "catalog.sqlite3").exists():
        return [f"no catalog, {len(told)} were acknowledged"] if told else []
    with Library.open(load_settings(store=store).store, bigram_embedder()) as library:
        there = {bulletin.source for bulletin in library.bulletins()}
        lost = [f"{name} was acknowledged and is gone" for name in sorted(told - there)]
        if there and not library.search("党费"):
            lost.append("nothing is found")
        library.forget([])  # a writer sweeps up what was left
        library.search("党费")
        return lost + library.verify()


if __name__ == "__main__":
    sys.exit(main())
