"""What a question asks for: kinds of values that stand in the prose, records of the bulletin itself.

Two tables of patterns over the folded question. What a value of a kind looks like in a bulletin is
not said here, but where values are looked for.
"""

import re

from rag.question.plan import LABELS, Ask, Record
from rag.text.words import COUNTERS, INSPECTIONS, NAMED, PEOPLE

_ASK_TABLE: tuple[tuple[str, str], ...] = (
    (
        "money",
        r"多少(?:万|亿)?(?:元|块|钱)|多少个?(?:万|亿)|(?:造价|总投资|投资额|价格|单价|总价|成本|月供|标的额)(?:一共|总共|共|是)?多少|(?:多少|几个?)(?:万|亿)|(?:金额|数额|资金量)[^,。]{0,6}多少|几(?:万|亿|千|百)|多少[^,。?]{0,6}(?:钱|资金|费用|经费|款|租|工钱|奖金|罚款|损失|佣金|报酬|补偿)|"
        r"(?:租金|租|工钱|罚款|费用|补缴|退缴|退|追缴|追|清退|追回|收回|收|挽回|核减|节约|省下|判赔|赔偿|赔|付|花)(?:了|回来|出来|来)?(?:一共|总共|共)?(?:大概)?多少(?!人|名|家|个|户|条|项|次|件|笔|份|处|宗|起|亩|公里|套|间)|"
        r"(?:租金|损失|违规资金|津补贴|奖金)[^,。?]{0,8}多少(?!人|名|家|个|户|条|项|次|件|笔|份)|(?<!by )how much (?:money|was|did)|how much\b[^?]*\b(?:worth|cost|paid|spent|money)|what (?:amount|sum)|\bcosts?\b|\b(?:unit )?prices?\b",
    ),
    (
        "percent",
        r"百分之|百分比|比例|占比|比率|(?:涨|增长|提高|下降|提升|降低|(?<!新)增)(?:了|幅)?(?:是)?多少|增速|增幅|"
        r"率[^,。]{0,8}(?:多少|多高|(?<!哪)几)|what (?:percent|share|rate)|percent|by how much",
    ),
    (
        "date",
        r"哪(?:一)?(?:天|年|月|日)|何时|什么时(?:候|间)|几月|几号|哪个(?:月|年)|日期|多久(?:能|才|可以)|时间是|^when\b|\bwhen (?:did|was|were|is|does|will)\b|(?:what|which) (?:date|day|month|year)",
    ),
    (
        "duration",
        r"多久(?!能|才|可以)|多长时间|几(?:个)?(?:工作日|小时|天)之?内|how long\b",
    ),
    (
        "docno",
        r"文号|发文字号|几号文",
    ),
    (
        "rank",
        r"第几|排(?:名|位|第)|名次|what rank|ranked",
    ),
    (
        "document",
        r"(?!什么(?:好|具体)?办法)(?:哪些|什么|哪个|哪几个|哪份|哪项|几个|出台了?|制定了?|印发了?)[^,。]{0,8}(?:文件|办法|制度|方案|规定|细则|预案|条例|通知|意见|规则|指引)"
        r"|(?:文件|办法|方案|制度|规定|预案|细则|指引|手册)[^。]{0,8}叫什么"
        r"|(?:文件|办法|方案|制度|规定|意见|预案|通知|细则)(?:的)?(?:全名|全称|名字|名称|叫)|文件名|which (?:document|rule|regulation|plan)",
    ),
    (
        "person",
        r"(?<!文件)(?<!办法)全名|真名|姓名|(?<!文件)名字(?=叫|是?什么|有吗|有没有|\W|$)|叫什么(?:名字?)?$|叫什么[,。?]|姓什么|姓甚名谁|贵姓|full name",
    ),
    (
        "who",
        r"是谁|哪(?:一)?位|谁(?:负责|被|受|讲|授|主讲|带队)|\bwho\b",
    ),
    (
        "people",
        rf"(?:多少|(?<![这那])几)(?:个|位|名)?(?:{PEOPLE}|同志|干部|党员|职工|员工|责任人)|人数|how many (?:people|persons|officials|staff|cadres|members)",
    ),
    (
        "count",
        rf"(?:多少|(?<!哪)几)(?:{COUNTERS}|天|岁|年|公里|米|亩|吨|平方米|千瓦|小时|分钟|字|块|层|步|处)|数量|总数|how many|number of",
    ),
    (
        "number",
        r"最高|最低|多少|how much|how high|(?<!哪)几(?=[一-鿿]|$|\W)",
    ),
    (
        "named",
        rf"哪(?:(?:一)?(?:个|家|所)|几家)(?:{NAMED})|(?:企业|公司|学校|医院|单位|人员|项目|银行|律所|事务所)[^,。?]{{0,6}}(?:叫什么|名字|名单|全称|全名)",
    ),
    (
        "post",
        r"调(?:到|去|往)了?哪(?:个|里|儿|家)|(?:调|去|到|在)了?哪(?:个(?:单位|部门|支部|处室|科室|局)|里|儿|家单位)?(?:去了?|上班|工作|任职|高就)",
    ),
)
ASKS = tuple((name, re.compile(cue)) for name, cue in _ASK_TABLE)
_UNIT = re.compile(
    rf"(?:多少|几)(公里|平方米|小时|分钟|{COUNTERS}|元|万元|亿元|亿|万|天|岁|年|米|亩|吨|块)"
)

# What has a name, too, and who has one.
_THING = re.compile(
    r"计划|平台|文件|办法|方案|制度|项目|系统|基金|园区|产品|活动|品牌|券|指引|手册|工程"
)
_SOMEBODY = re.compile(
    r"人|谁|位|某|姓|全名|真名|干部|党员|职工|员工|老师|教授|专家|同志|书记|主任|主席|经理|领导|律师|名单|[局处科组会院校]长"
)

# A day or a month asked for is not answered with a year.
_WITHIN_YEAR = re.compile(r"哪(?:一)?天|几号|几月|哪个月|哪日|what (?:day|date)")

_RECORD_TABLE: tuple[tuple[str, str], ...] = (
    (
        "inspecting_body",
        r"(?:哪|什么|谁)(?:一)?(?:个|支|家)?(?:巡察|巡视|审计)?组|(?:由|被)?谁(?:来|去)?(?:巡察|巡视|查)的?|巡察组(?:是|叫)(?:哪|什么)|"
        r"哪(?:个|家|一级)(?:党委|机构|单位)?(?:来)?(?:巡察|巡视)|(?:which|what) (?:inspection )?team|who inspected",
    ),
    (
        "inspection_period",
        r"(?:什么时(?:候|间)|何时|哪(?:段|几)(?:时间|天)|多久|时间)[^,。?]{0,8}(?:巡察|巡视|进驻)(?!组?向)|"
        r"(?:巡察|巡视|进驻)(?:工作)?(?:的)?(?:是)?(?:起止)?(?:时间|期间|什么时|从哪天|从几|多久|了多久|多长|到哪天|起止)|"
        r"when (?:was|were) [^?]*inspect(?:ed|ion)\b",
    ),
    (
        "feedback_date",
        r"(?:什么时候|什么时间|哪天|哪一天|何时|几号|日期|时间)[^,。?]{0,8}反馈|(?:收到|拿到|接到|听到)[^,。?]{0,8}反馈|反馈[^,。?]{0,8}(?:最[晚早]|同一天)|反馈(?:意见|巡察意见|问题)?(?:的)?(?:是)?"
        r"(?:时间|日期|什么时|哪天|何时|哪一天|在哪天)|feedback [^?]*(?:when|date|delivered|given)|when [^?]*feedback",
    ),
    (
        "signature_date",
        r"落款(?:日期|时间)?|署名日期|signature date|"
        r"(?:bulletin|report|notice)s?\b[^?]{0,30}\bsigned",
    ),
    (
        "publish_date",
        r"(?:什么时候|什么时间|哪天|哪一天|何时|几号)[^,。?]{0,8}(?:发布|公布|公开|发出|(?<![印颁下])发的(?!通知|文件|办法|函|方案)|挂出|上网|登出)|(?:发布|公布|公开|挂网|上网)(?:的)?(?:是)?"
        r"(?:时间|日期|什么时|哪天|何时|哪一天|在哪天)|(?:网站?上?|上网|网上)[^,。?]{0,6}(?:哪天|何时|什么时候|几号)|(?:几号|哪天|何时)[^,。?]{0,4}(?:发到|放到|挂到|登在)(?:了)?(?:网|官网|网站)上?|when [^?]*publish|publication date|"
        r"通报[^,。?]{0,4}(?:出|发|晒)(?:得|的|出来)?最(?:早|晚|先|后)|"
        r"最(?:早|晚|先|后)[^,。?]{0,4}(?:公布|公开|发布|挂网)[^,。?]{0,8}(?:整改|通报|情况)|"
        r"(?:整改|通报|情况)[^,。?]{0,6}(?:公布|公开|发布|挂网)[^,。?]{0,6}最(?:早|晚|先|后)",
    ),
    (
        "contact",
        r"电话|联系方式|怎么联系|邮箱|邮件|邮编|邮政编码|邮寄|地址|寄到|寄信|写信|反映情况|提意见|"
        r"phone|e-?mail|contact|address(?!ed)|postcode|mailing",
    ),
    (
        "problems",
        r"(?:多少|几)(?:个|项|条)?(?:具体)?(?:的)?问题|问题(?:数量?|条目|条数)?最(?:多|少)|条目数?|问题[^,。?]{0,6}(?:有|共|是)?(?:多少|几)(?:个|条)(?!\w)|问题(?:总数|数量|数|有多少|有几|一共)|how many (?:problems|findings|issues)|"
        r"\b(?:most|fewest|number of) (?:problems|findings|issues)",
    ),
    (
        "done",
        r"(?:整改)?(?:已经?)?(?:完成|改完|销号|做完)了?(?:多少|几)(?:个|项|条)?|(?:多少|几)(?:个|项|条)?(?:问题)?(?:已经?)?(?:整改)?(?:完成|改完|销号)|完成率|"
        r"how many [^?]*(?:completed|resolved|closed)",
    ),
    (
        "measures",
        r"(?:多少|几)(?:条|项|个)?(?:具体)?(?:的)?(?:整改)?(?:措施|举措)|(?:整改)?(?:措施|举措)(?:总数|数量|条数|有多少|一共)|措施(?:数量?)?(?:最(?:多|少)|多少条?|几条)|how many [^?]*measures|\b(?:most|fewest|number of) measures",
    ),
    (
        "rules",
        r"(?:多少|几)(?:项|个|条|份)?(?:规章制度|制度|机制|规矩|规章)|(?:规章)?制度(?:机制)?(?:总数|数量|有多少|一共|出了几|建了几)|how many [^?]*(?:rules|regulations|systems)",
    ),
    (
        "documents",
        r"(?:出台|制定|制订|印发|修订|新建|建立|新增|发布|下发|搞|定|建|立|弄)(?:或?(?:修订|完善|印发))?了?(?:哪些|什么|哪几(?:个|份|项)|(?:多少|几)(?:个|份))(?:新的?|具体的?)?(?:制度)?(?:文件|办法|制度|方案|规章|规定|规矩)"
        r"|(?:有|都有)?(?:哪些|什么)(?:新的?)?(?:制度)?(?:文件|办法|制度|规章|规定)(?:是)?(?:新)?(?:出台|制定|印发|修订|发布)的?"
        r"|(?:出台|制定|印发|修订)的(?:制度|文件|办法|规定|规章)+(?:清单|名单|目录|有(?:哪些|什么|多少))"
        r"|(?:出台|制定|印发|修订)(?:的)?(?:制度)?(?:文件|制度|办法)(?=最[多少])"
        r"|what (?:documents|rules|regulations)[^?]*(?:issue|adopt|publish)",
    ),
    (
        "accountable",
        r"(?:问责|追责|处理|处分|谈话提醒|批评教育)(?:处理|问责)?了?(?:一共|总共)?(?:多少|几)(?:个|名|位)?(?:人|责任人|干部|党员)|"
        r"(?:问责|追责)了(?:一共|总共)?(?:多少|几)个?(?=\W|$)|"
        r"(?:多少|几)(?:个|名|位)?(?:人|责任人|干部|党员)(?:次)?(?:被|受到|受)(?:到|了)?(?:问责|追责|处理|处分)|(?:问责|追责|处分|处理)+的?(?:人员?(?=最[多少])|人数|情况)|"
        r"how many [^?]*(?:accountable|punished|disciplined)",
    ),
    (
        "statuses",
        r"(?:完成|推进|坚持)[^,。?]{0,24}(?:各|分别)(?:有)?(?:多少|几)|(?:完成|整改)(?:的)?(?:比例|率|进度|进展)(?:是|有|如何|怎么样)?多?少?$|"
        r"(?:is|was|has|have) (?:it|this|that|they)\b[^?]{0,20}(?:finish|complet|done|closed|resolved)|"
        r"(?:整改)?(?:已经?|都)?(?:完成|到位|销号|改完)了?(?:吗|没有?)\W*$|全部(?:整改)?完成了?(?:吗|没有)|(?:都|全)(?:整改|改)?完(?:成)?了?(?:吗|没有)",
    ),
    (
        "inspection_kind",
        r"提级(?:交叉)?|交叉巡察|延伸巡(?:察|视)|巡(?:察|视)延伸|(?:常规|专项|机动|联动)巡(?:察|视)|什么(?:类型|性质|方式)的?巡(?:察|视)",
    ),
    (
        "organisation",
        r"(?:怎么|如何|怎样)(?:组织|部署|开展|落实)(?:领导|开展)?(?:的)?(?:巡察)?整改工作|(?:巡察)?整改(?:工作)?(?:是)?(?:怎么|如何|怎样)(?:组织|部署)|"
        r"(?:怎么|如何|怎样)组织(?:巡察)?整改|组织领导(?:情况)?|整改(?:工作)?领导小组",
    ),
    (
        "next",
        r"下一?(?:步|阶段)(?:工作)?(?:有)?(?:什么|哪些|的)?(?:整改)?(?:打算|计划|安排|举措|怎么)?|(?:未来|今后)(?:的)?(?:工作)?(?:打算|计划|安排|部署|思路)(?:部分)?|后续(?:有什么|的)?(?:打算|计划|安排)|今后(?:有什么|的)?打算|接下来(?:打算|怎么)",
    ),
    (
        "round",
        r"(?:哪|第几)(?:一)?(?:届|轮)|哪(?:一)?轮(?:巡察|巡视)?|which round",
    ),
)
RECORDS = tuple((name, re.compile(cue)) for name, cue in _RECORD_TABLE)


def asks_in(folded: str) -> tuple[Ask, ...]:
    """Return the kinds of values that a folded question asks for, in the table's order.

    The last kind, any number, is asked for only where no other is.
    """
    found: list[Ask] = []
    for name, cue in ASKS:
        if (match := cue.search(folded)) and not (found and name in ("count", "number")):
            of_thing = _THING.search(folded) and not _SOMEBODY.search(folded)
            if name == "person" and of_thing:
                continue
            unit = _UNIT.search(folded, match.start())
            by_day = name == "date" and _WITHIN_YEAR.search(folded)
            said = "月" if by_day else unit.group(1) if unit else ""
            if name == "named":
                said = (re.findall(NAMED, match.group()) or [""])[-1]
            found.append(Ask(name, said))
    return tuple(found)


def records_in(folded: str) -> tuple[Record, ...]:
    """Return the records that a folded question asks for, with its words for them."""
    said = ((name, tuple(m.group() for m in cue.finditer(folded))) for name, cue in RECORDS)
    return tuple(
        Record(name, LABELS[name], words, details_in(words)) for name, words in said if words
    )


# Which of several things under one name a question asks for.
_DETAILS = {
    "phone": re.compile(r"电话|phone"),
    "mail": re.compile(r"邮箱|邮件|e-?mail"),
    "postcode": re.compile(r"邮编|邮政编码|postcode"),
    "address": re.compile(r"地址|寄|address|mailing"),
}


def details_in(words: tuple[str, ...]) -> frozenset[str]:
    """Return which details the words for a record name: kinds of contact, kinds of inspection."""
    said = "\n".join(words)
    named = {name for name, cue in _DETAILS.items() if cue.search(said)}
    return frozenset(named | set(INSPECTIONS.findall(said)))
