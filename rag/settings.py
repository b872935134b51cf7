"""Every dial, its default and its reason. Set by environment `BQA_*` or a `.env` file.

A bad value stops the start with the key, the value and what is expected (`SettingsError`).
"""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import SettingsError

RATES = r"^\s*\d+\s*/\s*(second|minute|hour|day)(\s*;\s*\d+\s*/\s*(second|minute|hour|day))*\s*$"


class Settings(BaseSettings):
    """The program's settings; each field is read from `BQA_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="BQA_", env_file=".env", extra="ignore")

    store: Path = Field(Path("vectorstore"), description="folder of the index")
    corpus: Path = Field(
        Path("data/bulletins"), description="indexed at start if the store is empty"
    )
    model: str = Field(
        "multilingual-e5-small",
        description="embedding model: the bundled one, a local directory or a hub name",
    )
    precision: Literal["fp32", "int8"] = Field(
        "fp32", description="of the bundled model: int8 is faster, its vectors a little different"
    )
    model_cache: Path = Field(
        Path("vectorstore/models"), description="where the bundled weights are unpacked once"
    )
    max_file_mb: float = Field(50.0, gt=0, description="larger files are refused when indexing")
    read_seconds: float = Field(
        120, gt=0, description="a document that takes longer to read is given up"
    )
    read_memory_mb: int = Field(
        2000, ge=100, description="a document that takes more memory to read is given up"
    )
    host: str = Field("127.0.0.1", description="address the web app binds to")
    port: int = Field(7860, ge=1, le=65535, description="port the web app binds to")
    admin_token: SecretStr | None = Field(
        None, min_length=16, description="opens /manage; without it there is no such page"
    )
    max_question_chars: int = Field(2000, ge=10, description="longer questions are refused")
    workers: int = Field(
        0, ge=0, le=64, description="processes that answer; 0: the server's own, in threads"
    )
    deadline: float = Field(60, gt=0, description="seconds after which a question is given up")
    public_url: str = Field(
        "",
        pattern=r"^(https?://[^/\s]+[^\s]*[^/\s])?$",
        description="address in links sent elsewhere",
    )
    proxies: str = Field(
        "",
        pattern=r"^[^\s,]*(,\s*[^\s,]+)*$",
        description="addresses of proxies whose word on a visitor's address is taken, by commas",
    )
    hosts: str = Field(
        "",
        pattern=r"^[^\s/,]*(,\s*[^\s/,]+)*$",
        description="more names that this server answers to, by commas; *.x is every name below x",
    )
    page: Literal["auto", "open", "login", "off"] = Field(
        "auto", description="who may open the page: anyone where no key is needed, else readers"
    )
    page_user_header: str = Field(
        "",
        pattern=r"^[A-Za-z0-9-]*$",
        description="header in which a proxy of ours names a reader whom it has let in",
    )
    page_hours: float = Field(12, gt=0, description="how long a login holds")
    api_keys: Literal["auto", "required", "off"] = Field(
        "auto", description="API keys: needed unless the app is bound to this machine alone"
    )
    mcp_hosts: str = Field(
        "",
        pattern=r"^[^\s/]*(,\s*[^\s/]+)*$",
        description="host names that a proxy in front of python -m web.mcp passes on, by commas",
    )
    ask_rate: str = Field(
        "30/minute;1000/day", pattern=RATES, description="questions from one address"
    )
    read_rate: str = Field("300/minute", pattern=RATES, description="reads from one address")
    key_rate: str = Field(
        "120/minute;20000/day", pattern=RATES, description="questions with one API key"
    )
    sites: Path = Field(
        Path("sites.toml"), description="other sites that may hold the widget (docs/embedding.md)"
    )
    session_minutes: int = Field(60, ge=1, description="how long a widget's session token holds")
    log_questions: bool = Field(False, description="whether logs hold the words of questions")
    access_log: bool = Field(True, description="whether requests are logged, in <store>/logs")
    chat_model: str = Field(
        "",
        description="writes the answers: openai:NAME, ollama:NAME, anthropic:NAME; none if empty",
    )
    chat_base_url: str = Field(
        "",
        pattern=r"^(https?://\S+)?$",
        description="address of a compatible server (vLLM, llama.cpp, LM Studio, DeepSeek, Qwen)",
    )
    chat_context: int = Field(8192, ge=1024, description="tokens that the chat model reads at once")
    chat_answer_tokens: int = Field(800, ge=64, description="tokens that it may write at once")
    chat_first_word: float = Field(30, gt=0, description="seconds to wait for its first word")
    chat_pause: float = Field(15, gt=0, description="seconds to wait for its next word")
    chat_deadline: float = Field(90, gt=0, description="seconds for all it writes in one answer")
    chat_queue: float = Field(3, ge=0, description="seconds to wait for a free call")
    chat_concurrency: int = Field(2, ge=1, description="calls at a time")
    chat_retries: int = Field(2, ge=0, description="further tries before the first word")
    chat_breaker_failures: int = Field(5, ge=1, description="failures in a row that stop the calls")
    chat_breaker_seconds: float = Field(60, gt=0, description="for how long they stay stopped")
    chat_plan: bool = Field(False, description="whether it may word a question anew for the search")
    chat_cache: bool = Field(True, description="whether its words are kept, in <store>/chat-cache")
    trace_endpoint: str = Field(
        "",
        pattern=r"^(https?://\S+)?$",
        description="OTLP collector for OpenTelemetry spans (http://host:4317); none if empty",
    )


def load_settings(**overrides: object) -> Settings:
    """Read the settings; `overrides` (command line) win. Raise `SettingsError` on a bad value."""
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [
            f"BQA_{'.'.join(str(p) for p in e['loc']).upper()}{_given(e)}:{e['msg']}"
            for e in error.errors()
        ]
        raise SettingsError("设置有误，请改正后重新启动：\n" + "\n".join(lines)) from error


def _given(error: ErrorDetails) -> str:
    """Return the refused value in quotes; "" where it is, or may hold, a secret."""
    field = Settings.model_fields.get(str(error["loc"][0])) if error["loc"] else None
    secret = field is None or "SecretStr" in str(field.annotation)
    words = str(error["input"])
    return "" if secret or "@" in words else f" = “{words}”"
