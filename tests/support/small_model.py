"""A tiny stand-in for the unpacked bundled model: a word table by characters, and its tokenizer."""

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

DIMENSION = 32
FIRST, LAST = 0x4E00, 0x9FA5  # the Chinese characters


def write_small_model(folder: Path) -> Path:
    """Write `model.safetensors` and `tokenizer.json`; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    characters = [chr(code) for code in (*range(0x20, 0x7F), *range(FIRST, LAST + 1))]
    vocabulary = {"<unk>": 0} | {char: at for at, char in enumerate(characters, start=1)}
    words = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    words.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    words.save(str(folder / "tokenizer.json"))
    table = np.random.default_rng(0).standard_normal((len(vocabulary), DIMENSION), np.float32)
    save_file({"embeddings.word_embeddings.weight": table}, folder / "model.safetensors")
    return folder
