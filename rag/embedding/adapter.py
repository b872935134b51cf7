"""What the bundled model was taught (`python -m eval.teach`), added when it is unpacked.

It is of low rank (LoRA): for a weight W of the transformer it holds two narrow matrices, and what
was learned is their product, W' = W + up @ down, the scale already in `up`. Half precision is
enough: the product is rounded, the weights are not. What it does not know: how it was learned.
"""

from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("adapter.safetensors")
DOWN, UP = ".down", ".up"

Tensors = dict[str, NDArray[np.float32]]


def digest(file: Path = FILE) -> str:
    """Return eight characters that stand for the adapter: others as soon as it is taught anew."""
    return sha256(file.read_bytes()).hexdigest()[:8]


def merged(tensors: Tensors, adapter: Tensors) -> Tensors:
    """Return the tensors of a checkpoint with the adapter added.

    `adapter` holds `<weight>.down` [rank, in] and `<weight>.up` [out, rank].
    """
    learned = {
        name: adapter[name + UP] @ adapter[name + DOWN]
        for name in (key.removesuffix(UP) for key in adapter if key.endswith(UP))
    }
    return tensors | {name: tensors[name] + change for name, change in learned.items()}


def read_adapter(file: Path = FILE) -> Tensors:
    """Return the adapter's matrices in single precision."""
    from safetensors.numpy import load_file

    return {name: matrix.astype(np.float32) for name, matrix in load_file(file).items()}


def write_adapter(adapter: Tensors, file: Path, share: float = 1.0) -> None:
    """Write an adapter, `share` of what was learned, in half precision."""
    from safetensors.numpy import save_file

    scaled = {name: m * share if name.endswith(UP) else m for name, m in adapter.items()}
    save_file({name: m.astype(np.float16) for name, m in sorted(scaled.items())}, file)
