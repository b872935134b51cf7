"""Question -> plan: what is asked, of whom, about what, and in which form.

`make_plan` is a walk over tables of cues (regular expressions over the folded question) and the
agencies of the store; no model is asked. What the tables do not know is a lookup of the topic.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from rag import zh
from rag.agencies import Agencies, Mention
from rag.asks import Ask, Record, asks_in, records_in
from rag.bulletin import Status
from rag.terms import ENGLISH, ENGLISH_FRAME, FRAME, SYNONYMS


class Intent(StrEnum):
    """What kind of answer is wanted."""

    LOOKUP = "lookup"  # what was found and done about a topic
    FACT = "fact"  # one figure, date, name, document
    LIST = "list"  # over agencies
    COMPARE = "compare"  # named agencies side by side
    META = "meta"  # the bulletin itself: who inspected, when, totals, contact
    GREETING = "greeting"
    HELP = "help"
    OUT_OF_SCOPE = "out_of_scope"  # nothing that bulletins could answer, or an instruction


@dataclass(frozen=True, slots=True)
class Concept:
    """One notion of the topic: the words asked and all `ways` to say it (folded, matched as parts)."""

    asked: str
    ways: tuple[str, ...]

    @property
    def is_term(self) -> bool:
        """Tell whether this is a term of the field rather than any word."""
        return len(self.ways) > 1 or self.asked in zh.TERMS


@dataclass(frozen=True, slots=True)
class Dated:
    """Bulletins picked out by a date: which record, from when to when (both inclusive)."""

    record: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Plan:
    """A question understood. Agencies are full names; empty `agencies` means every one in the store."""

    question: str
    standalone: str
    intent: Intent
    agencies: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    by_place: bool = False
    topic: str = ""
    concepts: tuple[Concept, ...] = ()
    statuses: tuple[Status, ...] = ()
    inspector: str = ""
    dated: Dated | None = None
    asks: tuple[Ask, ...] = ()
    records: tuple[Record, ...] = ()
    superlative: str = ""  # "max" or "min" over the first record
    negated: bool = False  # who does not mention the topic
    over_agencies: bool = False
    table: bool = False
    english: bool = False
    wants_measures: bool = False  # what was done, besides a value
    focus: tuple[str, ...] = ()  # finding ids that the conversation is about

    @property
    def agencies_named(self) -> bool:
        """Tell whether agencies are named by themselves, not only by their place."""
        return bool(self.agencies) and not self.by_place

    @property
    def is_wide(self) -> bool:
        """Tell whether each agency in scope must be heard and named."""
        return self.intent in (Intent.LIST, Intent.COMPARE)


@dataclass(frozen=True, slots=True)
class Cue:
    """A row of a cue table: a pattern and what it means."""

    meaning: str
    pattern: re.Pattern[str]


def _cues(**rows: str) -> tuple[Cue, ...]:
    return tuple(Cue(name, re.compile(pattern)) for name, pattern in rows.items())


FORMS = _cues(
    over=r"单位(?:都)?有哪些|(?:哪些|哪几份|几份|各份|各)通报|都有谁|(?:还)?有谁(?:也)?(?:在|提|有|被)|谁家|(?:两|三|四|五|几)(?:家|个(?:局|单位|部门))[^,。?]{0,6}(?:各|分别|都)|"
    r"单位及(?:其)?整改|的单位[,、]|各(?:个)?(?:家|单位|部门|地|机关|局|委)|各(?:是|有|自)|(?:哪些|哪几|几|这几|那几|所有|全部|每|别的|其他|其它|"
    r"其余|兄弟|同类|多|全体)(?:一)?(?:个|家)?(?:单位|部门|机关|局|地方|地区)|哪几家|哪些家|这几家|每家|几家(?:都|分别|各)|"
    r"有没有(?:单位|哪家|部门)|分别|横向|汇总|五家|四家|三家|兄弟单位|大家(?:都|是)|"
    r"\b(?:each|every|all|which|these|the) (?:of (?:these|the) )?(?:\w+ )?(?:agencies|units|bureaus|departments|bodies)",
    compare=r"对比|比较|谁的|谁最|哪家(?:的)?[^,。?]{0,14}(?:多|大|高|少|细|全|严|好)(?:\W|$|些|点)|区别|不同|不一样|差别|差异|相比|怎么比|比一比|谁更|哪(?:个|家)更|异同|"
    r"\bcompar|\bdiffer|\bversus\b|\bvs\b",
    negated=r"(?:哪|谁|有没有)[^,。?]{0,12}?(?:没有?|未|不曾|从未)(?:被)?(?:提到|提及|提过|涉及|谈到|说到|写到|写|说|点|点到|"
    r"指出|出现|包含|存在|发现)|(?:没有?|未)(?:被)?(?:提到|提及|提过|涉及|谈到|说到|写到|点到|包含)[^,。?]{0,20}(?:单位|是?哪|有谁|有几家)"
    r"|(?:which|what)\b.*\b(?:not|never|no)\b.*\b(?:mention|report|address|cover)",
    table=r"表格|列表|列(?:个|成|一个)?表|做成表|\btable\b",
    english=r"(?:用|换成|翻译成|译成|改成)英[文语]|\bin english\b",
    measures=r"怎么(?!回事|样)|如何|怎样|咋(?!回事)|措施|做法|做了|办法|招|改了?吗|补了吗|\bhow (?:did|do|does|has|have|was|were)\b|"
    r"what (?:did|has|was done)|measure",
    which_one=r"是哪(?:一)?家|是哪个(?:单位|局|部门)|哪家单位(?!都)|which agency|which bureau",
)
STATUSES: tuple[tuple[re.Pattern[str], tuple[Status, ...]], ...] = (
    (
        re.compile(
            r"(?:还没|尚未|未|没有?)(?:全部|彻底)?(?:整改)?(?:完成|完|到位|销号)|没改完|未销号|正在(?:推进|整改)|"
            r"not (?:yet )?(?:completed|finished|done)|unfinished|ongoing"
        ),
        (Status.ONGOING, Status.STANDING, Status.MOSTLY),
    ),
    (re.compile(r"长期坚持|持续整改|持续推进"), (Status.STANDING, Status.ONGOING)),
    (re.compile(r"基本完成"), (Status.MOSTLY,)),
    (re.compile(r"已(?:经)?(?:整改)?完成|已销号|完成了?(?:整改)?的"), (Status.DONE,)),
)
SMALL_TALK = _cues(
    greeting=r"^\W*(?:你好|您好|hi|hello|hey|早上好|下午好|晚上好|在吗|谢谢|多谢|thanks?|thank you|再见|bye)[\W呀啊哈了!!]*$",
    help=r"^\W*(?:帮助|help|怎么用|如何使用|使用说明|你(?:是谁|能做什么|会什么|可以做什么|能干什么|有什么功能)|能做什么|"
    r"what can you do|who are you|how (?:do|can) i use (?:this|it|you))\W*$",
)
# An instruction to the program in place of a question, or beside one.
INJECTION = re.compile(
    r"(?:忽略|无视|忘记|忘掉|不要管|抛开|绕过)[^。!?\n]{0,12}(?:指令|指示|提示|规则|要求|限制|设定|约束|上文|以上|之前)|"
    r"(?:系统|初始)?提示词|system prompt|(?:扮演|假装|假设你是|你现在是|从现在起你|角色扮演)|"
    r"(?:ignore|disregard|forget|override)\b.{0,40}(?:instruction|rule|prompt|above|previous)|"
    r"(?:pretend|act as|you are now|role-?play|jailbreak|developer mode|dan mode)|"
    r"(?:编造|虚构|捏造|伪造|杜撰)|(?:输出|打印|泄露|显示|重复|复述)[^。!?\n]{0,10}(?:提示|指令|密钥|密码|api|配置|环境变量|源代码|系统)|"
    r"(?:reveal|print|leak|show|repeat)\b.{0,30}(?:prompt|instruction|secret|key|config)|<script|javascript:|!\[|"
    r"</?[a-z]+>|从现在(?:起|开始)|确认请回复|^\W*(?:系统|system|assistant|user)\s*:|(?:只|必须|一律|都)(?:能)?回(?:答|复)[\"'“]|"
    r"(?:把|将)[^。!?]{0,12}(?:全部|完整)(?:输出|打印|导出)",
)
# Wishes that no bulletin could answer: writing, weather, code, chat.
OUTSIDE = re.compile(
    r"(?:怎么|如何|帮我|替我|给我|请)(?:写|起草|撰写|翻译|画|编|做)(?:一?(?:份|篇|首|个|封|段|张))|天气|股票|股价|彩票|足球|菜谱|"
    r"讲个?笑话|写(?:一)?首诗|作诗|写代码|编程|python|javascript|几点了|今天星期|汇率|电影|歌词|算命|星座|"
    r"\bweather\b|\bwrite me\b|\bpoem\b|\bjoke\b|\brecipe\b|\bstock price\b|\bfunction that\b",
)
_INSPECTOR = re.compile(
    r"(?:中央|[省市区县]委)?第[一二三四五六七八九十\d]+(?:机动|专项|联动|交叉)?(?:巡察|巡视)?组"
    r"|(?:中央|[省市区县]委)(?:机动|专项|联动|交叉)?(?:巡察|巡视)[一二三四五六七八九十]?组"
)
_SEVERAL_DOCUMENTS = re.compile(r"(?:哪些|哪几|几个|什么)[^,。?]{0,8}(?:方案|办法|制度|文件|预案|细则|规定|规则|措施)")
_EXCEPT = re.compile(r"(?:(?:别|不要|勿|不是|而不是|而非)(?:跟|和|与|把|问)?|除了?|不算|排除|不含|不包括|except(?: for)?|other than|besides)\W*$")
_SUPERLATIVE = (
    ("max", re.compile(r"(?:谁|哪(?:个|家)(?:单位)?(?:的)?)[^,。?]{0,12}(?:多|大|高)(?:\W|$)|最(?:晚|迟|后|新|多|近|大|长)|latest|most")),
    ("min", re.compile(r"最(?:早|少|先|小|短)|earliest|fewest|least|first to")),
)


def make_plan(
    question: str,
    agencies: Agencies,
    *,
    standalone: str = "",
    mend: Callable[[str], str] = lambda folded: folded,
) -> Plan:
    """Understand `question`; `standalone` is the same question with what history adds, if any.

    `mend` corrects slips in the folded question, keeping its length.
    """
    asked = standalone or question
    said = without_instructions(asked)
    folded = mend(zh.fold(said).replace("甚么", "什么"))
    said = folded
    form = {cue.meaning for cue in FORMS if cue.pattern.search(folded)}
    if OUTSIDE.search(folded):
        return Plan(question, asked, Intent.OUT_OF_SCOPE)
    for cue in SMALL_TALK:
        if cue.pattern.search(folded):
            return Plan(question, asked, Intent(cue.meaning))
    mentions = agencies.find(said)
    inspector = _inspector(folded)
    included, excluded, absent, by_place = _scope(folded, mentions)
    dated = _dated(folded)
    unpicked = folded
    for picked in (inspector, dated[1] if dated else ""):
        unpicked = unpicked.replace(picked, " " * len(picked)) if picked else unpicked
    topic = topic_of(unpicked, mentions)
    topic = re.sub(r"^\W*的?(?:单位|通报)里?|\s+", " ", topic).strip(" ,的")
    status_cue = next((m for pattern, _ in STATUSES if (m := pattern.search(topic))), None)
    without_status = re.sub(r"在推进|标(?:着|为|注)|列(?:一下|出来)?|是?哪(?:几)?(?:个|项|条|些)|还有|[\"']", " ", topic)
    if status_cue:
        without_status = without_status.replace(status_cue.group(), " ")
    concepts = concepts_of(topic)
    if status_cue and not concepts_of(without_status):
        topic, concepts = without_status.strip(), ()
    english = "english" in form or _mostly_english(folded)
    plan = Plan(
        question=question,
        standalone=asked,
        intent=Intent.LOOKUP,
        agencies=included,
        excluded=excluded,
        absent=absent,
        by_place=by_place,
        topic=topic,
        concepts=concepts,
        statuses=_statuses(folded, concepts, form),
        inspector=inspector,
        dated=dated[0] if dated else None,
        asks=asks_in(folded),
        records=records_in(folded),
        superlative=next((name for name, p in _SUPERLATIVE if p.search(folded)), ""),
        negated="negated" in form,
        over_agencies="over" in form,
        table="table" in form,
        english=english,
        wants_measures="measures" in form or bool(_SEVERAL_DOCUMENTS.search(folded)),
    )
    return replace(plan, intent=_intent(plan, form, mentions, said))


def _statuses(folded: str, concepts: Sequence[Concept], form: set[str]) -> tuple[Status, ...]:
    """Return the statuses meant, where the question is about status: by itself or over agencies."""
    if concepts and "over" not in form:
        return ()
    return next((s for pattern, s in STATUSES if pattern.search(folded)), ())


def _intent(plan: Plan, form: set[str], mentions: Sequence[Mention], said: str) -> Intent:
    several = len(plan.agencies) > 1 and not plan.by_place
    if not said.strip():
        return Intent.OUT_OF_SCOPE
    if plan.records and not _beyond_records(plan, mentions):
        # who was held accountable stands in the findings as well
        told = [r.name for r in plan.records] != ["accountable"] or len(plan.agencies) == 1
        return Intent.META if told or plan.superlative else Intent.LIST
    picked = plan.inspector or plan.dated
    if picked and all(c.asked in _BESIDE_RECORDS for c in plan.concepts):
        return Intent.META
    if several:
        return Intent.COMPARE
    if picked and not plan.agencies_named:
        return Intent.LIST
    if "which_one" in form and not plan.negated:
        return Intent.FACT if plan.asks else Intent.LOOKUP
    over = plan.over_agencies or plan.negated or bool(plan.excluded)
    if over and (len(plan.agencies) != 1 or plan.excluded):
        return Intent.LIST
    if plan.statuses and not plan.concepts:
        return Intent.LIST if len(plan.agencies) != 1 else Intent.LOOKUP
    if plan.asks:
        return Intent.FACT
    if not plan.agencies and is_bare_topic(plan):
        return Intent.LIST
    return Intent.LOOKUP


def is_bare_topic(plan: Plan) -> bool:
    """Tell whether the question is a topic alone (党费), meant for every agency."""
    return 0 < len(plan.concepts) <= 2 and len(plan.topic.strip()) <= 8


# Words beside a record cue that add no topic of their own.
_BESIDE_RECORDS = frozenset(
    """整改通报 镇 县 局 医院 学校 公司 法院 这个 吗 举报 网上 发到 电子 电子邮箱 邮箱 库里 最晚 最早 最多 最少 最新 日期 各 哪份 哪几份 甚么 全部 列 整改 反馈问题
    同一时间 同时 时间段 党委书记 单位 被 监督电话 举报电话 信箱 发布 落款日期 通信 意见 巡察意见 反馈意见 打 寄 组 份 网站 定 制定 时间 完成 指出 委 第一 这轮 届 轮 开始 结束 日期 落款 个人 人
    党组 党委 书面 群众 监督 单位 同一 时间段 几家 谁 巡察组 巡视组 来查 查过 来 库里 提级 交叉 哪天 哪几 哪几个 公布 发出 发出来 社会 向 文 署名 联系 全 总数 数量 具体 名单 哪位 组长 同志
    inspected team delivered feedback published""".split()
)


def _beyond_records(plan: Plan, mentions: Sequence[Mention]) -> bool:
    """Tell whether the question holds notions that the record cues do not account for."""
    left = re.sub(r"最[晚早多少新大后先迟近长短]|\d+", " ", zh.fold(plan.standalone).replace("甚么", "什么"))
    for said in sorted((w for r in plan.records for w in r.words), key=len, reverse=True):
        left = left.replace(said, " ")
    left = left.replace(plan.inspector, " ") if plan.inspector else left
    rest = concepts_of(
        topic_of(left, [m for m in mentions if not m.is_place or m.words], find=True)
    )
    return any(c.asked not in _BESIDE_RECORDS for c in rest)


def without_instructions(question: str) -> str:
    """Return the question less the sentences that instruct the program instead of asking."""
    folded = zh.fold(question)
    cuts = [0, *(m.end() for m in re.finditer(r"[。!?;\n]+|\.\s", folded)), len(folded)]
    spans = zip(cuts, cuts[1:], strict=False)
    return "".join(question[a:b] for a, b in spans if a < b and not INJECTION.search(folded[a:b]))


def _scope(
    folded: str, mentions: Sequence[Mention]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], bool]:
    """Return the agencies included, excluded and absent, and whether a place stood for them."""
    out = [
        m
        for m in mentions
        if _EXCEPT.search(folded[: m.span.start]) or _follows(m, mentions, folded)
    ]
    kept = [m for m in mentions if m not in out]
    bodies = [n for m in kept if not m.is_place for n in m.names]
    places = [m for m in kept if m.is_place]
    located = {n for m in places for n in m.names}
    if bodies:
        near = [n for n in bodies if n in located]
        # an alias that several places share is the one of the place that is named
        names = near if near and len(set(bodies)) > len(set(near)) and _shared(kept) else bodies
        names = names + [n for m in places if not set(m.names) & set(names) for n in m.names]
    else:
        names = [n for m in places for n in m.names]
    absent = tuple(dict.fromkeys(m.words for m in kept if not m.names))
    if not bodies:
        names = _of_kind(folded, names)
    excluded = tuple(dict.fromkeys(n for m in out for n in m.names))
    included = tuple(n for n in dict.fromkeys(names) if n not in excluded)
    return included, excluded, absent, bool(included) and not bodies


# A place and a kind of body single out the agencies of that kind there: 柏川这家医院.
BODY_KINDS = (
    (re.compile(r"(?:的|这家|那家|这所|那所|市级?)医院|医院(?:党委|里)"), re.compile(r"医院")),
    (re.compile(r"(?:的|这所|那所|那个|这个)(?:大学|高校|学院|学校)"), re.compile(r"大学|学院|学校")),
    (re.compile(r"法院"), re.compile(r"法院")),
    (re.compile(r"国企|国有企业|(?:的|这家|那家)(?:公司|集团|企业)|平台公司"), re.compile(r"公司|集团")),
    (re.compile(r"(?:的|这个|那个)(?:镇|乡)"), re.compile(r"[镇乡]$")),
    (re.compile(r"(?:的|这个|那个)街道"), re.compile(r"街道")),
)


def _of_kind(folded: str, names: Sequence[str]) -> list[str]:
    for cue, ending in BODY_KINDS:
        if cue.search(folded) and (kept := [n for n in names if ending.search(zh.fold(n))]):
            return kept
    return list(names)


def _shared(mentions: Sequence[Mention]) -> bool:
    return any(len(m.names) > 1 and not m.is_place for m in mentions)


def _follows(mention: Mention, mentions: Sequence[Mention], folded: str) -> bool:
    """Tell whether `mention` continues an exception: 除了甲和乙以外."""
    for other in mentions:
        between = folded[other.span.end : mention.span.start]
        if other.span.end <= mention.span.start and re.fullmatch(r"[、,和与及跟]|以及", between):
            return bool(_EXCEPT.search(folded[: other.span.start])) or _follows(
                other, mentions, folded
            )
    return False


_DATED = re.compile(
    r"(\d{4})年(?:(\d{1,2})月(?:份)?|(上|下)半年)?(?:就|才|之?内)?[^,。?\d]{0,4}(落款|发布|公布|公开|反馈|巡察|进驻|印发)(?=的|通报)"
)
_DATE_RECORDS = {
    "落款": "signature_date",
    "反馈": "feedback_date",
    "巡察": "inspection",
    "进驻": "inspection",
}


def _dated(folded: str) -> tuple[Dated, str] | None:
    """Return the date by which a question picks bulletins, with its words."""
    match = _DATED.search(folded)
    if not match:
        return None
    year, month, half, act = match.groups()
    first, last = (int(month),) * 2 if month else {"上": (1, 6), "下": (7, 12)}.get(half, (1, 12))
    if not 1 <= first <= 12:
        return None
    end = date(int(year), last, monthrange(int(year), last)[1])
    record = _DATE_RECORDS.get(act, "published")
    return Dated(record, date(int(year), first, 1), end), match.group()


def _inspector(folded: str) -> str:
    match = _INSPECTOR.search(folded)
    return match.group() if match else ""


def topic_of(folded: str, mentions: Sequence[Mention], *, find: bool = False) -> str:
    """Return the folded question without the agencies it names and without framing phrases.

    With `find` the names are looked up again: the text is no longer the one they were found in.
    """
    for mention in sorted(mentions, key=lambda m: -m.span.start):
        if not mention.names:
            continue
        if mention.span.start == mention.span.end:  # English: words here and there
            for word in mention.words.split():
                folded = re.sub(rf"\b{word}\b", " ", folded)
        elif find:
            folded = folded.replace(mention.words, " ")
        else:
            folded = folded[: mention.span.start] + " " + folded[mention.span.end :]
    folded = _FRAMING.sub(" ", folded)
    return re.sub(r"\s+", " ", folded).strip(" ,.?!;:,。?!;:、")


_FRAMING = re.compile(
    r"(?:各|哪些|哪几|这几|那几|每|所有|其他|其它|其余|别的|全部)(?:一)?(?:个|家)?(?:单位|部门|机关|家)|哪几家|"
    r"(?:都|分别|各自|具体)?(?:是)?(?:怎么|如何|怎样|咋)(?:样)?(?:进行)?(?:整改|改|解决|处理|落实|做|抓|管|弄|办|规范)(?:的|了)?|"
    r"(?:采取|有|做|出)了?(?:哪些|什么)(?:具体)?(?:整改)?(?:措施|办法|做法|举措)|整改(?:措施|情况|结果|效果)?|"
    r"(?:用|列成|做成|换成|列个|列出)?(?:一个)?(?:表格|列表|英文|英语)(?:列出来|表示|回答|说明)?|巡察(?:反馈|整改|指出|发现)?|有没有"
)


def concepts_of(topic: str) -> tuple[Concept, ...]:
    """Return the notions of a folded topic: table rows found in it, English notions, other words."""
    if _mostly_english(topic):
        return tuple(_english_concepts(topic))
    found: list[Concept] = []
    rest = topic
    while hit := _longest_way(rest):
        way, row = hit
        rest = rest.replace(way, " ")
        if not any(row == c.ways for c in found):
            found.append(Concept(way, row))
    found.sort(key=lambda c: topic.index(c.asked))
    for word in dict.fromkeys(zh.terms(rest)):
        if word not in FRAME and word not in ENGLISH_FRAME and not _is_number_of(word):
            found.append(Concept(word, (word,)))
    return tuple(found)


@lru_cache(maxsize=1)
def _ways() -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows = [tuple(zh.fold(way) for way in row) for row in SYNONYMS]
    return tuple(sorted(((w, row) for row in rows for w in row), key=lambda pair: -len(pair[0])))


def _longest_way(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the longest member of the table of synonyms that `text` holds, with its row."""
    return next(((way, row) for way, row in _ways() if way in text), None)


def _english_concepts(topic: str) -> list[Concept]:
    keys = sorted((k for k in ENGLISH if re.search(rf"\b{k}", topic)), key=len, reverse=True)
    kept = [k for i, k in enumerate(keys) if not any(k in longer for longer in keys[:i])]
    ways = {k: ENGLISH[k].split() for k in kept}
    rows = {k: [way for row in SYNONYMS if set(row) & set(ways[k]) for way in row] for k in kept}
    return [Concept(k, tuple(dict.fromkeys(ways[k] + rows[k]))) for k in kept]


def _is_number_of(word: str) -> bool:
    return bool(re.fullmatch(r"[几两各多]\w|\d{1,2}|[一二三四五六七八九十]", word))


def _mostly_english(folded: str) -> bool:
    return len(re.findall(r"[a-z]{2,}", folded)) > len(re.findall(r"[一-鿿]", folded)) // 2
