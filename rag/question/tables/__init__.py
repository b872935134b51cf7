"""The word tables, kept as text files: one entry a line."""

from importlib.resources import files


def table(name: str) -> list[str]:
    """Return the lines of a table."""
    return files(__package__).joinpath(name).read_text("utf-8").splitlines()
