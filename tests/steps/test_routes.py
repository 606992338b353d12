"""Where the graph goes next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent.campaigns.schema import Draft
from agent.routes import MOST_REPAIRS, after_check, after_diagnosis, after_proposal
from agent.state import State


def test_without_a_finding_nothing_is_looked_for(small: tuple[Path, State]) -> None:
    assert after_diagnosis({"findings": []}) == "abstain"
    assert after_diagnosis({"findings": small[1]["findings"]}) == "retrieve"


def test_without_a_draft_nothing_is_checked(draft: Draft) -> None:
    assert after_proposal({"drafts": []}) == "abstain"
    assert after_proposal({"drafts": [draft]}) == "check"


def test_what_code_can_put_right_is_repaired_at_most_twice(breaking: Any, draft: Draft) -> None:
    drafts = [draft, breaking("KR-04")]
    ways = [after_check({"drafts": drafts, "attempts": attempts}) for attempts in range(4)]
    assert ways == ["repair"] * MOST_REPAIRS + ["save"] * (4 - MOST_REPAIRS)
    assert MOST_REPAIRS == 2


@pytest.mark.parametrize("rule", ["S-08", "KR-14"])
def test_what_only_a_person_can_put_right_is_not_repaired(rule: str, breaking: Any, draft: Draft) -> None:
    assert after_check({"drafts": [breaking(rule)], "attempts": 0}) == "abstain"
    assert after_check({"drafts": [breaking(rule), draft], "attempts": 0}) == "save"


def test_a_warning_blocks_nothing(breaking: Any) -> None:
    assert after_check({"drafts": [breaking("S-03", "warn")], "attempts": 0}) == "save"


def test_all_blocked_after_the_last_repair_is_an_abstention(breaking: Any) -> None:
    assert after_check({"drafts": [breaking("KR-06")], "attempts": MOST_REPAIRS}) == "abstain"


def test_an_unchecked_draft_is_never_saved(draft: Draft) -> None:
    assert after_check({"drafts": [draft.model_copy(update={"check": None})], "attempts": 0}) == "abstain"


def test_routes_leave_the_state_alone(draft: Draft) -> None:
    state: State = {"drafts": [draft], "attempts": 1, "findings": []}
    before = dict(state)
    after_check(state), after_proposal(state), after_diagnosis(state)
    assert state == before
