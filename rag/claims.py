"""What a sentence claims, and what a passage says: the pieces that the two are compared by.

Text is read as `figures.read` gives it (folded, no white space). Beside figures and dates: 《titles》,
quotations, organisations and places, content words, negations, and words of direction or outcome
whose opposite would turn a result round. Tables of words stand at the top; nothing is learned.
What it does not know: meaning beyond these tables; two words that nobody listed as alike differ.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag import zh
from rag.agencies import Agency
from rag.figures import Dated, Figure, dates_in, figures_in, read

# Words that an honest sentence adds to what it tells again.
FRAME = frozenset(
    "该局 该委 该单位 该办 该中心 该院 本单位 我局 我委 单位 各单位 部门 通报 问题 整改 措施 采取 情况 工作 方面 相关 有关 针对 关于 "
    "进行 开展 落实 通过 包括 此外 同时 并且 其中 主要 首先 其次 然后 最后 另外 还有 以及 方式 内容 要求 进一步 具体 做法 "
    "巡察 反馈 指出 存在 对于 为了 确保 已经 目前 一是 二是 三是 四是 五是 六是 七是 以下 如下 表示 说明 提到 写明 分别 "
    "上述 这些 该项 这一 对此 从而 使得 实现 推动 推进 做好 做到 予以 给予 加以 得到 取得 完成了 了解 关注 重视 高度 高度重视 "
    "根据 按照 依据 依照 结合 围绕 立足 聚焦 着力 切实 认真 积极 不断 持续 全面 深入 有效 明确 事项 问题整改 整改措施 措施包括".split()
)
# Verbs that bulletins use one for another. A row is one notion.
ALIKE = tuple(
    frozenset(row.split())
    for row in (
        "制定 制订 出台 印发 制发 发布 下发 拟定 起草 建立 形成 编制 研究制定 制定印发 制定出台",
        "修订 修改 完善 健全 优化 修订完善 修订印发 重新修订 修订了",
        "召开 组织 举行 开展 举办 组织开展 召集 进行 组织召开",
        "检查 核查 排查 清查 自查 检视 督查 督导 监督检查 监督 督促",
        "学习 专题学习 研学 学习研讨 集中学习 传达学习",
        "培训 辅导 学习培训 教育培训 专题培训",
        "加强 强化 增强 加大 提高 提升 抓好 抓实 压实",
        "规范 严格 严格执行 规范化 严控",
        "要求 督促 责成 明确要求",
        "谈话 约谈 提醒谈话 谈心谈话",
        "规定 制度 办法 规则 机制 细则",
        "人员 干部 同志 职工 工作人员 党员干部",
        "费用 经费 资金 款项",
        "负责人 负责同志 领导 主要负责人 主要负责同志",
    )
)
_LIKE = {word: row for row in ALIKE for word in row}
# One side of each row turns the other round.
OPPOSITES = tuple(
    (frozenset(one.split()), frozenset(other.split()))
    for one, other in (
        ("增长 提高 上升 增加 提升 上涨 扩大 增至 高于 超过 升至 新增 递增 回升", "下降 降低 减少 下滑 回落 缩小 减至 低于 降至 缩减 压减 递减 负增长"),
        ("成立 设立 组建 新建 建立", "撤销 解散 取消 注销 裁撤 废止 废除"),
        ("开展 召开 启动 实施 举办 推进", "停止 暂停 中止 终止 叫停 停办 搁置 停滞"),
        ("按期 如期 及时 提前 按时", "逾期 延期 滞后 推迟 拖延 延误 超期"),
        ("合格 达标 通过 符合", "违反 违背 落选"),
        ("同意 批准 通过 审议通过 采纳", "否决 驳回 拒绝 反对 退回"),
        ("加强 强化 健全 完善 严格 规范", "削弱 弱化 放松 放宽 松懈 降低 减弱"),
        ("清退 退还 追回 收回 上缴 补缴 缴纳 退缴 追缴", "欠缴 拖欠 侵占 挪用 截留 少缴 漏缴"),
        ("以上 超过 不少于 高于", "以下 不足 不到 低于 少于"),
        ("之前 以前 前", "之后 以后 后"),
        ("最高 最多 最大", "最低 最少 最小"),
        ("支持 鼓励 允许", "反对 禁止 严禁 限制 不得"),
        ("盈利 盈余 节约 结余", "亏损 超支 浪费 赤字"),
        ("完成 完成整改 整改完成 销号 办结", "推进中 正在推进 正在整改 拖着 落空 失败 尚未完成"),
        ("属实 确认 证实", "失实 不实 排除"),
        ("正常 规范 合规 合法", "异常 违规 违法 违纪 混乱"),
        ("公开 公示 公布", "保密 隐瞒 不公开 封存"),
        ("全部 全体 全覆盖 所有 均", "部分 个别 少数"),
        ("首次 第一", "末位 倒数"),
    )
)  # fmt: skip
# What must not be said of anybody unless the passage says it: sanctions, outcomes, extent.
HEAVY = frozenset(
    "开除 免职 撤职 撤换 降职 降级 辞退 解聘 停职 调离 双开 记过 处分 党纪处分 政务处分 立案 移送 起诉 判刑 逮捕 拘留 留置 刑事 犯罪 受贿 "
    "行贿 贪污 罚款 没收 追缴 清退 退还 诫勉 警告 严重警告 通报批评 问责 追责 约谈 批评教育 检讨 检查书 辞职 免去 终身 永久 "
    "全部 所有 一律 唯一 首次 首个 全国 全省 第一名 最高 最低 全部完成 已完成 基本完成 完成整改 整改完成 销号 未完成 正在推进 长期坚持 "
    "因此 导致 由于 获奖 表彰 荣获 奖励 审计 第三方 聘请 委托 外聘 试点 全覆盖 翻番 倍增 破产 亏损 盈利 举报 信访 投诉 曝光 "
    "行政复议 诉讼 起诉 仲裁 罢免 拨款 贷款 融资 上市 收购 合并 拆除 搬迁 裁员 招聘 扩编 引进 国际 出国 出境 赴外 考察".split()
)
_NEGATOR = re.compile(
    r"尚未|并未|从未|没有|不再|不予|不得|未|没|不(?!断|仅|少|忘|但|过|管|论|动产|折不扣|同|久|惜|妨|可)|"
    r"无(?!论|缝|人机|线|锡|穷)|非(?!常|公|税|遗|凡|法)|杜绝|禁止|严禁|避免|防止|停止|取消|拒绝|难以|缺乏|放弃|免于|暂缓|暂停|终止"
)
_NOT_NEGATOR = re.compile(r"未来|未成年|没收|除非|莫非|是非|非常|从不断|永不|毫不")
_ORG = re.compile(
    r".*(?:局|委员会|办公室|研究院|法院|检察院|医院|学院|中心|集团|公司|大学|协会|学会|工会|联合会|党组|党委|巡察组|巡视组|纪检组|"
    r"监察组|工作组|银行|事务所|支队|大队|街道办|管委会|领导小组|专班|基金会|商会|报社|电视台|发改委|纪委|监委|国资委|财政厅|厅)$"
)
_PLAIN_ORG = frozenset("该局 该委 我局 我委 全局 本局 各局 党组 党委 中心 公司 集团 该中心 该公司 该院 医院 领导小组 工会 协会 专班 工作组 委员会 办公室 学院 大学 该党组 大局 格局 布局 结局 该办".split())  # fmt: skip
_PLACE = re.compile(r"[一-鿿]{2,}(?:省|市|自治区|区|县)$")
_TITLE = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》")
_QUOTED = re.compile(r"“([^“”]+)”|「([^「」]+)」|‘([^‘’]+)’|\"([^\"]+)\"|『([^『』]+)』")
_LETTERS = re.compile(r"\w{0,2}")
_STOPS = ",。;:、!?()—|"
_CUT = re.compile(rf"[{re.escape(_STOPS)}]+")
_SEGMENT = re.compile(r"[。;!?]+|(?<=[,:。;])(?=[一二三四五六七八九十]是)")


class Names:
    """The agencies that a store knows, found in a sentence by any of their usual names."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self._agencies = {agency.name: agency for agency in agencies}
        known = [(a.name, alias) for a in self._agencies.values() for alias in a.aliases]
        self._names: dict[str, set[str]] = {}
        for name, alias in known:
            self._names.setdefault(alias, set()).add(name)
        aliases = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, aliases)) or r"(?!)")

    def said(self, text: str) -> Iterator[tuple[re.Match[str], set[str]]]:
        """Yield each agency name in a text that was read, with the full names it may stand for."""
        for match in self._pattern.finditer(text):
            yield match, self._names[match.group()]

    def own(self, agency: str) -> str:
        """Return all words that an agency is called by, in one string to look in."""
        known = self._agencies.get(agency)
        words = {*known.aliases, *known.places} if known else set()
        return " ".join([read(agency), *sorted(words)])


@dataclass(frozen=True, slots=True)
class Said:
    """A text taken apart. `clauses` are its smallest stretches, `segments` its sentences."""

    text: str
    figures: tuple[Figure, ...]
    dates: tuple[Dated, ...]
    titles: tuple[str, ...]
    quotations: tuple[str, ...]
    clauses: tuple[str, ...]
    segments: tuple[str, ...]


@lru_cache(maxsize=4096)
def taken_apart(text: str) -> Said:
    """Return the pieces of a text as it was written."""
    plain = read(text)
    return Said(
        plain,
        figures_in(plain),
        dates_in(plain),
        tuple(dict.fromkeys(_TITLE.findall(plain))),
        tuple(dict.fromkeys(_quotations(text))),
        tuple(part for part in _CUT.split(plain) if part),
        tuple(part for part in _SEGMENT.split(plain) if part),
    )


def _quotations(text: str) -> Iterator[str]:
    for groups in _QUOTED.findall(text.replace("**", "")):
        words = read("".join(groups))
        if words:
            yield words


@lru_cache(maxsize=8192)
def content_words(text: str) -> tuple[str, ...]:
    """Return the words of a read text that carry meaning, each once, figures and frame left out."""
    for figure in reversed(figures_in(text)):
        text = text[: figure.span.start] + " " + text[figure.span.end :]
    found = (w for w in zh.words(text) if len(w) > 1 and not re.search(r"\d", w))
    return tuple(dict.fromkeys(w for w in found if w not in FRAME))


def is_held(word: str, text: str) -> bool:
    """Tell whether a text has a word or one that bulletins use for it."""
    return word in text or any(like in text for like in _LIKE.get(word, ()))


def share_held(words: Sequence[str], text: str) -> float:
    """Return the share of words that a text has, long words weighing more; 1 without words."""
    total = sum(map(len, words))
    return sum(len(w) for w in words if is_held(w, text)) / total if total else 1.0


def negations(text: str) -> list[tuple[str, str]]:
    """Return each negation of a read text with up to two letters that it stands before."""
    skipped = {at for m in _NOT_NEGATOR.finditer(text) for at in range(*m.span())}
    return [
        (m.group(), _LETTERS.match(text, m.end()).group())  # type: ignore[union-attr]
        for m in _NEGATOR.finditer(text)
        if m.start() not in skipped
    ]


def organisations(text: str) -> set[str]:
    """Return the names of bodies and places in a read text, as far as their word goes."""
    words = {w for w in zh.words(text) if len(w) > 2 and w not in _PLAIN_ORG}
    return {w for w in words if _ORG.match(w) or _PLACE.match(w)}


def titles_in(text: str) -> list[str]:
    """Return the 《titles》 of a read text."""
    return _TITLE.findall(text)
