"""Layouts put together from the forms that bulletins use, each with what must be read from it.

A layout is a choice for each dimension: skeleton, groups, numerals, headings, labels, measures.
`CHOICES` lists them; `valid` leaves out those that no reader could tell apart.
"""

from dataclasses import dataclass, fields

from opencc import OpenCC

CN = "零一二三四五六七八九十"
PROBLEMS = [
    "理论学习不够深入,学用结合不紧密",
    "意识形态工作责任制落实不到位",
    "专项资金监管不严格",
    "重点项目推进缓慢",
    "政府采购程序不规范",
    "公务用车管理存在漏洞",
    "“三会一课”制度执行不严",
    "干部队伍结构老化",
    "以案促改流于形式",
    "服务企业主动性不强",
    "民主生活会质量不高",
    "国有资产底数不清",
]
MEASURES = [
    "召开党组会专题研究4次,制定整改方案",
    "印发《内部控制管理办法》,明确审批权限",
    "对2021年以来的合同开展全面清理,发现问题12个",
    "组织业务培训3期,培训干部215人次",
    "追回资金36.5万元,收缴国库",
    "约谈责任人5名,通报批评2人",
    "建立工作台账,实行销号管理",
    "走访企业86家,解决诉求41件",
    "选派8名年轻干部到基层锻炼",
    "开展专项检查2轮,整改隐患67处",
]
GROUPS = ["落实党中央决策部署", "落实全面从严治党责任", "落实新时代党的组织路线"]
ORGAN = "中共禾州市水利局党组"
TITLE = f"{ORGAN}关于市委第四巡察组反馈意见整改进展情况的通报"
OPENING = (
    "根据市委统一部署,2021年9月6日至11月12日,市委第四巡察组对市水利局党组进行了巡察。"
    "2021年12月21日,市委第四巡察组向市水利局党组反馈了巡察意见。现将整改进展情况予以公布。"
)
OVERVIEW = "局党组高度重视,一是加强组织领导,成立领导小组;二是压实工作责任,召开会议6次。"


@dataclass(frozen=True)
class Layout:
    """One choice for each dimension."""

    skeleton: str
    organisation: str
    part: str
    group: str
    numeral: str
    heading: str
    restart: bool
    label: str
    measures: str
    ending: str
    leaf: str
    damage: str
    around: str
    extra: str


CHOICES = {
    "skeleton": ["parts", "overview", "direct", "第一部分"],
    "organisation": ["一是", "(一)", "1.", "text"],
    "part": [
        "巡察整改进展情况",
        "整改进展情况及成效",
        "巡察反馈问题整改落实情况",
        "反馈问题整改情况",
        "坚持问题导向,逐条逐项抓好整改",
        "巡察整改任务落实情况",
        "动真碰硬,推动反馈问题见底清零",
    ],
    "group": [
        "",
        "(一)在“{}”方面",
        "(一)关于{}方面",
        "(一)聚焦{}情况",
        "(一){}不够有力",
        "{}方面",
        "一、{}方面",
    ],
    "numeral": ["1.", "1、", "(一)", "(1)", "问题1:", "反馈问题一:", "一、", "1.问题1:"],
    "heading": [
        "关于“{}”的问题",
        "关于“{}”的问题。",
        "关于{}的问题",
        "{}",
        "{}。",
        "关于“{}”问题的整改",
    ],
    "restart": [True, False],
    "label": [
        "整改情况:",
        "整改情况:\n",
        "整改措施及成效:",
        "整改结果:已完成。\n整改情况:",
        "整改落实情况:已完成整改。",
        "",
        "run-in",
    ],
    "measures": [
        "一是 inline",
        "一是 lines",
        "(1) inline",
        "(1) lines",
        "第一 inline",
        "① lines",
        "1. lines",
        "prose",
    ],
    "ending": ["full", "no signature", "no next", "bare next"],
    "leaf": ["", "", "", "(1)关于“{}”的问题", "(1){}。", "1-1,{}。"],
    "damage": ["", "", "", "comma", "numeral", "parenthesis", "quote", "skip"],
    "around": ["", "page", "traditional", "wide", "indent"],
    "extra": ["", "preamble", "summary", "found"],
}

QUOTED = ("关于“{}”的问题", "关于“{}”的问题。", "关于“{}”问题的整改")
MARKS = {"(1)": "(1)", "1.": "1.", "1、": "1."}
CLASHES = (  # what no reader could tell apart, or what makes no sense
    lambda x: (
        x.measures.startswith(MARKS.get(x.numeral, "-")) and not (x.label and x.heading in QUOTED)
    ),
    lambda x: x.group.startswith("(一)") and x.numeral in ("(一)", "一、"),
    lambda x: x.numeral == "一、" and (x.skeleton in ("overview", "direct") or x.group),
    lambda x: (x.skeleton == "direct") != x.group.startswith("一、"),
    lambda x: x.group.startswith("{}") and (x.skeleton == "overview" or x.numeral == "(一)"),
    lambda x: x.group.startswith("{}") and x.extra == "preamble",
    lambda x: x.leaf and (x.numeral not in ("1.", "1、") or x.label in ("", "run-in") or x.damage),
    lambda x: x.leaf and x.measures.startswith(("(1)", "1.")),
    lambda x: x.damage in ("comma", "numeral") and (x.numeral != "1." or x.label == "run-in"),
    lambda x: x.damage == "numeral" and x.heading not in QUOTED[:2],
    lambda x: x.damage == "parenthesis" and not x.group.startswith("(一)"),
    lambda x: x.damage == "quote" and x.heading != QUOTED[0],
    lambda x: x.damage and x.measures.startswith(MARKS.get(x.numeral, "-")),
    lambda x: x.extra == "summary" and x.measures == "prose",
    lambda x: x.extra == "found" and x.label in ("", "run-in"),
    lambda x: not x.label and x.measures in ("1. lines", "(1) lines", "(1) inline", "prose"),
    lambda x: (
        x.label == "run-in" and not (x.measures[:2] in ("一是", "第一") and "。" in x.heading)
    ),
    lambda x: x.label == "run-in" and x.measures.endswith("lines"),
    lambda x: x.skeleton == "overview" and x.ending == "bare next",
    lambda x: x.skeleton == "direct" and x.numeral == "(一)" and x.ending == "no next",
)


def valid(layout):
    """Tell whether a layout is one that can be read without guessing."""
    return not any(clash(layout) for clash in CLASHES)


def compose(layout):
    """Return a layout's text and the findings in it: number, group, title, measures."""
    body, findings = _findings(layout)
    before = [TITLE, OPENING]
    if layout.skeleton == "overview":
        before = [TITLE, OPENING + OVERVIEW]
    elif layout.skeleton in ("parts", "第一部分"):
        mark = "第一部分 " if layout.skeleton == "第一部分" else "一、"
        before += [f"{mark}整改工作组织情况", *_organisation(layout.organisation)]
        mark = "第二部分 " if layout.skeleton == "第一部分" else "二、"
        before.append(f"{mark}{layout.part}")
    lines = [*before, *body, *_ending(layout)]
    return _around(layout, lines), [
        (number, _as(layout, group), _as(layout, title), count)
        for number, group, title, count in findings
    ]


PAGE = [
    "无障碍 | 关怀版",
    "禾州市人民政府",
    "首页 政务公开 办事服务",
    "当前位置:首页 > 公开 > 正文",
    "索 引 号:HZ001/2022 发布机构:市水利局",
    "字号:大 中 小 打印",
]
FOOT = ["【打印】【关闭】", "相关链接", "1.关于“其他文章”的问题", "主办:禾州市人民政府 禾ICP备1号"]


def _around(layout, lines):
    """Set the lines in the page, the script, the width or the indent of the layout."""
    if layout.around == "page":
        lines = [*PAGE, lines[0], "发布时间:2022-05-17 来源:市纪委监委", *lines[1:], *FOOT]
    if layout.around == "indent":
        lines = [line for each in lines for line in (f"\u3000\u3000{each}  ", "")]
    return "\r\n".join(_as(layout, line) for line in lines) + "\n"


def _as(layout, words):
    if words is None:
        return None
    if layout.around == "traditional":
        return TRADITIONAL.convert(words)
    return words.translate(WIDE) if layout.around == "wide" else words


TRADITIONAL = OpenCC("s2t")
WIDE = str.maketrans(":,;()", "：，；（）")


def _organisation(form):
    heads = ["提高政治站位,强化组织领导", "压实整改责任,细化整改措施", "健全长效机制,巩固整改成效"]
    marks = {"一是": "{}是", "(一)": "({})", "1.": "{}."}
    if form == "text":
        return ["局党组切实履行整改主体责任,召开会议6次,建立问题、任务、责任三张清单。"]
    counts = ["1", "2", "3"] if form == "1." else ["一", "二", "三"]
    return [
        f"{marks[form].format(count)}{head}。局党组召开专题会议,研究部署整改工作。"
        for count, head in zip(counts, heads, strict=True)
    ]


def _findings(layout):
    lines, findings, number = [], [], 0
    problems = iter(PROBLEMS)
    for order, name in enumerate(GROUPS if layout.group else [""], 1):
        group = _group(layout.group, order, name)
        if layout.damage == "parenthesis" and order == 2:
            group = group.replace("(", "", 1)
        lines += [group] if group else []
        if layout.extra == "preamble" and group:
            lines.append("局党组对照反馈意见,逐条研究整改措施。")
        number = 0 if layout.restart else number
        for _ in range(2 if layout.group else 5):
            number += 1
            problem = next(problems)
            title = layout.heading.format(problem)
            if "“{}”" in layout.heading:
                title = layout.heading.format(problem.replace("“", "‘").replace("”", "’"))
            count = 2 + (number + order) % 2
            start = (3 * number + order) % len(MEASURES)
            told = [MEASURES[(start + at) % len(MEASURES)] for at in range(count)]
            head = _mark(layout.numeral, number) + title
            if layout.leaf:
                rows, leaves = _leaves(layout, number, problem, told)
                lines += [head, *rows]
                path = f"{group} / {head}" if group else head
                findings += [(order, path, leaf, count) for order, leaf in enumerate(leaves, 1)]
                continue
            shown = number
            if (number, order) == (2, 1) and layout.damage:
                head, title, shown = _damaged(layout, head, title, number)
                number += layout.damage == "skip"
            lines += _body(layout, head, told)
            findings.append((shown, group or None, title, count))
    return lines, findings


def _damaged(layout, head, title, number):
    """Return the second finding's heading with the layout's damage, its title and its number."""
    if layout.damage == "comma":
        return head.replace("2.", "2、", 1), title, number
    if layout.damage == "numeral":
        return title, title, None
    if layout.damage == "quote":
        return head.replace("”的", "的"), title.replace("”的", "的"), number
    if layout.damage == "skip":
        return _mark(layout.numeral, number + 1) + title, title, number + 1
    return head, title, number


def _leaves(layout, number, problem, told):
    rows, titles = [], []
    for order, word in enumerate(("思想认识", "推进落实"), 1):
        plain = problem.replace("“", "‘").replace("”", "’") if "“" in layout.leaf else problem
        head = layout.leaf.replace("(1)", f"({order})").replace("1-1", f"{number}-{order}")
        head = head.format(f"{word}{plain}")
        rows += _body(layout, head, told)
        titles.append(head.split(",", 1)[1] if "1-1" in layout.leaf else head[3:])
    return rows, titles


def _group(form, order, name):
    return form.replace("(一)", f"({CN[order]})").replace("一、", f"{CN[order]}、").format(name)


def _mark(form, number):
    return form.replace("1", str(number)).replace("一", CN[number])


def _body(layout, head, told):
    form, _, how = layout.measures.partition(" ")
    if form == "prose":
        items = [f"{words}。" for words in told]
    else:
        counts = [
            {"一是": f"{CN[n]}是", "第一": f"第{CN[n]},", "①": "①②③"[n - 1]}.get(
                form, form.replace("1", str(n))
            )
            for n in range(1, len(told) + 1)
        ]
        items = [f"{count}{words}。" for count, words in zip(counts, told, strict=True)]
    told_lines = ["".join(items)] if how != "lines" else items
    if layout.label == "run-in":
        return [head + told_lines[0]]
    label = layout.label
    if layout.extra == "found":
        head += "\n存在问题:经查,相关工作确有不足。"
    if layout.extra == "summary":
        told_lines.append("通过整改,工作水平进一步提高。")
    if how == "lines" and label:
        return [*head.split("\n"), *label.rstrip("\n").split("\n"), *told_lines]
    return [*head.split("\n"), *f"{label}{told_lines[0]}".split("\n"), *told_lines[1:]]


def _ending(layout):
    lines = []
    mark = {"parts": "三、", "第一部分": "第三部分 ", "direct": "四、"}.get(layout.skeleton)
    if layout.ending == "bare next":
        lines.append("下一步工作打算")
    elif layout.ending != "no next" and mark:
        lines += [f"{mark}下一步工作打算", "(一)持续强化理论武装。深入学习贯彻党的二十大精神。"]
        lines.append("(二)持续深化整改成果。对已完成的问题开展“回头看”。")
    elif layout.ending != "no next":
        lines.append("下一步,局党组将持续抓好巡察整改,推动水利事业高质量发展。")
    if layout.ending == "bare next":
        lines.append("局党组将持续抓好巡察整改。")
    lines.append("欢迎广大干部群众监督。联系电话:0999-1234567;邮政信箱:禾州市清溪路8号。")
    return lines if layout.ending == "no signature" else [*lines, ORGAN, "2022年5月13日"]


def some_layouts(random, count):
    """Return `count` valid layouts drawn with `random`."""
    drawn = []
    while len(drawn) < count:
        layout = Layout(**{f.name: random.choice(CHOICES[f.name]) for f in fields(Layout)})
        if valid(layout):
            drawn.append(layout)
    return drawn
