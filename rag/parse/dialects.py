# ruff: noqa: E501 - the row of a table is read as one line
"""The tables by which bulletins are read: numerals, labels, headings of parts, status words.

All patterns are matched against text folded by `rag.text.chinese.fold` (half-width, simplified script), one
line at a time, and all repeats are bounded, so that reading stays linear in the length of the text.
To teach the reader a new form, add a row here and a sample to `tests/data/` (docs/dialects.md).

Long because it is tables, and what reads a line one way or another is weighed together.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.bulletin import Part, Status
from rag.parse.counting import QUANTITY

CN = "[一二三四五六七八九十百零〇○]{1,5}"
ANSWERED = "(?:的?整改(?:落实|进展|完成)?(?:情况|措施)?)?"  # behind what only counts a problem


@dataclass(frozen=True, slots=True)
class Form:
    """A way to number a line. `rank` orders the levels from outside in where the text leaves it open.

    The first group of `pattern` that matched is the numeral. `listing` marks the forms that count
    measures unless the text shows otherwise (一是, 第一,).
    """

    name: str
    pattern: re.Pattern[str]
    rank: int
    listing: bool = False

    def counts_on(self, line: str, number: int | None, skip: int) -> bool:
        """Tell whether a line that starts with 1 counts on inside: (1)…。(2)…, a list and no heading."""
        if number != 1 or self.listing or self.name not in INLINE_TWO:
            return False
        return bool(INLINE_TWO[self.name].search(line, skip))


INLINE_TWO = {
    "(1)": re.compile(r"(?<=[。;:])\s{0,4}[(\[]\s?2\s?[)\]]"),
    "(一)": re.compile(r"(?<=[。;:])\s{0,4}[(\[]\s?二\s?[)\]]"),
    "1.": re.compile(rf"(?<=[。;:])\s{{0,4}}(?!{QUANTITY.pattern})2\s?[.、]"),
    "一、": re.compile(r"(?<=[。;:])\s{0,4}二、"),
}

FORMS = (
    Form("第一部分", re.compile(rf"第({CN})(?:大)?部分\s*[、,:.]?\s*"), 0),
    Form(
        "问题1",
        re.compile(
            rf"(?:\d{{1,3}}\s*[.、]\s*|\(?{CN}\)?\s*[、.]?\s*)?[\[【(]?(?:针对|对于|关于|对)?(?:(?:反馈|具体|突出|整改|巡察|巡视|存在)?(?:的)?问题|(?:反馈|整改)(?:意见|事项|任务))"
            rf"\s*[\[(]?(?:(?:\d{{1,2}}\s?[-—–.]\s?)?(\d{{1,3}})|({CN}))(?:[\])]?[\]】)]\s*[:、.,。]?|{ANSWERED}(?:\s*[:、.,。\s]|$)|(?=[\"“]))\s*"
        ),
        3,
    ),
    Form(
        "第1个问题",
        re.compile(
            rf"(?:针对|对于|关于|对)?\s*第\s*(?:(\d{{1,3}})|({CN}))\s*[个项条](?:方面|具体|反馈)?(?:的)?(?:问题|任务|意见){ANSWERED}\s*[:、.,]?\s*"
        ),
        3,
    ),
    Form("1-2", re.compile(r"\(?\d{1,2}\s*[-—–]\s*(\d{1,2})\)?\s*(?:[,、.:]|\s|(?=关于))\s*"), 5),
    Form("1.1.1", re.compile(r"(?:\d{1,2}[.-]){2}(\d{1,2})(?:[、.:]|\s+)\s*(?!\d|年)"), 6),
    Form("1.2", re.compile(r"\d{1,2}\.(\d{1,2})(?:[、.:]|\s+)\s*(?!\d|年)"), 5),
    Form(
        "(一)",
        re.compile(rf"(?:[(\[【〔]?\s*({CN})\s*[)\]】〕]|\(\s*({CN})\s*[、.])\s*[、.]?\s*"),
        2,
    ),
    Form(
        "(1)",
        re.compile(r"(?:[(\[【〔]?\s*(\d{1,3})\s*[)\]】〕]|\(\s*(\d{1,3})\s*[、.])\s*[、.]?\s*"),
        6,
    ),
    Form("一、", re.compile(rf"({CN})\s*(?:[、.:]|,(?!\d))\s*"), 1),
    Form(
        "1.",
        re.compile(
            r"(\d{1,3})\s*(?:[.,:]\s*(?!\d)|\.\s*(?=(?:19|20)\d\d年)|、\s*|[\s。]+(?=关于|对于|针对|在[\"“])|(?=关于[\"“]))"
        ),
        4,
    ),
    Form("①", re.compile(r"([①-⑳⑴-⒇⒈-⒛❶-❿㈠-㈩])\s*[、.]?\s*"), 7, listing=True),
    Form("第一,", re.compile(rf"第({CN})\s*[,、:是]\s*"), 8, listing=True),
    Form("一是", re.compile(rf"({CN})(?:是|要)(?!否)"), 8, listing=True),
)
FORM = {form.name: form for form in FORMS}
DOUBTFUL = re.compile(r"(\d{1,3})\.(?=[1-9])")  # 2.7月1日…: of the form "1." where it counts on
ALONE = (FORM["问题1"], FORM["第1个问题"])  # may fill a line; the heading is then the next line
OPENING = "0123456789一二三四五六七八九十百零〇○([【〔第针对关问反具突整巡存①②③④⑤⑥⑦⑧⑨"  # what most numerals start with


@lru_cache(maxsize=4096)
def forms_from(char: str) -> tuple[Form, ...]:
    """Return the forms whose numeral may start with a folded character."""
    if "\u4e00" <= char <= "\u9fff" and char not in OPENING:
        return ()
    if char.isdecimal():
        return tuple(
            form
            for form in FORMS
            if form.name not in ("第一部分", "第1个问题", "一、", "第一,", "一是", "①")
        )
    if char in "第针对关":
        return tuple(
            form for form in FORMS if form.name in ("第一部分", "问题1", "第1个问题", "第一,")
        )
    return FORMS


NEVER = re.compile(r"(?!)")
COUNTED = re.compile(  # what a document may count by: a word of its own, nothing, other figures
    rf"(?!附|表|图|注|联系|电话)(?P<word>[\u4e00-\u9fff]{{2,6}}?)\s?[\[(]?(?P<n>\d{{1,2}}|{CN})[\])]?(?:\s*[,、:.。]|\s)\s*(?!\d)"
    r"|(?P<bare>\d{1,2})\s{1,4}(?=[\u4e00-\u9fff])"
    r"|[(\[]?(?P<figure>[a-z]|[Ⅰ-Ⅻ]|[ivx]{1,4})[)\]]?\s?[.、:)]\s*(?=[\u4e00-\u9fff\"])"
)
FIGURES = ("abcdefghijklmnopqrstuvw", "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ", "i ii iii iv v vi vii viii ix x".split())
BULLET = re.compile(r"([●○■□◆◇▲△★☆▶►▪◎])\s*")


@lru_cache(maxsize=64)
def counted_by(word: str) -> Form:
    """Return the form of headings that a word of the document's own counts."""
    return Form(f"{word}1", NEVER, 2)


MARKED = {  # headings without numeral that the markup of the file makes some, by their level
    level: Form(f"{level}级标题", NEVER, level) for level in range(1, 8)
}
BARE_PROBLEM = Form("无编号问题", NEVER, 4)  # a heading of a problem that lost its numeral
BARE_PART = Form(
    "无编号标题", NEVER, 0
)  # a part's heading in a text that does not number its parts
BARE_GROUP = Form("无编号类别", NEVER, 2)  # a group's heading without numeral
BARE_PROBLEM_LINE = re.compile(
    r"(?:(?:关于|针对)[^。;]{2,160}?|[\"“][^\"”。]{2,120}[\"”](?:的)?)(?:问题)(?:的?整改(?:落实)?(?:情况)?)?[。:]?$"
)
BARE_PART_LINE = re.compile(r"[^。,;:!?\t]{4,26}$")


@dataclass(frozen=True, slots=True)
class Label:
    """Words before a colon that say what follows. `role`: measures, status, plan, problem, other."""

    role: str
    words: str


DOING = "(?:已|所)?(?:整改|落实|推进|采取|完成|进展|工作|具体|主要|的|及|和|与|、)"
TOLD = "措施|举措|做法|成效|效果|成果|进展"
LABELS = (
    Label("status", "(?:目前|当前|整改|完成|落实|推进|工作){0,3}(?:状态|进度)|整改(?:完成)?结果|完成(?:情况|与否)|整改完成情况|办理(?:结果|情况)|销号情况|是否完成"),
    Label("measures", f"{DOING}{{0,4}}(?:{TOLD})(?:(?:{DOING}|{TOLD}){{0,4}}(?:情况|结果|{TOLD}))?(?:说明)?|情况说明"),
    Label("measures", "整改(?:工作)?(?:落实|进展|推进|完成|具体)?(?:情况(?:及成效|和成效|及效果|说明)?)?|(?:整改)?(?:工作)?落实(?:情况)?|进展情况"),
    Label("other", "(?:整改|完成|办结|计划)(?:完成)?(?:时限|期限|时间)|整改(?:类型|目标)|(?:责任|牵头|配合|整改|包抓|分管)(?:责任)?(?:领导|单位|部门|处室|科室|人)"),
    Label("problem", "(?:反馈|存在|具体|主要|巡察|发现|突出)*(?:的)?(?:问题|不足)(?:表现|描述|内容|概述)?|(?:具体|主要)表现|反馈内容|(?:问题|产生|存在问题)?原因(?:分析)?"),
)  # fmt: skip
LABEL_ROLE = tuple((label.role, re.compile(f"(?:{label.words})$")) for label in LABELS)
LABEL_WORDS = "|".join(f"(?:{label.words})" for label in LABELS)
SIGN = "(?:[▲△▶►●○■□◆◇★☆▪·•>*]|[-—–]{1,4})?"  # before a label, as before an item of a list
COUNT = rf"(?:(?<!问题)(?<!措施)(?<!举措)\s?(?:\d{{1,2}}|{CN}))?"  # 整改1: answers 问题1; 措施1: is a measure
ASKED = rf"(?:(?:针对)?(?:反馈)?问题\s?(?:\d{{1,2}}|{CN})的?(?=整改|落实|完成))?"  # 问题1整改情况:
LABEL = re.compile(
    rf"{SIGN}\s*[【\[(<《]?\s*{ASKED}({LABEL_WORDS}){COUNT}\s*(?:[】\])>》]\s*[:。]?|\*{{0,2}}:\*{{0,2}})\s*"
)
LABEL_LINE = re.compile(
    rf"{SIGN}\s*[【\[(<《]?\s*{ASKED}({LABEL_WORDS}){COUNT}\s*[】\])>》*]{{0,2}}\s*[:。]?\*{{0,2}}$"
)


def label_role(words: str) -> str:
    """Return the role of a label's words (整改情况 -> measures)."""
    return next((role for role, pattern in LABEL_ROLE if pattern.match(words)), "other")


# Headings of problems.
QUOTED_PROBLEM = re.compile(
    r"(?:关于|针对|对于|对|就)?(?:在|反馈的?|存在的?|巡察指出的?)?\s*[\"“][^\n]{2,300}?"
    r"(?:问题|方面|情况)(?:的?整改(?:落实|进展)?(?:情况)?)?"
)
NAMED_PROBLEM = re.compile(
    r"(?:关于|针对|对于)[^。:\n]{2,200}?的?(?:问题|方面)|[^。;:\n]{4,100}(?:的|不\w{1,3}|存在)问题[。:]?$"
)
PROBLEM_LABEL = re.compile(
    r"(?:具体|反馈|存在|主要|巡察)?(?:的)?问题(?:表现|描述|内容)?\s?:\s?(?=[^\s])|(?:具体|主要)表现\s?:\s?(?=[^\s])"
)
WEAK_WORDS = re.compile(
    "不(?:够|到位|足|严|实|强|高|深|力|全|紧|细|明|大|牢|透|准|广|活|畅|快|好|健全|规范|及时|完善|扎实|充分|彻底"
    "|平衡|精准|主动|积极|经常|合理|合规|重视|坚决|有力|聚力|突出|明显|严肃|严格|严谨|认真|清晰|科学|落实|符合|适应|匹配|均衡)"
    "|未|缺|滞后|薄弱|差距|短板|弱化|偏差|欠|空泛|流于形式|走过场|违规|违反|虚化|淡化|宽松|漏洞|缓慢|单一|有待|问题|越位|超标"
    "|弱项|隐患|乱象|松懈|随意|脱节|偏|乏力|失范|失察|失管|较[低少慢弱差轻]|重.{1,6}轻"
)
FAULT = re.compile(
    WEAK_WORDS.pattern + "|不(?!断|少于|再|得|低于|超过|同|动产|定期)"
    "|[少慢晚乱低难差松散粗浅窄旧硬]$|跟不上|过[早晚多长]|[多长]$"
)
DONE = re.compile(  # how a measure starts
    "(?:已|对|将|经|由|与|向|把|按|为|组织|建立|健全|修订|制定|印发|出台|开展|召开|完善|清理|清退|追缴|追回"
    "|补[收发齐缴]|整改|加强|落实|推[行进动]|实行|严格|明确|成立|约谈|通报|统一|全面|进一步|强化|规范|举办|新[建增])"
)
DONE_BY = re.compile(  # a sentence that says who did what: 公司党委修订…
    r"(?:我|本|全|该)?[\u4e00-\u9fff]{0,12}?(?:党[委组]|[局院校部厅镇乡区县委办]|公司|集团|中心|街道|单位|支部)"
    rf"(?:先后|及时|立即|专门|认真|多次)?(?:{DONE.pattern})"
)
GROUP_HEAD = re.compile(
    r"(?:(?:关于|针对|对于|聚焦|围绕|紧盯|在|对|落实|贯彻|履行|加强)?[^。:;]{2,120}"
    r"(?:方面|领域)(?:的?(?:问题|情况))?(?:的?整改(?:落实)?(?:情况)?)?[。:]?$)"
    r"|(?:聚焦|围绕|紧盯)[^。;]{2,100}(?:情况)?[。:]?$"
    r"|(?:反馈|存在)(?:的)?问题[:][^。]{2,100}$"
)


@dataclass(frozen=True, slots=True)
class PartHead:
    """Words in a part's heading that say which part it is; the first row that matches decides."""

    part: Part
    pattern: re.Pattern[str]


PART_HEADS = (
    PartHead(Part.CONTACT, re.compile("联系方式|监督(?:渠道|方式)|意见(?:反馈|建议)$|来信来访")),
    PartHead(
        Part.NEXT,
        re.compile(
            "下一?(?:步|阶段)|今后|打算|努力方向|后续|持续(?:用力|发力|推进|深化|巩固|抓好|加强|做好|强化)"
            "|新局面|(?:巩固|深化|拓展|扩大)[^。]{0,20}(?:整改)?(?:成果|成效)|长期坚持、?持续|常态长效|长效机制"
        ),
    ),
    PartHead(
        Part.ORGANISATION,
        re.compile(
            "组织(?:领导|推进|开展|实施|落实|部署|整改)?(?:工作)?情况|组织(?:领导|推进|开展|实施|落实|部署)|工作(?:基本|开展|总体|推进)情况|基本情况|总体情况|主要做法|工作做法"
            "|提高(?:思想|政治)|政治站位|政治担当|思想认识|压实|扛(?:起|牢)|主体责任|责任落实|履行[^。]{0,16}责任"
            "|加强领导|强化领导|统一思想|高度重视|部署推进|推进情况$|动员部署|第一责任人"
        ),
    ),
    PartHead(
        Part.FINDINGS,
        re.compile(
            "(?:问题|任务|意见|事项|整改)[^。]{0,16}(?:落实|进展|完成|推进|整改|办理)[^。]{0,8}情况|逐[条项]|整改[^。]{0,12}(?:情况|成效|进展)"
            "|反馈[^。]{0,12}问题|真改|见行见效|对账销号|问题清单"
        ),
    ),
)
STRONG_FINDINGS = re.compile(
    "(?:问题|任务|意见)[^。]{0,16}(?:落实|进展|完成|整改)|整改(?:工作)?(?:进展|落实|完成)|逐[条项]|反馈[^。]{0,12}问题"
)
NEXT_LINE = re.compile(
    r"(?:下一步|下步|下一阶段|今后|接下来)(?:工作)?[,:]?"
    r"|(?:我|本|全|集团|[院局校区县市镇乡])[院局校区县市镇乡委司会]?(?:党[委组]|领导班子)?将(?:继续|持续|坚持|进一步|不断|始终|以)"
    r"|在(?:持续)?巩固[^。]{0,12}整改"
)
BARE_NEXT = re.compile(
    r"(?:下一?步|下一阶段|今后)(?:的)?(?:整改)?(?:工作)?(?:打算|安排|计划|措施|思路|举措)?[:。]?$"
)


@dataclass(frozen=True, slots=True)
class StatusWords:
    """Words in which a text states a status, and what they come to; the first row that matches decides."""

    status: Status
    pattern: re.Pattern[str]


STATUSES = tuple(
    StatusWords(status, re.compile(words))
    for status, words in (
        (
            Status.MOSTLY,
            "基本(?:完成|整改|解决|到位|销号)|阶段性(?:完成|成效|进展|任务)|视同完成|部分完成",
        ),
        (
            Status.ONGOING,
            "(?:正|尚)在(?:整改|推进|进行|落实|办理|实施)|(?:尚)?未(?:整改)?(?:完成|销号)|推进中|整改中|进行中|^持续(?:整改|推进)"
            "|未整改到位",
        ),
        (
            Status.DONE,
            "已(?:经)?(?:全部|全面|按期|按时|如期)?(?:整改)?(?:完成|完毕|到位|销号|办结|落实|解决|整改)|(?:整改)?完成整改|整改(?:已)?(?:完成|完毕|到位)"
            "|^完成|全部完成|立行立改|^销号|已?办结|完成并(?:长期|持续)坚持|立改立行|完成销号|立整立改",
        ),
        (Status.STANDING, "长期(?:坚持|整改|推进)|持续坚持|常态(?:化)?(?:坚持|推进)|坚持整改"),
        (Status.ONGOING, "持续(?:整改|推进|深化|落实)"),
    )
)

# The end of a bulletin.
CONTACT = re.compile(
    r"(?:热忱|诚恳|真诚)?(?:欢迎|敬请|恳请)[^。]{0,40}(?:监督|反映|反馈|提出)|(?:如)?(?:果)?有(?:意见|问题)[^。]{0,10}(?:建议|反映)?[^。]{0,8}(?:请|可)"
    r"|(?:联系|监督|举报|投诉|受理|反映)(?:的)?(?:方式|电话|人|渠道|邮箱|地址)\s*(?:为|:|\d)"
    r"|(?:电子邮箱|电子邮件|邮箱|邮政地址|邮寄地址|通讯地址|通信地址|联系地址|邮政编码|邮编|电话|传真|地址|来信来访)\s*[:为]"
)
CLOSING = re.compile(r"(?:特此|现予)(?:通报|公告|公示|报告|公布)|附件?[:\s]")
ORGAN = "党组|党委|委员会|工作委员会|支部委员会|党总支|工委|支部|总支|纪律检查委员会|县委|市委|区委|省委|州委|旗委|镇委|乡委|局|院|校|公司|办公室|中心|集团|部|厅|处|馆|社|会|庭|所|站|医院|学院|大学|学校|中学|小学|政府"
SIGNATURE = re.compile(
    rf"(?:中共|中国共产党)?[\u4e00-\u9fff()\s]{{2,40}}(?:{ORGAN})(?:\(?(?:盖章|公章|印章)\)?)?$"
)
DATE_LINE = re.compile(
    r"\(?\s*(?:二[〇○零0oO]\S{1,4}年\S{1,3}月\S{1,4}日|(?:19|20)\d{2}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?"
    r"|[x×X]{2,4}年[x×X]{1,2}月[x×X]{1,2}日|20\d{2}年?\d{1,4}月?日)\s*\)?$"
)
INLINE_LABEL = re.compile(
    rf"(?:(?<=[。;:!?\"')])|^{SIGN})\s{{0,8}}[【\[(]?\s?{ASKED}({LABEL_WORDS}){COUNT}\s?(?:[】\])]\s?:?|\*{{0,2}}:\*{{0,2}})\s{{0,8}}"
)
