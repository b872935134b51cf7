"""Agency names: which agencies of the store does a text speak of, by whatever usual name.

武汉市发展和改革委员会 = 武汉发改委 = 市发改委 = 发改委. Names are made from a table of the usual
kinds of bodies and from the names a bulletin uses for its own agency; places stand for their
agencies (珠海那家); a homophone slip (经信居) is forgiven. A body that is named like an agency
and is not in the store is reported as absent. Bodies outside the table are known only by their
full names.

Long because finding names in Chinese, by sound, by field and in English is one search.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rag.bulletin import Bulletin, Span
from rag.names.agency import PLACE, Agency, agency, bare_place, leading_places, place_forms
from rag.names.bodies import ABBREVIATIONS, ENGLISH_TOO, FIELDS, KINDS
from rag.names.places import is_city, is_place
from rag.names.sound import sound, sound_word
from rag.text import chinese

_AS_SUBJECT = re.compile(
    r"市?(?:的|那边|这边|那|这)?(?:家|些|所)?(?:医院|学校|单位|部门|机关|法院|大学|公司|国企|企业)|"
    r"市?(?:那边|这边|那家|这家)?(?:是)?(?:怎么|如何|怎样)(?:整改|改|解决|处理|做)"
)
# A body named after these is what somebody dealt with, not whom the question is about.
_BESIDE = (
    "与",
    "和",
    "同",
    "向",
    "对接",
    "配合",
    "联合",
    "会同",
    "协助",
    "由",
    "被",
    "给",
    "跟",
    "驻",
)


# A body by what it deals with: 搞招商的那家, 科技口那个局.
_BODY = "(?:家|个)(?:单位|局|部门|机关)?|(?:单位|局|部门|机关)"
_BY_FIELD = re.compile(
    rf"(?:(?:那|这)(?:家|个))?(?:是)?(?:搞|管|抓|负责|主管)([一-鿿]{{2,6}}?)(?:工作)?的?(?:那|这)?(?:{_BODY})"
    rf"|(?:那|这)(?:家|个)(?:单位|局)?(?:搞|管|抓|负责|主管)([一-鿿]{{2,4}}?)(?:工作)?的"
    r"|(?:搞|管|抓|主管)([一-鿿]{2,4}?)的(?=[和与跟、各都]|分别|整改|怎么|如何|那边)"
    rf"|([一-鿿]{{2}})口(?:的?(?:那|这)?(?:{_BODY})|(?=[和与跟同、,都的谁]|分别|各|怎么|如何|$))"
)


_AND = re.compile("[和与跟同及、]")
_OVER_THERE = re.compile("那边|那头|这边|那家")


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name agencies: `names` are full names in the store, empty for an absent agency."""

    span: Span
    words: str
    names: tuple[str, ...]
    is_place: bool = False


class Agencies:
    """The agencies of a store. Finds them in questions."""

    def __init__(self, bulletins: Iterable[Bulletin]) -> None:
        named: dict[str, set[str]] = {}
        regions: dict[str, str] = {}
        for bulletin in bulletins:
            named.setdefault(bulletin.agency, set()).update(bulletin.aliases)
            regions[bulletin.agency] = bulletin.region or ""
        said = [p for region in regions.values() for p in PLACE.findall(chinese.fold(region))]
        said += [place for name in named for place in leading_places(name)]
        known = {bare_place(place): place for place in said}
        self.all = tuple(agency(n, regions[n], extra, known) for n, extra in sorted(named.items()))
        self._by_alias = _group((alias, a.name) for a in self.all for alias in a.aliases)
        self._by_bare = _group((field, a.name) for a in self.all for field in a.fields)
        self._by_place = _group((p, a.name) for a in self.all for p in place_forms(a.places))
        self._by_sound = _group(
            (sound(alias), alias) for alias in self._by_alias if 3 <= len(alias) <= 12
        )
        self._forms = {a.name: frozenset(place_forms(a.places)) for a in self.all}
        self._longest = max(map(len, self._by_alias), default=0)
        self._longest_place = max(map(len, self._by_place), default=0)

    @cached_property
    def _spelt(self) -> dict[str, str]:
        """Every place of an agency, and how it is spelt in English texts."""
        return {place: sound_word(place) for a in self.all for place in a.places}

    def find(self, text: str) -> list[Mention]:
        """Return the agencies, places and absent bodies named, in order, not overlapping."""
        folded = chinese.fold(text)
        if _is_english(folded) and (english := list(self._english(folded))):
            return english
        at: dict[int, Mention] = {}  # by each character of it
        for matches in (self._exact(folded), self._absent(folded), self._places(folded)):
            for mention in matches:
                taken = _standing(at, mention.span)
                longer = [
                    m for m in taken if mention.span.covers(m.span) and mention.span != m.span
                ]
                several = len({m.names for m in taken}) > 1  # 县法院和县城管 are two
                # 武汉市教育局 is more than what is known in it
                if len(longer) == len(taken) and not several:
                    at |= dict.fromkeys(range(mention.span.start, mention.span.end), mention)
        found = list(dict.fromkeys(at.values()))
        found += [m for m in self._absent_places(folded) if not _standing(at, m.span)]
        found = self._elsewhere(folded, self._sounding(folded, found))
        found += list(self._joined(folded, found))
        if not any(m.names and not m.is_place for m in found):
            found += self._by_field(folded, found)
        return sorted(found, key=lambda m: m.span)

    def called(self, name: str) -> tuple[str, ...]:
        """Return the full names of the agencies that a name alone stands for, () for none."""
        folded = chinese.fold(name).strip()
        if known := self._by_alias.get(folded):
            return known
        whole = (m for m in self.find(folded) if not m.is_place and len(m.words) == len(folded))
        return next((m.names for m in whole if m.names), ())

    def _by_field(self, folded: str, found: Sequence[Mention]) -> Iterator[Mention]:
        """Yield the agency, if it is one alone, whose name holds what it is said to deal with."""
        places = [m for m in found if m.is_place]
        there = {n for m in places for n in m.names}
        for match in _BY_FIELD.finditer(folded):
            field = next(filter(None, match.groups()))
            among = (a for a in self.all if not there or a.name in there)
            names = [a.name for a in among if _deals_with(a, field)]
            if len(names) == 1 and not any(_overlap(Span(*match.span()), m.span) for m in places):
                yield Mention(Span(*match.span()), match.group(), tuple(names))

    def _joined(self, folded: str, found: Sequence[Mention]) -> Iterator[Mention]:
        """Yield the agency whose field alone follows another of its place (武汉经信和发改).

        Or stands by itself where one alone has it: 经信那边.
        """
        named = {m.span.end: m.names[0] for m in found if not m.is_place and len(m.names) == 1}
        for field in _longest_matches(folded, self._by_bare, self._longest, is_place=False):
            start, end = field.span.start, field.span.end
            if any(_overlap(field.span, m.span) for m in found):
                continue
            first = named.get(start - 1) if _AND.match(folded, start - 1) else None
            if first:
                there = [n for n in field.names if self._forms[n] & self._forms[first]]
                yield from (Mention(field.span, field.words, (name,)) for name in there)
            elif len(field.names) == 1 and _OVER_THERE.match(folded, end):
                yield field

    def _elsewhere(self, folded: str, found: list[Mention]) -> list[Mention]:
        """Take a short name right behind another place (柏川市教育局) for a body that is absent."""
        for mention in [m for m in found if m.names and not m.is_place]:
            before = next(
                (m for m in found if m.is_place and m.span.end == mention.span.start), None
            )
            place = before.words if before else self._place_ending(folded[: mention.span.start])
            place = place or _place_before(folded, mention.span.start)
            own = {form for n in mention.names for form in self._forms[n]}
            if not place or place in own or any(mention.words.startswith(form) for form in own):
                continue
            span = Span(mention.span.start - len(place), mention.span.end)
            found = [m for m in found if m not in (mention, before)]
            found.append(Mention(span, span.of(folded), ()))
        return found

    def _place_ending(self, text: str) -> str:
        """Return the longest known place at the end of a text, "" where there is none."""
        sizes = range(min(self._longest_place, len(text)), 0, -1)
        return next((text[-size:] for size in sizes if text[-size:] in self._by_place), "")

    def _exact(self, folded: str) -> Iterator[Mention]:
        yield from _longest_matches(folded, self._by_alias, self._longest, is_place=False)

    def _places(self, folded: str) -> Iterator[Mention]:
        yield from _longest_matches(folded, self._by_place, 8, is_place=True)

    def _sounding(self, folded: str, found: list[Mention]) -> list[Mention]:
        """Add homophones of known names; one that covers an absent body or a place replaces it.

        But for a body of another kind, spelt right: 税务局 is no 水务局.
        """
        sounds = [sound(char) for char in folded]
        for size in range(min(12, len(folded)), 2, -1):
            for at in range(len(folded) - size + 1):
                known = self._by_sound.get(" ".join(sounds[at : at + size]))
                if not known:
                    continue
                span = Span(at, at + size)
                taken = [m for m in found if _overlap(m.span, span)]
                if any(m.names and not m.is_place for m in taken) or not _is_han(span.of(folded)):
                    continue
                if any(_is_another_kind(m, known) for m in taken):
                    continue
                names = tuple(sorted({n for alias in known for n in self._by_alias[alias]}))
                found = [m for m in found if m not in taken]
                found.append(Mention(span, span.of(folded), names))
        return found

    def _absent(self, folded: str) -> Iterator[Mention]:
        for match in _absent_pattern().finditer(folded):
            before = folded[: match.start()]
            if not before.endswith(_BESIDE):
                yield Mention(Span(*match.span()), match.group(), ())

    def _absent_places(self, folded: str) -> Iterator[Mention]:
        """Yield absent cities and provinces that act as a subject (深圳的医院…, 成都是怎么…)."""
        for match in _AS_SUBJECT.finditer(folded):
            for size in (4, 3, 2):
                start = match.start() - size
                words = folded[max(start, 0) : match.start()]
                if start >= 0 and is_city(words) and words not in self._by_place:
                    yield Mention(Span(start, match.start()), words, ())
                    break

    def _english(self, folded: str) -> Iterator[Mention]:
        """Yield what an English text names: kinds by their English words, places by their sound."""
        shorts = [s for s in ABBREVIATIONS if re.search(rf"\b{s}\b", folded)]
        for short in shorts:
            folded = re.sub(rf"\b{short}\b", ABBREVIATIONS[short], folded)
        words = set(re.findall(r"[a-z-]+", folded))
        named = {place for place, spelt in self._spelt.items() if spelt in words}
        places = sorted(named, key=lambda p: (folded.find(sound_word(p)), p))
        kinds = [k for k, (_, english) in KINDS.items() if set(english.split()) <= words]
        top = max((len(KINDS[k][1].split()) for k in kinds), default=0)
        kinds = [k for k in kinds if len(KINDS[k][1].split()) == top]
        spelt = [*(sound_word(p) for p in places), *(KINDS[k][1] for k in kinds), *shorts]
        said = " ".join(spelt)
        body = re.search(r"([a-z]+ )?\b(bureau|commission|court|office|administration)\b", folded)
        hits = [a for a in self.all if a.english and any(KINDS[k][1] == a.english for k in kinds)]
        side_by_side, by_words = self._english_bodies(folded, places)
        unknown = _unknown_place(folded, set(self._spelt.values()))
        spoken = " ".join(dict.fromkeys([*said.split(), *by_words]))
        if len(side_by_side) > 1 and not unknown:
            yield Mention(Span(0, 0), spoken, side_by_side)
        elif hits and not unknown:
            near = [a for a in hits if named.intersection(a.places)] if places else hits
            yield Mention(Span(0, 0), said, tuple(a.name for a in near))
        elif unknown and (kinds or body):
            yield Mention(Span(0, 0), unknown, ())
        elif side_by_side:
            yield Mention(Span(0, 0), spoken, side_by_side)
        elif kinds and body and not hits:
            yield Mention(Span(0, 0), spoken, ())
        elif places:
            names = tuple(a.name for a in self.all if named.intersection(a.places))
            yield Mention(Span(0, 0), said, names, is_place=True)

    def _english_bodies(
        self, folded: str, places: Sequence[str]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the agencies that the phrases before nouns of bodies name, and by which words.

        The wuhan science bureau and the wuhan … commission; the wuhan and zhuhai industry bureaus.
        """
        found: dict[str, None] = {}
        said: list[str] = []
        for phrase in re.finditer(_BEFORE_BODY, folded):
            words = set(phrase.group(1).split())
            for place in [p for p in places if sound_word(p) in words] or places:
                there = [a for a in self.all if place in a.places]
                shared = {a.name: words & set(_english_words(a)) for a in there}
                most = max(map(len, shared.values()), default=0)
                nearest = [name for name, by in shared.items() if len(by) == most > 0]
                if len(nearest) == 1:
                    found[nearest[0]] = None
                    said += sorted(shared[nearest[0]])
        return tuple(found), tuple(said)


def _english_words(agency: Agency) -> list[str]:
    return f"{agency.english} {ENGLISH_TOO.get(agency.english, '')}".split()


# The words before the noun of a body: the wuhan science (bureau).
_BEFORE_BODY = r"((?:[a-z-]+ ){1,6})(?:bureau|commission|office|administration)s?\b"


_UNKNOWN_PLACE = re.compile(
    r"\b(?:the|of|in|did|does|for|and|by) (?!the\b)([a-z]{4,12}) "
    r"(?:municipal|city|provincial|county|district|development|bureau|education|finance|industry|science|commission|health)"
)


def _unknown_place(folded: str, known: set[str]) -> str:
    """Return the place of a body that an English text names (Shenzhen Municipal Bureau of ...)."""
    plain = {word for _, english in KINDS.values() for word in english.split()}
    for match in _UNKNOWN_PLACE.finditer(folded):
        word = match.group(1)
        if (
            word not in known
            and word not in plain
            and word not in ("each", "these", "which", "party")
        ):
            return word
    return ""


def _place_before(folded: str, end: int) -> str:
    """Return the place of the country's table that ends at `end`, "" where there is none."""
    for size in (5, 4, 3, 2):
        if end >= size and is_place(folded[end - size : end]):
            return folded[end - size : end]
    return ""


@lru_cache(maxsize=1)
def _kinds() -> frozenset[str]:
    """Return what usual bodies are called, in full and in short, but for plain words."""
    kinds = {full for full in KINDS} | {short for shorts, _ in KINDS.values() for short in shorts}
    kinds |= {full[:-1] + "厅" for full in kinds if full.endswith("局")}
    return frozenset(kinds - {"工会", "交易中心", "规划局", "法院", "建设局"})


@lru_cache(maxsize=1)
def _absent_pattern() -> re.Pattern[str]:
    names = "|".join(sorted(_kinds(), key=len, reverse=True))
    party = "纪委监委|纪委|组织部|宣传部|统战部|政法委|团委|党校"
    generic = "大学|学院|医院|集团|公司|街道|海关|监狱"
    place = r"(?:[一-鿿]{2,4}(?:省|市|区|县|州))"
    return re.compile(
        rf"(?:{place}{{1,2}}|[省市区县])?(?:{names})|{place}[一-鿿]{{0,6}}?(?:{generic})|{place}(?:{party})"
        rf"|{place}[一-鿿]{{2,6}}?(?:署|局|委|厅)(?=党组|党委)"
        rf"|{place}[一-鿿]{{2,6}}?署(?![名理期假])"
    )


def _is_another_kind(mention: Mention, aliases: Sequence[str]) -> bool:
    """Tell whether a mention is of a body of a usual kind that is none of these names' own."""
    kind = max((kind for kind in _kinds() if mention.words.endswith(kind)), key=len, default="")
    return bool(kind) and not any(kind in alias for alias in aliases)


def _group(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = {}
    for key, value in pairs:
        if value not in grouped.setdefault(key, []):
            grouped[key].append(value)
    return {key: tuple(values) for key, values in grouped.items()}


def _longest_matches(
    text: str, table: dict[str, tuple[str, ...]], longest: int, *, is_place: bool
) -> Iterator[Mention]:
    at = 0
    while at < len(text):
        for size in range(min(longest, len(text) - at), 1, -1):
            if names := table.get(text[at : at + size]):
                yield Mention(Span(at, at + size), text[at : at + size], names, is_place)
                at += size
                break
        else:
            at += 1


def _deals_with(agency: Agency, field: str) -> bool:
    """Tell whether a name holds a field, or what the table says of it."""
    names = (chinese.fold(agency.name), *agency.aliases)
    return any(part in name for part in (field, *FIELDS.get(field, ())) for name in names)


def _standing(at: Mapping[int, Mention], span: Span) -> list[Mention]:
    """Return the mentions that stand anywhere in a span, each once."""
    inside = (at.get(place) for place in range(span.start, span.end))
    return [mention for mention in dict.fromkeys(inside) if mention is not None]


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _is_han(text: str) -> bool:
    return all("一" <= c <= "鿿" for c in text)


def _is_english(text: str) -> bool:
    return len(re.findall(r"[a-z]{2,}", text)) > len(re.findall(r"[一-鿿]", text)) // 2
