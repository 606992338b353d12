"""Reading files of cases: YAML, validated when loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from evals.report import CasesMissing

HOME = Path(__file__).parent / "cases"
CaseType = TypeVar("CaseType", bound="Case")


class Case(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def read_yaml(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CasesMissing(f"{path}: {error}") from None


def load_cases(kind: type[CaseType], rows: object, source: Path) -> list[CaseType]:
    """Rows of YAML as typed cases; the first wrong one is named."""
    if not isinstance(rows, list) or not rows:
        raise CasesMissing(f"{source}: no list of cases")
    cases = []
    for number, row in enumerate(rows, 1):
        try:
            cases.append(kind.model_validate(row))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise CasesMissing(f"{source}: case {number}: {place}: {first['msg']}") from None
    return cases
