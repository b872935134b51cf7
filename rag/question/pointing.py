"""What a question points at in the conversation before it, read from its words alone.

Another form (用表格列出来), a place in a list (第二条, 第二家), those just spoken of (这两家, 它, 他们), one more
(加上咸宁), a detail of what was said (具体是哪年). What is pointed at is found when the plan is carried on.
"""

import re
from collections.abc import Sequence

from rag.question.concepts import Concept, mostly_english
from rag.question.plan import Pointing
from rag.question.tuned import LONGEST_ENGLISH, LONGEST_LEANING
from rag.text import chinese

_ORDINAL = re.compile(r"第([一二三四五六七八九十\d]+)(?:个|条|项|点|款)(?!巡|机动|专项)")
_NTH_AGENCY = re.compile(r"第([一二三四五六七八九十\d]+)(?:家|个单位)")
_OTHER_AGENCY = re.compile(r"另外?(?:一家|一个(?:单位|局|部门)|那家)")
_THESE = re.compile(
    r"(?:这|那|上面|前面|刚才)?(?:那|这)?(两|三|四|五|几|二)(?:家|个(?:单位|局|部门))"
)
_THIS = re.compile(
    r"(?:这|那)(?:家|个(?:单位|局|委|厅|镇|医院|学校|公司))|该(?:单位|局|委|厅|镇)|它"
)
_THEY = re.compile(r"[他她它]们|这些(?:单位|部门)|\b(?:they|their|them)\b")
_BESIDES = re.compile(
    r"(?:加|算|带|捎)上|连同|一起(?:比|列|放)|^(?:那|再)?(?:和|跟|与|同).{2,16}(?:比|对照|对比|相比)"
)
_WHAT_OF = re.compile(r"呢\W*$|^(?:and|what about|how about)\b")
_WHOLE = re.compile(r"整份|整篇|整个通报|全文|通篇|一共|总共|合计|\bin total\b|\boverall\b")
_ALIKE = re.compile(r"类似|同类|同样|相同|这[种类]")
_ASKS_DETAIL = re.compile(
    r"完成|销号|状态|进度|为什么|为何|原因|怎么回事|谁|哪|什么|何时|时候|多少|几|结果|依据|原文|文号|展开|详细|具体|还有|了吗\W*$|了没有?\W*$"
)
# A question that asks for another form alone: nothing but these words, one of the second kind.
_FORM_WORDS = re.compile(
    r"好[吧的啊]?|嗯|行|那就?|请|麻烦|帮我|给我|再|能否|能不能|可以|把|它|这些|上面的?|结果|答案|以上内容|全部|都|"
    r"一遍|一下|用|只|仅|前|做成|列成|整理成|换成|改成|放|按|以|翻译成|译成|说|成|个|一张?|里面?|的?形式|列|出来|一?下|表示|"
    r"一遍|明|回答|展示|整理|总结|概括|归纳|汇总|做|看看|展开|详细|具体|仔细|讲|介绍|谈|更|一?点儿?|一?些|吧|呗|吗|好吗|行吗|吗|呀|啊|"
    r"please|in|as|a|can you|[\W_]"
)
_FORM_ASKED = re.compile(
    r"表格?(?!示|现|明)|英[文语]|中文|展开|详细|具体|仔细|列(?:一下|出来)|"
    r"\benglish\b|\bchinese\b|\btable\b|more details?|elaborate"
)
_SIDE_BY_SIDE = re.compile(rf"{_FORM_ASKED.pattern}|对比|比较|比一比")
_IN_ENGLISH = re.compile(r"英[文语]|english")


def pointing_in(folded: str, concepts: Sequence[Concept]) -> Pointing:
    """Return what a folded question with these notions points at."""
    ordinal, nth = _ORDINAL.search(folded), _NTH_AGENCY.search(folded)
    these, other, this = (p.search(folded) for p in (_THESE, _OTHER_AGENCY, _THIS))
    rest = _THESE.sub("", folded)
    return Pointing(
        words=tuple(m.group() for m in (nth, other, these) if m),
        form_only=is_form_only(folded),
        in_english=bool(_IN_ENGLISH.search(folded)),
        ordinal=(chinese.number(ordinal.group(1)) or 0) if ordinal else 0,
        nth_agency=(chinese.number(nth.group(1)) or 0) if nth else 0,
        other_agency=bool(other),
        these=(chinese.number(these.group(1)) or 0) if these else None,
        side_by_side=bool(these) and is_form_only(rest, _SIDE_BY_SIDE),
        besides=bool(_BESIDES.search(folded)),
        this_agency=bool(this),
        it=this is not None and this.group() == "它",
        they=bool(_THEY.search(folded)),
        as_well=bool(_WHAT_OF.search(folded)),
        detail=bool(_ASKS_DETAIL.search(folded)),
        whole=bool(_WHOLE.search(folded)),
        alike=frozenset(c.asked for c in concepts if _ALIKE.match(c.asked)),
        long=len(folded) > (LONGEST_ENGLISH if mostly_english(folded) else LONGEST_LEANING),
    )


def is_form_only(folded: str, asked: re.Pattern[str] = _FORM_ASKED) -> bool:
    """Tell whether a question holds nothing but words for a form, and one that asks for it."""
    return bool(asked.search(folded)) and not _FORM_WORDS.sub("", asked.sub("", folded))
