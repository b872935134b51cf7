"""A bulletin's own words -> the name of its agency, and the short names that it uses for it.

The name is taken from the title, else the signature, else the opening (对⟨…⟩进行了巡察), else the
page; a full name (武汉市经济和信息化局) is preferred to a short one (市经信局, 我局), wherever it
stands. What it does not know: the city of a bulletin that never names it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from rag.names.places import starts_with_place
from rag.text.chinese import fold, whole_characters

# Characters of names: also the rare ones, and radicals that a PDF gives for whole characters.
HAN = "\u3400-\u9fff\uf900-\ufaff\u2e80-\u2fdf\U00020000-\U0003134f"
NAME = f"[{HAN}A-Za-z()·〇\\s]"
ORGAN = (
    "(?:校务|院务|所务|部务)委员会|分党组|党组|党委|党工委|工委|工作委员会|总支部委员会|支部委员会|直属机关委员会|机关委员会|委员会"
    "|党总支部|党总支|党支部|支部|党组织|领导班子|(?<=部)部务会议?"
)
BRACKET = r"(?:\([^()]{2,40}\))?"  # what an organ is also called: 党组(⟨company⟩)关于
PARTY = r"(?:中共|中国共产党)\s{0,3}"
TITLE_NAMES = (
    re.compile(
        rf"{PARTY}(?P<name>{NAME}{{2,40}}?)\s{{0,3}}(?P<organ>{ORGAN})\s{{0,3}}{BRACKET}\s{{0,3}}(?:关于|对|落实|贯彻|巡察|巡视|整改)"
    ),
    re.compile(rf"{PARTY}(?P<name>{NAME}{{2,40}}?)(?P<organ>)\s{{0,3}}(?:关于|落实)"),
    re.compile(
        rf"(?:^|[\s|_:>·-])(?P<name>[{HAN}A-Za-z()·]{{2,40}}?)(?P<organ>{ORGAN})?\s{{0,3}}{BRACKET}\s{{0,3}}(?:关于|落实|巡察整改|巡视整改)"
    ),
    re.compile(
        rf"(?:通报|报告|公告|公示)\((?P<name>[{HAN}A-Za-z·]{{3,40}}?)(?P<organ>{ORGAN})?\)$"
    ),
)
SIGNED_NAMES = (
    re.compile(rf"{PARTY}(?P<name>{NAME}{{2,40}}?)\s{{0,3}}(?P<organ>{ORGAN})(?![{HAN}])"),
    re.compile(rf"(?<![{HAN}\d])(?P<name>[{HAN}A-Za-z()·]{{2,40}}?)(?P<organ>{ORGAN})?(?![{HAN}])"),
)
INSPECTED = (
    f"(?P<name>[{HAN}A-Za-z()·]{{2,40}}?)"
    f"(?:(?P<organ>{ORGAN}){BRACKET}[{HAN}、\\d]{{0,16}}?|领导班子[{HAN}、]{{0,8}}?|)"
)
# What the name of an audited body ends in; behind it stand the years or the people audited.
UNIT = "(?:[局厅委院镇乡馆站]|委员会|办公室|学校|中学|大学|公司|集团|中心|政府|街道(?:办事处)?)"
OPENING_NAMES = (
    re.compile(rf"(?:对|进驻)(?:中共)?{INSPECTED}(?:进行|开展|实施|集中开展)"),
    re.compile(rf"向(?:中共)?{INSPECTED}(?:反馈|通报|进行|移交|集中反馈|正式反馈)"),
    re.compile(
        rf"(?:对|就)(?P<name>[{HAN}A-Za-z()·]{{2,40}}?{UNIT})(?P<organ>)(?=原|20\d\d|党政|主要|领导)"
        rf"[^,。;]{{2,60}}?(?:(?:进行|开展|实施)[^,。;]{{0,16}}审计|审计[^,。;]{{0,12}}整改[^,。;]{{0,12}}情况)"
    ),
)
SHORT = re.compile(
    r"(?:我|本|该|各|全)|[市区县省州镇乡街](?!场|级机关|容|政(?!府|协|务|法)|民(?:中心|卡|之家|服务))"
)
BODIES = ("委员会", "工委", "工作委员会")  # also what a body itself is called: 教育工委
HOLDS_COMMITTEE = re.compile(
    "(?:局|院|校|学|司|团|镇|乡|街道|心|站|馆|社|会|处|所|厅|部|队|厂|矿|行|园|区|县|市|省|州|旗|盟|村|办|台|机关|室|业|港|库|场|联|协)$"
)
PLACE_ORGAN = re.compile(r"(?:省|市|区|县|州|旗|盟)$")
NOT_NAMES = re.compile(
    r"^(?:年度|其|其他|整改|进行|关于|根据|巡察|巡视|落实|各|公开|社会|情况)"
    r"|^(?:各位|主任|局长|市长|县长|区长|部长|厅长|书记|同志)"
    r"|^[局院校委厅部司镇乡街道集团公]{0,3}(?:党组|党委|党工委|领导班子)"
    r"|(?:年|月|日|通报|报告|公示|公告|说明|方案)$|意见$|工作$|问题$|情况$"
)
FIELD = re.compile(  # what a special inspection looks into (对⟨…⟩开展专项巡察): no agency
    "领域|^全[省市区县州]|(?:使用|工作|资金|项目|系统|行业|执行|落实|管理|建设|事项|政策|保障|改革|振兴)$"
)
POST = re.compile(  # of a person who reports (市审计局局长): the body that he speaks for is left
    "(?<=[局厅委办院部署室])(?:党组书记、?)?(?:副)?(?:局长|厅长|主任|审计长|部长|院长|署长)$"
)
CALLED = re.compile(
    rf"([{HAN}A-Za-z()·]{{3,40}}?)(?:党组|党委)?\s?\(?(?:以下|下面|下称)(?:统一)?(?:均)?(?:简称|称)?(?:为|:)?\s?[\"']?([{HAN}]{{1,16}}?)[\"']?[),]"
)


@dataclass(frozen=True, slots=True)
class Named:
    """An agency's name as found, the organ behind it (党组, 委员会), and where it was found."""

    name: str
    organ: str
    where: str

    @property
    def full(self) -> bool:
        """Tell whether the name names its place or is no short form."""
        name = fold(self.name)
        return len(name) > 2 and (not SHORT.match(name) or starts_with_place(name))


def candidates(
    title: str, signed: str, opening: str, issuer: str, source: str = ""
) -> Iterator[Named]:
    """Yield the names found, best source first. The texts are as they stand.

    `issuer` is who published the page, `source` where it has its text from.
    """
    yield from _found(TITLE_NAMES, title, "标题")
    for line in signed.split("\n"):
        yield from _found(SIGNED_NAMES, line, "落款")
    yield from _found(OPENING_NAMES, opening, "导语")
    yield from _found(SIGNED_NAMES, issuer, "页面")
    yield from _found(SIGNED_NAMES, source, SOURCE)


def _found(patterns: tuple[re.Pattern[str], ...], words: str, where: str) -> Iterator[Named]:
    text = fold(words[:2000])
    for pattern in patterns:
        for match in pattern.finditer(text):
            organ = match["organ"] or ""
            name = clean(words[match.start("name") : match.end("name")], organ)
            if len(name) >= 2 and not _is_no_name(name, where):
                yield Named(name, organ, where)


def _is_no_name(name: str, where: str) -> bool:
    plain = fold(name)
    return bool(NOT_NAMES.search(plain)) or (where == "导语" and bool(FIELD.search(plain)))


def clean(name: str, organ: str) -> str:
    """Return a name without spaces and party prefix; a county's committee keeps its 委."""
    name = whole_characters(re.sub(r"\s", "", name))
    name = POST.sub("", re.sub(r"^(?:中共|中国共产党|中國共產黨)", "", name)).strip('"“”·()')
    name += ")" if name.count("(") > name.count(")") else ""
    if organ in BODIES and not HOLDS_COMMITTEE.search(fold(name)):
        return name + organ  # 政法委员会 is a body by that name, not a body's party committee
    territory = organ in ("委员会", "党委") and PLACE_ORGAN.search(fold(name)) and len(name) <= 12
    return name + "委" if territory else name


def choose(found: list[Named], text: str = "") -> Named | None:
    """Return the best name: the first full one, else the first, completed by what names it whole.

    `text` is the bulletin's, whose documents in 《》 name the agency in full.
    """
    own = [named for named in found if named.where != SOURCE]
    best = next((named for named in own if named.full), own[0] if own else None)
    if best is None:
        return next(iter(found), None)
    return _completed(best, found, text)


SOURCE = "来源"  # where a page has its text from: often another body, so it only completes a name
PLACES = f"[{HAN}]{{1,8}}[省市区县州旗盟]"


def _completed(best: Named, found: list[Named], text: str) -> Named:
    """Return a name with the place that only another line puts before it, else as it is."""
    for other in found:
        before = other.name.removesuffix(best.name)
        placed = before != other.name and re.fullmatch(PLACES, before)
        if placed or (not best.full and other.full and is_short_for(best.name, other.name)):
            return Named(other.name, best.organ, best.where)
    if LOCAL.match(best.name) and (place := own_place(best.name, text)):
        return Named(place + best.name[1:], best.organ, best.where)
    return best


LOCAL = re.compile("[省市区县州旗盟]")
SESSION = re.compile(f"在({PLACES})[^。\\s]{{0,12}}人(?:民代表)?大(?:会)?")


def own_place(short: str, text: str) -> str | None:
    """Return the place of a short name (市水务局) by the agency's own documents, or None.

    They are those in 《》 that bear its name in full; an audit report is given to its own congress.
    """
    places = re.findall(rf"《(?:中共)?({PLACES}){re.escape(short[1:])}", text)
    places += [match[1] for match in SESSION.finditer(text[:OPENING])]
    return next((place for place in places if place.endswith(short[0])), None)


OPENING = 1000  # characters, in which a report says where it was given


def aliases(agency: str, text: str, found: list[Named]) -> tuple[str, ...]:
    """Return the short names by which the text calls its agency, the most frequent first."""
    names: Counter[str] = Counter()
    folded = fold(text[:LONGEST])
    for match in CALLED.finditer(folded[:6000]):
        name = re.sub("(?:党组|党委|党工委)$", "", text[match.start(2) : match.end(2)])
        names[name] += 100 if len(name) > 2 else 0
    for named in found:
        if named.name != agency and is_short_for(named.name, agency):
            names[named.name] += 10
    for match in SHORT_NAME.finditer(folded):
        name = text[match.start() : match.end()]
        if name != agency and is_short_for(name, agency):
            names[name] += 1
    return tuple(
        name for name, count in names.most_common() if count > 1 and name not in ("我局", "我委")
    )


LONGEST = 200_000  # characters in which short names are counted
SHORT_NAME = re.compile(
    rf"(?<![{HAN}])[市区县省州][{HAN}]{{1,8}}?(?:局|委|厅|办|院|中心|公司|集团|学校|大学|法院)(?![员会])|(?<=[对向由经])[市区县省州][{HAN}]{{1,8}}?(?:局|委|厅|办|院|中心)(?![员会])"
)


def is_short_for(short: str, full: str) -> bool:
    """Tell whether the characters of `short` stand in `full` in the same order."""
    rest = iter(full)
    place = PLACE_ORGAN.search(fold(short))
    return 2 <= len(short) < len(full) and not place and all(char in rest for char in short)
