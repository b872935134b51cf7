"""The search against a scan of everything, on twenty bulletins."""

import numpy as np

from eval.scale.reach import all_judged, reach, search_of, useful
from eval.scale.timing import kind_of


def test_a_small_store_is_reached_wholly(both, stock):
    library, _ = both
    wide = [question for question in stock.asked if kind_of(question) == "wide"]
    figures = {figure.name: figure for figure in reach(wide, library.snapshot())}
    assert figures["reach.findings"].ours == figures["reach.agencies"].ours == 1.0
    assert figures["reach.judged"].ours == 1.0
    assert figures["reach.ms"].other


def test_a_scan_judges_every_finding(both):
    now = both[0].snapshot()
    search = search_of("各单位是怎么整改政府采购问题的？", now)
    assert search
    asked, within, need = search
    judged = all_judged(asked, within)
    assert len(judged.units) == within.sum() == both[0].counts().findings
    assert set(useful(judged, need)) <= set(np.flatnonzero(within))


def test_what_has_no_topic_is_not_searched(both):
    assert search_of("你好", both[0].snapshot()) is None
