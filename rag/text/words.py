"""Lists of words: what says nothing of a topic, by where it stands, and the genre's counters.

Each list is of one place: a question, a search, a sentence of an answer, a finding's title. A word
that carries a topic anywhere does not belong in the list of that place.
"""

import re

# Counters of things and of people, and nouns of bodies that are asked for by name; parts of patterns.
COUNTERS = (
    "个|家|条|项|户|种|份|场|笔|支|座|处|类|次|期|件|款|批|套|名|人次|人|位|篇|部|册|倍|级|所|宗|起|轮"
    "|栋|辆|台|间|片|本|对|星级?"
)
PEOPLE = "人次|人|名|位"
NAMED = "学校|医院|企业|公司|银行|村|社区|街道|高校|律所|事务所|机构"
# Words that tell one value of a sentence from another: 最高达到80%, 总数达到3623家.
QUALIFIERS = re.compile(
    r"最高|最低|最多|最少|平均|累计|总数|合计|新增|已建成|在建|预计|同比|环比|剩余|占比|目前"
)
# Kinds of inspection.
INSPECTIONS = re.compile(r"提级|交叉|常规|专项|机动|联动|回头看")
# What holding somebody accountable is called.
ACCOUNTABLE = re.compile(r"问责|追责|处分|处理|批评教育|诫勉|谈话")

# Words that say nothing on the topic of a search.
IN_SEARCH = frozenset(
    "的 了 是 在 和 与 及 或 等 对 把 被 将 就 都 也 还 有 没有 没 不 吗 呢 吧 啊 其 之 所 以 于 "
    "从 到 由 上 下 中 里 个 这 那 这个 那个 这些 那些 我 你 他 她 它 我们 你们 他们 哪 哪些 哪个 "
    "哪家 哪几 什么 怎么 怎样 怎么样 怎 如何 为何 为什么 多少 几 几个 谁 何时 请 请问 请列 一下 各 "
    "各个 各自 分别 "
    "the a an of to in on and or is are was were what which who how did do does for with by".split()
)

# Words that frame a question and say nothing of its topic.
IN_QUESTION = frozenset(
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
IN_ENGLISH = frozenset(
    """a an the of in on at to for from by with and or not is are was were be been has have had do did does
    what which who whom whose when where why how each these those this that it its they their them there
    any all every agencies agency bureau bureaus commission department departments unit units body bodies
    report reported reports bulletin bulletins finding findings problem problems issue issues rectification
    rectify rectified fix fixed deal dealt handle handled address addressed measure measures taken take
    took done make made improve solve solved respond about regarding as into after before during under than
    please tell me list compare between different difference many much long proper properly without
    municipal city office party organ""".split()
)

# Words beside the words for a record that add no topic of their own.
BESIDE_RECORDS = frozenset(
    """整份 整篇 整个 全文 通篇 整改通报 complaint mail where 日子 最靠 靠前 靠后 收到 拿到 接到 听到 同一天 相同 一样 加 加起来 头 自 报 管 第一 未来 部分 按 算 排 建 立 定 剩下 剩 一栋 楼 哪栋楼 栋 打算 局提 technolog inspect 镇 县 局 医院 学校 公司 法院 这个 吗 举报 网上 发到 电子 电子邮箱 邮箱 库里 最晚 最早 最多 最少 最新 日期 各 哪份 哪几份 甚么 全部 列 整改 反馈问题
    同一时间 同时 时间段 党委书记 单位 被 监督电话 举报电话 信箱 发布 落款日期 通信 意见 巡察意见 反馈意见 打 寄 组 份 网站 定 制定 时间 完成 指出 委 第一 这轮 届 轮 开始 结束 日期 落款 个人 人
    党组 党委 书面 群众 监督 单位 同一 时间段 几家 谁 巡察组 巡视组 来查 查过 来 库里 提级 交叉 哪天 哪几 哪几个 公布 发出 发出来 社会 向 文 署名 联系 全 总数 数量 具体 名单 哪位 组长 同志
    建立 新建 出台 修订 健全 公开 逐条 交代 新立 改了 再犯 不让 为了 举 名字 光留 提意见 inspected team delivered feedback published""".split()
)

# Notions too weak to be a topic of their own after something was said.
IN_FOLLOW_UP = frozenset(
    (
        "人 钱 只 时间 剩 完 没退 没还 第 最多 最少 补充 细节 "
        "那天 当天 同一天 那时 "
        "这问题 毛病 "
        "责任人 负责人 金额 数量 文件 名字 企业 换 换成 改问 "
        "那份 那个 那条 这两家 这三家 这四家 这五家 那两家 那三家 "
        "展开 详细 说 讲 贴 说明 表 表格 列成 做成 部分"
    ).split()
)

# Words that an honest sentence adds to what it tells again.
IN_SENTENCE = frozenset(
    """
        该局 该委 该单位 该办 该中心 该院 本单位 我局 我委 单位 各单位 部门 通报 问题 整改 措施
        采取 情况 工作 方面 相关 有关 针对 关于
        进行 开展 落实 通过 包括 此外 同时 并且 其中 主要 首先 其次 然后 最后 另外 还有 以及 方式
        内容 要求 进一步 具体 做法
        巡察 反馈 指出 存在 对于 为了 确保 已经 目前 一是 二是 三是 四是 五是 六是 七是 以下 如下
        表示 说明 提到 写明 分别
        上述 这些 该项 这一 对此 从而 使得 实现 推动 推进 做好 做到 予以 给予 加以 得到 取得
        完成了 了解 关注 重视 高度 高度重视
        根据 按照 依据 依照 结合 围绕 立足 聚焦 着力 切实 认真 积极 不断 持续 全面 深入 有效 明确
        事项 问题整改 整改措施 措施包括 其中 共计 合计 总计 累计 一共 共有 达到 达成 已经 均已
        共 已
        该校 该镇 该县 该市 该区 该厅 该街道 该集团 该法院 该医院 该公司 本委 所在 各项 一系列
        多项 多个 等等
        有关 相关 有效 及时 主动 逐步 逐项 逐一 重新 统一 专门 集中 重点 充分 大力 牢固 首先
        随后 此后 期间
        处于 属于 作为 成为 变为 改为 调整为 以来 截至 截止 左右 全市 全县 全区 全局 全委 全院
        全校 我市 我县
        我区 我院 我校 市内 每个 各个 一个 一家 一项 一种 一次 作出 提出 用于 用于建设 带头
        对照 另有 受到 处理 后来 这块 这方面 如今 没有 并未 正在 仍在 提供 比较 提出 列出
    """.split()
)

# Words of titles that name no theme.
IN_TITLE = frozenset(
    "关于 问题 工作 不够 不到位 不足 存在 落实 推进 推动 加强 方面 情况 有差距 差距 短板 不 不严 "
    "发展 加快 促进 提升 提出 规范 不规范 有待 进一步 力度 制度 执行 管理 建设 "
    "及时 未 和 的 在 对 等".split()
)
