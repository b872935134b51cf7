"""A small corpus, written once."""

from pathlib import Path

import pytest

from eval.synthetic.corpus import Corpus, Counts, write
from eval.synthetic.questions import write_questions

SEED, COUNT = 5, 40


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return Corpus(SEED, COUNT)


@pytest.fixture(scope="session")
def written(corpus, tmp_path_factory) -> tuple[Path, Counts]:
    """Return the folder of the corpus and what was counted."""
    folder = tmp_path_factory.mktemp("synthetic") / "corpus"
    counts = write(corpus, folder)
    write_questions(corpus, counts, folder)
    return folder, counts
