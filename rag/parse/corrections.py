"""Corrections beside a file: `<name>.yaml` next to `<name>.txt` sets records, never the text.

    agency: 武汉市经济和信息化局
    feedback_date: 2023-10-13
    inspection_period: {start: 2023-07-13, end: 2023-08-31}

What it does not know: corrections of findings; a finding is what the text says.
"""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from rag.bulletin import Bulletin, Period
from rag.errors import UnreadableFileError

SUFFIXES = (".yaml", ".yml")


def _day(value: object) -> object:
    """Accept a date as YAML reads it, or as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(_day)]


class PeriodOverride(BaseModel):
    """The days of the inspection."""

    model_config = ConfigDict(extra="forbid")
    start: Day | None = None
    end: Day | None = None


class Override(BaseModel):
    """The records that can be corrected; what is not given stays as it was read."""

    model_config = ConfigDict(extra="forbid")
    title: str | None = None
    agency: str | None = None
    aliases: list[str] | None = None
    region: str | None = None
    body_kind: str | None = None
    issuer: str | None = None
    inspection_kind: str | None = None
    inspecting_body: str | None = None
    inspection_level: str | None = None
    inspection_round: str | None = None
    inspection_period: PeriodOverride | None = None
    feedback_date: Day | None = None
    publish_date: Day | None = None
    signature_date: Day | None = None
    document_number: str | None = None
    url: str | None = None


def override_path(path: Path) -> Path | None:
    """Return the file of corrections beside `path` (通报.yaml, 通报.txt.yaml) or None."""
    beside = [path.with_suffix(s) for s in SUFFIXES] + [Path(f"{path}{s}") for s in SUFFIXES]
    return next((candidate for candidate in beside if os.path.isfile(candidate)), None)


def read_override(path: Path) -> Override:
    """Return the corrections beside `path`. Raise `UnreadableFileError` for unusable ones."""
    found = override_path(path)
    if found is None:
        return Override()
    try:
        return Override.model_validate(yaml.safe_load(found.read_text(encoding="utf-8")) or {})
    except (yaml.YAMLError, OSError, ValueError, RecursionError) as error:
        raise UnreadableFileError(f"“{found.name}”不是有效的 YAML:{error}") from error
    except ValidationError as error:
        wrong = "、".join(".".join(str(part) for part in e["loc"]) for e in error.errors())
        raise UnreadableFileError(
            f"“{found.name}”中的“{wrong}”不能使用，可改的项目：{'、'.join(Override.model_fields)}"
        ) from error


def apply_override(bulletin: Bulletin, override: Override) -> Bulletin:
    """Return `bulletin` with the given corrections."""
    given: dict[str, Any] = {name: getattr(override, name) for name in override.model_fields_set}
    if override.inspection_period is not None:
        given["inspection_period"] = Period(
            override.inspection_period.start, override.inspection_period.end
        )
    if override.aliases is not None:
        given["aliases"] = tuple(override.aliases)
    return replace(bulletin, **given)
