"""The error tree. What derives from `BulletinQAError` is written for users and shown as it is.

An error says what happened, with the value in quotes, and what to do next.
"""

from typing import Any


class BulletinQAError(Exception):
    """A failure whose message a user can read and act on (in Chinese)."""


def told(error: Exception) -> str:
    """Return what is said of an error: its words where they are for users, else what kind it is."""
    if isinstance(error, BulletinQAError):
        return str(error)
    return f"出了意料之外的错（{type(error).__name__}）：{error}"[:300]


class UnreadableFileError(BulletinQAError):
    """A file from which no text could be had: missing, binary, encrypted, empty, too large."""


class NotABulletinError(BulletinQAError):
    """Readable text that is not a rectification bulletin (整改通报).

    `partial` is the `rag.bulletin.Bulletin` that could be read all the same, `trace` how each
    line was.
    """

    def __init__(self, message: str, partial: Any = None, trace: tuple[Any, ...] = ()) -> None:  # noqa: ANN401
        super().__init__(message)
        self.partial = partial
        self.trace = trace


class SettingsError(BulletinQAError):
    """A setting with a value that cannot be used: names key, value and what is expected."""


class StoreError(BulletinQAError):
    """A store that is missing, damaged, locked, or made with another model."""


class ModelError(BulletinQAError):
    """A model that cannot be loaded or does not answer."""
