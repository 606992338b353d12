"""What a rule says when it is broken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from agent.campaigns.schema import Draft, Severity, Step, Variant


@dataclass(frozen=True)
class Broken:
    """Where and how bad; ``facts`` fill the sentence ``rules.<id>`` in the operator's language."""

    path: str
    severity: Severity = "block"
    facts: dict[str, object] = field(default_factory=dict)


def each_variant(draft: Draft) -> Iterator[tuple[str, Step, Variant]]:
    """Every wording with its path in the campaign."""
    for s, step in enumerate(draft.steps):
        for v, variant in enumerate(step.variants):
            yield f"steps[{s}].variants[{v}]", step, variant
