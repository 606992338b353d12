"""What approving would approve: the rules, the shop, the day and the count of that moment."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import pytest

from agent.campaigns.approval import STALE, Approval, prepare, profile_for, recount
from agent.campaigns.life import Blocked, WrongMove
from agent.campaigns.schema import Campaign, Condition
from agent.errors import BadInput
from retrieval.library import load_library

from .conftest import Shop, changed, checked, draft_of, empty_profile, full_profile, make_brief, stored

NOW = datetime(2026, 11, 1, 1, 0, tzinfo=UTC)
PROFILE = full_profile("ko")


def _campaign(connection: duckdb.DuckDBPyConnection, name: str = "winback", **parts: Any) -> Campaign:
    draft = changed(draft_of(connection, name, PROFILE), **parts)
    return stored(draft.model_copy(update={"check": checked(draft, PROFILE)}))


def _prepare(seen: Campaign, counted: Campaign | None = None, **more: Any) -> Approval:
    asked = {"now": NOW, "counted_at": NOW - timedelta(hours=1), **more}
    playbook = load_library().playbooks[seen.provenance.playbook_id]
    return prepare(seen, counted, asked.pop("profile", PROFILE), playbook, **asked)


def test_what_nothing_changed_is_approved_as_it_was_seen(nobody: duckdb.DuckDBPyConnection) -> None:
    seen = _campaign(nobody)
    found = _prepare(seen)
    assert not found.changed
    assert found.campaign == seen
    assert (found.counted_at, found.until) == (NOW - timedelta(hours=1), None)
    assert json.loads(found.detail)["reached"] == seen.audience.reached


@pytest.mark.parametrize("late, refused", [(timedelta(0), False), (timedelta(seconds=1), True)])
def test_an_old_count_asks_for_the_files(nobody: duckdb.DuckDBPyConnection, late: timedelta, refused: bool) -> None:
    seen, counted_at = _campaign(nobody), NOW - STALE - late
    if not refused:
        assert _prepare(seen, counted_at=counted_at).counted_at == counted_at
        return
    with pytest.raises(BadInput) as caught:
        _prepare(seen, counted_at=counted_at)
    assert caught.value.code == "life.count_old"
    assert caught.value.facts == {"hours": 24, "limit": 24}
    assert _prepare(seen, seen, counted_at=counted_at).counted_at == NOW, "counted just now"


def test_rules_are_looked_at_again_with_the_shop_as_it_is_now(nobody: duckdb.DuckDBPyConnection) -> None:
    word = "안부"
    seen = _campaign(nobody, steps__0__variants__0__body=f"(광고) {word} 전해요. 무료수신거부 080-000-1234")
    with pytest.raises(Blocked) as caught:
        _prepare(seen, profile=full_profile("ko", taboos=(word,), stricter=("S-09",)))
    assert "S-09" in {one.rule for one in caught.value.violations}
    assert caught.value.exit_code == 4
    assert word in str(caught.value.facts["lines"])


def test_a_host_can_make_a_warning_block(nobody: duckdb.DuckDBPyConnection) -> None:
    seen = _campaign(nobody)
    warned = {one.rule for one in _prepare(seen).campaign.check.violations}  # type: ignore[union-attr]
    assert warned
    with pytest.raises(Blocked):
        _prepare(seen, stricter=tuple(warned)[:1])


def test_only_a_draft_can_be_approved(nobody: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(WrongMove):
        _prepare(_campaign(nobody).model_copy(update={"status": "stopped"}))


def test_a_day_that_has_passed_is_moved_and_makes_a_new_version(nobody: duckdb.DuckDBPyConnection) -> None:
    seen = _campaign(nobody)
    assert seen.entry.type == "schedule"
    found = _prepare(seen, now=NOW + timedelta(days=30), counted_at=NOW + timedelta(days=30))
    assert found.campaign.entry.type == "schedule"
    assert found.campaign.entry.start_at > (NOW + timedelta(days=30)).replace(tzinfo=None)
    assert (found.changed, found.campaign.version) == (True, seen.version + 1)


def test_a_new_count_changes_people_and_money_but_no_word(shop: Shop) -> None:
    for number in range(8):
        shop.customer(f"u{number}", consent_kakao=True, consent_sms=True, consent_at="2026-09-01")
        shop.chat(f"u{number}", "size_fit")
        shop.order(f"u{number}", "2026-06-01 10:00")
    seen = _campaign(shop.connection)
    shop.connection.execute("UPDATE customers SET refused = true WHERE customer_id IN ('u0', 'u1', 'u2')")
    counted = recount(seen, make_brief("winback", PROFILE), shop.connection, str.upper)
    assert (seen.audience.reached, counted.audience.reached) == (8, 5)
    assert counted.audience.matched == seen.audience.matched
    assert counted.forecast.recipients == 5
    assert counted.forecast.cost is not None
    assert counted.forecast.cost < (seen.forecast.cost or 0)
    assert counted.steps == seen.steps
    found = _prepare(seen, counted, until=datetime(2026, 11, 1))
    assert (found.campaign.version, found.campaign.audience.reached) == (2, 5)
    assert found.seen == seen


def test_who_is_in_another_campaign_that_is_on_is_left_out(shop: Shop) -> None:
    for number in range(6):
        shop.customer(f"u{number}", consent_kakao=True, consent_at="2026-09-01", tags=["모임"] if number < 2 else [])
        shop.order(f"u{number}", "2026-06-01 10:00")
    seen = _campaign(shop.connection)
    clause = {"key": "customer.tag", "type": "string", "operator": "$in", "values": ["모임"]}
    other = Condition.model_validate({"and": [{"or": [clause]}]})
    alone = recount(seen, make_brief("winback", PROFILE), shop.connection, str.upper)
    running = {"cmp_other": other, seen.id: seen.audience.condition}
    brief = make_brief("winback", PROFILE, identity=seen.id, running=running)
    beside = recount(seen, brief, shop.connection, str.upper)
    assert (alone.audience.reached, beside.audience.reached) == (6, 4)
    assert [(one.reason, one.count) for one in beside.audience.excluded] == [("in_other_campaign", 2)]


def test_the_same_count_is_the_same_version(shop: Shop) -> None:
    shop.customer("u1", consent_kakao=True, consent_at="2026-09-01")
    shop.order("u1", "2026-06-01 10:00")
    seen = _campaign(shop.connection)
    counted = recount(seen, replace(make_brief("winback", PROFILE), people=3), shop.connection, str.upper)
    assert not _prepare(seen, counted).changed


def test_a_report_of_counts_has_nobody_to_count(nobody: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(BadInput) as caught:
        recount(_campaign(nobody), make_brief("winback", PROFILE), nobody, str.upper)
    assert caught.value.code == "life.no_people"


def test_a_shop_without_a_name_needs_no_profile(nobody: duckdb.DuckDBPyConnection) -> None:
    plain = stored(draft_of(nobody, "size_help_followup", empty_profile("ja"), "ja"))
    found = profile_for(plain, None)
    assert (found.country, found.language, found.currency) == ("JP", "ja", "JPY")


def test_a_named_shop_is_checked_by_its_own_profile(nobody: duckdb.DuckDBPyConnection) -> None:
    seen = _campaign(nobody)
    with pytest.raises(BadInput) as without:
        profile_for(seen, None)
    with pytest.raises(BadInput) as other:
        profile_for(seen, full_profile("ko", name="다른상점"))
    assert (without.value.code, other.value.code) == ("life.profile_needed", "life.other_shop")
    assert profile_for(seen, PROFILE) is PROFILE
