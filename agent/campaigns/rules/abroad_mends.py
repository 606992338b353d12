"""What code puts right abroad: groups left out, and lines of what the shop or the file gave. Nothing is made up."""

from __future__ import annotations

from agent.campaigns.plan import Plan, PlanMessage
from agent.campaigns.rules.types import Broken, Edit, Given, Mend, place_of
from agent.campaigns.schema import Reason
from agent.words import Locale, say

_LANGUAGE: dict[str, Locale] = {"KR": "ko", "JP": "ja"}


def leave_out(reason: Reason) -> Mend:
    """Adds ``reason`` to whom every sending leaves out; a broken case of the rule is left to a person."""

    def mend(plan: Plan, _given: Given, broken: Broken) -> list[Edit]:
        if broken.case or reason in plan.audience.exclusions:
            return []
        return [Edit(("audience", "exclusions"), [*plan.audience.exclusions, reason])]

    return lambda plan, given, broken: iter(mend(plan, given, broken))


def message_at(plan: Plan, path: str) -> PlanMessage:
    """The message that ``path`` (``steps[0].variants[0].body``) lies in."""
    return next(one.message for one in plan.messages if path.startswith(f"{one.path}."))


def line(plan: Plan, given: Given, name: str, **facts: object) -> str:
    """A line for customers in their language: that of the campaign, the shop's, or their country's."""
    language = plan.language or (given.profile.language if given.shop_known else _LANGUAGE.get(plan.country, "en"))
    return say(language, f"rules_ad.line_{name}", **facts)


def appended(plan: Plan, broken: Broken, *lines: str) -> list[Edit]:
    """``lines`` below the body; nothing where there are none."""
    if not lines:
        return []
    body = message_at(plan, broken.path).body.rstrip()
    place = (*place_of(broken.path)[:-1], "body")
    return [Edit(place, "\n".join((body, *lines)).lstrip("\n"))]


def way_online(given: Given) -> str | None:
    """The shop's address or page for refusals; a free number of Korea helps nobody abroad."""
    way = given.profile.sender.opt_out
    return way if way and ("@" in way or "." in way) else None
