"""What counting conversations and counting a report of counts both come to, before the lists of the shop join in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from agent.signals.count.types import TagMappingLike
from agent.signals.types import IntentTopic, ProductMention, TagTopic

CORRECTION = "correction"


@dataclass(frozen=True)
class Desk:
    """The support desk in numbers; the fields are those of ``TenantSignals``."""

    conversations: int
    conversations_before: int | None
    customers: int
    without_intent: int
    languages: Mapping[str, int]
    tags: tuple[TagTopic, ...]
    intents: tuple[IntentTopic, ...]
    hours: tuple[int, ...] = ()
    products: tuple[ProductMention, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Meaning:
    """What a tag is taken for in the end."""

    intent: str | None
    score: float
    reason: str


@dataclass(frozen=True)
class TagMeanings:
    """The mapper's word on each tag, except where the tag is on everything and the shop did not say itself."""

    mappings: Mapping[str, TagMappingLike]
    on_everything: frozenset[str] = field(default_factory=frozenset)

    def of(self, tag: str) -> Meaning:
        mapping = self.mappings.get(tag)
        if mapping is None:
            return Meaning(None, 0.0, "none:not_mapped")
        if tag in self.on_everything and mapping.reason != CORRECTION:
            return Meaning(None, 1.0, "none:on_everything")
        return Meaning(mapping.intent, mapping.score, mapping.reason)
