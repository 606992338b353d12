"""What goes into another tool comes back from it, but for what is said to be lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.campaigns.payload import TARGETS, differences, meaning, read_back
from agent.campaigns.schema import Campaign, Condition, EventEntry

from ..conftest import changed, stored
from .conftest import CHANNELS, CONTEXTS, OTHER_TOOLS, PLAYBOOKS, all_campaigns, campaign_of, exported, faults


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("context", CONTEXTS)
def test_every_playbook_comes_back_as_it_went_in(target: str, context: str) -> None:
    sent = 0
    for name, campaign in all_campaigns():
        out = exported(campaign, target, **CONTEXTS[context])
        if out is None:
            continue
        sent += 1
        back = read_back(out.body, target, **CONTEXTS[context])
        for path in differences(meaning(campaign), back):
            assert any(one.covers(path) for one in out.lost), (name, path, meaning(campaign).get(path), back.get(path))
        assert not [one for one in out.lost if one.code == "other"], name
    assert sent > 150


@pytest.mark.parametrize("target", OTHER_TOOLS)
def test_nothing_is_called_lost_that_is_there(target: str) -> None:
    """A note that the payload lacks something is false when all of it comes back."""
    for name, campaign in all_campaigns():
        out = exported(campaign, target)
        if out is None:
            continue
        differ = differences(meaning(campaign), read_back(out.body, target))
        idle = [one for one in out.lost if not one.kept and not any(one.covers(path) for path in differ)]
        assert not idle, (name, idle)


@pytest.mark.parametrize("target", OTHER_TOOLS)
def test_every_payload_fits_the_public_definition(target: str) -> None:
    for name, campaign in all_campaigns():
        for context in CONTEXTS.values():
            out = exported(campaign, target, **context)
            assert out is None or not faults(target, out.body), (name, faults(target, out.body))


CLAUSES: list[dict[str, Any]] = [
    {"key": "customer.joined", "type": "boolean", "operator": "$eq", "values": [True]},
    {"key": "customer.joined", "type": "boolean", "operator": "$eq", "values": [False]},
    {"key": "customer.guest", "type": "boolean", "operator": "$eq", "values": [True]},
    {"key": "customer.tag", "type": "string", "operator": "$in", "values": ["vip", "silver"]},
    {"key": "customer.tag", "type": "string", "operator": "$eq", "values": ["vip"]},
    {"key": "order.count", "type": "number", "operator": "$gte", "values": [2]},
    {"key": "order.count", "type": "number", "operator": "$eq", "values": [0]},
    {"key": "order.count", "type": "number", "operator": "$lte", "values": [3]},
    {"key": "order.last_days_ago", "type": "number", "operator": "$gte", "values": [60]},
    {"key": "order.last_days_ago", "type": "number", "operator": "$lte", "values": [60]},
    {"key": "support.intent", "type": "string", "operator": "$in", "values": ["size_fit"]},
    {"key": "support.state", "type": "string", "operator": "$eq", "values": ["closed"]},
    {"key": "consent.stale", "type": "boolean", "operator": "$eq", "values": [True]},
]
groups = st.lists(st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=2, unique_by=str), max_size=4)
waits = st.sampled_from(("P0D", "PT30M", "PT1H", "P1D", "P1DT2H30M", "P90D", "P120D", "-P1D", "-PT6H"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    playbook=st.sampled_from(PLAYBOOKS),
    language=st.sampled_from(("ko", "ja", "en")),
    channels=st.sampled_from(sorted(CHANNELS)),
    share=st.sampled_from((0.0, 0.05, 0.2, 0.5)),
    condition=groups,
    wait=waits,
    cooldown=st.sampled_from(("P1D", "P30D", "P45D")),
    goal=st.sampled_from(("P1D", "P14D", "P60D", "PT6H")),
    filters=st.sampled_from((None, "positive", "negative")),
    leaves=st.sampled_from((None, "chat_opened", "order_placed")),
    product=st.sampled_from((None, "실버 링 <S> & 'M'")),
    body=st.sampled_from(("", "\n1 < 2 & \"3\" > '2'\n\n끝", "\n{ } % 100")),
)
def test_any_campaign_comes_back_but_for_what_is_said_to_be_lost(
    playbook: str, language: Any, channels: str, share: float, condition: Any, **parts: Any
) -> None:
    campaign = campaign_of(playbook, language, channels, share)
    if campaign is None:
        return
    campaign = _varied(campaign, condition, **parts)
    for target in TARGETS:
        out = exported(campaign, target, **CONTEXTS["all known"])
        if out is None:
            continue
        back = read_back(out.body, target, **CONTEXTS["all known"])
        unsaid = [p for p in differences(meaning(campaign), back) if not any(one.covers(p) for one in out.lost)]
        assert not unsaid, (target, {path: (meaning(campaign).get(path), back.get(path)) for path in unsaid})
        assert not [one for one in out.lost if one.code == "other"], (target, out.lost)
        assert target == "json" or not faults(target, out.body), (target, faults(target, out.body))


def _varied(
    campaign: Campaign,
    condition: list[list[dict[str, Any]]],
    wait: str,
    cooldown: str,
    goal: str,
    filters: str | None,
    leaves: str | None,
    product: str | None,
    body: str,
) -> Campaign:
    """The campaign with another audience, other times and other words."""
    told = Condition.model_validate({"and": [{"or": group} for group in condition]})
    parts: dict[str, Any] = {
        "audience__condition": told.model_dump(by_alias=True),
        "cooldown": cooldown,
        "goal__window": goal,
        "steps__0__variants__0__body": campaign.steps[0].variants[0].body + body,
    }
    if isinstance(campaign.entry, EventEntry):
        parts |= {"entry__wait": wait, "entry__product": product, "entry__exit_event": leaves}
        parts |= {"entry__filter_event": "order_placed" if filters else None, "entry__filter_match": filters}
    return stored(changed(campaign, **parts))
