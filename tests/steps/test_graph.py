"""The way of a suggestion, with the real rooms."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langgraph.runtime import Runtime

from agent.bootstrap import App
from agent.campaigns.check import needs_repair
from agent.campaigns.schema import Draft, SendWindow
from agent.errors import BadInput
from agent.profile import ShopProfile
from agent.routes import after_check
from agent.signals.types import Period, TenantSignals
from agent.state import Export, State
from agent.steps import check as step_check
from agent.steps import repair
from agent.steps.propose import SPARE, snapshot_hash

from .conftest import NOW, context_of

Small = tuple[Path, State]


def test_every_step_leaves_its_part(small: Small) -> None:
    state = small[1]
    assert isinstance(state["signals"], TenantSignals)
    assert state["findings"][0].id == "upset_cluster"
    assert [match.finding.id for match in state["matches"]] == [finding.id for finding in state["findings"]][:12]
    assert all(match.headline and match.sentence for match in state["matches"])
    assert len(state["drafts"]) <= state["count"] + SPARE
    assert len(state["campaigns"]) == 2
    assert state["attempts"] == 0
    assert state["abstained"] is None


def test_each_campaign_answers_a_finding_of_its_own(small: Small) -> None:
    state = small[1]
    known = {finding.id for finding in state["findings"]}
    answered = [campaign.proof.finding for campaign in state["campaigns"]]
    assert set(answered) <= known
    assert len(set(answered)) == len(answered)


def test_what_hurts_comes_first_and_is_not_sold_to(small: Small) -> None:
    first = small[1]["campaigns"][0]
    assert first.fixes_first
    assert not first.advertising


def test_campaigns_and_their_signals_are_kept(small: Small, opened: tuple[App, Any]) -> None:
    state, store = small[1], opened[0].campaigns("small")
    assert {one.id for one in store.all()} == {one.id for one in state["campaigns"]}
    assert {one.provenance.signals for one in store.all()} == {snapshot_hash(state["signals"])}


def test_a_snapshot_needs_no_file(small: Small, propose: Any) -> None:
    counted = small[1]["signals"]
    state = propose(counted)
    assert state["signals"] == counted  # masked already, so masking it again changes nothing
    assert state["findings"] == small[1]["findings"]
    assert state["campaigns"]


def _playbooks(state: State) -> list[str]:
    return [campaign.provenance.playbook_id for campaign in state["campaigns"]]


def test_the_place_of_a_blocked_draft_goes_to_a_spare(small: Small, propose: Any, opened: tuple[App, Any]) -> None:
    free = propose(Export((small[0],)), count=2, tenant="free")
    words = [step.variants[0].body for step in free["campaigns"][0].steps]
    others = [variant.body for draft in free["drafts"][1:] for step in draft.steps for variant in step.variants]
    taboo = next(word for word in words[0].split() if not any(word in text for text in others) and len(word) > 3)
    state = propose(Export((small[0],)), count=2, tenant="strict", profile=ShopProfile(taboos=(taboo,)))
    blocked = [draft for draft in state["drafts"] if draft.check and draft.check.blocked]
    assert [draft.provenance.playbook_id for draft in blocked] == _playbooks(free)[:1]
    assert len(state["campaigns"]) == 2
    assert _playbooks(state)[0] == _playbooks(free)[1]
    assert {one.provenance.playbook_id for one in opened[0].campaigns("strict").all()} == set(_playbooks(state))


def test_when_every_draft_is_blocked_nothing_is_saved(small: Small, propose: Any, opened: tuple[App, Any]) -> None:
    state = propose(Export((small[0],)), tenant="all-blocked", profile=ShopProfile(taboos=("요", ".", "다")))
    assert state["campaigns"] == []
    assert state["abstained"]
    assert state["abstained"].reason == "all_blocked"
    assert opened[0].campaigns("all-blocked").all() == []


def test_one_round_of_repair_is_enough_for_a_window_in_the_night(breaking: Any, opened: tuple[App, Any]) -> None:
    night = SendWindow(start=1200, end=1380, timezone="Asia/Seoul", measured=False)
    draft = breaking("KR-04")
    loud = tuple(step.model_copy(update={"channel": "lms"}) for step in draft.steps)  # the shop's own pages may speak
    draft = draft.model_copy(update={"send_window": night, "advertising": True, "steps": loud})
    assert needs_repair(draft)
    after = repair.run({"drafts": [draft], "attempts": 0}, Runtime(context=context_of(*opened, "repair")))
    assert after["attempts"] == 1
    window = after["drafts"][0].send_window
    assert (window.start >= 480, window.end <= 1260) == (True, True)
    assert after["drafts"][0].check
    assert "KR-04" in after["drafts"][0].check.repaired


def test_repair_ends(breaking: Any, opened: tuple[App, Any]) -> None:
    """A draft that repair cannot help goes round twice, not for ever."""
    state: State = {"drafts": [breaking("KR-06")], "attempts": 0}
    rounds = 0
    while after_check(state) == "repair":
        stubborn = repair.run(state, Runtime(context=context_of(*opened, "repair")))
        state = {"drafts": [breaking("KR-06")], "attempts": stubborn["attempts"]}
        rounds += 1
    assert rounds == 2
    assert after_check(state) == "abstain"


@pytest.mark.parametrize(
    "tags, reason",
    [
        ({"교환": (5, 2, 0)}, {"too_few", "same_tag_everywhere"}),
        ({"교환": (60, 60, 0)}, {"same_tag_everywhere"}),
        ({"담당자확인": (30, 30, 0), "오후": (30, 30, 0)}, {"nothing_stands_out"}),
    ],
    ids=["too few", "one tag on everything", "tags that mean nothing"],
)
def test_the_reason_for_abstaining_is_the_right_one(
    tags: Any, reason: set[str], propose: Any, write_shop: Any, tmp_path: Path
) -> None:
    state = propose(Export((write_shop(tmp_path, tags=tags),)))
    assert state["campaigns"] == []
    assert state["abstained"]
    assert state["abstained"].reason in reason
    assert "customers" in state["abstained"].would_help
    assert "orders" in state["abstained"].would_help


def test_a_period_of_ones_own_is_kept(small: Small, propose: Any) -> None:
    from datetime import date

    days = Period(start=date(2026, 10, 10), end=date(2026, 10, 20))
    state = propose(Export((small[0],), period=days))
    assert state["signals"].period == days


def test_a_bad_file_comes_out_as_bad_input(propose: Any, tmp_path: Path, opened: tuple[App, Any]) -> None:
    with pytest.raises(BadInput) as error:
        propose(Export((tmp_path / "nothing.csv",)), tenant="bad-file")
    assert error.value.exit_code == 2
    assert opened[0].campaigns("bad-file").all() == []


def test_progress_is_told_step_by_step(small: Small, propose: Any) -> None:
    told: list[tuple[str, float]] = []
    propose(Export((small[0],)), progress=lambda what, done: told.append((what, done)))
    steps = list(dict.fromkeys(what for what, _ in told))
    assert steps == ["read", "map", "count", "diagnose", "retrieve", "propose", "check", "save"]
    assert all(0 <= done <= 1 for _, done in told)


def test_what_the_owner_stopped_is_not_proposed_again(small: Small, propose: Any, opened: tuple[App, Any]) -> None:
    def wanted() -> State:
        return propose(Export((small[0],)), count=2, tenant="stopped")

    first = wanted()["campaigns"][0]
    store = opened[0].campaigns("stopped")
    store.move(first, "stopped", by="owner", at=NOW)
    after = wanted()
    assert first.id not in {one.id for one in after["campaigns"]}
    assert (first.provenance.playbook_id, "stopped") in {(one.playbook_id, one.reason) for one in after["skipped"]}
    store.move(store.get(first.id), "draft", by="owner", at=NOW)
    assert first.id in {one.id for one in wanted()["campaigns"]}


def test_a_rule_that_the_host_made_stricter_blocks(draft: Draft, opened: tuple[App, Any]) -> None:
    often = draft.model_copy(update={"advertising": True, "max_per_week": 9})
    told = {}
    for stricter in ((), ("FQ-02",)):
        context = replace(context_of(*opened, "strict"), stricter=stricter)
        report = step_check.run({"drafts": [often]}, Runtime(context=context))["drafts"][0].check
        assert report
        told[stricter] = {one.severity for one in report.violations if one.rule == "FQ-02"}
    assert told == {(): {"info"}, ("FQ-02",): {"block"}}
