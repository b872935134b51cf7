"""Other people's retrieval frameworks, each as it comes, on the same passages and vectors.

`python -m eval.peers NAME` answers a questions file with one of them. A peer is made of texts and
our embedder and gives the numbers of the nearest texts; everything else about it is its own
default. They need `requirements-peers.txt`, in an environment of its own, and no network.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import cast

from rag.embedding.embedder import Embedder
from rag.errors import BulletinQAError

Search = Callable[[str, int], list[int]]  # a question, how many -> numbers of texts, nearest first
Make = Callable[[Sequence[str], Embedder], Search]


@dataclass(frozen=True, slots=True)
class Peer:
    """A framework: the module here that makes it, and the package that it comes in."""

    name: str
    module: str
    package: str

    @property
    def version(self) -> str:
        """The version installed. Raise `MissingPeerError` where there is none."""
        try:
            return version(self.package)
        except PackageNotFoundError as error:
            raise MissingPeerError(
                f"没有装“{self.package}”。同类做法另用一个环境：python -m venv .peers && "
                ".peers/bin/pip install -r requirements-peers.txt，"
                "再用 .peers/bin/python 运行。"
            ) from error

    def make(self, texts: Sequence[str], embedder: Embedder) -> Search:
        """Index the texts; return what searches them."""
        return cast("Make", import_module(f"eval.peers.{self.module}").make)(texts, embedder)


class MissingPeerError(BulletinQAError):
    """A peer that is not installed."""


PEERS = {
    peer.name: peer
    for peer in (
        Peer("langchain", "langchain_chroma", "langchain-chroma"),
        Peer("llamaindex", "llamaindex", "llama-index-core"),
        Peer("haystack", "haystack_memory", "haystack-ai"),
        Peer("txtai", "txtai_faiss", "txtai"),
    )
}
