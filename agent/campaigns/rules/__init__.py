"""Rules that a campaign must pass: one small pure function each, in one registry, with stable ids.

``S-..`` are structural; the others carry the country of the law they come from (docs/rules.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from agent.campaigns.rules import advertising, structure
from agent.campaigns.rules.types import Broken, Given
from agent.campaigns.schema import Draft

Rule = Callable[[Draft, Given], Iterator[Broken]]

RULES: dict[str, Rule] = {**structure.RULES, **advertising.RULES}

__all__ = ["RULES", "Broken", "Given", "Rule"]
