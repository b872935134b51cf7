"""Are the points that a good answer makes stated? A point is a short sentence on one agency.

A point that opens with an agency ("科创局:…") must be stated of that agency: in a quote from its
bulletin, or in a sentence that cites one. A point that an agency has nothing on the topic
("珠海工信局通报没有提到党费问题") is stated where the answer says so of that agency. Any other
point may stand anywhere in the text or its quotes. Stated means: every figure, and a share of
`statements.SHARE` of the content words. A point only in English, where the sources are Chinese, is
judged by its figures; without figures it is not judged at all.
"""

import re

from eval.measure.statements import bears_out, figures_with_unit, plain, segments
from eval.sets.answers import Answered
from eval.sets.sources import Sources

_LABEL = re.compile(r"^([^::]{2,40}?)\s*[::]\s*(?=\S)(.+)$", re.S)
_ABSENCE = re.compile(r"通报.*(未|没有?)(提到|提及|涉及|公布|说明)|(未|没有?)(提到|提及|涉及|公布)")
_GLOSS = re.compile(r"[((]([^()()]*)[))]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN_RUN = re.compile(r"[A-Za-z]{3,}[^()()]*[A-Za-z]{3,}")


def stated(point: str, answer: Answered, sources: Sources) -> bool | None:
    """Tell whether the answer states the point; None where it cannot be judged."""
    label, said = _split(point)
    docs = _docs(label, sources) if label else set()
    if _ABSENCE.search(point):
        return _says_nothing_of(point, answer)
    ground = ground_of(answer, docs) if docs else ground_of(answer)
    verdicts = [bears_out(part, ground) for part in wordings(said if docs else point)]
    judged = [verdict for verdict in verdicts if verdict is not None]
    return any(judged) if judged else None


def figures_stated(point: str, answer: Answered, sources: Sources) -> bool | None:
    """Tell whether every figure of the point is stated with its unit; None where it has none."""
    label, said = _split(point)
    docs = _docs(label, sources) if label else set()
    part = wordings(said if docs else point)[0]
    needed = figures_with_unit(part)
    if not needed or _ABSENCE.search(point):
        return None
    return needed <= figures_with_unit(ground_of(answer, docs) if docs else ground_of(answer))


def ground_of(answer: Answered, docs: set[str] | None = None) -> str:
    """Return the text and quotes of the answer, or only what it says from these bulletins."""
    kept = [c for c in answer.citations if docs is None or c.doc in docs]
    quotes = [c.quote for c in kept]
    if docs is None:
        return "\n".join([plain(answer.text), *quotes])
    numbers = {c.number for c in kept}
    said = [s.text for s in segments(answer.text) if s.markers and set(s.markers) <= numbers]
    return "\n".join(said + quotes)


def wordings(point: str) -> list[str]:
    """Return the ways to say a point: itself, or each half of a bilingual pair 中文 (English)."""
    gloss = _GLOSS.search(point)
    if gloss is None:
        return [point]
    inside, outside = gloss.group(1), _GLOSS.sub(" ", point)
    two_languages = bool(_HAN.search(inside)) != bool(_HAN.search(outside))
    if two_languages and _LATIN_RUN.search(point):
        return sorted((inside, outside), key=lambda part: not _HAN.search(part))
    return [point]


def names(label: str, agency: str) -> bool:
    """Tell whether a short name stands for an agency: its characters in order (经信局, 发改委)."""
    rest = iter(agency)
    return len(label) > 1 and all(char in rest for char in label)


def _split(point: str) -> tuple[str, str]:
    match = _LABEL.match(point)
    return (match.group(1), match.group(2)) if match else ("", point)


def _docs(label: str, sources: Sources) -> set[str]:
    gloss = _GLOSS.search(label)
    short = gloss.group(1) if gloss and _HAN.search(gloss.group(1)) else label
    return {doc for doc, source in sources.items() if names(short, source.bulletin.agency)}


def _says_nothing_of(point: str, answer: Answered) -> bool:
    label = re.split(r"[::]|通报|未|没", point)[0].strip()
    silent = [group.agency for group in answer.groups if group.none]
    if any(names(label, agency) for agency in silent):
        return True
    agencies = {g.agency for g in answer.groups} | {c.agency for c in answer.citations}
    lines = [line for line in answer.text.splitlines() if _ABSENCE.search(line)]
    here = [label, *(agency for agency in agencies if names(label, agency))]
    return any(name in line for line in lines for name in here)
