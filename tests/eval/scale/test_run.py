"""The whole command at twenty bulletins, with a tiny static model."""

import pytest

from eval.scale.__main__ import main
from eval.scale.figures import read_scale
from eval.static import make
from tests.support.small_model import write_small_model


@pytest.mark.slow
def test_the_command_measures_writes_and_draws(tmp_path, monkeypatch, capsys):
    make(tmp_path / "static", write_small_model(tmp_path / "bundled"))
    monkeypatch.setenv("BQA_MODEL", str(tmp_path / "static"))
    out, drawn, table = (tmp_path / name for name in ("scale.json", "growth.svg", "table.md"))
    arguments = ["--rounds", "1", "--seconds", "0.2", "--cache", str(tmp_path / "cache")]
    told = [*arguments, "--bulletins", "20", "--out", str(out), "--picture", str(drawn)]
    assert main([*told, "--markdown", str(table)]) == 0
    (size,) = read_scale(out).sizes
    names = {figure.name for figure in size.figures}
    assert {"lookup.p50", "wide.p95", "rate", "start", "memory.all", "disk", "build"} <= names
    assert {"agencies.recall", "counts.off", "reach.findings"} <= names
    assert str(tmp_path) not in out.read_text("utf-8")
    assert drawn.read_text("utf-8").startswith("<svg")
    assert table.read_text("utf-8").startswith("| | 20 份 |")
    assert "20 份通报" in capsys.readouterr().out
