"""`/widget.js`: one small script out of readable modules."""

import gzip

import pytest
from fastapi.testclient import TestClient

from tests.fake_desk import build_app, fake_desk
from web.widget_script import SOURCES, JoinError, join, widget_script


def test_script_is_small_and_always_the_same():
    script = widget_script()
    assert len(gzip.compress(script)) < 40_000
    assert script == join(SOURCES, "main.js").encode()
    assert b"\nimport " not in script
    assert b"\nexport " not in script


def test_script_names_no_other_place_and_reads_no_markup():
    script = widget_script().decode()
    for word in (
        "http://",
        "https://",
        "innerHTML",
        "insertAdjacentHTML",
        "eval(",
        "document.write",
    ):
        assert word not in script


def test_every_module_takes_part():
    script = widget_script().decode()
    for path in SOURCES.glob("*.js"):
        assert f"// {path.name}\n" in script


def test_script_is_served_for_other_origins_and_kept():
    client = TestClient(build_app(fake_desk()))
    response = client.get("/widget.js")
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    again = client.get("/widget.js", headers={"if-none-match": response.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("modules", "said"),
    [
        (
            {"a.js": 'import { b } from "./b.js";\n', "b.js": 'import { a } from "./a.js";\n'},
            "circle",
        ),
        ({"a.js": 'import { b } from "./b.js";\nconst c = 1;\n', "b.js": "const c = 2;\n"}, "“c”"),
        ({"a.js": "export default 1;\n"}, "export"),
        ({"a.js": 'import {\n  b,\n} from "./b.js";\n', "b.js": ""}, "import"),
    ],
)
def test_modules_that_cannot_be_joined_are_refused(tmp_path, modules, said):
    for name, text in modules.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(JoinError, match=said):
        join(tmp_path, "a.js")
