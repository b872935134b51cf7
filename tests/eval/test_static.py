"""A static model of a word table, read back as any other model is."""

import numpy as np
import pytest

from eval.static import main, make
from rag.embedding.embedder import load_embedder
from rag.settings import Settings
from tests.support.small_model import DIMENSION, write_small_model

pytestmark = pytest.mark.slow  # imports sentence-transformers


def test_texts_of_shared_characters_are_near(tmp_path):
    make(tmp_path / "static", write_small_model(tmp_path / "bundled"))
    embedder = load_embedder(Settings(model=str(tmp_path / "static")))
    one, near, far = embedder.embed(["政府采购不规范", "政府采购不合规", "会议记录缺失"])
    assert embedder.dimension == DIMENSION
    assert np.linalg.norm(one) == pytest.approx(1, abs=1e-5)
    assert one @ near > 0.6 > one @ far


def test_a_model_that_is_there_is_left_alone(tmp_path, capsys):
    (tmp_path / "modules.json").write_text("[]")
    assert main([str(tmp_path)]) == 0
    assert str(tmp_path) in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["modules.json"]
