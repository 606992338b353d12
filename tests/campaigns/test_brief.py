"""One line on a campaign: its number, its name, for whom and at what cost."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from agent.campaigns.brief import brief
from agent.campaigns.schema import Draft

from .conftest import changed, draft_of, full_profile, stored


@pytest.fixture(scope="module")
def winback(nobody: duckdb.DuckDBPyConnection) -> Draft:
    return draft_of(nobody, "winback", full_profile("ko"))


@pytest.mark.parametrize(
    ("more", "ending"),
    [
        ({}, "최대 200명, 한 번에 약 5,000원"),
        ({"audience__consent_known": True}, "— 200명, 한 번에 약 5,000원"),
        (
            {
                "audience__consent_known": True,
                "audience__matched": 1,
                "audience__reached": 1,
                "audience__by_channel": {"brand_message": 1},
            },
            "— 1명, 한 번에 약 5,000원",
        ),
        ({"audience__counts": "visits"}, "— 방문 200번 중 처음 온 분, 한 번에 약 5,000원"),
        ({"forecast__per": "month"}, "한 달 약 5,000원"),
        ({"forecast__cost": 0}, "발송비 없음"),
        ({"forecast__cost": None}, "단가를 적어 주시면 계산해요"),
    ],
)
def test_people_and_cost_in_one_line(more: dict[str, Any], ending: str, winback: Draft) -> None:
    line = brief(stored(changed(winback, **more)), 2)
    assert line.startswith(f"2. {winback.name} — ")
    assert line.endswith(ending)
