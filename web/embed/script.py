"""`/widget.js`: the modules of `web/widget/` in one script, built once and kept beside this file.

`make widget` builds it with esbuild and then runs this module, which writes the first line: digests
of the sources and of what was made of them. So a test tells, without npm, that neither has been
changed alone. What it does not know: whether esbuild would make the same of them today.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "widget"
SCRIPT = Path(__file__).with_name("widget.js")
MARK = "// Built from web/widget/ by `make widget`; do not edit. "


@lru_cache(maxsize=1)
def widget_script() -> bytes:
    """Return the widget's script."""
    return SCRIPT.read_bytes()


def first_line(script: str) -> str:
    """Return the line that belongs in front of `script`, built from the sources as they stand."""
    modules = sorted(SOURCES.glob("*.js"))
    sources = "".join(f"{path.name}\n{path.read_text(encoding='utf-8')}" for path in modules)
    return f"{MARK}Sources {_digest(sources)}, script {_digest(script)}.\n"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]


if __name__ == "__main__":
    built = SCRIPT.read_text(encoding="utf-8")
    SCRIPT.write_text(first_line(built) + built, encoding="utf-8", newline="\n")
