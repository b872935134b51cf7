"""The cues of a question as tables: regular expressions over the folded text, each with its meaning.

Adding a way to ask is adding to a row. What no row knows is left to retrieval.
"""

import re
from dataclasses import dataclass

from rag.bulletin import Status

_SPOKEN = (  # how questions are put in speech or in other scripts, and how the tables put them
    (re.compile("甚[么麼]"), "什么"),
    (re.compile("为啥"), "为什么"),
    (re.compile("(?:啥时候|啥时|多会儿|几时)"), "什么时候"),
    (re.compile("啥"), "什么"),
    (re.compile("咋"), "怎么"),
)


def plain(question: str) -> str:
    """Return a question with its question words as the tables have them."""
    for spoken, written in _SPOKEN:
        question = spoken.sub(written, question)
    return question


@dataclass(frozen=True, slots=True)
class Cue:
    """A row of a cue table: a pattern and what it means."""

    meaning: str
    pattern: re.Pattern[str]


def _cues(**rows: str) -> tuple[Cue, ...]:
    return tuple(Cue(name, re.compile(pattern)) for name, pattern in rows.items())


FORMS = _cues(
    over=r"(?:多少|几)(?:个|条|项)(?:具体)?问题(?:是|都|跟|和|与)?(?:涉及|关于|提到|有关|属于)|"
    r"(?:有关|涉及|关于)[^,。?]{1,12}的?问题(?:一共|总共|共)?有?(?:多少|几)(?:个|条)|(?:多少|几)家(?:单位)?(?:涉及|提到|存在|有)|单位(?:都)?有哪些|(?:哪些|哪几份|几份|各份|各)通报|都有谁|都(?:给我)?列|列一列|(?:别|其他|其它)家|(?:还)?有谁(?:也)?(?:在|提|有|被|因)|这[些几](?:局|单位|部门|家|机关)|谁家|(?:两|三|四|五|几)(?:家|个(?:局|单位|部门))[^,。?]{0,6}(?:各|分别|都)|"
    r"单位及(?:其)?整改|的单位(?:[,、]|都|是?(?:怎么|如何|怎样))|各(?:个)?(?:家|单位|部门|地|机关|局|委)|各(?:是|有|自)|(?:哪些|哪几|几|这几|那几|所有|全部|每|别的|其他|其它|"
    r"其余|兄弟|同类|多|全体)(?:一)?(?:个|家)?(?:单位|部门|机关|局|地方|地区)|哪几家(?!银行|企业|公司|医院|学校|机构|媒体|事务所)|哪些家|这几家|每家|几家(?:都|分别|各)|"
    r"有没有(?:单位|哪家|部门)|分别|横向|汇总|五家|四家|三家|兄弟单位|大家(?:都|是)|"
    r"[三四五六七八九十]份(?:通报|材料|报告)|[三四五六七八九十]个(?:单位|部门|局)|按(?:单位|部门)|挨家|逐家|谁(?:写到|提到|说到|做过|搞过|干过)|"
    r"\bacross (?:the|all|these)|\b(?:each|every|all) (?:of )?(?:the )?(?:\w+ )?bulletins?|"
    r"\b(?:each|every|all|which|these|the) (?:of (?:these|the) )?(?:\w+ )?(?:agencies|units|bureaus|departments|bodies)"
    r"|\b(?:each|every) (?:\w+ )?(?:agency|unit|bureau|department|body)",
    compare=r"对比|比较|谁的|谁最|哪家(?:的)?[^,。?]{0,14}(?:多|大|高|少|细|全|严|好)(?:\W|$|些|点)|区别|不同|不一样|差别|差异|相比|怎么比|比一比|谁更|哪(?:个|家)更|异同|"
    r"\bcompar|\bdiffer|\bversus\b|\bvs\b",
    negated=r"(?:哪|谁|有没有)[^,。?]{0,12}?(?:没有?|未|不曾|从未)(?:被)?(?:提到|提及|提过|提(?![高升供出交拔前])|涉及|谈到|说到|写到|写|说|点|点到|"
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
            r"(?:还没|尚未|未|没有?|不算)(?:真正|完全|全部|彻底|都)?(?:(?:整?改)?(?:完成|完|到位|销号)|(?:办|做|弄)完)|没改完|未销号|(?:还|没)没?完(?!善|整|全)|不是[\"'“‘]?已(?:经)?完成|正在(?:推进|整改)|"
            r"not (?:yet )?(?:completed|finished|done)|unfinished|ongoing"
        ),
        (Status.ONGOING, Status.STANDING, Status.MOSTLY),
    ),
    (
        re.compile(
            r"持续整改|持续推进|(?:还|仍|正)在(?:整改|改|推进|推|往下走|往下推|办)|视同完成"
        ),
        (Status.ONGOING, Status.STANDING, Status.MOSTLY),
    ),
    (re.compile(r"长期坚持"), (Status.STANDING, Status.ONGOING)),
    (re.compile(r"基本完成"), (Status.MOSTLY,)),
    (re.compile(r"已(?:经)?(?:整改)?完成|已销号|完成了?(?:整改)?的"), (Status.DONE,)),
)
# What may stand beside a status without being a topic.
STATUS_FRAMING = re.compile(
    r"在推进|唯一|[那这]份里?|后来|(?:目前|现在)?(?:干|办|做|走|推进)?到(?:哪儿?|哪里|哪一步|什么程度)|怎么样|只算|只是|真正|事项|到?(?:发|出|公布|发布)?(?:通报|文)?(?:的)?(?:(?:那|这|当)天|时候?)|截至|其实|(?:哪些|什么)?事(?=还|没|\W|$)|还在|程度|进度|标(?:着|为|注|的?是)|列(?:一下|出来)?|是?哪(?:几)?(?:个|项|条|些)|还有|[\"']"
)
# A clause on the asker's own purpose (写我们单位材料想对照一下), or his trade before a colon (审计核数:).
_END = r"(?=[,。;:!?]|$)"
PURPOSE = re.compile(
    rf"(?:^|(?<=[,。;:!?]))(?:[^,。;:!?]*?(?:我|咱|本单位|自己单位)[^,。;:!?]{{0,8}}?(?:写|起草|准备|撰写|交|做|弄|报)"
    rf"[^,。;:!?]{{0,12}}(?:材料|报告|方案|文章|稿子?|汇报|总结|论文|课题|台账|清单|说明)[^,。;:!?]{{0,8}}{_END}"
    rf"|[^,。;:!?]{{0,12}}(?:想|好|以便|供|拿来|用来|方便|给我|写)[^,。;:!?]{{0,6}}(?:对照|参考|借鉴|学学|取经|比照|学习学习|抄作业|心里有数)[^,。;:!?]{{0,4}}{_END}"
    r"|^[^,。;:!?]{0,8}(?:审计|纪检|记者|群众|市民|居民|网友|研究|课题)[^,。;:!?]{0,8}:)"
)
# A finding by its number: 第19条, 26号问题, 问题12.
NUMBERED = re.compile(
    r"(?<![\d一二三四五六七八九十])(?:第(?=[\d一二三四五六七八九十]+[个项])|第?(?![\d一二三四五六七八九十]+[个项]))"
    r"(\d{1,3}|[一二三四五六七八九十]{1,3})(?:号|条|个|项)?(?:的)?问题(?!是?多少)(?=是|怎|如何|的|$|\W|整改|完成|[呢吗改])"
    r"|第(\d{1,3}|[一二三四五六七八九十]{1,3})条(?:问题)?"
)
SMALL_TALK = _cues(
    greeting=r"^\W*(?:你好|您好|hi|hello|hey|早上好|下午好|晚上好|在吗|谢谢|多谢|thanks?|thank you|再见|bye)[\W呀啊哈了!!]*$",
    help=r"^\W*(?:帮助|help|怎么用|如何使用|使用说明|你(?:是谁|能做什么|会什么|可以做什么|能干什么|有什么功能)|能做什么|"
    r"what can you do|who are you|how (?:do|can) i use (?:this|it|you))\W*$",
)
# Wishes that no bulletin could answer: writing, weather, code, chat.
OUTSIDE = re.compile(
    r"(?:怎么|如何|帮我|替我|给我|请)(?:写|起草|撰写|翻译|画|编|做)(?:一?(?:份|篇|首|个|封|段|张))|天气|下雨|下雪|气温|穿衣|(?:明天|后天|今晚)|股票|股价|彩票|足球|菜谱|"
    r"讲个?笑话|写(?:一)?首诗|作诗|写代码|编程|python|javascript|几点了|今天星期|汇率|电影|歌词|算命|星座|"
    r"好吃|美食|餐馆|热干面|旅游攻略|景点|机票|高铁票|火车票|订一?张|导航|月供|等额本息|减肥|养生|"
    r"\bweather\b|\bwrite me\b|\bpoem\b|\bjoke\b|\brecipe\b|\bstock price\b|\bfunction that\b",
)
INSPECTOR = re.compile(
    r"(?:中央|[省市区县]委)?第[一二三四五六七八九十\d]+(?:机动|专项|联动|交叉)?(?:巡察|巡视)?组"
    r"|(?:中央|[省市区县]委)(?:机动|专项|联动|交叉)?(?:巡察|巡视)[一二三四五六七八九十]?组"
)
SEVERAL_DOCUMENTS = re.compile(
    r"(?:哪些|哪几|几个|什么)[^,。?]{0,8}(?:方案|办法|制度|文件|预案|细则|规定|规则|措施)"
)
EXCEPT = re.compile(
    r"(?:(?:别|不要|勿|不是|而不是|而非)(?:跟|和|与|把|问)?|除了?|不算|排除|不含|不包括|except(?: for)?|other than|besides)\W*$"
)
LEFT_OUT = re.compile(
    r"(?:那家|那边|那个|这家|的)?(?:先|暂时?|都)?(?:(?:不算|不谈|不说|不看|不管)(?=\W|在内|$)|除外|排除|撇开|以外的|之外的)"
)
SUPERLATIVE = (
    (
        "max",
        re.compile(
            r"(?:谁|哪(?:个|家)(?:单位)?(?:的)?)[^,。?]{0,12}(?:多|大|高)(?:\W|$)|最(?:晚|迟|后|新|多|近|大|长|靠后)|latest|most"
        ),
    ),
    ("min", re.compile(r"最(?:早|少|先|小|短|靠前)|earliest|fewest|least|first to")),
)


ROUND = re.compile(
    r"(?:[一二三四五六七八九十]+届)?(?:[市区县省]委)?(第[一二三四五六七八九十]+轮)(?:巡察|巡视)?"
)
DATED = re.compile(
    r"(\d{4})年(?:(\d{1,2})月(?:份|(\d{1,2})[日号])?|(上|下)半年)?(?:就|才|之?内)?[^,。?\d]{0,4}"
    r"(落款|发布|公布|公开|反馈|巡察|进驻|印发)(?=的|通报)"
)
_MONTHS = "january february march april may june july august september october november december"
MONTHS = {name: number for number, name in enumerate(_MONTHS.split(), 1)}
_MONTH = "|".join(MONTHS)
# Which agencies received feedback on 13 october 2023?
DATED_ENGLISH = re.compile(
    rf"\b(?:which|who)\b[^?]*\b(feedback|inspected|signed|published)\b[^?]{{0,30}}\b(?:on|in) "
    rf"((?:(\d{{1,2}}) )?({_MONTH})(?: (\d{{1,2}})\b,?)? (\d{{4}}))"
)
DATE_RECORDS = {
    "feedback": "feedback_date",
    "inspected": "inspection",
    "signed": "signature_date",
    "落款": "signature_date",
    "反馈": "feedback_date",
    "巡察": "inspection",
    "进驻": "inspection",
}


# Records asked for in words that hardly mean anything else: only a term of the field is beyond them.
PLAIN_RECORDS = frozenset(
    "contact signature_date feedback_date inspection_period inspecting_body round inspection_kind".split()
)
# A place and a kind of body single out the agencies of that kind there: 柏川这家医院.
BODY_KINDS = (
    (re.compile(r"(?:的|这家|那家|这所|那所|市级?)医院|医院(?:党委|里)"), re.compile(r"医院")),
    (
        re.compile(r"(?:的|这所|那所|那个|这个)(?:大学|高校|学院|学校)"),
        re.compile(r"大学|学院|学校"),
    ),
    (re.compile(r"法院"), re.compile(r"法院")),
    (
        re.compile(r"国企|国有企业|(?:的|这家|那家)(?:公司|集团|企业)|平台公司"),
        re.compile(r"公司|集团"),
    ),
    (re.compile(r"(?:的|这个|那个)(?:镇|乡)"), re.compile(r"[镇乡]$")),
    (re.compile(r"(?:的|这个|那个)街道"), re.compile(r"街道")),
)
# Who shares a value, and the sum of all values.
SAME = re.compile(r"同一?[天日]|同一个?|相同|一样")
SUM = re.compile(r"加起来|加在一起|合计|总和|总计")
