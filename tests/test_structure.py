"""The shape of the code: who may import whom, and what importing costs."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RAG = sorted((ROOT / "rag").glob("*.py"))
ALL = [*RAG, *sorted((ROOT / "web").rglob("*.py")), *sorted((ROOT / "eval").rglob("*.py")),
       *sorted(ROOT.glob("*.py"))]  # fmt: skip

# The order of dependency: none of these needs, directly or through others, one that comes later.
# `cite` stands before `generate`, which checks each sentence before it is shown.
ORDER = (
    "errors", "zh", "settings", "bulletin", "files", "parse", "agencies", "passages", "models",
    "catalog", "index", "library", "indexing", "answer", "question", "retrieve", "compose",
    "cite", "generate", "chat", "render",
)  # fmt: skip

# Where a package may be imported; a folder means anywhere in it.
PLACES = {
    "chromadb": {"rag/index.py"},
    "sentence_transformers": {"rag/models.py"},
    "torch": set(),
    "transformers": set(),
    "onnxruntime": {"rag/models.py"},
    "onnx": {"rag/network.py"},
    "sqlite3": {"rag/catalog.py", "rag/schema.py", "web"},
    "gradio": {"web"},
    "fastapi": {"web"},
    "pypdf": {"rag/pdf.py"},
    "pdfplumber": {"rag/pdf.py"},
    "docx": {"rag/word.py", "rag/render.py", "web"},
    "selectolax": {"rag/formats.py"},
}

HEAVY = ("torch", "transformers", "sentence_transformers", "chromadb", "onnxruntime", "onnx",
         "gradio", "jieba", "opencc", "pdfplumber", "pypdf", "docx")  # fmt: skip


def imports(path: Path) -> set[str]:
    """Return the dotted names that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@cache
def needs(module: str) -> frozenset[str]:
    """Return the modules of rag/ that this one imports."""
    names = {path.stem for path in RAG}
    found = imports(ROOT / "rag" / f"{module}.py")
    return frozenset(n.split(".")[1] for n in found if n.startswith("rag.")) & names


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


@pytest.mark.parametrize("module", [path.stem for path in RAG])
def test_no_module_needs_itself(module):
    assert module not in needs_through_others(module), needs_through_others(module)[module]


@pytest.mark.parametrize("place", range(len(ORDER)), ids=ORDER)
def test_no_module_needs_a_later_one(place):
    if not (ROOT / "rag" / f"{ORDER[place]}.py").exists():
        pytest.skip("not written")
    ways = needs_through_others(ORDER[place])
    assert [ways[later] for later in ORDER[place + 1 :] if later in ways] == []


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
        f"import sys\nfor name in {[p.stem for p in RAG if p.stem != 'network']!r}:\n"
        "    __import__(f'rag.{name}')\n"
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
