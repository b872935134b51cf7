"""What changed between two measurements of size: every figure of the sizes that both measured.

Where a figure is held against another side, its ratio to it is compared: the machine and what else
it did are in both. The others are compared as they stand.
"""

from collections.abc import Iterator

from rich.table import Table

from eval.scale.figures import TITLES, Figure, Scale, Size, shown


def change_tables(before: Scale, after: Scale) -> Iterator[Table]:
    """Yield a table for each size that both measured."""
    known = {size.bulletins: size for size in before.sizes}
    for size in after.sizes:
        if size.bulletins in known:
            yield _table(known[size.bulletins], size, before.model, after.model)


def _table(before: Size, after: Size, *models: str) -> Table:
    models_said = models[0] if models[0] == models[1] else " → ".join(models)
    title = f"{after.bulletins:,} 份通报（{models_said}）"
    table = Table(title=title, caption="× 是对照的几倍；B ÷ A 以它相比，没有对照的以数值相比")
    for column in ("项目", "A", "B", "B ÷ A"):
        table.add_column(column, justify="left" if column == "项目" else "right")
    for name, title in TITLES.items():
        old, new = before.get(name), after.get(name)
        if old and new:
            times = _times(old, new)
            table.add_row(title, _told(old), _told(new), "—" if times is None else f"{times:.3g}")
    return table


def _told(figure: Figure) -> str:
    ratio = figure.ratio
    return shown(figure.ours) + (f"（{shown(ratio)}×）" if ratio is not None else "")


def _times(old: Figure, new: Figure) -> float | None:
    """Return how many times as much the second one is."""
    if old.ratio and new.ratio:
        return new.ratio / old.ratio
    return new.ours / old.ours if old.ours else None
