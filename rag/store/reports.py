"""Reports: what became of each document that was to be taken in, and of all of them.

What it does not know: how a report is shown.
"""

from dataclasses import dataclass

from rag.store.admission import Outcome

WORDS = {
    Outcome.ADDED: "新增",
    Outcome.REPLACED: "更新",
    Outcome.UNCHANGED: "未变",
    Outcome.COPY: "重复",
    Outcome.ASIDE: "留待确认",
}


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one document. `outcome` is None where it failed, and `error` says why.

    `done` of `total` files are through after it.
    """

    file: str
    outcome: Outcome | None
    error: str | None = None
    findings: int = 0
    measures: int = 0
    warnings: tuple[str, ...] = ()
    done: int = 0
    total: int = 0

    def __str__(self) -> str:
        if self.outcome is None:
            return f"失败 {self.file}：{self.error}"
        done = f"{WORDS[self.outcome]} {self.file}"
        if self.outcome is Outcome.ASIDE:
            return f"{done}：{self.warnings[-1]}" if self.warnings else done
        return f"{done}：问题 {self.findings} 个，整改措施 {self.measures} 条"


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What became of all documents, and which bulletins went because their files are gone."""

    files: tuple[FileReport, ...]
    pruned: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Tell whether no file failed."""
        return not self.failed

    @property
    def failed(self) -> tuple[FileReport, ...]:
        """The documents that could not be taken in."""
        return self.of(None)

    @property
    def aside(self) -> tuple[FileReport, ...]:
        """The documents that took no bulletin's place, because they lack something of it."""
        return self.of(Outcome.ASIDE)

    @property
    def bulletins(self) -> int:
        """How many bulletins were read."""
        return len(self.files) - len(self.failed)

    @property
    def findings(self) -> int:
        """How many findings the bulletins hold."""
        return sum(file.findings for file in self.files)

    @property
    def measures(self) -> int:
        """How many measures the findings hold."""
        return sum(file.measures for file in self.files)

    def of(self, outcome: Outcome | None) -> tuple[FileReport, ...]:
        """Return the documents with this outcome."""
        return tuple(file for file in self.files if file.outcome is outcome)

    def __str__(self) -> str:
        changes = "、".join(f"{word} {len(self.of(kind))}" for kind, word in WORDS.items())
        return (
            f"共 {self.bulletins} 份通报，问题 {self.findings} 个，整改措施 {self.measures} 条"
            f"({changes}、失败 {len(self.failed)}、移除 {len(self.pruned)})"
        )
