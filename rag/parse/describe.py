"""What was read -> the bulletin's records: title, agency, dates, claims, and warnings."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date

from rag.bulletin import Bulletin, Claims, Part, Status
from rag.names import places
from rag.parse import opening as records
from rag.parse import own_name
from rag.parse.chrome import TITLE, Zone
from rag.parse.page import Page
from rag.parse.paging import missing_pages
from rag.text.chinese import fold, whole_characters

TITLE_END = re.compile(r"(?:通报|报告|公示|公告|的函|情况|说明)(?:\s?\([^()\d]{2,12}\))?")
PINYIN = re.compile("[((][a-zāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü]{1,7}[))]")
BODY = (
    "(?:[局厅院校学司团镇乡社会处所馆部办]|街道|中心)"  # what its name ends in; a site's does not
)
TITLE_START = re.compile(
    r"(?:中共|中国共产党)[^|>_·]{2,60}?关于"
    rf"|(?:^|(?<=[\s|>_·:]))[^\s|>_·:]{{2,40}}{BODY}\s{{1,3}}关于"
    r"|[^\s|>_·:]{2,40}关于|关于"
)


def describe(bulletin: Bulletin, page: Page) -> Bulletin:
    """Return `bulletin` with the records that its opening, its page and its signature state."""
    opening = _opening(bulletin, page)
    signature = _part_text(bulletin, Part.SIGNATURE)
    title = read_title(page)
    read = records.read_records(fold(title), fold(opening))
    signed = "\n".join((signature, *(one.line.words for one in page.lines(Zone.TITLE))))
    issuer, source = page.facts.get("issuer"), page.facts.get("source")
    found = list(own_name.candidates(title, signed, opening, issuer or "", source or ""))
    named = own_name.choose(found, bulletin.text)
    agency = named.name if named else ""
    published = read_publish_date(page)
    claims = records.read_claims(
        fold(opening + _part_text(bulletin, Part.ORGANISATION)[:OPENING_LENGTH])
    )
    warnings = list(read.warnings)
    if not agency:
        warnings.append("没有找到被巡察单位的名称")
    warnings += _disagreements(bulletin, claims)
    issuer = issuer or source
    if part := missing_pages(one.line for one in page.judged):
        warnings.append(part)
    return replace(
        bulletin,
        title=title,
        agency=agency,
        aliases=own_name.aliases(agency, bulletin.text, found),
        region=read_region(agency, fold(bulletin.text)),
        body_kind=places.body_kind(fold(agency)),
        issuer=issuer if issuer and issuer != agency else None,
        inspection_kind=read.inspection_kind,
        inspecting_body=read.inspecting_body,
        inspection_level=records.level_of(read.inspecting_body or ""),
        inspection_round=read.inspection_round,
        inspection_period=read.period,
        feedback_date=read.feedback_date,
        publish_date=published,
        signature_date=_signature_date(signature),
        document_number=page.facts.get("document_number"),
        url=page.facts.get("url"),
        claims=claims,
        warnings=tuple(warnings),
    )


OPENING_LENGTH = 20_000  # characters; records stand in the first few hundred


def _opening(bulletin: Bulletin, page: Page) -> str:
    """Return the opening without the lines of the title."""
    spans = [section.span for section in bulletin.sections if section.part is Part.OPENING]
    first = spans[0].start if spans else 0
    last = spans[-1].end if spans else 0
    lines = (
        one.line.words
        for one in page.kept
        if one.rule != "标题行" and one.zone is not Zone.FACT and first <= one.line.start < last
    )
    return "\n".join(lines)[:OPENING_LENGTH]


def _part_text(bulletin: Bulletin, part: Part) -> str:
    return "\n".join(s.span.of(bulletin.text) for s in bulletin.sections if s.part is part)


def read_title(page: Page) -> str:
    """Return the title as it stands, lines joined, without a site's name or a date glued to it."""
    run = "".join(one.line.words for one in page.lines(Zone.TITLE) if one.rule == "标题行")
    found = trim_title(run)
    return found or trim_title(page.facts.get("name", ""))


def trim_title(words: str) -> str:
    """Return the title inside `words`, "" where there is none."""
    folded = fold(words)
    if not TITLE.search(folded):
        return ""
    found = TITLE_START.search(folded)
    start = found.start() if found else 0
    ends = [match.end() for match in TITLE_END.finditer(folded, start)]
    title = PINYIN.sub("", re.sub(r"\s", "", words[start : ends[-1]])) if ends else ""
    return whole_characters(title)


def composed_title(bulletin: Bulletin) -> str:
    """Return the title that a bulletin without one would have, from its agency and kind."""
    agency, kind = bulletin.agency, bulletin.inspection_kind or ""
    word = next((word for word in ("巡视", "审计") if kind.endswith(word)), "巡察")
    signed = re.search(re.escape(agency) + rf"\s?({own_name.ORGAN})", bulletin.text)
    usual = (
        "" if agency.endswith("委") else "党组" if agency.endswith(("局", "厅", "院")) else "委员会"
    )
    organ = signed[1] if signed and not agency.endswith("委") else usual
    return f"中共{agency}{organ}关于{word}整改进展情况的通报"


def read_publish_date(page: Page) -> date | None:
    """Return the date on the page: when published, else when made, else behind the title."""
    for key in ("publish_date", "made_date", "page_date"):
        if found := records.read_date(fold(page.facts.get(key, ""))):
            return found
    titles = (one.line.folded for one in page.lines(Zone.TITLE) if one.rule == "标题行")
    beside = (text[end.end() :] for text in titles for end in [*TITLE_END.finditer(text)][-1:])
    return next((found for text in beside if (found := records.read_date(text))), None)


def _signature_date(signature: str) -> date | None:
    dates = [found for line in signature.split("\n") if (found := records.read_date(fold(line)))]
    return dates[-1] if dates else None


def read_region(agency: str, text: str) -> str | None:
    """Return the place that the agency's name starts with, else that of its documents in 《》.

    Else it is the first place in the ending, which gives the address.
    """
    own = places.leading_place(fold(agency), text)
    if own:
        return own
    if own_name.LOCAL.match(agency):
        issued = Counter(p for p in DOCUMENT_PLACE.findall(text) if p.endswith(agency[0]))
        if issued and (most := issued.most_common(1)[0])[1] > 1:
            return places.leading_place(most[0], text)
    return next(places.places_in(text[-600:]), None)


DOCUMENT_PLACE = re.compile(
    r"《(?:中共)?([\u4e00-\u9fff]{2,6}?[省市区县州旗盟])(?=[^》\n]{4,60}》)"
)


def _disagreements(bulletin: Bulletin, claims: Claims) -> list[str]:
    """Return a warning for each total that the text claims and the reading does not bear out."""
    findings = bulletin.findings
    stated = all(finding.status is not Status.UNSTATED for finding in findings)
    done = sum(finding.status is Status.DONE for finding in findings)
    mostly = sum(finding.status is Status.MOSTLY for finding in findings)
    counted = (
        ("问题", claims.problems, (len(findings),)),
        ("整改措施", claims.measures, (sum(len(finding.measures) for finding in findings),)),
        ("已完成", claims.done if stated else None, (done, done + mostly)),
    )
    return [
        f"文中称{name} {claimed} 项，逐条读出 {read[0]} 项"
        for name, claimed, read in counted
        if findings and claimed is not None and claimed not in read
    ]
