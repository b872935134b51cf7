"""The shape of the code: who may import whom, and what importing costs."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.support.places import ROOT

RAG = sorted((ROOT / "rag").rglob("*.py"))
WEB = sorted((ROOT / "web").rglob("*.py"))
ALL = [*RAG, *WEB, *sorted((ROOT / "eval").rglob("*.py")), *sorted(ROOT.glob("*.py"))]

# What stands in each part, lowest first: a package, or a module of the top, imports only what
# stands before it (a package its own modules too), wherever in a module the import is.
ORDER = {
    "rag": (
        "errors", "settings", "bulletin", "text", "answer", "names", "files", "parse", "embedding",
        "store", "question", "evidence", "compose", "checking", "generate", "export", "waiting",
        "chat",
    ),
    "web": (
        "words", "problems", "links", "schemas", "feedback", "desk", "filter", "searching",
        "guard", "views", "api", "page", "embed", "manage", "service", "application", "keys",
        "mcp",
    ),
}  # fmt: skip

# Where a package may be imported; a folder means anywhere in it.
PLACES = {
    "chromadb": {"rag/store/chroma.py"},
    "sentence_transformers": {"rag/embedding/embedder.py"},
    "torch": set(),
    "transformers": set(),
    "onnxruntime": {"rag/embedding/embedder.py"},
    "onnx": {"rag/embedding/graph.py"},
    "sqlite3": {"rag/store/catalog.py", "rag/store/schema.py", "web"},
    "gradio": {"web"},
    "fastapi": {"web"},
    "pypdf": {"rag/files/pdf.py"},
    "pdfplumber": {"rag/files/pdf.py"},
    "docx": {"rag/files/word.py", "rag/export.py"},
    "selectolax": {"rag/files/formats.py"},
}

HEAVY = ("torch", "transformers", "sentence_transformers", "chromadb", "onnxruntime", "onnx",
         "gradio", "jieba", "opencc", "pdfplumber", "pypdf", "docx")  # fmt: skip


@cache
def imports(path: Path) -> frozenset[str]:
    """Return the dotted names that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def name_of(path: Path) -> str:
    """Return the dotted name of a module, of a package its own."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in (*RAG, *WEB)}


def room(module: str) -> tuple[str, str]:
    """Return the part that a module stands in, and the package or module of its top."""
    part, _, rest = module.partition(".")
    return part, rest.split(".")[0]


@cache
def needs(module: str) -> frozenset[str]:
    """Return the modules of the same part that this one imports."""
    found = imports(MODULES[module]) & MODULES.keys() - {module}
    return frozenset(other for other in found if room(other)[0] == room(module)[0] != other)


def needs_through_others(module: str) -> dict[str, tuple[str, ...]]:
    """Return every module needed, directly or not, with the way to it."""
    ways: dict[str, tuple[str, ...]] = {}
    queue = [(module,)]
    while queue:
        way = queue.pop()
        for other in needs(way[-1]):
            if other not in ways:
                ways[other] = (*way, other)
                queue.append(ways[other])
    return ways


@pytest.mark.parametrize("part", ORDER)
def test_the_order_names_what_there_is(part):
    there = {room(name)[1] for name in MODULES if room(name)[0] == part} - {""}
    assert there == set(ORDER[part])


@pytest.mark.parametrize("module", sorted(MODULES))
def test_no_module_needs_itself(module):
    assert module not in needs_through_others(module), needs_through_others(module)[module]


@pytest.mark.parametrize("module", sorted(MODULES.keys() - {"rag", "web"}))
def test_no_module_imports_what_stands_above_it(module):
    part, own = room(module)
    allowed = {*ORDER[part][: ORDER[part].index(own)], own}
    assert {other for other in needs(module) if room(other)[1] not in allowed} == set()


@pytest.mark.parametrize("package", PLACES)
def test_a_package_is_imported_in_its_place_only(package):
    used = {
        str(path.relative_to(ROOT))
        for path in ALL
        if any(name.split(".")[0] == package for name in imports(path))
    }
    allowed = PLACES[package]
    assert {file for file in used if file not in allowed and file.split("/")[0] not in allowed} <= (
        {file for file in used if file.startswith("eval/")}  # measures others' parts too
    )


def test_the_library_does_not_need_the_web_or_the_evaluation():
    wrong = {
        (path.name, name)
        for path in RAG
        for name in imports(path)
        if name.split(".")[0] in ("web", "eval", "tests", "app", "ingest")
    }
    assert wrong == set()


def test_importing_the_library_loads_nothing_heavy_and_prints_nothing():
    code = (
        f"import sys\nfor name in {[n for n in MODULES if room(n)[0] == 'rag' and n != 'rag.embedding.graph']!r}:\n"
        "    __import__(name)\n"
        f"loaded = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "assert not loaded, loaded"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_evaluation_starts_with_what_runs_the_program():
    absent = ("ir_measures", "pytest", "hypothesis", "playwright", "openai")
    code = f"import sys; sys.modules.update(dict.fromkeys({absent})); import eval.run"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
