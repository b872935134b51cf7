"""What was read -> the bulletin's records: title, agency, dates, claims, and warnings where they fail."""

import re
from dataclasses import replace
from datetime import date

from rag import agency_names, records
from rag.bulletin import Bulletin, Claims, Part
from rag.chrome import TITLE, Zone
from rag.page import Page
from rag.zh import fold

TITLE_END = re.compile(r"(?:通报|报告|公示|公告|的函|情况|说明)(?:\s?\([^()]{2,12}\))?")
TITLE_START = re.compile(r"(?:中共|中国共产党)[^|>_·]{2,60}?关于|[^\s|>_·:]{2,40}关于|关于")


def describe(bulletin: Bulletin, page: Page) -> Bulletin:
    """Return `bulletin` with the records that its opening, its page and its signature state."""
    opening = _part_text(bulletin, Part.OPENING)
    signature = _part_text(bulletin, Part.SIGNATURE)
    title = read_title(page)
    read = records.read_records(fold(title), fold(opening))
    issuers = [page.facts[key] for key in ("issuer",) if key in page.facts]
    found = list(agency_names.candidates(title, signature, opening, issuers))
    named = agency_names.choose(found)
    agency = named.name if named else ""
    published = read_publish_date(page)
    claims = records.read_claims(fold(opening + _part_text(bulletin, Part.ORGANISATION)))
    warnings = list(read.warnings)
    if not agency:
        warnings.append("没有找到被巡察单位的名称")
    warnings += _disagreements(claims, len(bulletin.findings))
    issuer = page.facts.get("issuer") or page.facts.get("source")
    return replace(
        bulletin,
        title=title or composed_title(agency, found, read.inspection_kind),
        agency=agency,
        aliases=agency_names.aliases(agency, bulletin.text, found),
        region=read_region(agency),
        issuer=issuer if issuer and issuer != agency else None,
        inspection_kind=read.inspection_kind,
        inspecting_body=read.inspecting_body,
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


def _part_text(bulletin: Bulletin, part: Part) -> str:
    return "\n".join(s.span.of(bulletin.text) for s in bulletin.sections if s.part is part)


def read_title(page: Page) -> str:
    """Return the title as it stands, lines joined, without a site's name or a date glued to it."""
    run = ""
    for one in page.lines(Zone.TITLE):
        joined = run + one.line.words
        if one.rule == "标题行" and not (TITLE.search(fold(run)) and TITLE.search(one.line.folded)):
            run = joined
    found = trim_title(run)
    return found or trim_title(page.facts.get("name", ""))


def trim_title(words: str) -> str:
    """Return the title inside `words`, "" where there is none."""
    folded = fold(words)
    start = TITLE_START.search(folded)
    if not start or not TITLE.search(folded):
        return ""
    ends = [match.end() for match in TITLE_END.finditer(folded, start.start())]
    return re.sub(r"\s", "", words[start.start() : ends[-1]]) if ends else ""


def composed_title(agency: str, found: list[agency_names.Named], kind: str | None) -> str:
    """Return the title that a bulletin without one would have, from its agency and kind."""
    organ = next(
        (n.organ for n in found if n.organ),
        "党组" if agency.endswith(("局", "委", "厅")) else "委员会",
    )
    word = "巡视" if kind and "巡视" in kind else "审计" if kind and "审计" in kind else "巡察"
    if agency.endswith("委") and organ in ("委员会", "党委"):
        organ = ""
    return (
        f"中共{agency}{organ}关于{word}整改进展情况的通报"
        if agency
        else f"关于{word}整改进展情况的通报"
    )


def read_publish_date(page: Page) -> date | None:
    """Return the date on the page: when published, else when made."""
    for key in ("publish_date", "made_date"):
        if found := records.read_date(fold(page.facts.get(key, ""))):
            return found
    return None


def _signature_date(signature: str) -> date | None:
    dates = [found for line in signature.split("\n") if (found := records.read_date(fold(line)))]
    return dates[-1] if dates else None


REGION = re.compile(
    r"((?:[\u4e00-\u9fff]{2,3}省|[\u4e00-\u9fff]{2,8}自治区)?(?:[\u4e00-\u9fff]{2,6}?市)?(?:[\u4e00-\u9fff]{1,6}?[区县])?)"
)


def read_region(agency: str) -> str | None:
    """Return the places at the start of an agency's name."""
    match = REGION.match(agency)
    return match[1] or None if match else None


def _disagreements(claims: Claims, findings: int) -> list[str]:
    if claims.problems is not None and claims.problems != findings:
        return [f"文中称问题 {claims.problems} 个,逐条读出 {findings} 个"]
    return []
