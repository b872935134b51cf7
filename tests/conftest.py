"""What several test modules share: the bundled bulletins in a library with the real model."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.embedding.embedder import Embedder, load_embedder
from rag.errors import StoreError
from rag.settings import Settings
from rag.store.indexing import index_files
from rag.store.library import Library
from tests.support.fakes import bigram_embedder
from tests.support.places import BULLETINS, ROOT

os.environ.setdefault("BQA_HOSTS", "testserver,*.test")  # as tests call the server


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Return the defaults, wherever the tests are run from and whatever the environment says."""
    return Settings.model_construct(model_cache=ROOT / "vectorstore" / "models", corpus=BULLETINS)


@pytest.fixture(scope="session")
def real_embedder(settings: Settings) -> Embedder:
    """Return the bundled model."""
    return load_embedder(settings)


@pytest.fixture(scope="session")
def library(pytestconfig: pytest.Config, real_embedder: Embedder) -> Iterator[Library]:
    """Open the five bundled bulletins with the real model, to be read only.

    Kept between runs; what has changed since, in files, parser or passages, is taken in again.
    """
    store = Path(pytestconfig.cache.mkdir("library"))
    try:
        opened = Library.open(store, real_embedder)
    except StoreError:  # laid out by an older version
        shutil.rmtree(store)
        opened = Library.open(store, real_embedder)
    with opened:
        report = index_files(opened, [BULLETINS], prune=True)
        assert report.ok, report.failed
        yield opened


@pytest.fixture
def fake_embedder() -> Embedder:
    """Return an embedder without a model."""
    return bigram_embedder()


@pytest.fixture
def empty_library(tmp_path: Path, fake_embedder: Embedder) -> Iterator[Library]:
    """Open a library of its own for each test, without a model."""
    with Library.open(tmp_path / "store", fake_embedder) as opened:
        yield opened
