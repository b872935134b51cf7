"""Tables of findings."""

import pytest

from rag.bulletin import Status
from rag.parse.parse import parse_bulletin

FRAME = (
    "中共白河县供销合作社联合社党组关于巡察反馈问题整改情况的公示\n"
    "根据县委部署,2023年5月8日至6月20日,县委第三巡察组对县供销社党组开展巡察,7月12日反馈意见。现将整改情况公示如下:\n"
    "{table}\n"
    "中共白河县供销合作社联合社党组\n2023年11月8日\n"
)


def read(*rows):
    table = "\n".join("\t".join(row) for row in rows)
    return parse_bulletin(FRAME.format(table=table), "t.txt")


def told(bulletin):
    return [
        (f.number, f.section, f.title, f.status, [m.span.of(bulletin.text) for m in f.measures])
        for f in bulletin.findings
    ]


TABLES = [
    (  # numerals before digits, in a problem's cell
        [
            ("反馈问题", "整改措施", "完成情况"),
            ("1.12345热线退单多", "重办工单。", "已完成"),
            ("2.2022年欠款未清", "结清欠款。", "已完成"),
            ("7.16事故整改缓慢", "约谈企业。", "已完成"),
        ],
        [
            (1, None, "12345热线退单多", Status.DONE, ["重办工单。"]),
            (2, None, "2022年欠款未清", Status.DONE, ["结清欠款。"]),
            (None, None, "7.16事故整改缓慢", Status.DONE, ["约谈企业。"]),
        ],
    ),
    (  # groups' headings over all columns: as one cell, as an empty row, as the same in all cells
        [
            ("反馈问题", "整改落实情况", "整改状态"),
            ("(一)政治监督方面",),
            ("账目不清", "逐笔对账。", "已完成"),
            ("(二)廉政监督方面", "", ""),
            ("采购不规范", "制定办法。", "已完成"),
            ("(三)组织方面", "(三)组织方面", "(三)组织方面"),
            ("培训不足", "举办培训。", "已完成"),
        ],
        [
            (None, "(一)政治监督方面", "账目不清", Status.DONE, ["逐笔对账。"]),
            (None, "(二)廉政监督方面", "采购不规范", Status.DONE, ["制定办法。"]),
            (None, "(三)组织方面", "培训不足", Status.DONE, ["举办培训。"]),
        ],
    ),
    (  # a row for each measure of a problem
        [
            ("序号", "问题清单", "整改措施", "整改成效", "是否完成"),
            ("1", "账目不清", "逐笔对账;清理挂账。", "账目清楚", "是"),
            ("1", "账目不清", "核销2笔。追回1笔。", "账目清楚", "是"),
        ],
        [(1, None, "账目不清", Status.UNSTATED, ["逐笔对账;清理挂账。", "核销2笔。追回1笔。"])],
    ),
    (
        [
            ("序号", "反馈问题", "整改措施", "完成情况"),
            ("1", "采购不规范", "1.制定办法。2.开展培训。", "已完成"),
            ("2", "账目不清", "逐笔对账。", "正在推进"),
        ],
        [
            (1, None, "采购不规范", Status.DONE, ["1.制定办法。", "2.开展培训。"]),
            (2, None, "账目不清", Status.ONGOING, ["逐笔对账。"]),
        ],
    ),
    (
        [
            ("类别", "存在问题", "原因分析", "整改情况"),
            ("党的建设", "(1)学习不深入", "重视不够", "已完成。一是制定计划。二是开展研讨。"),
            ("党的建设", "(2)换届不及时", "疏忽", "一是完成换届。二是建立提醒。"),
        ],
        [
            (1, "党的建设", "学习不深入", Status.DONE, ["一是制定计划。", "二是开展研讨。"]),
            (2, "党的建设", "换届不及时", Status.UNSTATED, ["一是完成换届。", "二是建立提醒。"]),
        ],
    ),
    (
        [
            ("序号", "具体问题", "整改举措", "整改结果"),
            ("1", "作风不实", "开展走访。", "已完成"),
            ("1", "作风不实", "建立台账。", "已完成"),
            ("序号", "具体问题", "整改举措", "整改结果"),
            ("2", "监管不严", "约谈企业。", "长期坚持"),
        ],
        [
            (1, None, "作风不实", Status.DONE, ["开展走访。", "建立台账。"]),
            (2, None, "监管不严", Status.STANDING, ["约谈企业。"]),
        ],
    ),
]


@pytest.mark.parametrize(("rows", "expected"), TABLES)
def test_the_rows_of_a_table_are_findings(rows, expected):
    assert told(read(*rows)) == expected


def test_a_table_of_other_things_is_no_table_of_findings():
    text = FRAME.format(
        table="一、问题整改情况\n1.关于“甲甲”的问题\n整改情况:制定办法。\n部门\t电话\n办公室\t123"
    )
    assert [f.title for f in parse_bulletin(text, "t.txt").findings] == ["关于“甲甲”的问题"]


def test_numbers_that_a_table_leaves_out_are_a_warning():
    head = ("序号", "反馈问题", "整改措施")
    rows = [(str(n), f"账目{n}不清", "逐笔对账。") for n in (1, 2, 5, 6)]
    warned = [one for one in read(head, *rows).warnings if "序号" in one]
    assert warned == ["问题序号从 2 跳到 5：请核对原文是否缺少其间的问题"]
    assert not any("序号" in one for one in read(head, *rows[:2]).warnings)
