"""Figures and dates in Chinese text, brought to one form, so that two of them can be compared.

`read` folds widths, takes out white space and writes Chinese dates in Arabic digits; `figures_in`
and `dates_in` then find what stands there: 两次 = 2次, 1,234 = 1234, 百分之三十 = 30%,
二〇二三年七月 = 2023年7月. A Chinese numeral is a figure only before a measure word (一是 is none).
What it does not know: which thing a figure counts; that is told from the words around it.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from rag.bulletin import Span
from rag.text import chinese

# Measure words, longest first where one begins another.
_UNITS = (
    """
        个百分点 个工作日 平方公里 平方米 立方米 千瓦时 公里 美元 港元 人次 家次 项次 车次 小时
        分钟 个月 个小时
    """
    """
        元 % 吨 亩 米 倍 个 名 人 位 次 场 期 轮 批 份 本 册 篇 部 件 条 项 款 类 种 起 家 户 所
        座 处 间 宗 台 辆
    """
    """
        套 级 笔 天 年 月 日 周 届 组 号 页 字 分 届 岁 支 张 枚 面 幅 块 片 颗 头 门 节 课 档 层
        大 方 点 线 区 县 街
    """
).split()
# Measure words that count the same kind of thing.
_ALIKE = tuple(
    frozenset(row.split())
    for row in (
        "个 家 户 所 座 处 间 宗",
        "个 条 项 款 件 类 种 起 方 大",
        "名 人 人次 位 个",
        "次 场 期 轮 批 人次",
        "份 本 册 篇 部 件 个 张",
        "台 辆 套 个",
        "笔 项 个 条",
        "天 日 个工作日",
        "个月 月",
    )
)
_TIMES = {"万亿": 10**12, "千万": 10**7, "百万": 10**6, "亿": 10**8, "万": 10**4}
_OVER, _NEAR = "over", "near"
_HEDGES = {
    _OVER: "余 多 超过 超 逾 突破 以上 来".split(),
    _NEAR: "约 近 将近 大约 左右 接近".split(),
}
_NOT_FIGURES = re.compile(
    r"(?<=[。;:])\d{1,2}\.(?=\d+[辆个名家件份场次人户处条项])|"  # 。2.26辆: the second, 26辆
    r"一起|一次性|一部分|一系列|十分|一方面|一大批|一线|一点|统一|唯一|万一|"
    r"同一|某一|每一|任一|这一|那一"
)

_HAN = "零〇一二两三四五六七八九十百千"
_FIGURE = re.compile(
    r"(?P<pre>超过|将近|大约|接近|突破|约|近|超|逾)?(?P<nth>第)?"
    rf"(?:(?P<arabic>\d+(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)|(?P<han>[{_HAN}]+))"
    r"(?P<mid>余|多|来)?(?P<times>万亿|千万|百万|亿|万)?(?P<mid2>余|多)?"
    rf"(?P<unit>{'|'.join(re.escape(unit) for unit in _UNITS)})?(?P<post>左右|以上)?"
    r"(?P<noun>(?<=\d)[一-鿿](?<![和与及至到的在为是并中]))?"
)
_IDIOM = re.compile(r"十([一二三四五六])五(?=规划|时期|期间|\W|[能末])")
_DASH = re.compile(r"(?<=[\d年月日])[—–~～]+(?=\d)")
_HAN_WHOLE = re.compile(rf"([{_HAN}]+)万([{_HAN}]+)(?=[{_HAN}]*\w)")
_PER_CENT = re.compile(rf"百分之([{_HAN}\d.]+)")
_HAN_YEAR = re.compile(r"[零〇○一二三四五六七八九]{4}(?=年)")
_HAN_DAY = re.compile(
    r"(?:(?<=年)|(?<=月)|(?<![第个\w]))([一二三四五六七八九十]{1,3})(?=月(?!度)|日(?!常))"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number: `value` multiplied out, `unit` its measure word, `hedge` its 约 or 余."""

    value: Fraction
    unit: str
    hedge: str
    ordinal: bool
    span: Span  # in the text that was read
    words: str

    def agrees(self, source: "Figure") -> bool:
        """Tell whether this says no other number than `source`; a hedge of its own may round it."""
        if self.ordinal != source.ordinal or not comparable(self, source):
            return False
        if self.value == source.value:
            return self.hedge == source.hedge or not source.hedge
        return bool(self.hedge) and not source.hedge and self._rounds(source.value)

    def _rounds(self, value: Fraction) -> bool:
        grain = _grain(self)
        down = value // grain * grain
        near = (value + grain / 2) // grain * grain
        return value >= 10 and self.value in ((down,) if self.hedge == _OVER else (down, near))


@dataclass(frozen=True, slots=True)
class Dated:
    """A date or period as far as it is said; `implied` is the year said before it."""

    year: int | None
    month: int | None
    day: int | None
    part: str  # 一季度, 上半年, 全年 …, "" for none
    implied: int | None
    span: Span
    words: str

    @property
    def shape(self) -> tuple[bool, bool, str]:
        """What kind of date it is: with a day, with a month, a part of a year."""
        return self.day is not None, self.month is not None, self.part and "part"

    def agrees(self, source: "Dated") -> bool:
        """Tell whether all that this says is said by `source`."""
        return (
            self.year in (None, source.year, source.implied)
            and self.month in (None, source.month)
            and self.day in (None, source.day)
            and self.part in ("", source.part)
        )


def comparable(said: Figure, source: Figure) -> bool:
    """Tell whether two figures count alike; one in a list (3、5、7次) may have no word."""
    a, b = said.unit, source.unit
    return a == b or not b or any(a in row and b in row for row in _ALIKE)


def read(text: str) -> str:
    """Return `text` as figures and dates are found in it: folded, no white space, no bold."""
    folded = re.sub(r"\s+|\*\*|\\(?=[^\w\s])", "", chinese.fold(text))
    folded = _DASH.sub("-", folded)
    folded = _HAN_WHOLE.sub(_whole, folded)
    folded = _HAN_YEAR.sub(lambda m: "".join(str(chinese.DIGITS[c]) for c in m.group()), folded)
    folded = _HAN_DAY.sub(lambda m: str(chinese.number(m.group(1)) or m.group(1)), folded)
    return _PER_CENT.sub(lambda m: f"{_plain(m.group(1))}%", folded)


def _whole(match: re.Match[str]) -> str:
    """Return 四十七万三千 as 473000."""
    high, low = chinese.number(match.group(1)), chinese.number(match.group(2))
    return match.group() if high is None or low is None else str(high * 10000 + low)


def _plain(numeral: str) -> str:
    value = chinese.number(numeral) if not numeral.replace(".", "").isdecimal() else None
    return numeral if value is None else str(value)


@lru_cache(maxsize=4096)
def figures_in(text: str) -> tuple[Figure, ...]:
    """Return the figures of a text as `read` gives it, dates left out."""
    blank = text
    for dated in dates_in(text):
        blank = blank[: dated.span.start] + "\0" * len(dated.words) + blank[dated.span.end :]
    for match in _NOT_FIGURES.finditer(blank):
        blank = blank[: match.start()] + "\0" * len(match.group()) + blank[match.end() :]
    found = [_idiom(match) for match in _IDIOM.finditer(blank)]
    for one in found:
        blank = blank[: one.span.start] + "\0" * len(one.words) + blank[one.span.end :]
    found += [figure for m in _FIGURE.finditer(blank) if (figure := _figure(m))]
    return tuple(sorted(found, key=lambda figure: figure.span))


def _idiom(match: re.Match[str]) -> Figure:
    value = Fraction(10 + (chinese.number(match.group(1)) or 0))
    return Figure(value, "五年规划", "", True, Span(*match.span()), match.group())


def _figure(match: re.Match[str]) -> Figure | None:
    part = match.groupdict()
    counted = part["unit"] or part["times"] or part["nth"]
    if part["han"]:
        number = chinese.number(part["han"])
        if number is None or not counted:
            return None
        value = Fraction(number)
    else:
        value = Fraction(part["arabic"].replace(",", ""))
    words = match.group().removesuffix(part["noun"] or "")
    hedge = next(
        (
            kind
            for kind, marks in _HEDGES.items()
            if any(part[at] in marks for at in ("pre", "mid", "mid2", "post"))
        ),
        "",
    )
    value *= _TIMES.get(part["times"] or "", 1)
    unit = part["unit"] or part["noun"] or ""
    return Figure(value, unit, hedge, bool(part["nth"]), _placed(match, words), words)


def _placed(match: re.Match[str], words: str) -> Span:
    return Span(match.start(), match.start() + len(words))


def _grain(figure: Figure) -> Fraction:
    """Return the unit in the last place that a figure writes: 1200 -> 100, 2.1万 -> 1000."""
    match = _FIGURE.fullmatch(figure.words)
    digits = (match.group("arabic") or "") if match else ""
    times = _TIMES.get((match.group("times") or "") if match else "", 1)
    if "." in digits:
        return Fraction(times, 10 ** len(digits.split(".")[1]))
    whole = digits.replace(",", "") or str(figure.value)
    return Fraction(times * 10 ** (len(whole) - len(whole.rstrip("0"))))


_DATE = re.compile(
    r"(?P<y1>\d{4})(?:年|[-/.])(?P<m1>\d{1,2})(?:月(?:份)?|[-/.])(?P<d1>\d{1,2})(?:日|号)?(?!\d)"
    r"|(?:(?P<y2>\d{4})年)?(?:第)?(?P<q>前?[一二三四1-4])(?:个)?季度"
    r"|(?:(?P<y3>\d{4})年)?(?P<half>上半年|下半年|全年|年底|年末|年初)"
    r"|(?:(?P<y7>\d{4})年)?(?P<from>\d{1,2})月?[-—至到~](?P<to>\d{1,2})月(?:份)?(?!\d)"
    r"|(?P<y4>\d{4})年(?P<m4>\d{1,2})月(?:份)?(?!\d)"
    r"|(?P<m5>\d{1,2})月(?P<d5>\d{1,2})(?:日|号)"
    r"|(?P<y6>(?:19|20)\d{2})(?:年(?:度)?|(?=-20\d{2}))"
    r"|(?<![\d个])(?P<m6>\d{1,2})月(?:份)?(?!度)"
    r"|(?<=[至到、])(?P<d6>\d{1,2})日"
)


@lru_cache(maxsize=4096)
def dates_in(text: str) -> tuple[Dated, ...]:
    """Return the dates and periods of a text as `read` gives it, each with the year before it."""
    found: list[Dated] = []
    year = month = None
    for match in _DATE.finditer(text):
        part = {name: value for name, value in match.groupdict().items() if value}
        own = next((int(part[y]) for y in ("y1", "y2", "y3", "y4", "y6", "y7") if y in part), None)
        monthly = next((int(part[m]) for m in ("m1", "m4", "m5", "m6") if m in part), None)
        day = next((int(part[d]) for d in ("d1", "d5", "d6") if d in part), None)
        if day is not None and monthly is None:
            monthly = month
        found.append(
            Dated(own, monthly, day, _part(part), own or year, Span(*match.span()), match.group())
        )
        year, month = own or year, monthly or month
    return tuple(found)


def _part(part: dict[str, str]) -> str:
    if "q" in part:
        return part["q"].translate(str.maketrans("1234", "一二三四")) + "季度"
    if "from" in part:
        return f"{int(part['from'])}-{int(part['to'])}月"
    return part.get("half", "").replace("年末", "年底")
