"""The words of this field as tables: synonyms, an English glossary, words that only frame a question.

A row of `SYNONYMS` is one notion in all the ways people and bulletins put it. Rows are open: add what
users say. What is not here is left to the embedding.
"""

# Each row: ways to say one notion; members are matched as parts of the text.
SYNONYMS: tuple[tuple[str, ...], ...] = tuple(
    tuple(row.split())
    for row in """
    政府采购 采购 集中采购 买东西 购买 购置 买设备 买物资 买服务 招标采购 自行采购 采买 买菜
    招标 招投标 投标 围标 串标 标书 肢解发包 应招未招
    处分 问责 追责 追责问责 惩处 处罚 批评教育 诫勉 提醒谈话 党纪 政务处分 第一种形态 书面检查
    谈话 谈心谈话 廉政谈话 约谈 谈心 提醒谈话
    党员发展 发展党员 入党 预备党员 入党积极分子
    组织关系 党员身份
    材料缺失 材料不全 资料缺失 资料不全 缺失的 找不到 不齐全
    党费 党费收缴 党员交的钱 组织费用
    意识形态 舆论阵地 宣传阵地 意识型态
    民主生活会 组织生活会 生活会 批评与自我批评 自我批评 相互批评 辣味 一团和气
    三会一课 组织生活制度 主题党日 支部生活 支部开会
    党课 讲党课 廉政党课
    三重一大 重大事项决策 集体决策 集体研究 议事决策 议事规则 民主决策 上会 没上会
    大额资金 大额支出 大笔资金
    一岗双责 双责
    主体责任 管党治党
    第一责任人 一把手 书记责任
    派驻纪检 纪检监察组 派驻监督 派驻纪检组 派驻机构
    机关纪委 纪检委员
    借调 抽调 借用人员 借人
    干部选拔 选拔任用 提拔 选人用人 干部任用 晋升 选任
    试用期 试用
    人手不足 力量不足 配备不足 缺人 力量薄弱 人员不足 配备
    支部书记任命 书记任免 支部书记任免 书记调整 届中调整
    换届 换届选举 届满
    下沉社区 社区志愿 志愿服务 进社区
    因私出国 因私护照 护照 出国证照 出国(境) 因私出境 证照
    人事档案 干部档案 档案管理 档案
    保密 涉密 泄密
    网络安全 等级保护 等保 网络系统 信息安全
    网络舆情 舆情
    信访 上访 投诉 积案
    举报 检举
    公务接待 接待费 招待费 公款吃喝 吃喝 宴请 请客 招待 接待
    公务用餐 用餐标准 吃饭 工作餐 用餐
    公务用车 公车 公车私用 车辆管理 用车 管车 公家车 单位的车
    三公经费 三公 公务接待 公务用车 公车 接待费 因公出国
    津补贴 津贴补贴 津贴 滥发 多发钱 值班费 过节费 福利
    差旅费 差旅 出差
    会议费 会议管理 开会
    办公用房 办公室面积 超标办公
    固定资产 国有资产 资产登记 资产管理 账实不符
    出租 出借 租出去 租金 房屋出租 租赁 门面 门面房 铺面 商铺 租给
    应收账款 欠款 往来款 账款 欠账
    拖欠 欠薪 工钱 欠着 工资支付 工程款
    轮岗 交流轮岗 岗位交流 挪窝 任职时间过长
    吃空饷 照拿工资 在编不在岗
    兼职 挂职 兼职取酬 任职取酬
    减负 基层减负 发文 报表 文山会海 精文减会
    引进人才 人才引进 引才 招聘 招录 招引
    合同 协议 签约
    预算 预算执行 预算管理
    财务管理 财务制度 财务 报销 账目
    专项资金 项目资金 财政资金
    补贴 补助 奖补 奖励资金 奖励 配套补贴
    兑现 兑付 拨付 到账
    审核把关 审核不严 把关不严 审核
    资金闲置 趴在账上 沉淀资金 结余资金 资金使用率 使用率
    退还 退回 追回 清退 追缴 收回 返还 收缴 讨回 要回来 收回来 退了
    利息 利率 贷款利率 融资成本
    贷款 放贷 融资 信贷 举债 欠债 债务
    打官司 诉讼 起诉 委托律师
    营商环境 办事环境 惠企 服务企业
    政策宣传 政策宣讲 政策解读 宣讲
    政策公开 告知企业 通知企业 未及时公开 公开
    中小企业 小微企业 民营企业 民营经济
    专精特新 小巨人
    升规 小进规 规上企业 进规 新增规上
    数字经济 数字化 数字化转型
    营销 招商 招商引资 引资
    产业链 链长制 补链强链
    民间投资 民营投资 社会投资
    项目开工 开工 动工 未动工
    项目储备 储备项目 项目谋划
    可行性论证 论证 可行性 事前评估 立项
    新能源汽车 新能源车 电动车
    民主党派 对口联系 统战 统一战线
    民族宗教 宗教 民族工作
    工会 群团
    理论学习 理论武装 中心组学习 中心组 学习教育
    第一议题 首要议题
    工作日志 日志
    会议记录 记录本 会议纪要 纪要
    公众号 微信公众号 新媒体 政务新媒体
    注销 关停 停用 销号
    更新 更新滞后 未及时更新 过期 滞后
    粮库 粮食储备 储备粮 粮食
    科技成果转化 成果转化 转化
    科技特派员 特派员
    形式主义 官僚主义 走过场 流于形式 形式化
    作风 四风 八项规定 中央八项规定
    廉政风险 风险点 风险防控 廉洁风险
    警示教育 廉政教育 以案说法
    监督执纪 执纪
    借口 以…名义 规避 绕开 躲
    接待酒水 酒水 伴手礼 礼品
    租车 车辆租赁
    缺位 越位 错位
    乡村振兴 扶贫 脱贫 帮扶
    医保基金 骗保 医保 医保钱
    收费 乱收费 违规收费
    药品 耗材 医疗器械
    安全生产 安全隐患 安全检查
    环保 污染 生态环境 环境治理
    科研经费 课题经费 科研项目
    师德师风 师德 有偿补课
    补课 校外培训 补课班 学科类培训
    红包 回扣 好处费
    执行难 执行到位 拿不到钱
    失信 老赖 失信被执行人
    招生 录取
    工程建设 工程项目 工程
    变更 设计变更
    物业 物业管理
    征地 拆迁 征收
    低保 救助 困难群众 民生
    纪念品 礼品礼金 礼金
    编外 聘用 合同工 同工同酬 劳务派遣
    """.strip().splitlines()
)

# English words and phrases -> the Chinese notion searched for.
ENGLISH: dict[str, str] = {
    "procurement": "采购",
    "purchas": "采购",
    "tender": "招标",
    "bidding": "招标",
    "party dues": "党费",
    "membership dues": "党费",
    "membership fee": "党费",
    "ideolog": "意识形态",
    "digital econom": "数字经济",
    "digital": "数字化",
    "secondment": "借调",
    "seconded": "借调",
    "loaned staff": "借调",
    "public institution": "事业单位",
    "affiliated": "直属",
    "online platform": "线上平台",
    "feasibility": "论证",
    "innovation map": "创新地图",
    "small giant": "小巨人",
    "data record": "数据",
    "data": "数据",
    "categor": "类",
    "democratic part": "民主党派",
    "democratic life": "民主生活会",
    "criticism": "批评与自我批评",
    "ethnic": "民族宗教",
    "religio": "民族宗教",
    "united front": "统战",
    "accountab": "问责",
    "disciplin": "纪检",
    "punish": "处分",
    "integrity": "廉政",
    "clean": "廉政",
    "risk": "风险",
    "subsid": "补贴",
    "bonus": "奖励",
    "reward": "奖励",
    "special fund": "专项资金",
    "overpa": "多拨付",
    "recover": "追回",
    "refund": "退还",
    "interest": "利率",
    "loan": "贷款",
    "bank": "银行",
    "contract": "合同",
    "asset": "资产",
    "state-owned": "国有",
    "lease": "出租",
    "rent": "租赁",
    "receivable": "应收账款",
    "lawsuit": "诉讼",
    "budget": "预算",
    "financ": "财务",
    "reimburse": "报销",
    "vehicle": "汽车",
    "official car": "公务用车",
    "new energy": "新能源",
    "recept": "接待",
    "hospitality": "接待",
    "travel": "差旅",
    "meal": "用餐",
    "meeting minutes": "会议纪要",
    "meeting record": "会议记录",
    "meeting": "会议",
    "archiv": "档案",
    "personnel file": "人事档案",
    "passport": "护照",
    "confidential": "保密",
    "secrecy": "保密",
    "cyber": "网络安全",
    "network security": "网络安全",
    "public opinion": "舆情",
    "petition": "信访",
    "complaint": "投诉",
    "promotion": "选拔任用",
    "appointment": "任用",
    "probation": "试用期",
    "cadre": "干部",
    "recruit": "招录",
    "party branch": "党支部",
    "branch secretar": "支部书记",
    "party member": "党员",
    "new member": "发展党员",
    "admission": "发展党员",
    "party lecture": "党课",
    "community": "社区",
    "volunteer": "志愿服务",
    "trade union": "工会",
    "union election": "工会 换届",
    "election": "换届",
    "business environment": "营商环境",
    "small and medium": "中小企业",
    "sme": "中小企业",
    "private invest": "民间投资",
    "private econom": "民营经济",
    "invest": "投资",
    "industrial park": "园区",
    "industrial chain": "产业链",
    "industr": "产业",
    "grain": "粮食",
    "power grid": "电网",
    "electric": "电力",
    "credit": "信用",
    "voucher": "券",
    "technology transfer": "成果转化",
    "commercializ": "成果转化",
    "research and development": "研发",
    "r&d": "研发",
    "research institute": "研发机构",
    "incubator": "孵化器",
    "technolog": "科技",
    "science": "科技",
    "smart cit": "智慧城市",
    "software": "软件",
    "growth": "增长",
    "increase": "增长",
    "start construction": "开工",
    "break ground": "开工",
    "construction": "建设",
    "formalism": "形式主义",
    "bureaucra": "官僚主义",
    "work style": "作风",
    "inspection team": "巡察组",
    "study session": "集中学习",
    "theory": "理论学习",
    "first agenda": "第一议题",
    "major decision": "三重一大",
    "decision-making": "议事决策",
    "large sum": "大额资金",
    "wechat": "微信公众号",
    "official account": "公众号",
    "work log": "工作日志",
    "work diar": "工作日志",
    "project": "项目",
    "policy": "政策",
    "training": "培训",
    "safety": "安全生产",
    "poverty": "扶贫",
    "rural revital": "乡村振兴",
    "revitali": "乡村振兴",
    "retail": "零售",
    "consumer goods": "消费品",
    "patent": "专利",
    "idle": "闲置",
    "public rental": "公租房",
    "flat": "住房",
    "housing": "住房",
    "overdue": "逾期",
    "hectare": "面积",
    "plant": "播种",
    "health": "卫生",
    "doctor": "医生",
    "road": "道路",
    "water": "水",
    "farm": "农",
    "land": "土地",
    "court": "法院",
    "judg": "法官",
    "enforce": "执行",
    "supervis": "监督",
    "inspect": "检查",
    "audit": "审计",
    "fund": "资金",
    "tax": "税",
    "salary": "工资",
    "wage": "工资",
    "staff": "人员",
    "talent": "人才",
    "enterprise": "企业",
    "compan": "企业",
    "factor": "厂",
    "service": "服务",
    "platform": "平台",
    "system": "系统",
    "leadership": "领导",
    "leading group": "领导小组",
    "medical": "医疗",
    "drug": "药品",
    "hospital": "医院",
    "school": "学校",
    "teacher": "教师",
    "student": "学生",
    "car": "车辆",
    "gift": "礼品",
    "allowance": "津补贴",
    "office space": "办公用房",
    "environment": "环境",
    "pollution": "污染",
    "construction project": "工程",
}

# Words that frame a question and say nothing of its topic.
FRAME = frozenset(
    """的 了 是 在 和 与 及 或 也 都 就 被 把 对 给 有 没有 没 不 吗 呢 吧 啊 么 嘛 呀 什么 怎么 怎么样 怎样
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
    谁家 压根 表示 讲到 说到 这么 时 那套 行当 家里 里头 这五家 这两家 这三家 这四家 过手 请过
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
