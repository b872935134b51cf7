"""The opening of a bulletin -> its records: who inspected, when, and when the findings were told.

Patterns run over the folded opening. Dates that lost a glyph (2023614日) are left empty with a
warning, never guessed. What it does not know: years that the text leaves out on both sides.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from rag.bulletin import Claims, Period
from rag.text import chinese

HAN = "\u4e00-\u9fff"
N = "[一二三四五六七八九十百\\d]{1,4}"
KINDS = '机动|专项|常规|联动|交叉|提级|延伸|联合|移动|上下联动|"?回头看"?'


@dataclass(slots=True)
class Records:
    """What the opening states; empty where it does not, with a warning where it is damaged."""

    inspecting_body: str | None = None
    inspection_kind: str | None = None
    inspection_round: str | None = None
    period: Period = Period(None, None)
    feedback_date: date | None = None
    warnings: list[str] = field(default_factory=list)


BODY_CORE = re.compile(
    rf"(?:第\s?{N}?)?(?:轮)?(?:第?{N})?(?:{KINDS})*(?:第\s?{N}?)?(?:{KINDS})*(?:巡察|巡视|督察)(?:第?{N})?(?:工作)?组(?:第?{N}组)?"
)
BODY_PREFIX = re.compile(rf"((?:中共)?[{HAN}]{{0,10}}[委署部]|中央|国务院)$")
PREFIX_CUT = re.compile(
    r".*(?:[日由经受对向从被于至间为]|落实|根据|按照|派出|接受|关于|配合|组织|期间|贯彻|部署|抓好|做好|切实)"
)
AUDITOR = re.compile(rf"(?:由|,|^|。)([{HAN}]{{0,8}}审计(?:局|厅|署|组)(?:派出(?:的)?审计组)?)")


def read_inspecting_body(title: str, opening: str) -> tuple[str | None, list[str]]:
    """Return the inspecting body (市委第一巡察组) of a folded title and opening, and warnings."""
    found = [name for text in (opening, title) for name in _bodies(text)]
    whole = [name for name in found if not re.search("第(?!\\s?[一二三四五六七八九十百\\d])", name)]
    warnings = [
        f"巡察组名称“{name}”缺字，按其他处的写法或留空" for name in found if name not in whole
    ][:1]
    whole = [name for name in whole if name not in ("巡察组", "巡视组", "督察组")]
    best = max(whole, key=_body_rank, default=None)
    if best is None and (auditor := AUDITOR.search(opening)):
        best = auditor[1]
    return best, warnings


def _bodies(text: str) -> list[str]:
    names = []
    for match in BODY_CORE.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        prefix = BODY_PREFIX.search(before)
        head = PREFIX_CUT.sub("", prefix[1]) if prefix else ""
        names.append(head + re.sub(r"\s", "", match[0]))
    return names


def _body_rank(name: str) -> tuple[int, int]:
    return (bool(re.search(rf"{N}", name)) + ("委" in name or "中央" in name), 0)


LEVELS = (
    ("中央", "中央|国务院"),
    ("省级", "省|自治区"),
    ("市级", "市|州|盟"),
    ("县级", "县|区|旗"),
)


def level_of(inspecting_body: str) -> str | None:
    """Return the level of an inspecting body (市委第一巡察组 -> 市级), None where it names none."""
    head = re.match(".{0,12}?(?=党?委|审计)|中央|国务院", inspecting_body)
    return next((level for level, words in LEVELS if head and re.search(words, head[0][-5:])), None)


FULL = r"(?:(\d{4})\s?年\s?)?(\d{1,2})\s?月\s?(?:(\d{1,2})\s?[日号]|([上中下]旬|底|初|末))?"
TO = r"\s?(?:至|到|[-—–~―]{1,2})\s?"
PERIOD = re.compile(
    rf"(\d{{4}})\s?年\s?(\d{{1,2}})\s?月\s?(?:(\d{{1,2}})\s?[日号]?|([上中下]旬|底|初|末))?{TO}(?:{FULL}|(\d{{1,2}})\s?[日号])"
)
DATE = re.compile(r"(?:(\d{4})\s?年\s?)?(?<!\d)(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]")
LOST = re.compile(
    r"(?<!\d)20\d{3,6}\s?日|(?<!\d)20\d{2}年\d{2,4}日|(?:至|-|—)\d{3,4}日|(?<!\d)20\d{3,4}月\d{0,2}日?"
)


def as_date(year: str | int | None, month: str, day: str | None) -> date | None:
    """Return the date, or None where a part is missing or out of range."""
    if not year or not day:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_period(opening: str) -> tuple[Period, int | None, int]:
    """Return the inspection period of a folded opening, the year it ends in, and where it ends."""
    match = PERIOD.search(opening)
    if not match:
        return Period(None, None), None, 0
    year, month, day, _, year2, month2, day2, _, same_month_day = match.groups()
    if same_month_day:
        return (
            Period(as_date(year, month, day), as_date(year, month, same_month_day)),
            int(year),
            match.end(),
        )
    last_year = int(year2 or year) + (not year2 and int(month2) < int(month))
    return (
        Period(as_date(year, month, day), as_date(last_year, month2, day2)),
        last_year,
        match.end(),
    )


def read_feedback(opening: str, period_end: int, year: int | None, month: int) -> date | None:
    """Return the day on which the findings were told to the agency (反馈); the year is inferred.

    A date without a year is of the inspection's year, or of the next one if its month is earlier.
    """
    for told in re.finditer("反馈|通报了", opening):
        from_stop = max(opening.rfind("。", 0, told.start()), told.start() - 120, period_end, 0)
        dates = list(DATE.finditer(opening, from_stop, told.start()))
        if not dates:
            continue
        given, month_told, day = dates[-1].groups()
        if given is None and year is not None:
            given = str(year + (int(month_told) < month))
        return as_date(given, month_told, day)
    return None


COMMITTEE = "(?:(?:自治区|省|市|区|县|州|旗|盟)委)?"
ROUND = re.compile(
    rf"((?:{N}届)?{COMMITTEE}(?:{N}届)?第?{N}轮|{N}届{COMMITTEE})(?:{KINDS})*(?:巡察|巡视)"
)


def _last_month(opening: str) -> int:
    """Return the month in which the inspection ended, 1 where the text does not say."""
    match = PERIOD.search(opening)
    return int(match[6] or match[2]) if match else 1


def read_records(title: str, opening: str) -> Records:
    """Return the records of a folded title and opening."""
    records = Records()
    both = f"{title}\n{opening}"
    records.inspecting_body, records.warnings = read_inspecting_body(title, opening)
    records.period, year, end = read_period(opening)
    month = _last_month(opening)
    records.feedback_date = read_feedback(opening, end, year, month)
    kind = "巡视" if "巡视" in both and "巡察" not in both else "巡察" if "巡察" in both else "审计"
    extra = [
        word
        for word in ("常规", "专项", "机动", "提级", "交叉", "联动", "延伸", "回头看")
        if word in both
    ]
    records.inspection_kind = "".join((*extra, kind)) if kind in both else None
    found = ROUND.search(both)
    records.inspection_round = found[1] if found else None
    if lost := LOST.search(opening):
        records.warnings.append(f"日期“{lost[0]}”缺字，无法确定，已留空")
    return records


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """Words in which a bulletin counts itself; the group that matched is the number.

    Of several rows of a field, the first that matches decides.
    """

    field: str
    pattern: re.Pattern[str]


UNDONE = "(?<!完成)(?<!整改)(?<!解决)(?<!销号)(?<!基本)"
PROBLEMS = "(?:具体|突出|反馈|主要|重点|共性|个性|细化)*(?:类)?问题"
NO_COUNT = "(?:(?!措施|举措|制度|项目|会议|基本|阶段|任务)[^。;,\\d])"
CLAIMS = (
    ClaimWords(
        "problems",
        re.compile(
            rf"(?:反馈|指出|涉及|提出)[^。;,]{{0,24}}?(?<!第)(\d{{1,4}})[个项条]{PROBLEMS}(?!类|大类)"
            r"|(?<!完成)(?<!整改)(?<!难点)(?<!销号)问题(?:共计?|合计)?(\d{1,4})[个项](?!方面)"
        ),
    ),
    ClaimWords("problems", re.compile(rf"{UNDONE}(?<![\d第])(\d{{1,4}})[个项条]{PROBLEMS}")),
    ClaimWords(
        "done",
        re.compile(
            rf"(?<!基本)(?<!阶段性)(?:已|完成){NO_COUNT}{{0,16}}?(\d{{1,4}})个(?!单位|部门|方面|批|月)"
            rf"|(?:完成整改|整改完成|销号){NO_COUNT}{{0,10}}(\d{{1,4}})个(?!单位|部门|方面|批|月)"
        ),
    ),
    ClaimWords(
        "done",
        re.compile(
            rf"(?<!\d)\d{{1,4}}[个项]{PROBLEMS}[,中]{{0,2}}(?:目前|现|均|已|有|全部|整改|完成|销号|办结|到位){{1,6}}(\d{{1,4}})[个项]"
            rf"|(?<!\d)(\d{{1,4}})[个项]{PROBLEMS}[,]?(?:目前|现|截至目前|截至[\d年月日底]{{2,10}})?[,]?(?:已)?(?:经)?(?:全部|均)(?:已)?(?:按期|如期)?(?:完成|整改|销号)"
            rf"|(?<!\d)\d{{1,4}}[个项]{PROBLEMS}中,?(\d{{1,4}})[个项](?:已|完成)"
        ),
    ),
    ClaimWords(
        "measures",
        re.compile(
            r"(?:制定|细化|提出|明确|形成)[^。;,\d]{0,12}(?:措施|举措)[^。;,\d]{0,4}(\d{1,4})[条项个]|(?<!完成)(?<!\d)(\d{1,4})[条项个](?:具体)?(?:整改)?(?:措施|举措)"
        ),
    ),
    ClaimWords(
        "measures",
        re.compile(
            r"(?<!完成)(?<!完成整改)(?<!落实)(?<!落实整改)(?:措施|举措)(?:共计?|合计|任务)?(\d{1,4})[条项个]"
        ),
    ),
    ClaimWords(
        "rules",
        re.compile(
            r"(?:制度|机制|规章)[^。;,\d]{0,8}(\d{1,4})[项个件部]|(\d{1,4})[项个件部](?:规章)?制度"
        ),
    ),
    ClaimWords(
        "accountable", re.compile(r"(?:追责问责|问责|追责|追究责任)[^。;,、\d]{0,10}(\d{1,4})人")
    ),
)


def read_claims(text: str) -> Claims:
    """Return the totals that the folded opening and part one claim."""
    found: dict[str, int] = {}
    for row in CLAIMS:
        if row.field not in found and (match := row.pattern.search(text)):
            found[row.field] = int(next(group for group in match.groups() if group))
    return Claims(**found)


CHINESE_DATE = re.compile(
    r"(二[〇○零oO0][〇○零一二三四五六七八九]{2})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)


def read_date(text: str) -> date | None:
    """Return the first full date of a folded line, in Arabic or Chinese numerals."""
    if match := CHINESE_DATE.search(text):
        year, month, day = (
            chinese.number(group.replace("o", "〇").replace("0", "〇")) for group in match.groups()
        )
        return as_date(year, str(month), str(day))
    return chinese.date(text)
