"""The bundled model in eight bits: near the full one, kept apart from it, made once."""

import numpy as np
import pytest

from rag.embedding import bundled
from rag.embedding.embedder import load_embedder
from rag.embedding.quantised import graph_of, name_of
from rag.errors import ModelError
from tests.rag.embedding.test_embedder import TEXTS


@pytest.fixture
def eight_bits(settings, real_embedder):
    real_embedder.embed_question("甲")  # it is unpacked now
    return load_embedder(settings.model_copy(update={"precision": "int8"}))


@pytest.mark.slow
def test_its_vectors_are_near_those_of_the_full_model(eight_bits, real_embedder):
    vectors = eight_bits.embed(TEXTS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert ((vectors * real_embedder.embed(TEXTS)).sum(axis=1) > 0.98).all()


@pytest.mark.slow
def test_a_vector_does_not_depend_on_what_is_embedded_with_it(eight_bits):
    alone = np.stack([eight_bits.embed([text])[0] for text in TEXTS])
    assert np.array_equal(eight_bits.embed([*TEXTS, *reversed(TEXTS)])[: len(TEXTS)], alone)


@pytest.mark.slow
def test_it_is_made_once(eight_bits, settings):
    eight_bits.embed_question("甲")
    folder = bundled.unpack(settings.model_cache)
    made = graph_of(folder, "int8").stat()
    assert graph_of(folder, "int8").stat().st_mtime_ns == made.st_mtime_ns
    assert made.st_size < (folder / "model.onnx").stat().st_size / 3


def test_its_vectors_are_kept_under_a_name_of_their_own(settings):
    names = [
        load_embedder(settings.model_copy(update={"precision": precision})).name
        for precision in ("fp32", "int8")
    ]
    assert names == [bundled.taught_name(), name_of(bundled.taught_name(), "int8")]
    assert names[0] != names[1]


def test_another_model_in_eight_bits_is_refused(settings):
    with pytest.raises(ModelError, match="BQA_PRECISION"):
        load_embedder(settings.model_copy(update={"precision": "int8", "model": "/no/such"}))
