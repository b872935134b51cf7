"""A static embedding model of the bundled one's word table: `python -m eval.static DIR`.

DIR becomes a sentence-transformers directory (StaticEmbedding): a text's vector is the mean of its
tokens' rows, the table centred first, so that what all tokens share says nothing. It reads
thousands of texts a second and understands little: it serves for measuring size and time, not
quality.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rag.embedding.bundled import unpack
from rag.errors import BulletinQAError
from rag.settings import load_settings

TABLE = "embeddings.word_embeddings.weight"


def main(argv: Sequence[str] | None = None) -> int:
    """Make the model where it is not there yet; return the exit code."""
    parser = argparse.ArgumentParser(
        "python -m eval.static", description="由内置模型造静态向量模型"
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="模型写入的文件夹")
    folder = parser.parse_args(argv).folder
    try:
        if not (folder / "modules.json").exists():
            make(folder, unpack(load_settings().model_cache))
    except (BulletinQAError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"静态向量模型在“{folder}”：BQA_MODEL={folder}")
    return 0


def make(folder: Path, bundled: Path) -> None:
    """Write the static model of an unpacked bundled one."""
    from safetensors.numpy import load_file
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
    from tokenizers import Tokenizer

    stored = load_file(bundled / "model.safetensors")
    table = next(tensor for name, tensor in stored.items() if name.endswith(TABLE))
    words = Tokenizer.from_file(str(bundled / "tokenizer.json"))
    words.no_padding()
    static = StaticEmbedding(words, embedding_weights=table - table.mean(axis=0))
    SentenceTransformer(modules=[static, Normalize()], device="cpu").save(str(folder))


if __name__ == "__main__":
    sys.exit(main())
