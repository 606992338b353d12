"""``POST /v1/check``: the same rules, nothing saved."""

from __future__ import annotations

import yaml
from fastapi.testclient import TestClient

from agent.campaigns.file import LARGEST

from .test_cli_check import GOOD

Headers = dict[str, str]
NIGHT = GOOD.replace('start: "10:00"', 'start: "05:00"')


def test_json_and_yaml_are_checked(server: TestClient, one: Headers) -> None:
    for body in ({"content": NIGHT.encode()}, {"json": yaml.safe_load(NIGHT)}):
        answer = server.post("/v1/check", headers=one, **body).json()
        assert answer["blocked"] is True
        assert [row["rule"] for row in answer["violations"] if row["severity"] == "block"] == ["KR-04"]
    assert server.post("/v1/check", headers=one, content=GOOD.encode()).json()["blocked"] is False


def test_it_mends_when_asked(server: TestClient, one: Headers) -> None:
    answer = server.post("/v1/check?fix=true", headers=one, json=yaml.safe_load(NIGHT)).json()
    assert (answer["blocked"], answer["fixed"]["rules"], answer["fixed"]["changes"]) == (False, ["KR-04"], 1)
    assert answer["fixed"]["content"]["send_window"]["start"] == "08:00"


def test_the_country_and_the_language_are_the_callers(server: TestClient, one: Headers) -> None:
    plain = GOOD.replace("(광고) ", "").encode()
    english = one | {"Accept-Language": "en"}
    korean = server.post("/v1/check?country=KR", headers=english, content=plain).json()
    assert "must begin" in next(row["message"] for row in korean["violations"] if row["rule"] == "KR-06")
    both = server.post("/v1/check?country=JP&country=US", headers=english, content=plain).json()
    assert {row["rule"][:2] for row in both["violations"]}.isdisjoint({"KR"})
    assert server.post("/v1/check?country=FR", headers=english, content=plain).status_code == 422


def test_bad_bodies_are_problems(server: TestClient, one: Headers) -> None:
    assert server.post("/v1/check", content=GOOD.encode()).status_code == 401
    assert server.post("/v1/check", headers=one, content=b"{").status_code == 422
    assert server.post("/v1/check", headers=one, content=b"steps: []").status_code == 422
    assert server.post("/v1/check", headers=one, content=b"#" * (LARGEST + 1)).status_code == 413
