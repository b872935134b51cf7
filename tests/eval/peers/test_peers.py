"""Peers: what is asked of them, and what is said where one is not installed."""

import json

import pytest

from eval.measure.summary import summarise
from eval.peers import PEERS, MissingPeerError, Peer
from eval.peers.__main__ import answers, record
from eval.peers.langchain_chroma import make
from eval.sets.stores import Shelf
from tests.support.fakes import bigram_embedder
from tests.support.places import ROOT
from tests.support.small_corpus import QUESTION, SOURCES

FINDINGS = [(doc, f.span) for doc, s in SOURCES.items() for f in s.bulletin.findings]
TEXTS = [span.of(SOURCES[doc].bulletin.text) for doc, span in FINDINGS]


def test_a_peer_gives_the_numbers_of_the_nearest_texts():
    search = make(TEXTS, bigram_embedder())
    assert search(TEXTS[1], 1) == [1]
    assert sorted(search("采购", len(TEXTS))) == list(range(len(TEXTS)))


def test_its_answers_are_measured_like_any(tmp_path):
    shelf = Shelf(None, SOURCES, bigram_embedder(), None)
    (scored,) = answers([QUESTION], lambda q, limit: [0, 2], FINDINGS, shelf, "peer")
    assert scored.answer.generator == "peer"
    assert scored.answer.cited == [("port", 1), ("park", 1)]
    assert scored.scores["verbatim"] == 1.0
    record(tmp_path / "peers.jsonl", {"peer": "peer"}, summarise([scored]), 1)
    line = json.loads((tmp_path / "peers.jsonl").read_text("utf-8"))
    assert line["peer"] == "peer" and line["kinds"]["all"]["verbatim"] == 1.0


def test_a_peer_that_is_not_installed_says_what_to_do():
    with pytest.raises(MissingPeerError, match=r"requirements-peers\.txt"):
        assert Peer("x", "x", "no-such-package").version


@pytest.mark.parametrize("peer", PEERS.values(), ids=PEERS.keys())
def test_every_peer_has_its_module_and_its_package_pinned(peer):
    assert (ROOT / "eval" / "peers" / f"{peer.module}.py").exists()
    pinned = [(ROOT / f"requirements-{name}.txt").read_text() for name in ("peers", "eval")]
    assert f"{peer.package}==" in "".join(pinned)
