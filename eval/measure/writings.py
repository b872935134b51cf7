"""What became of a chat model's sentences over a run, and what they cost."""

from collections.abc import Sequence
from statistics import fmean, median

from rag.answer import Writing

OUTCOMES = (
    ("kept", "照用"),
    ("recited", "更正或补上出处"),
    ("replaced", "换成原文"),
    ("dropped", "删去"),
)
LAGS = (
    ("首行显示比模型首字(毫秒,中位、最晚;负数为早)", "first_shown_ms"),
    ("首个核对过的句子比模型首字晚(毫秒,中位、最晚)", "first_words_ms"),
)


def writing_rows(total: int, asked: Sequence[Writing]) -> list[list[str]]:
    """Return the rows of a table; the model was `asked` for some of `total` answers.

    Sentence support is the share of its sentences that stand, whatever passage bears them out.
    """
    shown = [w for w in asked if not w.failure]
    said = sum(w.statements for w in asked)
    table = [
        ["问题", str(total)],
        ["请模型写的", str(len(asked))],
        ["模型的回答得以显示(generated)", str(len(shown))],
        ["改用编成的回答", str(len(asked) - len(shown))],
        ["不交给模型的", str(total - len(asked))],
        ["模型写的句子", str(said)],
        ["有据的句子", _share(sum(w.kept + w.recited for w in asked), said)],
    ]
    for name, title in OUTCOMES:
        table.append([title, _share(sum(getattr(w, name) for w in asked), said)])
    if shown:
        table.append(["模型自己说到的单位", f"{fmean(w.covered for w in shown):.3f}"])
    table += [row for title, name in LAGS if (row := _lag(title, name, shown))]
    tokens = sum(w.prompt_tokens for w in asked), sum(w.answer_tokens for w in asked)
    return [*table, ["用词元(读、写)", f"{tokens[0]}、{tokens[1]}"]]


def _share(count: int, total: int) -> str:
    return f"{count}({count / max(1, total):.1%})"


def _lag(title: str, name: str, shown: Sequence[Writing]) -> list[str]:
    """Return the row of a lag behind the model's own first token, nothing where none was timed."""
    lags = [
        getattr(w, name) - w.first_token_ms
        for w in shown
        if w.first_token_ms is not None and getattr(w, name) is not None
    ]
    return [title, f"{median(lags):.0f}、{max(lags):.0f}(n={len(lags)})"] if lags else []
