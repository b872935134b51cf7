"""The audit log (操作记录): who changed what, one JSON line per act, in `<store>/logs/audit.jsonl`.

Keys made and revoked, sites changed, bulletins taken in or removed. Lines are only ever added; the
file is opened for each act, so the web app and the command line may both write.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Audit:
    """The audit log of one store."""

    store: Path

    @property
    def path(self) -> Path:
        """The file."""
        return self.store / "logs" / "audit.jsonl"

    def note(self, who: str, act: str, what: str) -> None:
        """Write an act down: who did what to which thing."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        line = json.dumps({"at": now, "who": who, "act": act, "what": what}, ensure_ascii=False)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield what was written, oldest first."""
        if self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                yield json.loads(line)
