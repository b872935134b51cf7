"""`/widget.js`: the modules of `web/widget/` joined into one script.

The modules are plain ES modules that import names from each other. Joining them takes their import
lines and the word `export` away and wraps all in one function, in the order in which they need each
other; no tool from elsewhere takes part, and the same sources give the same bytes. So top-level
names must differ between modules, and imports stand on one line each: what cannot be joined is
refused.
"""

import re
from functools import lru_cache
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "widget"
ENTRY = "main.js"
_IMPORT = re.compile(r'^import \{ [^}]+ \} from "\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|let|function\*?|class) )", re.MULTILINE)
_NAME = re.compile(
    r"^(?:export )?(?:async )?(?:const|let|function\*?|class) (\w+)|^(?:import|export)\b",
    re.MULTILINE,
)


class JoinError(Exception):
    """Modules that cannot be joined into one script."""


@lru_cache(maxsize=1)
def widget_script() -> bytes:
    """Return the widget's script."""
    return join(SOURCES, ENTRY).encode()


def join(folder: Path, entry: str) -> str:
    """Join the module `entry` with all that it needs. Raise `JoinError` where names clash."""
    order: list[str] = []
    _visit(folder, entry, order, ())
    bodies, owner = [], dict[str, str]()
    for name in order:
        body = _IMPORT.sub("", (folder / name).read_text(encoding="utf-8"))
        for match in _NAME.finditer(body):
            if match[1] is None:
                raise JoinError(f"{name}: cannot join “{match[0]}” on several lines")
            if match[1] in owner:
                raise JoinError(f"“{match[1]}” is in {owner[match[1]]} and in {name}")
            owner[match[1]] = name
        bodies.append(f"// {name}\n{_EXPORT.sub('', body)}")
    return '(() => {\n"use strict";\n' + "\n".join(bodies) + "})();\n"


def _visit(folder: Path, name: str, order: list[str], above: tuple[str, ...]) -> None:
    if name in above:
        raise JoinError(f"modules need each other in a circle: {' > '.join((*above, name))}")
    if name in order:
        return
    for needed in _IMPORT.findall((folder / name).read_text(encoding="utf-8")):
        _visit(folder, needed, order, (*above, name))
    order.append(name)
