"""Every dial, its default and its reason. Set by environment `BQA_*` or a `.env` file.

A bad value stops the start with the key, the value and what is expected (`SettingsError`).
"""

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import SettingsError


class Settings(BaseSettings):
    """The program's settings; each field is read from `BQA_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="BQA_", env_file=".env", extra="ignore")

    store: Path = Field(Path("vectorstore"), description="folder of the index")
    corpus: Path = Field(Path("data/bulletins"), description="indexed at start if the store is empty")
    model: str = Field(
        "multilingual-e5-small",
        description="embedding model: the bundled one, a local directory or a hub name",
    )
    model_cache: Path = Field(
        Path("vectorstore/models"), description="where the bundled weights are unpacked once"
    )
    max_file_mb: float = Field(50.0, gt=0, description="larger files are refused when indexing")
    host: str = Field("127.0.0.1", description="address the web app binds to")
    port: int = Field(7860, ge=1, le=65535, description="port the web app binds to")
    max_question_chars: int = Field(2000, ge=10, description="longer questions are refused")


def load_settings(**overrides: object) -> Settings:
    """Read the settings; `overrides` (command-line options) win. Raise `SettingsError` on a bad value."""
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [
            f"BQA_{'.'.join(str(p) for p in e['loc']).upper()} = “{e['input']}”:{e['msg']}"
            for e in error.errors()
        ]
        raise SettingsError("设置有误,请改正后重新启动:\n" + "\n".join(lines)) from error
