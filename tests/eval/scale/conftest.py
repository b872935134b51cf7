"""Twenty invented bulletins in both stores."""

import pytest

from eval.scale.stock import fill_chroma, open_chroma, open_library, stock_of
from rag.settings import Settings
from tests.support.fakes import bigram_embedder

COUNT = 20


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("scale")


@pytest.fixture(scope="session")
def stock(cache):
    """Return where twenty bulletins lie."""
    return stock_of(cache, COUNT, 3, Settings(model="bigrams"))


@pytest.fixture(scope="session")
def both(stock):
    """Return both sides, filled and open."""
    embedder = bigram_embedder()
    with open_library(stock, embedder) as library:
        chroma = open_chroma(stock, embedder)
        fill_chroma(stock, chroma, library)
        yield library, chroma
