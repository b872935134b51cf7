"""The audit log: whatever is altered, taken out or put in between is told."""

import json
import threading

from web.audit import main
from web.guard.audit import Audit


def written(tmp_path, count=4):
    audit = Audit(tmp_path)
    for number in range(count):
        audit.note("张三", "take", f"通报{number}.txt")
    return audit


def lines_of(audit):
    return audit.path.read_text(encoding="utf-8").splitlines(keepends=True)


def test_an_untouched_log_has_no_faults(tmp_path):
    audit = written(tmp_path)
    assert audit.faults() == []
    assert [line["what"] for line in audit] == [f"通报{n}.txt" for n in range(4)]


def test_an_altered_line_is_told(tmp_path):
    audit = written(tmp_path)
    text = audit.path.read_text(encoding="utf-8").replace("通报1.txt", "通报9.txt")
    audit.path.write_text(text, encoding="utf-8")
    assert "第 2 行" in audit.faults()[0]


def test_a_line_taken_out_is_told(tmp_path):
    audit = written(tmp_path)
    lines = lines_of(audit)
    audit.path.write_text("".join(lines[:1] + lines[2:]), encoding="utf-8")
    assert "第 2 行" in audit.faults()[0]


def test_a_line_put_in_is_told(tmp_path):
    audit = written(tmp_path)
    lines = lines_of(audit)
    forged = json.dumps({"at": "x", "who": "李四", "act": "take", "what": "y"}) + "\n"
    audit.path.write_text("".join([*lines[:2], forged, *lines[2:]]), encoding="utf-8")
    assert any("第 3 行" in fault for fault in audit.faults())


def test_lines_of_an_older_version_are_chained_as_they_are(tmp_path):
    audit = Audit(tmp_path)
    audit.path.parent.mkdir(parents=True)
    audit.path.write_text('{"at": "1", "who": "a", "act": "b", "what": "c"}\n' * 2, "utf-8")
    audit.note("张三", "take", "通报.txt")
    assert audit.faults() == []
    altered = audit.path.read_text(encoding="utf-8").replace('"who": "a"', '"who": "z"', 1)
    audit.path.write_text(altered, encoding="utf-8")
    assert audit.faults()


def test_many_at_once_keep_one_chain(tmp_path):
    threads = [
        threading.Thread(target=Audit(tmp_path).note, args=(f"人{n}", "act", "x"))
        for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(Audit(tmp_path))) == 12
    assert Audit(tmp_path).faults() == []


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path):
    (tmp_path / "logs").write_text("a file where a folder should be", encoding="utf-8")
    Audit(tmp_path).note("张三", "take", "通报.txt")


def test_names_that_are_no_text_are_written_all_the_same(tmp_path):
    audit = Audit(tmp_path)
    audit.note("张三", "take", "\ud800.txt" + "长" * 10_000)
    assert audit.faults() == []
    assert len(next(iter(audit))["what"]) <= 500


def test_the_command_prints_the_log_and_tells_by_its_exit_code(tmp_path, capsys):
    audit = written(tmp_path)
    assert main(["--store", str(tmp_path)]) == 0
    assert audit.head() in capsys.readouterr().out
    audit.path.write_text("".join(lines_of(audit)[1:]), encoding="utf-8")
    assert main(["--store", str(tmp_path)]) == 1
