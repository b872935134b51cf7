"""Corrections beside a file."""

from datetime import date

import pytest

from rag.bulletin import Period
from rag.parse.reading import read_file
from tests.support.layouts import FOLDER

TEXT = (FOLDER / "damage.txt").read_text("utf-8")


def read(folder, yaml, name="a.yaml"):
    (folder / "a.txt").write_text(TEXT, "utf-8")
    (folder / name).write_text(yaml, "utf-8")
    return next(read_file(folder / "a.txt"))


@pytest.mark.parametrize("name", ["a.yaml", "a.yml", "a.txt.yaml"])
def test_a_file_beside_the_bulletin_corrects_its_records(tmp_path, name):
    bulletin = read(
        tmp_path,
        "agency: 海宁州档案局\ninspection_period: {start: 2024-04-22, end: '2024-06-21'}\n"
        "aliases: [州档案馆, 档案馆]\n",
        name,
    ).bulletin
    assert bulletin.agency == "海宁州档案局"
    assert bulletin.inspection_period == Period(date(2024, 4, 22), date(2024, 6, 21))
    assert bulletin.aliases == ("州档案馆", "档案馆")
    assert bulletin.feedback_date == date(2024, 8, 6)


@pytest.mark.parametrize(
    ("yaml", "reason"),
    [("agancy: 甲", "agancy"), ("feedback_date: 昨天", "feedback_date"), ("a: [", "YAML")],
)
def test_a_correction_that_cannot_be_used_is_named(tmp_path, yaml, reason):
    read_back = read(tmp_path, yaml)
    assert not read_back.ok
    assert reason in read_back.error
