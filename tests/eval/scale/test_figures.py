"""Figures of a measurement: their file, their tables, what changed, and the picture."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from rich.console import Console

from eval import compare
from eval.scale.changes import change_tables
from eval.scale.figures import (
    KINDS,
    TITLES,
    Figure,
    NotScaleError,
    Scale,
    Size,
    markdown_of,
    read_scale,
    shown,
    table_of,
)
from eval.scale.picture import picture

SMALL = Size(5, 100, 400, (Figure("lookup.p50", 8.0, 4.0), Figure("wide.p50", 20.0, 4.0)))
LARGE = Size(1000, 20_000, 90_000, (Figure("lookup.p50", 12.0, 4.0), Figure("start", 6.0)))
RUN = Scale("static", (SMALL, LARGE), "试")


def told(table) -> str:
    """Return what a table prints."""
    console = Console(width=140)
    with console.capture() as caught:
        console.print(table)
    return caught.get()


def test_a_ratio_is_to_the_other_side():
    assert Figure("lookup.p50", 8.0, 4.0).ratio == 2.0
    assert Figure("start", 8.0).ratio is None


def test_a_run_is_read_as_it_was_written(tmp_path):
    (tmp_path / "run.json").write_text(RUN.to_line(), "utf-8")
    assert read_scale(tmp_path / "run.json") == RUN


@pytest.mark.parametrize("text", ["{}", "[]", "no", '{"sizes": [{}]}'])
def test_another_file_is_told_apart(tmp_path, text):
    (tmp_path / "run.json").write_text(text, "utf-8")
    with pytest.raises(NotScaleError, match=r"run\.json"):
        read_scale(tmp_path / "run.json")


def test_a_table_shows_both_sides_and_the_ratio():
    line = next(line for line in told(table_of(SMALL)).splitlines() if "查找" in line)
    assert [part.strip() for part in line.split("│")[1:-1]] == [
        TITLES["lookup.p50"], "8", "4", "2×",
    ]  # fmt: skip


def test_markdown_has_a_column_to_each_size():
    lines = list(markdown_of(RUN.sizes))
    assert lines[0] == "| | 5 份 | 1,000 份 |"
    assert lines[2] == f"| {TITLES['lookup.p50']} | 8（2×） | 12（3×） |"
    assert lines[-1] == f"| {TITLES['start']} | — | 6 |"


def test_every_kind_of_question_has_its_titles():
    assert {f"{kind}.p50" for kind in KINDS} | {f"{kind}.p95" for kind in KINDS} <= TITLES.keys()
    assert (shown(None), shown(0.12345), shown(1234.5)) == ("—", "0.123", "1,234")


def test_ratios_are_compared_where_there_are_ratios():
    slower = replace(SMALL, figures=(Figure("lookup.p50", 24.0, 8.0),))
    tables = list(change_tables(RUN, Scale("static", (slower,))))
    assert len(tables) == 1
    line = next(line for line in told(tables[0]).splitlines() if "查找" in line)
    assert line.split("│")[-2].strip() == "1.5"  # 2× to 3×, though the times tripled


def test_the_command_compares_two_files(tmp_path, capsys):
    paths = [tmp_path / name for name in ("a.json", "b.json", "c.json")]
    runs = [RUN, RUN, Scale("static", (replace(SMALL, bulletins=7),))]
    for path, run in zip(paths, runs, strict=True):
        path.write_text(run.to_line(), "utf-8")
    assert compare.main([str(paths[0]), str(paths[1])]) == 0
    assert "1,000 份通报" in capsys.readouterr().out
    assert compare.main([str(paths[0]), str(paths[2])]) == 1
    assert "没有测过同样多的通报" in capsys.readouterr().err


def test_the_picture_has_a_line_to_each_kind_and_a_dot_to_each_size():
    drawn = ElementTree.fromstring(picture(RUN))
    tags = [element.tag.rsplit("}")[-1] for element in drawn]
    assert tags.count("polyline") == 3  # lookups, wide ones, the other side
    assert tags.count("circle") == 2 + 1 + 2
    words = [element.text for element in drawn if element.tag.endswith("text")]
    assert {"查找", "全部单位", "LangChain + Chroma", "1,000", "通报（份）"} <= set(words)
