"""Findings counted in a way of the document's own: by a word, by letters, by signs, by level."""

import pytest

from rag.parse.parse import parse_bulletin

HEAD = """中共石岭县水利局党组关于巡察整改进展情况的通报
2023年3月至5月，县委第二巡察组对石岭县水利局党组开展了常规巡察，7月10日反馈了巡察意见。现将整改情况通报如下：
"""
END = "\n联系电话：0731-8123456。\n中共石岭县水利局党组\n2023年12月20日\n"
PROBLEMS = (
    ("中心组学习不深入", ("修订中心组学习制度，全年安排专题12次", "邀请教授授课3场")),
    ("公务用车管理存在漏洞", ("清理公务用车台账，收回钥匙14把", "出台《公务用车管理细则》")),
    ("项目招投标监管缺位", ("对2019年以来的31个项目开展倒查", "约谈中介机构4家")),
    ("专项资金滞留", ("拨付滞留资金130万元", "建立资金拨付月调度机制")),
)
CN = "一二三四"


def in_groups(group, finding, measure) -> str:
    """Write the problems two to a group, each numeral by a function of its place."""
    lines = []
    for at, (problem, measures) in enumerate(PROBLEMS):
        if at % 2 == 0 and group:
            lines.append(group(at // 2))
        lines.append(finding(at) + problem)
        lines += [measure(at, n) + words + "。" for n, words in enumerate(measures)]
    return "\n".join(lines)


WAYS = {
    "a word of its own above": in_groups(
        lambda g: f"板块{CN[g]}：{'政治建设 权力运行'.split()[g]}方面",
        lambda at: f"（{CN[at % 2]}）",
        lambda _, n: f"{n + 1}.",
    ),
    "a word of its own": in_groups(None, lambda at: f"事项{at + 1}：", lambda _, n: f"（{n + 1}）"),
    "Roman figures": in_groups(None, lambda at: f"{'ⅠⅡⅢⅣ'[at]}．", lambda _, n: f"{n + 1}）"),
    "letters": in_groups(None, lambda at: f"{'ABCD'[at]}、", lambda _, n: f"{n + 1}）"),
    "signs": in_groups(None, lambda _: "● ", lambda _, n: "○ "),
    "levels of figures": in_groups(
        lambda g: f"{g + 1} {'政治建设 权力运行'.split()[g]}方面存在的问题",
        lambda at: f"{at // 2 + 1}.{at % 2 + 1} ",
        lambda at, n: f"{at // 2 + 1}.{at % 2 + 1}.{n + 1} ",
    ),
    "a colon behind, paragraphs below": in_groups(
        None, lambda at: f"{at + 1}.", lambda _, n: ""
    ).replace("入\n", "入：\n"),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_finding_is_read_with_its_measures(way):
    read = parse_bulletin(HEAD + WAYS[way] + END, "counted.txt")
    assert [f.title for f in read.findings] == [problem for problem, _ in PROBLEMS]
    assert [len(f.measures) for f in read.findings] == [2] * len(PROBLEMS)
    assert "板块" not in "".join(m.span.of(read.text) for f in read.findings for m in f.measures)


def test_annexes_and_dates_count_nothing():
    text = HEAD + WAYS["a word of its own"] + "\n附件1：整改台账\n附件2：问责名单" + END
    assert len(parse_bulletin(text, "annexed.txt").findings) == len(PROBLEMS)
