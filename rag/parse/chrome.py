# ruff: noqa: E501 - the row of a table is read as one line
"""The page around a bulletin: which lines are its own, which hold facts, which are chrome.

A page is read in three zones. The head ends where the title or the opening paragraph (根据…部署)
stands, the foot begins behind the signature or at the first line that only a page's foot has;
both are dropped but for lines that state facts (发布时间, 索引号, 来源). In the body between them
only lines that are chrome as a whole are dropped, so that no sentence of the bulletin can be lost
to a pattern. What it does not know: pages with two articles; the first one's zones win.

Long because of its tables: the forms of what surrounds a bulletin on a page, a row each.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from rag.parse.dialects import CONTACT, DATE_LINE, FORMS, LABEL_LINE, SIGNATURE
from rag.parse.lines import Line
from rag.parse.paging import is_pager


class Zone(StrEnum):
    """What a line is to the page."""

    CHROME = "网页装饰"
    FACT = "页面信息"
    TITLE = "标题"
    BODY = "正文"


@dataclass(frozen=True, slots=True)
class PageLabel:
    """A label of a page's information block. `field` names the record it fills, "" for none."""

    field: str
    words: str


PAGE_LABELS = (
    PageLabel("publish_date", "发布时间 发布日期 发文日期 公示时间 公示日期 pubdate publishdate 公开日期 公开时间 发表时间 上传时间 时间 日期"),
    PageLabel("made_date", "成文日期 生成日期 成文时间 更新时间 更新日期 生效日期"),
    PageLabel("document_number", "文号 发文字号 文件编号 公文文号"),
    PageLabel("index_number", "索引号 索取号 信息索引号"),
    PageLabel("issuer", "发布机构 发布单位 发文单位 发文机关 发布部门 公开机构 公开单位 发布机关 制发机关 信息提供单位 公开部门 公示单位 报告单位 通报单位"),
    PageLabel("source", "来源 信息来源 文章来源 稿件来源 稿源 消息来源 作者 供稿 contentsource"),
    PageLabel("url", "网址 原文链接 链接 来源网址 本文网址 原文地址 url"),
    PageLabel("name", "名称 标题 信息名称 文件名称 公文名称 articletitle"),
    PageLabel("", "浏览量 浏览次数 浏览 访问量 访问次数 点击量 点击数 点击次数 点击 阅读 阅读量 阅读次数 阅读数 人气"),
    PageLabel("", "字号 字体 字体大小 文字大小 主题分类 分类 信息分类 栏目 体裁分类 公开方式 公开形式 公开范围 公开类型 公开属性 有效性 是否有效"),
    PageLabel("", "责任编辑 编辑 责编 审核 校对 初审 复审 终审 签发 分享 分享到 主题词 关键词 关键字 摘要 失效日期 废止日期 有效期 载体类型 语种 当前位置 您当前的位置 您当前位置 您当前所在位置 您现在的位置 您的位置 所在位置 现在位置 您现在所在的位置"),
)  # fmt: skip


def _label_pattern() -> re.Pattern[str]:
    words = sorted((w for row in PAGE_LABELS for w in row.words.split()), key=len, reverse=True)
    spaced = "|".join(r"\s{0,12}".join(word) for word in words)
    return re.compile(
        rf"[\[【(·•*\-|]?\s?({spaced})[ \xa0]{{0,3}}[】\])]?[ \xa0]{{0,3}}[:|\t]\s{{0,3}}"
    )


PAGE_LABEL = _label_pattern()
FIELD_OF = {word: row.field for row in PAGE_LABELS for word in row.words.split()}
FACT_FIELDS = {row.field for row in PAGE_LABELS if row.field}

BULLET = re.compile(r"[\s·•*▪■◆●>»|\-]{1,8}")
CRUMB = re.compile(
    r"[^。]{0,40}(?:首页|主页|当前位置|所在位置|您的位置|现在的位置|当前的位置)[^。]{0,200}$"
)
CRUMB_ARROWS = re.compile(r"[^。>»›]{1,40}[>»›][^。]{0,200}$")
CHROME_WORDS = frozenset(
    "首页 主页 打印 打印本页 打印文本 关闭 关闭窗口 关闭本页 分享 分享到 分享至 收藏 加入收藏 设为首页 返回 返回顶部 返回列表 回到顶部 朗读 "
    "语音朗读 大 中 小 字号 字体 大字 小字 放大 缩小 默认 微信 微博 新浪微博 腾讯微博 qq qq空间 qq好友 空间 复制链接 关怀版 长者版 无障碍 无障碍阅读 "
    "无障碍浏览 适老版 适老化 手机版 电脑版 繁体 简体 english 登录 注册 搜索 检索 站内搜索 网站地图 联系我们 关于我们 "
    "上一篇 下一篇 上一条 下一条 上一页 下一页 相关链接 相关阅读 相关新闻 相关文章 纠错 我要纠错 网站纠错 附件下载 下载 转发 "
    "点赞 评论 举报 收起 展开 全文 播报 暂停 tts 智能问答 ai 客服 扫一扫 二维码 正文 更多 more 分享按钮 阅读原文 政务公开 "
    "新闻动态 政府信息公开 在线服务 公众互动 网站首页 互动交流 新闻中心 政务服务 通知公告 公告公示 信息公开 机构职能 机构设置 工作动态 "
    "要闻动态 专题专栏 巡视巡察 巡察工作 巡察整改 审查调查 党纪政务处分 纪法课堂 廉政教育 组织机构 领导之窗 办事指南 政民互动 走进".split()
)
CHROME_LINE = re.compile(
    r"(?:[-—–_·.\s]{0,6}\d{1,4}[-—–_·.\s]{0,6}|第\s?\d{1,4}\s?页(?:[,/\s]{0,3}共\s?\d{1,4}\s?页)?|(?:page\s?)?\d{1,4}\s?(?:/|of)\s?\d{1,4}(?:\s?页)?"
    r"|共\s?\d{1,4}\s?页.{0,12}|(?:https?://|www\.)\S{1,300}|.{0,40}(?:版权所有|all rights? reserved|copyright|©).{0,200}"
    r"|.{0,60}(?:icp备|icp证|公网安备|网安备|网站标识码).{0,120}|(?:主办|承办|协办|技术支持|维护|运维)(?:单位|方)?\s?:.{0,120}|今天是.{0,40}"
    r"|.{0,6}扫一扫.{0,30}|(?:上一|下一)[篇条页].{0,120}|(?:相关|推荐|热门|延伸)(?:链接|阅读|新闻|文章|信息|推荐|内容|附件)\s?:?.{0,60}"
    r"|[【\[(].{0,3}(?:字体|字号|打印|关闭|收藏|分享|纠错|返回|责任编辑|编辑).{0,40}[】\])]|(?:字体|字号)[:\s].{0,40}"
    r"|(?:您|你)是第.{0,16}(?:位|个).{0,16}|分享(?:到|至)[:\s]?.{0,60}|(?:打印|关闭)(?:本页|窗口|此页).{0,30}|(?:责任编辑|编辑|审核|校对|来源)\s?:.{0,40}"
    r"|(?:浏览|访问|点击|阅读)(?:量|次数|数)?\s?:?\s?[\[(]?\s?\d{0,9}\s?次?[\])]?|.{0,20}(?:语音播报|无障碍(?:阅读|浏览|模式)?(?![改设环建服])|关怀版|长者版|适老(?:版|模式)).{0,20}"
    r"|点击(?:下载|查看|收听|播放|展开).{0,40}|(?:微信|微博|抖音)(?:公众)?号?\s?:?.{0,30}|={3,}|-{3,}|—{3,}|\*{3,}|_{3,}|#{3,})"
)  # fmt: skip
FOOT_LINE = re.compile(
    r"(?:.{0,40}(?:版权所有|all rights? reserved|copyright ?©|©)|.{0,60}(?:icp备|公网安备|网安备|网站标识码)|(?:主办|承办)(?:单位|方)?\s?:"
    r"|[【\[(]?(?:上一|下一)[篇条](?:[:\s】\])]|$)|(?:相关|推荐|热门|延伸)(?:链接|阅读|新闻|文章|信息|推荐)|分享(?:到|至)|.{0,6}扫一扫|[【\[(]?(?:责任)?编辑\s?:"
    r"|(?:友情链接|网站地图|关于我们|联系我们|网站声明|隐私|站点地图)|返回(?:顶部|列表|首页)|[【\[(]?(?:打印|关闭)(?:本页|窗口|此页|】|\]|$))"
)

TITLE = re.compile(
    r"(?:关于|对|落实)[^。;>]{0,80}?(?:巡察|巡视|审计|督察|巡查|整改)[^。;>]{0,80}(?:通报|报告|公示|公告|的函|情况|说明)"
    r"|(?:巡察|巡视|审计)[^。;>]{0,40}整改[^。;>]{0,24}(?:情况|进展|方案)?的?(?:通报|报告|公示|公告)(?:\([^()]{2,10}\))?$"
)
INTRO = re.compile(
    r"(?:根据|按照|依据|遵照|为|经|在|受)[^。]{0,160}(?:巡察|巡视|审计|督察|部署|安排|批准)"
    r"|[^。]{0,120}(?:巡察|巡视|审计)组[^。]{0,60}(?:对|进驻|向)|[^。]{0,80}(?:对|向)[^。]{2,60}(?:进行|开展)(?:了)?[^。]{0,20}(?:巡察|巡视|审计)"
    r"|现将[^。]{0,60}整改[^。]{0,40}(?:公布|公示|通报|报告|公开|公告|如下)"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that the page states: its field, and its value as it stands."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A line with its zone and the rule that put it there."""

    line: Line
    zone: Zone
    rule: str
    facts: tuple[Fact, ...] = ()


def judge_lines(lines: list[Line]) -> list[Judged]:
    """Say of each line whether it is the bulletin's own, a fact of the page, or chrome."""
    first, intro, titles = _first_line(lines)
    last = _last_line(lines, intro)
    judged = []
    for at, line in enumerate(lines):
        if at < first or at > last:
            judged.append(_judge_outside(line, "页首" if at < first else "页尾"))
        elif at in titles:
            judged.append(Judged(line, Zone.TITLE, "标题行"))
        elif at < intro:
            judged.append(_judge_opening(line))
        else:
            judged.append(_judge_body(line))
    return judged


def _first_line(lines: list[Line]) -> tuple[int, int, frozenset[int]]:
    """Return where the bulletin starts, where its opening paragraph is, and its title's lines."""
    intro = _intro(lines[:HEAD_LINES])
    titles = [at for at in range(max(0, intro - 14), intro) if is_title(lines, at)]
    if not titles:
        return intro, intro, frozenset()
    first = titles[-1]
    while first - 1 in titles and _adds_to(lines[first - 1], lines[first]):
        first -= 1
    return first, intro, frozenset(range(first, titles[-1] + 1))


HEAD_LINES = 400  # in which a page's bulletin starts


def _intro(lines: list[Line]) -> int:
    """Return where the opening paragraph is: else the first text behind a title, or of all."""
    intro = next((at for at, line in enumerate(lines) if _is_intro(line)), None)
    part = next((at for at, line in enumerate(lines) if PART_LINE.match(line.folded)), None)
    if part is not None and (intro is None or part < intro):
        titles = [at for at in range(max(0, part - 14), part) if is_title(lines, at)]
        behind = range(titles[-1] + 1, part + 1) if titles else ()
        intro = next((at for at in behind if _is_text(lines[at])), intro)
    if intro is None:
        intro = next((at for at, line in enumerate(lines) if _is_text(line)), 0)
    return intro


PART_LINE = re.compile("一、(?![^。]{0,60}(?:通报|报告|公告|公示)$)")


def _adds_to(above: Line, line: Line) -> bool:
    """Tell whether a line is the first part of the title on the next one, not the same title again."""
    if TITLE.search(line.folded) and line.folded.startswith(("中共", "中国共产党")):
        return False
    return line.folded.startswith("(") or not TITLE.search(above.folded)


def _is_intro(line: Line) -> bool:
    plain = BULLET.sub("", line.folded, count=1) if BULLET.match(line.folded) else line.folded
    return len(plain) >= 20 and plain[-1] in "。:;." and bool(INTRO.match(plain))


def _is_text(line: Line) -> bool:
    numbered = any(form.pattern.match(line.folded) for form in FORMS)
    return numbered or (len(line.folded) >= 40 and "。" in line.folded)


def is_title(lines: list[Line], at: int) -> bool:
    """Tell whether the line is a title, or one of two to four lines that make one together."""
    for first in range(max(0, at - 3), at + 1):
        for end in range(at + 1, min(first + 4, len(lines)) + 1):
            run = lines[first:end]
            if any(not _may_be_title(line) for line in run):
                continue
            joined = "".join(line.folded for line in run)
            found = TITLE.search(joined)
            if found and (end - first == 1 or _needs_all(run)):
                return True
    return False


def _may_be_title(line: Line) -> bool:
    text = line.folded
    return (
        len(text) <= 120
        and text[-1] not in "。;,:"
        and not PAGE_LABEL.match(text)
        and not CRUMB.match(text)
        and not CRUMB_ARROWS.match(text)
        and not CHROME_LINE.fullmatch(text)
        and not DATE_LINE.match(text)
        and text not in CHROME_WORDS
    )


def _needs_all(run: list[Line]) -> bool:
    """Tell whether the first and the last line are both needed for the title."""
    start = run[0].folded
    starts = (
        start.startswith(("中共", "中国共产党", "关于"))
        or bool(SIGNATURE.fullmatch(start))
        or "关于" in start
    )
    inner = "".join(line.folded for line in run[:-1])
    complete = TITLE.search(inner)
    closed = inner.endswith(("通报", "报告", "公示", "公告", "情况", "函"))
    ends = run[-1].folded.startswith("(") or run[-1].folded.endswith(
        ("通报", "报告", "公示", "公告", "情况", "函", "说明", "稿)", ")")
    )
    return starts and ends and not (complete and closed and not run[-1].folded.startswith("("))


def _last_line(lines: list[Line], intro: int) -> int:
    """Return the bulletin's last line: the date under the signature, else the line before the foot."""
    for at in range(intro + 1, len(lines)):
        if DATE_LINE.fullmatch(lines[at].folded) and _signs(lines[at - 1]):
            return at
        if _signs_with_date(lines[at]):
            return at
    half = intro + (len(lines) - intro) // 2
    for at in range(max(half, len(lines) - 3), len(lines)):
        if PAGE_LABEL.match(lines[at].folded) and len(PAGE_LABEL.findall(lines[at].folded)) > 1:
            return at - 1
    for at in range(half, len(lines)):
        if FOOT_LINE.match(lines[at].folded) and not CONTACT.match(lines[at].folded):
            return at - 1
    return len(lines) - 1


def _signs(line: Line) -> bool:
    return (
        len(line.folded) <= 60
        and "。" not in line.folded
        and bool(SIGNATURE.fullmatch(line.folded))
    )


def _signs_with_date(line: Line) -> bool:
    found = SIGNED_LINE.fullmatch(line.folded)
    return bool(found and SIGNATURE.fullmatch(found[1].strip()))


SIGNED_LINE = re.compile(
    r"(.{4,60}?)\s{0,12}((?:20\d{2}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|二[〇○零]\S{2}年\S{1,2}月\S{1,3}日))"
)


def page_facts(text: str, words: str) -> tuple[Fact, ...]:
    """Return the labelled facts of a page line, e.g. 发布时间:2024-06-24 来源:武汉市纪委监委.

    `text` is the line folded, `words` as it stands; the values are taken from `words`.
    """
    found = list(PAGE_LABEL.finditer(text))
    facts = []
    for at, match in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(text)
        field = FIELD_OF[re.sub(r"\s", "", match[1])]
        value = words[match.end() : end].strip(" \u3000|·【】[]()-•")
        if field in ("source", "issuer"):
            value = BESIDE_NAME.split(value, maxsplit=1)[0]
            if dated := BARE_DATE.search(value):
                facts.append(Fact("page_date", dated[1].strip()))
                value = value[: dated.start()].strip()
        if field and value:
            facts.append(Fact(field, value))
    return tuple(facts)


BESIDE_NAME = re.compile(  # what may stand behind a name without being one of the labels
    r"\s{1,8}(?=[^\s:：]{2,5}[:：])|\s{0,8}[\[【](?=.{0,4}(?:字|大|打|分))"
    r"|\s{1,8}(?=(?:打印|收藏|分享|朗读|字[号体]|关闭|返回|浏览|点击|大|纠错)(?:\s|$))"
)
BARE_DATE = re.compile(
    r"[\[(【]?\s?((?:19|20)\d{2}\s?[-年./]\s?\d{1,2}\s?[-月./]\s?\d{1,2}\s?日?)(?:\s{0,4}\d{1,2}:\d{2}(?::\d{2})?)?\s?[\])】]?"
)


def _judge_page(line: Line) -> Judged | None:
    """Judge a line by the page tables: a fact, chrome, or None where they say nothing."""
    text = line.folded
    if CRUMB.match(text) and ("位置" in text or ">" in text or "»" in text):
        return Judged(line, Zone.CHROME, "路径导航")
    bullet = BULLET.match(text) or _before_label(text)
    stripped = text[bullet.end() :] if bullet else text
    bare = BARE_DATE.match(stripped)
    if PAGE_LABEL.match(stripped) or (bare and len(stripped) < 80):
        facts = page_facts(stripped, line.words[len(text) - len(stripped) :])
        if bare:
            facts = (Fact("publish_date", bare[1].strip()), *facts)
        if any(fact.field in FACT_FIELDS for fact in facts):
            return Judged(line, Zone.FACT, "页面标签", facts)
        return Judged(line, Zone.CHROME, "页面标签")
    if text.startswith(("http://", "https://", "www.")) and " " not in text:
        return Judged(line, Zone.FACT, "网址", (Fact("url", line.words),))
    if _is_chrome(text):
        return Judged(line, Zone.CHROME, "装饰行")
    return None


def _before_label(text: str) -> re.Match[str] | None:
    """Return what stands before the labels of a page's line: a site's name, buttons in brackets."""
    if len(text) > DATED_LENGTH or "。" in text or len(PAGE_LABEL.findall(text)) < 2:
        return None
    return BESIDE_LABEL.match(text)


BESIDE_LABEL = re.compile(
    r"[^:]{1,40}?[\s\])】](?=(?:发布时间|发布日期|时间|日期|来源|信息来源|成文日期|生成日期)\s?:)"
)


def _is_chrome(text: str) -> bool:
    if CHROME_LINE.fullmatch(text) or is_pager(text):
        return True
    words = re.split(r"[\s|·•/>»:,\[\]【】()]+", text[:400])
    return len(text) <= 400 and all(not word or word in CHROME_WORDS for word in words)


def _judge_outside(line: Line, where: str) -> Judged:
    dated = _dated_line(line) if where == "页首" else None
    return dated or _judge_page(line) or Judged(line, Zone.CHROME, where)


def _dated_line(line: Line) -> Judged | None:
    """Judge a short line of a page's head with a date amid a site's name and counts."""
    found = BARE_DATE.search(line.folded)
    if found is None or found.start() == 0 or len(line.folded) > DATED_LENGTH:
        return None
    behind = found.start(1) + len(found[1].rstrip())
    goes_on = "\u4e00" <= line.folded[behind : behind + 1] <= "\u9fff"
    if goes_on or PAGE_LABEL.search(line.folded, 0, found.start()):
        return None
    if NOT_PUBLISHED.search(line.folded):
        return None
    facts = page_facts(line.folded[found.end() :], line.words[found.end() :])
    return Judged(line, Zone.FACT, "页首日期", (Fact("page_date", found[1].strip()), *facts))


DATED_LENGTH = 80  # characters; a longer line is a sentence
NOT_PUBLISHED = re.compile("星期|今天|关于|。|整改|至|通知(?!公告)")


def _judge_opening(line: Line) -> Judged:
    """Judge a line between title and opening paragraph."""
    page = _dated_line(line) or _judge_page(line)
    if page:
        return page
    return Judged(line, Zone.TITLE, "标题与导语之间")


NUMBERED = re.compile(  # a line of the text, whatever words a page's lines share with it
    r"(?:\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}、|[一二三四五六七八九十]是|\d{1,2}[.、])\s{0,3}(?=[\u4e00-\u9fff\"“《]{4})"
)


def _judge_body(line: Line) -> Judged:
    if NUMBERED.match(line.folded):
        return Judged(line, Zone.BODY, "")
    if _is_chrome(line.folded) and not LABEL_LINE.fullmatch(line.folded):
        return Judged(line, Zone.CHROME, "装饰行")
    if CRUMB.match(line.folded) and ("位置" in line.folded or ">" in line.folded):
        return Judged(line, Zone.CHROME, "路径导航")
    return Judged(line, Zone.BODY, "")
