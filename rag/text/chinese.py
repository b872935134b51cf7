"""Chinese text: width and script folding, numerals, dates, word segmentation.

`fold` maps each character to one character, so offsets into folded text are offsets into the
source. Words come from jieba with the terms of this field added; it is loaded at first use.
"""

import logging
import re
import unicodedata
from datetime import date as Date
from functools import lru_cache

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
STRETCHES = 8192  # whose words are remembered
UNITS = {"十": 10, "百": 100, "千": 1000}

# Words that jieba's general dictionary cuts apart and people here search for whole.
TERMS = (
    "三重一大 一岗双责 第一议题 三会一课 主体责任 第一责任人 意识形态 六纳入 政府采购 党费 党组会 "
    "局长办公会 民主生活会 组织生活会 谈心谈话 廉政谈话 提醒谈话 批评教育 第一种形态 追责问责 "
    "选人用人 凡提必听 试用期 民主党派 民族宗教 营商环境 专精特新 小巨人 应收账款 国有资产 科保贷 "
    "科技特派员 创新券 网络安全 等级保护 公务用餐 借调 换届 工作日志 主题党日 机关纪委 派驻纪检组 "
    "巡察 巡视 整改 巡察组 回头看 形式主义 官僚主义 中央八项规定 三公经费 公务接待 津补贴 因私出国"
).split()


RADICALS = dict(  # of the CJK Radicals Supplement, those that a PDF gives for whole characters
    zip(
        "⺁⺇⺎⺐⺕⺝⺟⺠⺬⺻⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "厂几兀尢彐月母民示聿虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)


@lru_cache(maxsize=1)
def _radical_table() -> dict[int, str]:
    kangxi = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    return kangxi | {ord(a): b for a, b in RADICALS.items()} | {0x2F3E: "户", 0x2FB2: "面"}


def whole_characters(text: str) -> str:
    """Return `text` with radicals as the characters that they look like (⽇ -> 日), one for one.

    PDFs name the glyph of a character by its radical's code where both share it.
    """
    return text.translate(_radical_table())


def fold(text: str) -> str:
    """Fold width, case and traditional script, one character to one (offsets stay valid)."""
    return text.translate(_fold_table())


@lru_cache(maxsize=1)
def _fold_table() -> dict[int, str]:
    from opencc import OpenCC

    table: dict[int, str] = dict(_radical_table())
    for code in (*range(0x2000, 0x2070), *range(0x3000, 0x3040), *range(0xFF00, 0xFFF0), 0xA0):
        char = unicodedata.normalize("NFKC", chr(code))
        if len(char) == 1:
            table[code] = char.lower()
    table |= {code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)}
    han = [chr(code) for code in range(0x4E00, 0xA000)]
    simple = OpenCC("t2s").convert("\n".join(han)).split("\n")
    forms = OpenCC("t2s").convert(OpenCC("jp2t").convert("\n".join(han))).split("\n")
    table |= {ord(a): b for a, b in zip(han, forms, strict=True) if _is_rare(a) and len(b) == 1}
    table[ord("衞")] = "卫"
    table |= {ord(a): b for a, b in zip(han, simple, strict=True) if a != b and len(b) == 1}
    quotes = {"“": '"', "”": '"', "「": '"', "」": '"', "『": "'", "』": "'", "‘": "'", "’": "'"}
    return table | {ord(a): b for a, b in quotes.items()}


def _is_rare(char: str) -> bool:
    """Tell whether a character is none of GB 2312: a variant form (徳) may be folded."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def number(text: str) -> int | None:
    """Return the value of a Chinese or Arabic numeral up to 9,999 (十四 -> 14), else None."""
    if text.isdecimal():
        return int(text)
    text = fold(text.strip())
    if text.isdecimal():
        return int(text)
    if not text or any(c not in DIGITS and c not in UNITS for c in text):
        return None
    if not any(c in UNITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    total = digit = 0
    for char in text:
        if char in UNITS:
            total += (digit or 1) * UNITS[char]
            digit = 0
        else:
            digit = DIGITS[char]
    return total + digit


_DATE = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")


def date(text: str) -> Date | None:
    """Return the first full date in `text` (2024年5月20日, 2024-05-20), else None."""
    for match in _DATE.finditer(fold(text)):
        try:
            return Date(*(int(g) for g in match.groups()))
        except ValueError:
            continue
    return None


@lru_cache(maxsize=1)
def _jieba() -> object:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    segmenter = jieba.Tokenizer()
    segmenter.initialize()
    for term in TERMS:
        segmenter.add_word(term, freq=10_000)
    return segmenter


# What jieba cuts as one stretch, whatever stands before and behind it; else a character alone.
_STRETCH = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+|[^\W_]")


def words(text: str) -> list[str]:
    """Return the words of `text`, folded: long words and the short ones in them.

    The words of stretches between punctuation are remembered: a measure stands in its finding too.
    """
    return [word for stretch in _STRETCH.findall(fold(text)) for word in _words(stretch)]


@lru_cache(maxsize=STRETCHES)
def _words(stretch: str) -> tuple[str, ...]:
    cut = _jieba().cut_for_search(stretch)  # type: ignore[attr-defined]
    return tuple(word for word in cut if word[0].isalnum())


def segments(text: str) -> list[str]:
    """Return the words of `text`, folded, each stretch in one word only."""
    cut = _jieba().cut(fold(text))  # type: ignore[attr-defined]
    return [word for word in cut if word[0].isalnum()]


def pieces(text: str) -> list[str]:
    """Return folded `text` cut into words of the dictionary; what is none falls into characters."""
    return list(_jieba().cut(fold(text), HMM=False))  # type: ignore[attr-defined]


def is_han(text: str) -> bool:
    """Tell whether `text` is made of Chinese characters alone."""
    return all("一" <= c <= "鿿" for c in text)


def numeric(char: str) -> int | None:
    """Return the value of one numeral character (③ -> 3, ㈤ -> 5), None where it is none."""
    value = unicodedata.numeric(char, None)
    return None if value is None else int(value)
