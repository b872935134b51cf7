"""The kinds of measures: counted over a snapshot, told by the words that measures name."""

import json
from pathlib import Path

import pytest

from rag.kinds.kinds import ALL, Kinds, MeasureKind, notions, weights, words_listed
from rag.parse.parse import parse_bulletin
from rag.store.library import Library
from tests.support.fakes import bigram_embedder

NOTICE = """中共临江市水利局党组关于巡察整改进展情况的通报
根据市委统一部署，2024年3月1日至5月10日，市委第一巡察组对水利局党组进行了巡察。7月1日反馈了意见。现将巡察整改进展情况予以公布。
二、巡察反馈问题整改情况
（一）关于差旅费报销不规范的问题
一是责成当事人退回多领补助3.2万元，已全部上缴财政专户。二是对经办人给予党内警告处分。三是在公示栏每月公示报销明细。
（二）关于固定资产账实不符的问题
一是对固定资产开展全面清查盘点。二是举办资产管理培训班2期。
联系电话：0000-1234567。
中共临江市水利局党组
2024年12月1日
"""


@pytest.fixture(scope="module")
def now(tmp_path_factory):
    with Library.open(tmp_path_factory.mktemp("store"), bigram_embedder()) as library:
        library.add(parse_bulletin(NOTICE, "slj.txt"))
        yield library.snapshot()


def test_each_measure_has_its_own_kinds(now):
    first, second = now.bulletins[0].findings
    kinds = [set(own) for own in now.derived(Kinds).of(first).values()]
    assert MeasureKind.MONEY in kinds[0]
    assert MeasureKind.ACCOUNTABILITY in kinds[1]
    assert MeasureKind.DISCLOSURE in kinds[2] and MeasureKind.MONEY not in kinds[2]
    assert list(now.derived(Kinds).of(second)) == list(second.measures)


def test_kinds_are_counted_by_finding(now):
    counts = now.derived(Kinds).counted(now.bulletins[0].findings)
    assert counts[MeasureKind.CHECKS] == 1
    assert list(counts.values()) == sorted(counts.values(), reverse=True)


def test_what_is_outside_the_findings_is_of_no_kind(now):
    kinds = now.derived(Kinds)
    measures = sum(len(finding.measures) for finding in now.bulletins[0].findings)
    assert kinds.flags.any(axis=1).sum() <= measures < len(kinds.flags)


def test_the_weights_are_of_the_notions_there_are():
    known = weights()
    assert known.notions.shape == (len(notions()), len(ALL))
    assert known.words.shape == (len(words_listed()), len(ALL))
    assert known.bias.shape == known.bias_alone.shape == known.limits.shape == (len(ALL),)


def test_every_kind_labelled_is_explained_and_held_out():
    told = json.loads(Path("rag/kinds/kinds.json").read_text("utf-8"))["held_out"]
    assert set(told["precision_recall_f1"]) == set(ALL)
    readme = Path("eval/sets/nation/README.md").read_text("utf-8")
    assert all(f"| {kind} |" in readme for kind in ALL)
