"""What was taught: added to the weights as a product, and only to weights that there are."""

import numpy as np

from rag.embedding import bundled
from rag.embedding.adapter import DOWN, FILE, UP, digest, merged, read_adapter, write_adapter

RANDOM = np.random.default_rng(0)
WEIGHT = "encoder.layer.0.intermediate.dense.weight"


def learned(rank=2, inner=4, outer=6):
    return {
        WEIGHT + DOWN: RANDOM.normal(size=(rank, inner)).astype(np.float32),
        WEIGHT + UP: RANDOM.normal(size=(outer, rank)).astype(np.float32),
    }


def test_the_product_is_added_and_the_other_weights_stay():
    tensors = {WEIGHT: np.ones((6, 4), np.float32), "other": np.ones(3, np.float32)}
    adapter = learned()
    found = merged(tensors, adapter)
    assert np.allclose(found[WEIGHT], 1 + adapter[WEIGHT + UP] @ adapter[WEIGHT + DOWN])
    assert found["other"] is tensors["other"]
    assert (tensors[WEIGHT] == 1).all()


def test_nothing_learned_changes_nothing():
    tensors = {WEIGHT: np.ones((6, 4), np.float32)}
    assert merged(tensors, {}) == tensors


def test_a_share_of_what_was_learned_is_written_in_half_precision(tmp_path):
    adapter = learned()
    write_adapter(adapter, tmp_path / "half.safetensors", share=0.5)
    found = read_adapter(tmp_path / "half.safetensors")
    assert np.allclose(found[WEIGHT + UP], adapter[WEIGHT + UP] / 2, rtol=1e-3)
    assert np.allclose(found[WEIGHT + DOWN], adapter[WEIGHT + DOWN], rtol=1e-3)
    assert all(matrix.dtype == np.float32 for matrix in found.values())


def test_another_adapter_has_another_digest(tmp_path):
    for name, share in (("one", 1.0), ("other", 0.5), ("same", 1.0)):
        adapter = {"w" + UP: np.ones((2, 1), np.float32), "w" + DOWN: np.ones((1, 2), np.float32)}
        write_adapter(adapter, tmp_path / name, share)
    one, other, same = (digest(tmp_path / name) for name in ("one", "other", "same"))
    assert one == same != other


def test_our_adapter_is_small_and_fits_the_weights_of_the_transformer():
    adapter = read_adapter()
    assert FILE.stat().st_size < 12e6
    layers = {f"encoder.layer.{n}." for n in range(12)}
    for name in {key.rpartition(".")[0] for key in adapter}:
        up, down = adapter[name + UP], adapter[name + DOWN]
        assert up.shape[1] == down.shape[0]
        assert any(name.startswith(layer) for layer in layers)
        assert name.removesuffix(".weight").split(".", 3)[3] in bundled.LAYER_NAMES.values()


def test_vectors_bear_the_name_of_the_teaching():
    assert bundled.taught_name() == f"{bundled.NAME}+{digest()}"
