"""What a repair looks up in a plan."""

from __future__ import annotations

from agent.campaigns.plan import Plan
from agent.campaigns.rules.types import place_of


def text_at(plan: Plan, path: str) -> str:
    """The text at a place such as ``steps[0].variants[1].items[2].title``, which must be one of the plan's."""
    found: object = plan
    for step in place_of(path):
        found = found[step] if isinstance(step, int) and isinstance(found, tuple) else getattr(found, str(step))
    return str(found)
