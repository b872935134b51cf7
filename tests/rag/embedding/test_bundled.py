"""The bundled model's file: blocks, names, and a directory that appears whole."""

import numpy as np
import pytest

from rag.embedding.bundled import (
    BLOCK,
    LAYER_NAMES,
    LAYOUT,
    TOP_NAMES,
    dequantise,
    read,
    taught_name,
    unpack,
)
from rag.errors import ModelError


def test_four_bit_blocks_hold_low_nibbles_first():
    block = np.zeros(1, BLOCK)
    block["scale"] = 0.5
    block["nibbles"] = 0x18  # low 8 -> 0, high 1 -> -7
    weights = dequantise(block)
    assert weights[:16].tolist() == [0.0] * 16
    assert weights[16:].tolist() == [-3.5] * 16


def test_another_file_is_refused(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"something else")
    with pytest.raises(ModelError, match="model.bin"):
        read(tmp_path / "model.bin")


def test_the_directory_is_complete_and_written_once(settings):
    folder = unpack(settings.model_cache)
    assert folder.name == f"{taught_name()}-{LAYOUT}"
    names = {"config.json", "modules.json", "tokenizer.json", "model.safetensors", "model.onnx"}
    assert names <= {path.name for path in folder.iterdir()}
    before = (folder / "model.safetensors").stat().st_mtime_ns
    assert unpack(settings.model_cache) == folder
    assert (folder / "model.safetensors").stat().st_mtime_ns == before
    assert not folder.with_suffix(".part").exists()


def test_a_cache_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="BQA_MODEL_CACHE"):
        unpack(tmp_path / "file")


def test_every_tensor_has_a_name_of_its_own():
    names = [*TOP_NAMES.values(), *LAYER_NAMES.values()]
    assert len(set(names)) == len(names)
