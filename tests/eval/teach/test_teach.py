"""Peft's matrices become ours: merged, they are the same weights."""

from importlib.util import find_spec

import numpy as np
import pytest
import torch

from eval.teach.teach import TARGETS, adapter_of
from rag.embedding.adapter import merged

NAME = "encoder.layer.0.attention.self.query"


def test_the_scale_goes_into_one_of_the_two():
    up, down = torch.randn(4, 2), torch.randn(2, 4)
    state = {f"{NAME}.lora_A.weight": down, f"{NAME}.lora_B.weight": up}
    found = merged({f"{NAME}.weight": np.zeros((4, 4), np.float32)}, adapter_of(state, 2.0))
    assert np.allclose(found[f"{NAME}.weight"], 2 * (up @ down).numpy(), atol=1e-6)


@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")  # asked by peft
@pytest.mark.slow
@pytest.mark.skipif(find_spec("peft") is None, reason="requirements-fit.txt is not installed")
def test_merged_weights_are_pefts():
    from peft import LoraConfig, get_peft_model, get_peft_model_state_dict
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    sizes = {"hidden_size": 16, "intermediate_size": 32, "num_attention_heads": 2}
    network = BertModel(BertConfig(vocab_size=20, num_hidden_layers=2, **sizes))
    before = {name: tensor.numpy().copy() for name, tensor in network.state_dict().items()}
    model = get_peft_model(network, LoraConfig(r=4, lora_alpha=8, target_modules=TARGETS))
    for name, weight in model.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(weight)
    ours = merged(before, adapter_of(get_peft_model_state_dict(model), 2.0))
    theirs = model.merge_and_unload().state_dict()
    assert any((before[name] != theirs[name].numpy()).any() for name in before)
    for name, tensor in theirs.items():
        assert np.allclose(ours[name], tensor.numpy(), atol=1e-5)
