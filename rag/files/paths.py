"""Names of files as people read them, and paths as the store keeps them.

A file system holds bytes. Where they are no UTF-8, Python puts in signs (U+DC80 to U+DCFF) that no
text may hold: no JSON, no database, no screen. Shown, such a name is read as GB18030, as on the
Chinese machine that it mostly comes from; kept, each sign becomes one of private use, and comes
back as it was.
"""

import os
from pathlib import Path

FIRST, LAST, PRIVATE = 0xDC80, 0xDCFF, 0xF780
_OUT = {sign: sign - FIRST + PRIVATE for sign in range(FIRST, LAST + 1)}
_IN = {kept: sign for sign, kept in _OUT.items()}


def shown_name(name: str) -> str:
    """Return a file's name, or a path, as it can be shown and written."""
    if name.isascii():
        return name
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def kept_path(path: Path) -> str:
    """Return an absolute path as the store keeps it."""
    return os.path.realpath(path).translate(_OUT)


def path_kept(kept: str) -> Path:
    """Return the path that `kept_path` wrote."""
    return Path(kept.translate(_IN))
