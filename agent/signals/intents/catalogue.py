"""The intents of the catalogue: stable ids, labels an operator reads, and how much they hurt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from agent.signals.types import Mood
from agent.words import Locale


@dataclass(frozen=True, slots=True)
class Intent:
    """One kind of thing that customers write about."""

    id: str
    ko: str
    ja: str
    en: str
    stage: str
    mood: Mood

    def label(self, locale: Locale) -> str:
        """Name of the intent as an operator reads it."""
        return {"ko": self.ko, "ja": self.ja, "en": self.en}[locale]


@cache
def load_catalogue() -> Mapping[str, Intent]:
    """All intents by id, in the order of ``catalogue.yaml``."""
    text = (files("agent.signals.intents") / "catalogue.yaml").read_text(encoding="utf-8")
    rows: dict[str, dict[str, str]] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return MappingProxyType({key: Intent(id=key, **row) for key, row in rows.items()})  # type: ignore[arg-type]


def intent_label(intent_id: str, locale: Locale) -> str:
    """What an operator reads for ``intent_id``."""
    return load_catalogue()[intent_id].label(locale)
