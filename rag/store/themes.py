"""Themes (主题) of findings: a readable table first, then groups found among what is left over.

A finding bears a theme when its title holds one of the theme's words; a finding whose title names
no theme is looked up by its whole text, where two different words of the theme must occur. What
remains is grouped by the words of the titles (TF-IDF, average linkage); a group of findings of at
least two bulletins is a theme too, named by its most telling words.

It does not judge relevance: that is what asking does. A finding may bear several themes.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.bulletin import Bulletin, Finding, Span
from rag.store.tuned import MAX_LEFT_OVER, MIN_GROUP, NEARNESS
from rag.text.chinese import fold, words
from rag.text.words import IN_TITLE


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme and the words by which it is known, as folded text has them."""

    name: str
    words: tuple[str, ...]

    def among(self, text: str) -> int:
        """Count the theme's words that occur in a folded text."""
        return sum(word in text for word in self.words)


def _table(rows: str) -> tuple[Theme, ...]:
    split = (row.split() for row in rows.strip().splitlines())
    return tuple(Theme(name, tuple(found)) for name, *found in split)


THEMES = _table(
    """
    政府采购 采购 招投标 招标 投标 询价 供货
    财务与资金 财务 资金 经费 报销 津补贴 应收账款 合同 补贴审核 奖补
    国有资产 国有资产 资产管理 资产出租 固定资产
    公务接待与公车 公务接待 公务用车 公车 三公 接待
    党费 党费
    理论学习 理论武装 理论学习 中心组 第一议题 创新理论 学习贯彻
    意识形态 意识形态 六纳入 舆情 学习强国
    全面从严治党 全面从严治党 管党治党 主体责任 党风廉政 压力传导 压实责任
    班子责任 一岗双责 第一责任人 班子成员 党组书记
    监督执纪 纪委 派驻 第一种形态 廉政谈话 谈心谈话 问责 监督责任
    三重一大 三重一大 议事规则 集体研究 大额资金 党组会 会议记录 会议纪要 民主决策
    选人用人 选人用人 干部教育 干部管理 试用期 借调 选拔任用 班子建设 力量配备
    基层党建 基层党建 党建工作 党建基础 党组织建设 支部 组织生活 三会一课 主题党日 党建考核
    党员发展 党员发展 发展党员 党员培养 入党
    民主生活会 民主生活会 批评与自我批评 党内政治生活
    作风建设 形式主义 官僚主义 作风 走过场 文山会海
    营商环境 营商环境 涉企 信用体系 信用信息
    产业与项目 产业 工业项目 重大项目 园区 招商 民间投资 项目储备
    科技创新 科技创新 创新主体 成果转化 核心技术 研发机构 创新券
    中小企业 中小企业 民营经济 专精特新 小巨人
    数字经济 数字经济 智慧城市 数据未及时 平台项目
    统战民族宗教 统战 民主党派 民族宗教 民族共同体
    保密与网络安全 保密 网络安全 等级保护
    风险防范 风险 安全生产 应急 隐患
    档案与资料 档案 资料缺失 材料缺失
    群团与社区 工会 下沉社区 志愿服务 共青团
    民生保障 民生 医保 养老 教育 就业 住房 救助
    乡村振兴 乡村振兴 扶贫 帮扶
    环境保护 环保 生态 环境保护 污染
    """
)


def themes_of(bulletin: Bulletin, finding: Finding) -> tuple[Theme, ...]:
    """Return the table's themes that a finding bears."""
    title = fold(finding.title)
    named = tuple(theme for theme in THEMES if theme.among(title))
    if named:
        return named
    text = fold(finding.span.of(bulletin.text))
    return tuple(theme for theme in THEMES if theme.among(text) >= 2)


Borne = tuple[Bulletin, Finding]


def findings_by_theme(bulletins: Iterable[Bulletin]) -> dict[Theme, list[Borne]]:
    """Return every theme that occurs, with its findings: the table's, then discovered ones."""
    found: dict[Theme, list[Borne]] = {theme: [] for theme in THEMES}
    left: list[Borne] = []
    for bulletin in bulletins:
        for finding in bulletin.findings:
            borne = themes_of(bulletin, finding)
            for theme in borne:
                found[theme].append((bulletin, finding))
            if not borne:
                left.append((bulletin, finding))
    return {theme: pairs for theme, pairs in found.items() if pairs} | discover(left)


def measures_on(theme: Theme, finding: Finding, bulletin: Bulletin) -> tuple[Span, ...]:
    """Return the measures of a finding that name the theme, whatever the finding is about."""
    spans = (measure.span for measure in finding.measures)
    return tuple(span for span in spans if theme.among(fold(span.of(bulletin.text))))


def discover(left: Sequence[Borne]) -> dict[Theme, list[Borne]]:
    """Group findings that no theme of the table claims; name each group by its words."""
    left = [pair for pair in left if _content(pair[1].title)][:MAX_LEFT_OVER]
    if len(left) < MIN_GROUP:
        return {}
    groups: dict[int, list[int]] = {}
    for place, label in enumerate(_labels([finding.title for _, finding in left])):
        groups.setdefault(label, []).append(place)
    found = {}
    for places in groups.values():
        pairs = [left[place] for place in places]
        if len({bulletin.id for bulletin, _ in pairs}) >= MIN_GROUP:
            telling = _telling([finding.title for _, finding in pairs])
            if telling:
                found[Theme("、".join(telling), telling)] = pairs
    return found


def _labels(titles: Sequence[str]) -> list[int]:
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(analyzer=_content).fit_transform(titles).toarray()
    grouping = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=NEARNESS
    )
    return [int(label) for label in grouping.fit_predict(vectors)]


def _content(title: str) -> list[str]:
    return [word for word in words(title) if len(word) > 1 and word not in IN_TITLE]


def _telling(titles: Sequence[str]) -> tuple[str, ...]:
    """Return the words that at least half of the titles share, at most two."""
    counts = Counter(word for title in titles for word in set(_content(title)))
    shared = [w for w, n in counts.most_common() if n * 2 >= len(titles) and n >= MIN_GROUP]
    return tuple(sorted(shared, key=lambda w: (-counts[w], -len(w)))[:2])
