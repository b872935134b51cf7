"""One's own findings (自己的问题): read from a finding pasted, or from a whole feedback notice.

A feedback notice (反馈意见) lists findings and no rectification, so it is refused where bulletins
are taken in, and nothing of that is loosened here: its numbered lines are read alone, those that no
deeper numeral follows, each with the lines under it. A rectification bulletin gives its findings.
Nothing is kept. What it does not know: which measures a finding needs.
"""

import re
from dataclasses import dataclass

from rag.errors import BulletinQAError, NotABulletinError
from rag.parse.parse import parse_bulletin
from rag.text import chinese

MOST = 60  # findings read of one text
SHORTEST = 4  # characters of a finding
ONE = 200  # characters that one finding alone is pasted in, at most
_HAN = "[一二三四五六七八九十]"
_NUMERALS = (
    re.compile(rf"\s*第?{_HAN}+[,、]"),
    re.compile(rf"\s*[(]\s?{_HAN}+\s?[)]"),
    re.compile(r"\s*\d+[.、](?!\d)"),
    re.compile(r"\s*[(]\s?\d+\s?[)]"),
    re.compile(r"\s*[①-⑳]"),
    re.compile(rf"\s*{_HAN}+是"),
)
_SIGNED = re.compile(r"^.{2,30}(?:组|办公室|委员会)$|^\s*\d{4}年\d+月\d+日\s*$")
_FRAME = re.compile(r"^关于[“\"]?|[”\"]?(?:等)?(?:方面)?(?:的)?问题$|^针对")


class OwnFindingError(BulletinQAError):
    """A text in which no finding can be read."""


@dataclass(frozen=True, slots=True)
class OwnFinding:
    """A finding of the reader's own: its title, and all its words, title included."""

    title: str
    text: str

    @property
    def topic(self) -> str:
        """The title without 关于…的问题 around it and its numeral, to its first stop."""
        bare = _bare(chinese.fold(self.title))
        bare = _FRAME.sub("", re.split("[。;]", bare)[0].strip()).strip("“”\"' ")
        return bare or self.title


def own_findings(text: str) -> tuple[OwnFinding, ...]:
    """Return the findings in a text. Raise `OwnFindingError` where there is none."""
    found = _parsed(text) if len(text.strip()) > ONE or "\n" in text.strip() else ()
    found = found or _listed(text) or _lines(text)
    if not found:
        raise OwnFindingError(
            f"在“{text.strip()[:20]}”里没有读出问题：请粘贴一个问题，或反馈意见的全文。"
        )
    return found[:MOST]


def _parsed(text: str) -> tuple[OwnFinding, ...]:
    try:
        bulletin = parse_bulletin(text, "粘贴的文字")
    except NotABulletinError:
        return ()
    return tuple(_own(f.title, f.span.of(bulletin.text)) for f in bulletin.findings)


def _listed(text: str) -> tuple[OwnFinding, ...]:
    """Return the numbered lines that no deeper numeral follows, each with the lines under it."""
    entries: list[tuple[int, list[str]]] = []
    for line in filter(str.strip, text.splitlines()):
        form = _form(line)
        if form is not None:
            entries.append((form, [line]))
        elif entries and not _SIGNED.search(line):
            entries[-1][1].append(line)
    above: list[int] = []
    found = []
    for at, (form, lines) in enumerate(entries):
        above = [*above[: above.index(form)], form] if form in above else [*above, form]
        following = entries[at + 1][0] if at + 1 < len(entries) else form
        if following in above:
            found.append(_own(lines[0], "\n".join(lines)))
    return tuple(found)


def _form(line: str) -> int | None:
    """Return which form of numeral a line opens with."""
    folded = chinese.fold(line)
    return next((at for at, form in enumerate(_NUMERALS) if form.match(folded)), None)


def _bare(line: str) -> str:
    """Return a line without the numeral that it opens with."""
    form = _form(line)
    match = _NUMERALS[form].match(chinese.fold(line)) if form is not None else None
    return line[match.end() :].strip() if match else line.strip()


def _lines(text: str) -> tuple[OwnFinding, ...]:
    lines = [line for line in text.splitlines() if len(line.strip()) >= SHORTEST]
    if sum(map(len, lines)) <= ONE and lines:
        return (_own(lines[0], "\n".join(lines)),)
    return tuple(_own(line, line) for line in lines)


def _own(title: str, text: str) -> OwnFinding:
    first = re.split("[。；;\n]", _bare(title))[0]
    return OwnFinding(" ".join(first.split()), " ".join(text.split()))
