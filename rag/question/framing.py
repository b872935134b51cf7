"""Words as tables: an English glossary of this field, words that only frame a question.

What is not here, nor in `synonyms`, is left to the embedding. The long tables are text files in
`rag/question/tables`, one entry a line: `english.tsv` (an English phrase, matched from the start of
a word on; a tab; the Chinese ways to search for) and `frames.txt` (phrases without a topic of their
own).
"""

import re

from rag.question.tables import table
from rag.text.lexicon import Lexicon


# English words and phrases -> the Chinese notions searched for.
def singular(english: str) -> str:
    """Return a folded English text with -ies put as -y: policies -> policy."""
    return re.sub(r"(?<=[a-z]{2})ies\b", "y", english)


ENGLISH: dict[str, str] = {
    singular(key): ways for key, ways in (line.split("\t") for line in table("english.tsv"))
}
# Phrases that frame a question.
FRAMES = Lexicon(table("frames.txt"))

# Words that frame a question and say nothing of its topic.
FRAME = frozenset(
    """的 了 是 在 和 与 及 或 也 都 就 被 把 对 给 有 没有 没 不 吗 呢 吧 啊 么 嘛 呀 什么 怎么 怎么样 怎样 样
    如何 咋 咋样 咋办 啥 多少 几 哪 哪个 哪些 哪几家 哪家 哪几个 哪儿 谁 为什么 为何 各 各个 各家 各自 分别 单位
    各单位 部门 各部门 机关 家 这 那 这个 那个 这块 那块 这些 那些 几家 两家 三家 四家 五家 这几 几个 它 它们 他们 我们
    你们 我 你 他 请 请问 帮 帮忙 麻烦 一下 下 看看 看 想 想问 想知道 知道 参考 写 材料用 用 整改 改 改正 改进 纠正
    问题 措施 整改措施 情况 方面 做 做法 做了 做过 采取 解决 解决办法 办法 处理 具体 具体做法 后来 现在 目前 以前 之前
    这次 本次 此次 这轮 通报 巡察 巡视 反馈 点 点名 指出 出 来 去 还 又 再 已经 已 后 后面 前 中 里 里面 上 到 得 地 着
    过 会 能 要 可以 可 需要 进行 开展 通过 关于 有关 相关 以及 并 等 之 其 其他 其它 别的 另外 所 从 向 让 使 由 于 比较
    对比 比 相比 区别 不同 差别 差异 不一样 一样 相同 共同 介绍 告诉 讲讲 说说 谈谈 列出 列 列举 总结 汇总 归纳 概括
    梳理 哪里 时候 怎 拿 拿出 出了 搞 弄 事 事情 事儿 东西 个 条 项 次 位 份 年 月 日 天 共 一共 总共 合计 最后 终于
    有没有 是否 是不是 能否 可否 老是 总是 一直 原来 到底 究竟 真的 其实 还是 但是 但 而 而且 因为 所以 如果 的话
    比如 例如 以来 期间 当中 之中 其中 这方面 这种 那种 这样 那样 一种 某 某个 各位 大家 大概 大约 主要 重点 全部 所有
    每 每家 每个 任何 提到 提及 涉及 说 写到 写 存在 出现 发现 暴露 结果 成效 效果 进展 补救 补 抓 管 弄好 搞好 弄的 搞的
    回事 怎么回事 意思 内容 方式 方法 手段 招 招数 动作 行动 工作 落实 到位 不到位 做到 没做到 不够 不足 力度 够不够
    除了 除 以外 之外 除外 不算 剩下 其余 余下 一些 有些 有的 点到 说的 讲的 什么时候 多久 什么样 老百姓 群众 够不够 好不好 有没有 要求 提出 自己 人家 只 只看 类似 同样 还 最多 最少 最大 最小 那家 具体说说 学校那家 这边 那边 这里 那里
    出 花 收 交 走 毛病 规矩 漏洞 窟窿 还有 列出来 出来 起来 下来 上来 这家 那家 哪些地方 地方 好 太 高 法子 那条 叫 去 别 跟 拿到 走样 查到 请列 指 标着 被查出 补上 谁的 都有 里提到 整改结果 处理结果 结果如何 怎么弄 是什么 要 归到 就是 或者 之类 之间 一块 一下子 好不好 到哪 到哪了 改到 多 少 高 大 新 老 太多 一个 该 却 往 怎么办 方面 有关 问题的 说明 规范 规范化
    谁家 压根 换个 话题 换个话题 包括 哪几个方面 摆 一起 有何 表示 讲到 说到 这么 时 那套 行当 家里 里头 这五家 这两家 这三家 这四家 过手 请过
    查 查出 巡 被查 被点 被点名 挨 挨批 挨个 逐一 逐个 逐家 归类 整理 原文 引用 出处 来源 数据 数字 年份
    """.split()
)

# English words that frame a question.
ENGLISH_FRAME = frozenset(
    """a an the of in on at to for from by with and or not is are was were be been has have had do did does
    what which who whom whose when where why how each these those this that it its they their them there
    any all every agencies agency bureau bureaus commission department departments unit units body bodies
    report reported reports bulletin bulletins finding findings problem problems issue issues rectification
    rectify rectified fix fixed deal dealt handle handled address addressed measure measures taken take
    took done make made improve solve solved respond about regarding as into after before during under than
    please tell me list compare between different difference many much long proper properly without
    municipal city office party organ""".split()
)
