"""An agency of the store with the names that people call it by."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.names.bodies import KINDS
from rag.text import chinese

ENDINGS = (
    "局|委员会|委|厅|办公室|办|院|馆|中心|集团|公司|大学|学院|医院|学校|中学|街道|镇|乡|部|社|"
    "联合会"
)
PLACE = re.compile(r"([一-鿿]{2,5}?(?:省|自治区|自治州|新区|市|区|县|州|旗))")


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency of the store with its usual names. `places` are its places, widest first."""

    name: str
    places: tuple[str, ...]
    aliases: frozenset[str]
    english: str = ""
    fields: frozenset[str] = frozenset()  # 发改: names it beside another of its place alone


def agency(
    name: str, region: str = "", extra: Iterable[str] = (), known: Mapping[str, str] = {}
) -> Agency:
    """Make the record of an agency from its full name, its region and names found in its text.

    `known` are places that the store knows, by their bare names: 澜江理工学院 begins with one.
    """
    folded = chinese.fold(name)
    core = folded
    for place in leading_places(folded):
        core = core.removeprefix(place)
    starts = (folded[:end] for end in range(len(folded), 0, -1)) if core == folded else ()
    first = next((known[start] for start in starts if start in known), "")
    core = core.removeprefix(bare_place(first)) if first and bare_place(first) != core else core
    places = (
        *PLACE.findall(chinese.fold(region)),
        *leading_places(folded),
        *([first] if first else ()),
    )
    shorts, english = KINDS.get(core, ((), ""))
    cores = {core, *shorts, *_contracted(core), *_shortened(core)} if len(core) > 2 else set()
    heads = (
        {""} | {h for p in places for h in (p, bare_place(p), p[-1])} | {folded.removesuffix(core)}
    )
    aliases = {head + short for head in heads for short in cores}
    # 临湖住建, 云泽教育部门: a place and the body's field; a field that is a plain word needs 部门
    fields = {c[:-1] for c in cores if 3 <= len(c) <= 4 and c[-1] in "局委办厅"}
    aliases |= {bare_place(p) + f for p in places for f in fields if f not in core}
    aliases |= {h + f + "部门" for h in heads for f in fields}
    aliases |= {chinese.fold(a) for a in extra if re.search(rf"(?:{ENDINGS})$", chinese.fold(a))}
    kept = frozenset(a for a in {folded} | aliases if len(a) > 1 and a not in _GENERAL)
    bare = frozenset(f for f in fields if f not in core)
    return Agency(name, tuple(dict.fromkeys(places)), kept, english, bare)


def likeness(name: str, other: Agency) -> float:
    """Return how much a folded name has of an agency's, 0..1: Dice's share of characters."""
    own = set(name)
    forms = (set(form) for form in (chinese.fold(other.name), *other.aliases))
    return max(2 * len(own & form) / (len(own) + len(form) or 1) for form in forms)


# What a bulletin calls its own agency and any other may, too.
_GENERAL = frozenset(
    "我局 我委 我院 我办 我镇 市局 县局 区局 本局 集团 公司 学院 大学 医院 学校 街道 中心".split()
)


def leading_places(name: str) -> Iterator[str]:
    """Yield the places that a name begins with, widest first."""
    while match := PLACE.match(name):
        if KINDS.get(name):
            return
        yield match.group(1)
        name = name[match.end() :]


def _contracted(core: str) -> Iterator[str]:
    """Yield what people make of 甲乙和丙丁局: 甲丙局, 甲乙局."""
    match = re.fullmatch(r"([一-鿿]{2,4})(?:和|与)([一-鿿]{2,8}?)(局|委员会|厅|办公室)", core)
    if match:
        one, two, end = match.groups()
        short = {"委员会": "委", "办公室": "办"}.get(end, end)
        yield one[0] + two[0] + short
        yield one + short
    elif school := re.fullmatch(r"([一-鿿]{2,}?)(?:职业技术学院|大学|学院)", core):
        yield from (school.group(1), school.group(1) + "大学", school.group(1) + "学院")
    elif company := re.fullmatch(
        r"([一-鿿]{2,12}?)(?:集团)?(?:有限责任公司|有限公司|股份有限公司)", core
    ):
        body = company.group(1)
        yield from (body, body + "集团", body + "公司")
        if field := re.match(r"([一-鿿])[一-鿿](?:建设)?([一-鿿])[一-鿿](?:控股|发展)?$", body):
            short = field.group(1) + field.group(2)  # 城市建设投资 -> 城投
            yield from (short, short + "集团", short + "公司")


def _shortened(core: str) -> Iterator[str]:
    """Yield what people make of a name's parts: 社会保险服务中心 is 社保中心, 园林绿化局 is 园林局.

    The last part says what it is; before it stands the first part, or the beginnings of two.
    """
    words = chinese.segments(_COMPANY.sub("", core))
    parts = [part for word in words if word not in ("和", "与") for part in _halves(word)]
    if len(parts) > 2:
        first, second, *_, last = parts
        yield first + last
        if len(parts) > 3 or len(second) > 1:
            yield first[0] + second[0] + last
    if numbered := _NUMBERED.search(core):
        yield numbered.group(1) + numbered.group(2)  # 第一中学 -> 一中


_COMPANY = re.compile(r"(?:有限责任|股份有限|有限)公司$")
_NUMBERED = re.compile(r"第([一二三四五六七八九十]{1,3})(中|小|幼)(?:学|儿园)$")


def _halves(word: str) -> tuple[str, ...]:
    """Return a word of four characters as two of two (社会保险), any other as it is."""
    return (word[:2], word[2:]) if len(word) == 4 else (word,)


def bare_place(place: str) -> str:
    """Return a place without the kind at its end: 武汉市 -> 武汉."""
    return re.sub(r"(?:省|市|区|县|州)$", "", place) if len(place) > 2 else place


def place_forms(places: Sequence[str]) -> Iterator[str]:
    """Yield each place in full and without its kind."""
    for place in places:
        yield place
        if len(bare_place(place)) > 1:
            yield bare_place(place)
