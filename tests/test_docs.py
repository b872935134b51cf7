"""The documents: every file, command, setting and figure that they name is there."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

from rag.settings import Settings
from tests.support.places import ROOT
from tests.test_structure import ORDER

DOCUMENTS = sorted(
    str(path.relative_to(ROOT))
    for folder in ("*.md", "docs/*.md", "data/*/*.md", "vectorstore/*.md", "eval/**/*.md")
    for path in ROOT.glob(folder)
    if "out" not in path.relative_to(ROOT).parts
)
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.M | re.S)
FILE = re.compile(
    r"(?<![\w/.<-])(?:\.\./|(?:rag|web|eval|tests|docs|data|\.ci)/)[\w./*-]*[\w/]"
    r"|(?<![\w/.-])(?:requirements[\w-]*|constraints)\.txt|(?<![\w/.-])(?:app|ingest)\.py"
)
MADE = ("eval/out/",)  # by the program, in time
EXAMPLE = re.compile(r"[A-Z]{3,}\.json")  # NAME.json stands for any name
MODULE = re.compile(r"python -m ((?:rag|web|eval|tests)[\w.]*)(.*)")
SCRIPT = re.compile(r"python (app|ingest)\.py(.*)")
MEASURES = (
    "right_first", "core_recall", "precision", "points", "refused", "false_refusal", "verbatim",
)  # fmt: skip


def text_of(document: str) -> str:
    """Return a document's text."""
    return (ROOT / document).read_text("utf-8")


def code_of(document: str) -> str:
    """Return what stands in a document as code, joined."""
    return "\n".join(CODE.findall(text_of(document)))


def is_there(name: str, document: str) -> bool:
    """Tell whether a named file, folder or pattern of files exists, from the root or from here."""
    if name.startswith(MADE) or EXAMPLE.search(name):
        return True
    place = (ROOT / document).parent if name.startswith("../") else ROOT
    return bool(list(place.glob(name))) if "*" in name else (place / name).exists()


@cache
def program(name: str) -> str:
    """Return the source of a program and of the modules that it takes its `main` from."""
    place = ROOT / name.replace(".", "/")
    path = place / "__main__.py" if place.is_dir() else place.with_suffix(".py")
    source = path.read_text("utf-8") if path.exists() else ""
    behind = re.findall(r"^from ([\w.]+) import main$", source, re.M)
    return "\n".join([source, *map(program, behind)])


def anchors(path: Path) -> set[str]:
    """Return the anchors of a document's headings."""
    heads = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_a_document_names_exists(document):
    assert {f for f in FILE.findall(code_of(document)) if not is_there(f, document)} == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document):
    for target, anchor in re.findall(r"\]\(([^)#\s:]*)(?:#([^)\s]+))?\)", text_of(document)):
        path = ((ROOT / document).parent / target) if target else ROOT / document
        assert path.exists(), target
        assert not anchor or anchor in anchors(path), f"{target}#{anchor}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_that_a_document_names_exists(document):
    code = re.sub(r"(?<=\s)#.*", "", code_of(document))  # what is said of a command is none
    targets = set(re.findall(r"^(\w+):(?!=)", text_of("Makefile"), re.M))
    assert set(re.findall(r"\bmake (?:\w+=\S+ )*([a-z]+)\b", code)) <= targets
    for name, rest in (*MODULE.findall(code), *SCRIPT.findall(code)):
        assert program(name), name
        given = rest.split("`")[0]
        for option in re.findall(r"(?<!\S)--[a-z][\w-]*", given):
            assert f'"{option}"' in program(name), f"{name} {option}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_setting_that_a_document_names_exists(document):
    named = {name.lower() for name in re.findall(r"BQA_([A-Z][A-Z_]*[A-Z])", text_of(document))}
    assert named <= Settings.model_fields.keys()


@cache
def recorded() -> set[tuple[str, ...]]:
    """Return the figures of all recorded runs, as a row of a table shows them."""
    runs = [json.loads(line) for line in text_of("eval/results/runs.jsonl").splitlines()]
    return {
        tuple("—" if kind.get(name) is None else f"{kind[name]:.3f}" for name in MEASURES)
        for run in runs
        for kind in run["kinds"].values()
    }


@pytest.mark.parametrize("document", ["README.md", "README.en.md"])
def test_figures_are_those_recorded(document):
    table = text_of(document).split("<!-- FIGURES")[1].split("<!-- /FIGURES")[0]
    rows = [tuple(row.strip("| ").split(" | ")[-len(MEASURES) :]) for row in table.splitlines()]
    figures = [row for row in rows if re.search(r"\d\.\d", "".join(row))]
    assert len(figures) == 12
    assert set(figures) <= recorded()


@pytest.mark.parametrize("document", ["README.md", "README.en.md"])
def test_the_tree_shows_every_package_in_its_order(document):
    shown = re.findall(r"^  (\w+)/ ", text_of(document), re.M)
    assert shown == [name for name in ORDER["rag"] if (ROOT / "rag" / name).is_dir()]


def test_both_readmes_link_each_other_and_show_the_same_figures():
    chinese, english = text_of("README.md"), text_of("README.en.md")
    assert "README.en.md" in chinese.splitlines()[0]
    assert "README.md" in english.splitlines()[0]
    figures = [re.findall(r"\b[01]\.\d{3}\b", text) for text in (chinese, english)]
    assert figures[0] == figures[1]
