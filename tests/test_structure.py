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
        "errors", "private", "settings", "bulletin", "body", "rendering", "text", "answer", "names", "files",
        "parse", "embedding", "store", "kinds", "question", "evidence", "compose", "checking", "generate",
        "borrow",
        "export", "answering", "waiting", "chat", "workers",
    ),
    "web": (
        "words", "secrecy", "problems", "links", "schemas", "feedback", "kept", "desk", "filter", "searching",
        "guard", "views", "api", "page", "embed", "manage", "service", "application", "audit", "keys",
        "users", "mcp",
    ),
}  # fmt: skip

# Where a package may be imported; a folder means anywhere in it.
PLACES = {
    "chromadb": {"rag/store/chroma.py"},
    "sentence_transformers": {"rag/embedding/embedder.py"},
    "torch": set(),
    "transformers": set(),
    "onnxruntime": {"rag/embedding/embedder.py", "rag/embedding/quantised.py"},
    "onnx": {"rag/embedding/graph.py", "rag/embedding/quantised.py"},
    "sqlite3": {
        "rag/store/catalog.py",
        "rag/store/keeping.py",
        "rag/store/opening.py",
        "rag/store/schema.py",
        "rag/generate/cache.py",
        "web",
    },
    "gradio": {"web"},
    "fastapi": {"web"},
    "pypdf": {"rag/files/pdf.py"},
    "pdfplumber": {"rag/files/pdf.py"},
    "docx": {"rag/files/word.py", "rag/export.py"},
    "selectolax": {"rag/files/shown.py"},
    "markdown_it": {"rag/files/markdown.py", "web"},
}

HEAVY = ("torch", "transformers", "sentence_transformers", "chromadb", "onnxruntime", "onnx",
         "gradio", "jieba", "opencc", "pdfplumber", "pypdf", "docx", "selectolax")  # fmt: skip


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


# What an answer is called where it is held, and what reads a text by its form.
ANSWERS = {"answer", "answered", "composed", "draft", "final", "snapshot", "before", "written"}
READS = {"findall", "finditer", "fullmatch", "match", "search", "split", "splitlines", "sub"}


def is_text_of_an_answer(node: ast.AST) -> bool:
    """Tell whether an expression is `answer.text` or `turn.answer.text`."""
    if not (isinstance(node, ast.Attribute) and node.attr == "text"):
        return False
    held = node.value
    return (held.attr if isinstance(held, ast.Attribute) else getattr(held, "id", "")) in ANSWERS


def parsed_texts(source: str) -> list[int]:
    """Return the lines where a program reads an answer's text by its form."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    reading = (c for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr in READS)
    return [
        call.lineno
        for call in reading
        if any(map(is_text_of_an_answer, [call.func.value, *call.args]))
    ]


@pytest.mark.parametrize("module", sorted(MODULES))
def test_no_module_reads_an_answers_text_by_its_form(module):
    assert parsed_texts(MODULES[module].read_text(encoding="utf-8")) == []


def test_a_text_that_is_read_by_its_form_is_seen():
    assert parsed_texts(
        'MARK.findall(answer.text)\nturn.answer.text.split("\\n")\na.text.split()'
    ) == [
        1,
        2,
    ]


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


EVALUATION_ONLY = ("ir_measures", "langchain_chroma", "langchain_text_splitters")
OTHER_MODELS_ONLY = ("torch", "transformers", "sentence_transformers")
TESTS_ONLY = ("pytest", "hypothesis", "playwright", "openai")


def run_without(packages: tuple[str, ...], code: str) -> subprocess.CompletedProcess[str]:
    """Run Python code where these packages cannot be imported."""
    code = f"import sys; sys.modules.update(dict.fromkeys({packages!r})); {code}"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize("module", ["app", "ingest", "web.application", "web.api.mcp", "eval.run"])
def test_program_and_evaluation_start_with_what_runs_the_program(module):
    done = run_without((*EVALUATION_ONLY, *OTHER_MODELS_ONLY, *TESTS_ONLY), f"import {module}")
    assert done.returncode == 0, done.stderr


# What others may know of a question: the plan and what makes it, never the patterns behind it.
OF_A_QUESTION = {
    "plan", "planner", "conversation", "scope", "subject", "concepts", "tagger", "synonyms",
    "borrowing",
}  # fmt: skip


@pytest.mark.parametrize(
    "module", [n for n in sorted(MODULES) if room(n) not in {("rag", "question"), ("rag", "")}]
)
def test_no_other_module_reads_the_words_of_a_question(module):
    known = {n.split(".")[2] for n in imports(MODULES[module]) if n.startswith("rag.question.")}
    assert known <= OF_A_QUESTION


WAY = {
    "borrow",
    "store",
    "answering",
    "question",
    "evidence",
    "compose",
    "checking",
    "generate",
    "waiting",
}


def test_a_question_goes_through_ten_packages_at_most():
    """What the conductor and what answers plans know, between them, of other packages."""
    met = {room(n)[1] for top in ("rag.chat", "rag.answering") for n in needs(top)}
    assert met - {"answer", "body", "errors", "settings", "bulletin"} <= WAY


@pytest.mark.parametrize(
    "command",
    [
        "from eval.run import main; main(['--baseline'])",
        "from eval.bench import main; main([])",
        "from eval.retrieval import main; main(['questions.json'])",
    ],
)
def test_an_evaluation_that_needs_more_says_what_to_install(command):
    done = run_without(EVALUATION_ONLY, command)
    assert "langchain-chroma" in done.stderr
    assert "pip install -r requirements-eval.txt" in done.stderr
    assert "Traceback" not in done.stderr


def pins(path: Path) -> list[str]:
    """Return the packages that a requirements file pins itself, in order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("==")[0] for line in lines if "==" in line]


def test_a_version_is_written_once_and_torchs_is_the_first():
    files = [path for path in ROOT.glob("requirements*.txt") if "judge" not in path.name]
    pinned = [name for path in files for name in pins(path)]
    assert len(pinned) == len(set(pinned))
    assert pins(ROOT / "requirements.txt") == ["torch", "sentence-transformers"]


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_file_over_three_hundred_lines_says_why(module):
    source = MODULES[module].read_text("utf-8")
    docstring = ast.get_docstring(ast.parse(source)) or ""
    assert len(source.splitlines()) <= 300 or "Long because" in docstring
