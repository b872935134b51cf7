"""Whether the words of a sentence are those of its passages: what is said, denied, turned or done.

Every word that carries meaning must stand in the passages, or one that says the same
(`claim_words`); most words of a clause in one sentence of them. Beyond that: no negation added or
left out, no direction turned round, nothing done that is only planned, no frequency or rank
exchanged. What it does not know: two words that nobody listed as alike differ, however near.
"""

import re
from collections.abc import Iterator

from rag.checking.alike import DIRECTIONS, HEAVY, LIKE, OPPOSITES, UP
from rag.checking.claims import Said, content_words, denials, is_held, negations, share_held
from rag.checking.ground import Ground
from rag.checking.phrasing import PHRASE, exchanged, mixed, rising
from rag.checking.tuned import CLAUSE_SHARE
from rag.text import chinese
from rag.text.figures import figures_in

_SOME = re.compile(r"[,。;:、!?()—|]+")
_WHOLLY = frozenset("全部 所有 一律 全覆盖".split())
_EVERY = re.compile(r"每(?:个)?(半年|季度|季|年|月|周|日|天|学期)")
_SAME_SPELL = {"天": "日", "季": "季度", "星期": "周"}
_YEARLY = re.compile(r"(?<![\d今去前近当全多半后翌每度])年(?=[一-鿿])")
_RANKED = re.compile(
    r"(?:中央|省|市|县|区|镇|乡|街道|院|校)(?:纪委|党委|党组|政府|人大|政协|财政|审计|总工会|工商联|招投标|商务|法院|检察院)"
    r"|(?:国家|省|市|县|区|[一二三四五六七八九十])级"
)
_DONE = re.compile(r"已经?(?!知|往|有)|完成|完毕|到位|办结|销号")
_AHEAD = re.compile(r"正在|计划|拟|力争|预计|将于|有待|尚待|(?<=[间个项])待|尚未|推进中|正抓紧")
_STILL = re.compile(r"仍|依然|依旧|至今")
_UNFINISHED = re.compile(r"仍|正在|剩余|尚|未|待|推进|依然|至今|继续")
_WRONG = re.compile(
    r"欠缴|拖欠|侵占|挪用|截留|少缴|漏缴|收取|虚列|套取|骗取|骗补|克扣|超发|多付|多发|多收|重复发放|公车私用|滞留"
)
_AGAINST = re.compile(r"违规([一-鿿]{2})")
_SET_RIGHT = re.compile(
    r"违规|问题|存在|退|追|收回|清|整改|纠正|扣回|补缴|补交|补发|查处|核减|拨付|抵扣|杜绝|防止|禁止|严禁|查|纳入"
)
_SOMEBODY = re.compile(r"[一-鿿]某(?:某)?")


def unheard(said: Said, ground: Ground) -> Iterator[str]:
    """Yield sanctions, outcomes and words of extent that no passage has, and persons."""
    words = {w for w in HEAVY if w in said.text}
    whole = {w for w in words if not any(w != x and w in x for x in words)}
    for word in whole:
        if word not in ground.text and not (word in _WHOLLY and _is_whole(ground.text)):
            yield word
    yield from (p for p in _SOMEBODY.findall(said.text) if p not in ground.text)


def _is_whole(text: str) -> bool:
    return any(word in text for word in _WHOLLY) or "100%" in text or "均" in text


def at_other_times(said: Said, ground: Ground) -> Iterator[str]:
    """Yield a frequency or rank that the passages do not have, and what is not done yet."""
    theirs = {_SAME_SPELL.get(m, m) for m in _EVERY.findall(ground.text)}
    theirs |= {"年"} if _YEARLY.search(ground.text) or "全年" in ground.text else set()
    for match in _EVERY.finditer(said.text):
        if _SAME_SPELL.get(match.group(1), match.group(1)) not in theirs:
            yield match.group()
    for match in _RANKED.finditer(said.text):
        if match.group() not in ground.called:
            yield match.group()
    for clause in said.clauses:
        near = _phrase_like(clause, ground.nearest(clause))
        if _DONE.search(clause) and not _AHEAD.search(clause) and _AHEAD.search(near):
            if not _DONE.search(_AHEAD.split(near)[0]):
                yield clause
        if _STILL.search(clause) and not _UNFINISHED.search(ground.text):
            yield clause


def _phrase_like(clause: str, near: str) -> str:
    """Return the phrase of a sentence that says most of a clause."""
    words = content_words(clause)
    return max(PHRASE.split(near), key=lambda phrase: share_held(words, phrase))


def turned(said: Said, ground: Ground) -> Iterator[str]:
    """Yield negations added or left out, and words of direction turned round."""
    admitted = _SET_RIGHT.search(said.text) or not _SET_RIGHT.search(ground.text)
    for clause in said.clauses:
        near = ground.nearest(clause)
        if not admitted and _tells_a_wrong(clause, ground.text):
            yield clause
        yield from _negated(clause, near, ground.heads)
        plain = _without_figures(clause)
        words = set(content_words(plain))
        for row in OPPOSITES:
            for one, other in (row, row[::-1]):
                # 增至 may be two words to the segmenter; 部分 in 支部分开 is none
                found = [w for w in one if (w in plain if row is OPPOSITES[0] else w in words)]
                yield from _opposed(found, one, other, clause, near, ground)


def _tells_a_wrong(clause: str, text: str) -> bool:
    """Tell whether a clause does what was done against the rules, and does not say so."""
    against = _AGAINST.findall(text)
    wrongs = (word for word in against if text.count(word) == against.count(word))
    return bool(_WRONG.search(clause)) or any(wrong in clause for wrong in wrongs)


def _opposed(
    words: list[str],
    one: frozenset[str],
    other: frozenset[str],
    clause: str,
    near: str,
    ground: Ground,
) -> Iterator[str]:
    if not words or any(w in near for w in one) or all(is_held(w, near) for w in words):
        return
    if any(w in near for w in other) or not any(w in ground.text for w in one):
        if rising(clause) is not (words[0] in UP):
            yield words[0]


def _without_figures(clause: str) -> str:
    for figure in reversed(figures_in(clause)):
        clause = clause[: figure.span.start] + " " + clause[figure.span.end :]
    return clause


def _negated(clause: str, near: str, heads: str) -> Iterator[str]:
    """Yield what a clause negates and the nearest sentence does not, and the other way about."""
    own, theirs = negations(clause), negations(near)
    for negator, after in own:
        alike = any(a[:1] == after[:1] for _, a in theirs)
        plainly = bool(after) and near.count(after) > sum(a == after for _, a in theirs)
        above = not plainly and any(a.startswith(after) for _, a in negations(heads))
        if not above and (not alike or (plainly and (negator, after) not in theirs)):
            yield negator + after
    followed = {after for _, after in own}
    for negator, after in theirs:
        if len(after) == 2 and after in clause and after not in followed:
            if near.count(after) == sum(a == after for _, a in theirs):
                yield negator + after
    for denier, after in denials(near):
        denied = any(word in clause for word in (denier, *LIKE.get(denier, ())))
        only = near.count(after) == sum(other == after for _, other in denials(near))
        if len(after) == 2 and after in clause and only and not denied and not own:
            yield denier + after


def unsupported(said: Said, ground: Ground) -> Iterator[str]:
    """Yield the clauses whose words no sentence of the passages has, and single words."""
    text = _nameless(said.text, ground)
    for clause in filter(None, _SOME.split(text)):
        words = [w for w in content_words(clause) if not w.startswith("每")]
        near = ground.nearest(clause) + "\n" + ground.heads
        held = sum(len(w) for w in words if _is_made_of(w, near))
        if words and held < CLAUSE_SHARE * sum(map(len, words)):
            yield clause
    yield from _strange(content_words(text), ground.called)
    yield from mixed(text, ground.text)
    yield from exchanged(text, ground.text)


def _strange(words: tuple[str, ...], text: str) -> Iterator[str]:
    """Yield the words that a text does not have in any form; directions are `turned`'s."""
    held = {word for word in words if _is_made_of(word, text)}
    for word in words:
        part = any(word in other for other in held)
        if not part and word not in DIRECTIONS and not word.startswith("每"):
            yield word


def _is_made_of(word: str, text: str) -> bool:
    """Tell whether a text has a word, one like it, or the parts that it is put together from."""
    word = word.strip("已者等该各") if len(word) > 2 else word
    if is_held(word, text) or _COUNTED.fullmatch(word):
        return True
    pieces = chinese.pieces(word)
    if len(pieces) == len(word):  # no word of the dictionary, nor made of any
        return sum(char not in _LOOSE for char in word) < 2
    if len(pieces) > 1:
        return all(len(piece) == 1 or is_held(piece, text) for piece in pieces)
    for at in range(1, len(word)):
        parts = (word[:at], word[at:])
        whole = sum(len(part) > 1 and is_held(part, text) for part in parts)
        single = sum(len(part) == 1 and part in text and part not in _BODIES for part in parts)
        if whole == 2 or (whole and single):
            return True
    return False


# Characters that the segmenter sticks to words, and that say little.
_LOOSE = "由须对向与和将把被在为从以于了的各本该其并均已到每共时者等作做另或率达有较占比要经应"
_COUNTED = re.compile(r"[一二两三四五六七八九十几][个名家项次份条件章起栋处批项]")
_BODIES = "部局厅委办院会校所站组"


def _nameless(text: str, ground: Ground) -> str:
    for match, may_be in reversed(list(ground.names.said(text))):
        if may_be & ground.agencies:
            text = text[: match.start()] + text[match.end() :]
    return text
