"""What a rule looks at, and what it says when it is broken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from agent.campaigns.schema import Draft, Message, Severity, Step
from agent.profile import ShopProfile
from retrieval.playbook import Channel, Playbook


@dataclass(frozen=True)
class Given:
    """What a draft was made from; ``playbook`` None where it is no longer there."""

    profile: ShopProfile
    playbook: Playbook | None


@dataclass(frozen=True)
class Broken:
    """Where and how bad; ``facts`` fill the sentence ``rules.<id>`` in the operator's language."""

    path: str
    severity: Severity = "block"
    facts: dict[str, object] = field(default_factory=dict)


def messages_of(number: int, step: Step) -> Iterator[tuple[str, Channel, Message]]:
    """Every message of step ``number`` with its path in the campaign and the channel that carries it."""
    for v, variant in enumerate(step.variants):
        yield f"steps[{number}].variants[{v}]", step.channel, variant
    if step.fallback and step.fallback_message:
        yield f"steps[{number}].fallback_message", step.fallback, step.fallback_message


def each_message(draft: Draft) -> Iterator[tuple[str, Channel, Message]]:
    """Every message of the campaign; see ``messages_of``."""
    for number, step in enumerate(draft.steps):
        yield from messages_of(number, step)
