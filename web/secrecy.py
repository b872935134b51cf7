"""What a log must never hold: secrets, and where on this machine things lie.

`Discreet` writes a record as another formatter does, tracebacks too, and takes out of it whatever
looks like one of our secrets, the values of those that the settings hold, and the folders of
program, store and home. `of_readers` does the same for words that go to people who are not let in
to administer. What it does not know: secrets that look like nothing and stand in no setting.
"""

import logging
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import SecretStr

from rag.settings import Settings

GONE = "[…]"
PROGRAM = Path(__file__).resolve().parents[1]
# Names under which others keep what is theirs alone: the providers' keys, for one.
_SECRET_NAME = re.compile(r"(KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)$")
_LOOKS = (
    re.compile(r"\bbqa_[\w-]{20,}"),  # our keys
    re.compile(r"(?i)\b(?:bearer|basic)\s+[\w.~+/=-]{8,}"),
    re.compile(r"\bsk-[\w-]{16,}"),
    re.compile(r"(?<=://)[^\s/@:]+:[^\s/@]+(?=@)"),  # name and password in an address
    re.compile(r"\b[\w-]{20,}\.[\w-]{6}\.[\w-]{27,}"),  # signed tokens: sessions, visits, links
)
_PATH = re.compile(r"(?<![\w/.:])(?:/[\w.@+-]+){2,}/?|\b[A-Za-z]:\\[^\s”\"']+")


def secrets_of(settings: Settings, environment: Mapping[str, str] = os.environ) -> frozenset[str]:
    """Return the secret words that settings and environment hold."""
    fields = (getattr(settings, name) for name in type(settings).model_fields)
    own = {f.get_secret_value() for f in fields if isinstance(f, SecretStr)}
    others = {v for name, v in environment.items() if _SECRET_NAME.search(name)}
    return frozenset(word for word in own | others if len(word) >= 8)


def without_secrets(words: str, known: Iterable[str] = ()) -> str:
    """Return the words with every secret in them taken out."""
    for secret in known:
        words = words.replace(secret, GONE)
    for pattern in _LOOKS:
        words = pattern.sub(GONE, words)
    return words


def for_readers(words: str) -> str:
    """Return the words with secrets and this machine's paths taken out; a file's name stays."""
    return _PATH.sub(lambda m: re.split(r"[/\\]", m[0].rstrip("/\\"))[-1], without_secrets(words))


class Discreet(logging.Formatter):
    """Writes records as `inner` does, without what a log must not hold."""

    def __init__(
        self, inner: logging.Formatter, secrets: Iterable[str], folders: Mapping[Path, str]
    ) -> None:
        super().__init__()
        self.inner = inner
        self.secrets = tuple(secrets)
        longest = sorted(folders.items(), key=lambda pair: -len(str(pair[0])))
        self.folders = tuple((str(folder), name) for folder, name in longest)

    def format(self, record: logging.LogRecord) -> str:
        """Return the record in words."""
        words = without_secrets(self.inner.format(record), self.secrets)
        for folder, name in self.folders:
            words = words.replace(folder, name)
        return words


def keep_secrets(settings: Settings) -> None:
    """Let every handler of the process write discreetly, from now on."""
    folders = {PROGRAM: "<program>", settings.store.resolve(): "<store>"}
    home = Path(os.path.expanduser("~"))
    if len(home.parts) > 1:
        folders[home] = "<home>"
    secrets = secrets_of(settings)
    if not logging.getLogger().handlers:
        logging.getLogger().addHandler(logging.StreamHandler())
    for name in ("", *logging.root.manager.loggerDict):
        for handler in logging.getLogger(name).handlers:
            if not isinstance(handler.formatter, Discreet):
                inner = handler.formatter or logging.Formatter()
                handler.setFormatter(Discreet(inner, secrets, folders))
