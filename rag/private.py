"""Files that hold what is nobody else's (secrets, questions): readable by their owner alone.

Such a file is made with mode 0600 before its first byte is written; one left over from before, open
to others, is closed to them. SQLite gives the files that it puts beside a database its mode. What
it does not know: Windows, where the folder's own rights decide.
"""

import os
from contextlib import suppress
from pathlib import Path

OWNER = 0o600


def private(path: Path) -> Path:
    """Return the path of a file that is there, closed to all but its owner."""
    path.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_CREAT | os.O_WRONLY | os.O_APPEND | getattr(os, "O_CLOEXEC", 0)
    try:
        os.close(os.open(path, flags, OWNER))
    except PermissionError:  # a store that may only be read; whoever opens it will say so
        return path
    with suppress(OSError):  # another owner's file stays as it is
        if path.stat().st_mode & 0o077:
            path.chmod(OWNER)
    return path
