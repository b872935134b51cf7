"""`/widget.js`: one small script out of readable modules."""

import gzip
import re

from fastapi.testclient import TestClient

from tests.support.fake_desk import build_app, fake_desk
from tests.support.places import ROOT
from web.embed.script import SOURCES, first_line, widget_script
from web.guard.sites import read_sites


def test_script_is_built_from_the_sources_as_they_stand():
    head, script = widget_script().decode().split("\n", 1)
    assert f"{head}\n" == first_line(script), "run make widget"


def test_script_is_one_small_file():
    script = widget_script()
    assert len(gzip.compress(script)) < 40_000
    assert b"\nimport " not in script
    assert b"import(" not in script


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
        assert f"// web/widget/{path.name}\n" in script


def test_script_is_served_for_other_origins_and_kept():
    client = TestClient(build_app(fake_desk()))
    response = client.get("/widget.js")
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    tag = response.headers["etag"]
    for known in (tag, f"W/{tag}", f'"older", {tag}', "*"):  # a proxy that packs weakens the tag
        again = client.get("/widget.js", headers={"if-none-match": known})
        assert again.status_code == 304


def test_guide_tells_of_every_attribute_method_and_event():
    guide = (ROOT / "docs" / "embedding.md").read_text("utf-8")
    options = (SOURCES / "options.js").read_text("utf-8").split("DEFAULTS = {")[1].split("};")[0]
    for name in re.findall(r"^  (\w+):", options, re.MULTILINE):
        assert f"`data-{name}`" in guide
    for name in ("open", "close", "toggle", "ask", "reset", "destroy", "on", "create"):
        assert f"{name}(" in guide
    script = widget_script().decode()
    for event in set(re.findall(r'tell\("(\w+)"', script)):
        assert f"`{event}`" in guide


def test_example_of_sites_is_sound():
    sites = read_sites(ROOT / "sites.example.toml")
    assert sites.sites["demo-site"].admits_origin("http://localhost:8000")
