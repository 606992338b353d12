"""What each channel carries, counted the way the channel counts; where its pages lead."""

from __future__ import annotations

from agent.campaigns.rules.channels import form, length, letters, links
from agent.campaigns.rules.types import Rule

RULES: tuple[Rule, ...] = (*length.RULES, *letters.RULES, *form.RULES, *links.RULES)
