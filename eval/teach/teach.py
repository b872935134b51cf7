"""The teaching itself: sentence-transformers' trainer and losses, LoRA adapters of peft.

`taught` makes the rows, mines their wrong passages, trains and returns the adapter as the program
merges it. Checkpoints stand in `out`: a run that was stopped goes on where it was. Nothing here is
drawn without a seed; the last digits still differ between machines, for sums are taken in another
order (and in bfloat16, where the processor has it).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from eval.teach.batches import Apart
from eval.teach.general import articles
from eval.teach.mining import Triplet, triplets
from eval.teach.pairs import lessons
from eval.teach.tuned import GENERAL_SHARE, SEED, TEMPERATURE, TOKENS
from rag.embedding.adapter import DOWN, UP, Tensors
from rag.embedding.bundled import PROMPTS

if TYPE_CHECKING:
    from datasets import DatasetDict
    from sentence_transformers import SentenceTransformer

TARGETS = r".*encoder\.layer\.\d+\..*\.(query|key|value|dense)"
# dropout off: on a CPU it costs a third of the time and half of the memory
STILL = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
KEPT = 20  # steps between checkpoints


@dataclass(frozen=True, slots=True)
class Course:
    """How a model is taught; the defaults are what the committed adapter was taught with."""

    groups: str = "abcde"
    steps: int = 120
    batch: int = 32
    rank: int = 16
    rate: float = 2e-4
    loss: str = "ranking"  # or "cached", "guided"
    general: float = GENERAL_SHARE
    mined: bool = True
    seed: int = SEED


def taught(course: Course, base: Path, out: Path) -> Tensors:
    """Teach the model in `base`, keeping checkpoints in `out`; return the adapter."""
    import torch
    from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer
    from transformers.trainer_utils import get_last_checkpoint

    model = SentenceTransformer(str(base), device="cpu", config_kwargs=STILL)
    with torch.autocast("cpu", torch.bfloat16):
        rows = triplets(
            lessons(course.groups, course.seed), model, base.with_name("mined"), course.seed
        )
    _add_adapter(model, course)
    model.max_seq_length = TOKENS
    trainer = SentenceTransformerTrainer(
        model=model,
        args=_arguments(course, rows, out),
        train_dataset=_dataset(rows, course),
        loss=_loss(model, course, base),
    )
    steps = out / "steps"
    trainer.train(
        resume_from_checkpoint=get_last_checkpoint(str(steps)) if steps.is_dir() else None
    )
    return _learned(model)


def _add_adapter(model: "SentenceTransformer", course: Course) -> None:
    from peft import LoraConfig
    from transformers import set_seed

    set_seed(course.seed)
    scale = 2 * course.rank
    model.add_adapter(LoraConfig(r=course.rank, lora_alpha=scale, target_modules=TARGETS))


def _arguments(course: Course, rows: list[Triplet], out: Path) -> Any:  # noqa: ANN401
    from sentence_transformers import SentenceTransformerTrainingArguments

    return SentenceTransformerTrainingArguments(
        output_dir=str(out / "steps"),
        max_steps=course.steps,
        per_device_train_batch_size=course.batch,
        learning_rate=course.rate,
        warmup_steps=course.steps // 10,
        lr_scheduler_type="linear",
        use_cpu=True,
        bf16=True,
        seed=course.seed,
        prompts={
            "anchor": PROMPTS["query"],
            "positive": PROMPTS["passage"],
            "negative": PROMPTS["passage"],
        },
        batch_sampler=Apart(rows),
        save_steps=KEPT,
        save_total_limit=1,
        logging_steps=10,
        report_to=[],
        disable_tqdm=True,
    )


def _dataset(rows: list[Triplet], course: Course) -> "DatasetDict":
    from datasets import Dataset, DatasetDict

    told = [
        {"anchor": r.row.query, "positive": r.row.positive, "negative": r.negative} for r in rows
    ]
    if not course.mined:
        told = [{"anchor": one["anchor"], "positive": one["positive"]} for one in told]
    sets = {"bulletins": Dataset.from_list(told)}
    count = round(course.general * len(rows))
    general = [{"anchor": a.title, "positive": a.start} for a in articles()[::2]]
    if count:
        sets["general"] = Dataset.from_list((general * (count // len(general) + 1))[:count])
    return DatasetDict(sets)


def _loss(model: "SentenceTransformer", course: Course, base: Path) -> Any:  # noqa: ANN401
    from sentence_transformers import SentenceTransformer, losses

    if course.loss == "cached":
        return losses.CachedMultipleNegativesRankingLoss(
            model, scale=1 / TEMPERATURE, mini_batch_size=16
        )
    if course.loss == "guided":
        guide = SentenceTransformer(str(base), device="cpu")
        return losses.GISTEmbedLoss(model, guide, temperature=TEMPERATURE)
    return losses.MultipleNegativesRankingLoss(model, scale=1 / TEMPERATURE)


def _learned(model: "SentenceTransformer") -> Tensors:
    """Return the adapter by the names of the weights that it changes, its scale in `up`."""
    from peft import get_peft_model_state_dict

    network = model.transformers_model
    config = network.peft_config["default"]
    return adapter_of(get_peft_model_state_dict(network), config.lora_alpha / config.r)


def adapter_of(state: Mapping[str, Any], scale: float) -> Tensors:
    """Return peft's matrices (`….lora_A.weight`, `….lora_B.weight`) as the program names them."""
    found = {}
    for key, tensor in state.items():
        name, _, matrix = key.removeprefix("base_model.model.").partition(".lora_")
        values = np.asarray(tensor.detach().float().cpu(), dtype=np.float32)
        is_up = matrix.startswith("B")
        found[f"{name}.weight{UP if is_up else DOWN}"] = values * (scale if is_up else 1.0)
    return found
