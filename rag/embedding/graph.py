"""The bundled model's network (BERT) as an ONNX graph: it starts fast and runs without torch.

How it works: `write_graph` lays out embedding, twelve fused layers, mean pooling and normalisation,
with the weights of a checkpoint; the word table, three quarters of all weights, is not copied but
read from `model.safetensors` beside the graph. There is no attention mask: texts that run together
must have equally many tokens, so nothing is padded and a vector does not depend on its batch. What
it does not know: tokens (see `weights`) and prompts.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper, save

Array = NDArray[np.float32]

ORT = "com.microsoft"  # operators that ONNX Runtime fuses by hand
OPSET, ORT_OPSET, IR = 17, 1, 8
WORDS = "embeddings.word_embeddings.weight"


def write_graph(
    checkpoint: dict[str, Array], heads: int, epsilon: float, weights: Path, offset: int
) -> None:
    """Write `model.onnx` beside the file `weights`, which holds the word table at byte `offset`.

    Inputs: `ids` int64[batch, tokens], `positions` int64[tokens]. Output: `vector`
    float32[batch, hidden], of length 1.
    """
    layers = sum(name.endswith("query.weight") for name in checkpoint)
    hidden = checkpoint[WORDS].shape[1]
    nodes, tensors = _embedding(checkpoint, epsilon)
    tensors.append(_outside(checkpoint[WORDS], weights.name, offset))
    for layer in range(layers):
        more_nodes, more_tensors = _layer(checkpoint, layer, heads, epsilon)
        nodes += more_nodes
        tensors += more_tensors
    nodes += [
        helper.make_node("ReduceMean", [f"x{layers}"], ["mean"], axes=[1], keepdims=0),
        helper.make_node("LpNormalization", ["mean"], ["vector"], axis=-1, p=2),
    ]
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes,
        "multilingual-e5-small",
        [
            value("ids", TensorProto.INT64, ["batch", "tokens"]),
            value("positions", TensorProto.INT64, ["tokens"]),
        ],
        [value("vector", TensorProto.FLOAT, ["batch", hidden])],
        tensors,
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(ORT, ORT_OPSET)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=IR)
    save(model, weights.with_name("model.onnx"))


def _embedding(
    checkpoint: dict[str, Array], epsilon: float
) -> tuple[list[NodeProto], list[TensorProto]]:
    def part(name: str) -> Array:
        return checkpoint[f"embeddings.{name}"]

    places = part("position_embeddings.weight") + part("token_type_embeddings.weight")[0]
    tensors = {
        "places": places,
        "ln.w": part("LayerNorm.weight"),
        "ln.b": part("LayerNorm.bias"),
    }
    nodes = [
        helper.make_node("Gather", ["words", "ids"], ["word"]),
        helper.make_node("Gather", ["places", "positions"], ["place"]),
        helper.make_node("Add", ["word", "place"], ["sum"]),
        helper.make_node(
            "LayerNormalization", ["sum", "ln.w", "ln.b"], ["x0"], axis=-1, epsilon=epsilon
        ),
    ]
    return nodes, [numpy_helper.from_array(array, name) for name, array in tensors.items()]


def _layer(
    checkpoint: dict[str, Array], number: int, heads: int, epsilon: float
) -> tuple[list[NodeProto], list[TensorProto]]:
    def part(name: str) -> Array:
        return checkpoint[f"encoder.layer.{number}.{name}"]

    at = f"l{number}."
    inner = [f"attention.self.{name}" for name in ("query", "key", "value")]
    tensors = {
        "qkv.w": np.concatenate([part(f"{name}.weight").T for name in inner], axis=1),
        "qkv.b": np.concatenate([part(f"{name}.bias") for name in inner]),
        "out.w": np.ascontiguousarray(part("attention.output.dense.weight").T),
        "out.b": part("attention.output.dense.bias"),
        "ln1.w": part("attention.output.LayerNorm.weight"),
        "ln1.b": part("attention.output.LayerNorm.bias"),
        "up.w": np.ascontiguousarray(part("intermediate.dense.weight").T),
        "up.b": part("intermediate.dense.bias"),
        "down.w": np.ascontiguousarray(part("output.dense.weight").T),
        "down.b": part("output.dense.bias"),
        "ln2.w": part("output.LayerNorm.weight"),
        "ln2.b": part("output.LayerNorm.bias"),
    }

    def node(kind: str, inputs: list[str], output: str, **options: Any) -> NodeProto:  # noqa: ANN401
        domain = "" if kind == "MatMul" else ORT
        return helper.make_node(kind, inputs, [output], domain=domain, **options)

    def local(*names: str) -> list[str]:
        return [at + name for name in names]

    x, result = f"x{number}", f"x{number + 1}"
    norm = "SkipLayerNormalization"
    nodes = [
        node("Attention", [x, *local("qkv.w", "qkv.b")], at + "seen", num_heads=heads),
        node("MatMul", local("seen", "out.w"), at + "out"),
        node(norm, [x, *local("out", "ln1.w", "ln1.b", "out.b")], at + "mid", epsilon=epsilon),
        node("MatMul", local("mid", "up.w"), at + "up"),
        node("BiasGelu", local("up", "up.b"), at + "gelu"),
        node("MatMul", local("gelu", "down.w"), at + "down"),
        node(norm, local("mid", "down", "ln2.w", "ln2.b", "down.b"), result, epsilon=epsilon),
    ]
    return nodes, [numpy_helper.from_array(array, at + name) for name, array in tensors.items()]


def _outside(table: Array, file: str, offset: int) -> TensorProto:
    """Return a tensor whose values stay in another file."""
    tensor = TensorProto(
        name="words",
        data_type=TensorProto.FLOAT,
        dims=table.shape,
        data_location=TensorProto.EXTERNAL,
    )
    for key, value in (("location", file), ("offset", offset), ("length", table.nbytes)):
        tensor.external_data.add(key=key, value=str(value))
    return tensor
