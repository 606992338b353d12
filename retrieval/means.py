"""What a shop has, and what of it a playbook lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.playbook import Channel, Language, Need, Playbook


@dataclass(frozen=True)
class Means:
    """What the shop has: without it a playbook that needs it cannot run.

    ``language`` is the one that its customers are written in; without it a channel counts in any language.
    """

    country: str
    industry: str | None
    channels: tuple[Channel, ...]
    has: frozenset[Need]
    language: Language | None = None


def missing_in(playbook: Playbook, means: Means) -> Iterator[str]:
    """Why a playbook cannot run here, as codes: ``country:KR``, ``language:ko``, ``channel``, ``needs:orders``."""
    if playbook.countries and means.country not in playbook.countries:
        yield f"country:{means.country}"
    if playbook.industries and means.industry and means.industry not in playbook.industries:
        yield f"industry:{means.industry}"
    spoken = playbook.languages if means.language is None else (means.language,)
    if means.language is not None and means.language not in playbook.languages:
        yield f"language:{means.language}"
    elif not any(channel in means.channels for one in spoken for channel in playbook.channels.get(one, ())):
        yield "channel"
    yield from (f"needs:{need}" for need in playbook.needs if need not in means.has)
