"""Borrowing in the chat: examples and a draft, every passage cited."""

from rag.borrow.answered import answer_of
from rag.borrow.borrow import borrow
from rag.borrow.draft import FIRST
from rag.borrow.own import own_findings
from rag.borrow.similar import Among
from tests.rag.borrow.test_borrow import ASSETS, now  # noqa: F401 - a fixture


def test_examples_come_first_and_the_draft_is_called_one(now):  # noqa: F811
    (one,) = borrow(now, own_findings(ASSETS), Among(), 5)
    answer = answer_of("固定资产账实不符怎么写整改措施？", one)
    assert answer.state == "final" and FIRST in answer.text
    assert answer.text.index("清查盘点") < answer.text.index(FIRST)
    texts = {b.id: b.text for b in now.bulletins}
    assert all(texts[c.bulletin_id][c.start : c.end] == c.quote for c in answer.citations)
    assert set(answer.body.marks) <= {c.number for c in answer.citations}
    assert "题**" in answer.text  # bold closes on a word
