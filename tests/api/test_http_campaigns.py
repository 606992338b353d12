"""Decisions about a campaign over HTTP: whose, who, and what comes back when it cannot be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

Headers = dict[str, str]
PROFILE = "name: 달빛상점\nchannels: [in_app]\nlinks: {home: 'https://moon.example'}\n"


@pytest.fixture
def chats(write_shop: Any, tmp_path: Path) -> Path:
    path: Path = write_shop(tmp_path)
    return path


def _upload(*paths: Path, **fields: Any) -> dict[str, Any]:
    return {"files": [("files", (path.name, path.read_bytes(), "text/csv")) for path in paths], "data": fields}


@pytest.fixture
def identity(server: TestClient, one: Headers, chats: Path) -> str:
    """A campaign of the first tenant that is a draft."""
    body = server.post("/v1/suggestions", headers=one, **_upload(chats, profile=PROFILE, locale="ko")).json()
    found: str = body["campaigns"][0]["id"]
    status = server.get(f"/v1/campaigns/{found}", headers=one).json()["campaign"]["status"]
    if status in ("approved", "active"):
        assert _post(server, one, found, "stop", by="x").status_code == 200
    if status != "draft":
        assert _post(server, one, found, "reopen", by="x").status_code == 200
    return found


def _post(server: TestClient, headers: Headers, identity: str, action: str, **body: Any) -> Any:
    return server.post(f"/v1/campaigns/{identity}/{action}", headers=headers, json=body)


def _approve(server: TestClient, headers: Headers, identity: str, **body: Any) -> Any:
    profile = {"name": "달빛상점", "channels": ["in_app"], "links": {"home": "https://moon.example"}}
    return _post(server, headers, identity, "approve", profile=profile, **body)


def test_a_whole_life(server: TestClient, one: Headers, identity: str) -> None:
    approved = _approve(server, one, identity, by="kim@host")
    assert approved.status_code == 200, approved.text
    assert set(approved.json()) == {"version", "campaign", "earlier", "changed", "counted_at", "data_until"}
    assert approved.json()["campaign"]["decided"][-1]["by"] == "kim@host"
    for action, status in (("activate", "active"), ("stop", "stopped"), ("reopen", "draft")):
        answer = _post(server, one, identity, action, by="kim@host")
        assert answer.status_code == 200, answer.text
        assert answer.json()["campaign"]["status"] == status
    kept = server.get(f"/v1/campaigns/{identity}", headers=one).json()["campaign"]
    assert [c["status"] for c in kept["decided"]][-4:] == ["approved", "active", "stopped", "draft"]


def test_files_are_counted_before_approving(server: TestClient, one: Headers, identity: str, chats: Path) -> None:
    before = server.get(f"/v1/campaigns/{identity}", headers=one).json()["campaign"]
    half = chats.with_name("half.csv")
    lines = chats.read_text(encoding="utf-8").splitlines()
    half.write_text("\n".join(lines[:1] + lines[1::2]) + "\n", encoding="utf-8")
    address = f"/v1/campaigns/{identity}/approve"
    preview = server.post(f"{address}?preview=true", headers=one, **_upload(half, profile=PROFILE))
    assert preview.status_code == 200, preview.text
    assert preview.json()["changed"] is True
    assert server.get(f"/v1/campaigns/{identity}", headers=one).json()["campaign"] == before
    done = server.post(address, headers=one, **_upload(half, profile=PROFILE, by="kim")).json()
    assert done["campaign"]["version"] == before["version"] + 1
    assert done["campaign"]["audience"] == preview.json()["campaign"]["audience"]
    assert done["campaign"]["audience"]["reached"] < before["audience"]["reached"]
    assert done["data_until"] == "2026-10-31T00:00:00"  # the last day and no more


def _problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert (body["type"], body["status"]) == (f"urn:dangol:{code}", status)
    assert body["detail"]
    return body


def test_a_wrong_move_is_a_conflict(server: TestClient, one: Headers, identity: str) -> None:
    _problem(_post(server, one, identity, "activate", by="x"), 409, "life.wrong_unapproved")
    _problem(_post(server, one, identity, "reopen", by="x"), 409, "life.already")
    kept = server.get(f"/v1/campaigns/{identity}", headers=one).json()["campaign"]
    assert kept["status"] == "draft"


@pytest.mark.parametrize("action", ["approve", "activate", "stop", "reopen"])
@pytest.mark.parametrize("body", [b"", b"{}", b'{"by": ""}', b'{"by": null}', b'{"by": "a\\nb"}', b'{"by": 5}',
                                  b'{"who": "x"}', b"{", b"[]"])  # fmt: skip
def test_a_decision_needs_a_name(action: str, body: bytes, server: TestClient, one: Headers, identity: str) -> None:
    before = server.get(f"/v1/campaigns/{identity}", headers=one).json()
    headers = one | {"Content-Type": "application/json"}
    answer = server.post(f"/v1/campaigns/{identity}/{action}", headers=headers, content=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"]
    assert server.get(f"/v1/campaigns/{identity}", headers=one).json() == before


@pytest.mark.parametrize("action", ["approve", "activate", "stop", "reopen", "export", "test-send"])
def test_another_tenant_s_campaign_does_not_exist(
    action: str, server: TestClient, one: Headers, two: Headers, identity: str
) -> None:
    before = server.get(f"/v1/campaigns/{identity}", headers=one).json()
    method = "GET" if action in ("export", "test-send") else "POST"
    body = None if method == "GET" else {"by": "x"}
    address = f"/v1/campaigns/{identity}/{action}"
    _problem(server.request(method, address, headers=two, json=body), 404, "doors.campaign_missing")
    assert server.request(method, address, json=body).status_code == 401
    assert server.get(f"/v1/campaigns/{identity}", headers=one).json() == before


def test_rules_that_stand_against_it_are_all_told(server: TestClient, one: Headers, identity: str) -> None:
    body = server.get(f"/v1/campaigns/{identity}", headers=one).json()["campaign"]
    word = body["steps"][0]["variants"][0]["body"].split()[-1]
    profile = {"name": "달빛상점", "channels": ["in_app"], "taboos": [word], "stricter": ["S-09"]}
    answer = _post(server, one, identity, "approve", by="x", profile=profile)
    problem = _problem(answer, 422, "life.blocked")
    assert "S-09" in {one["rule"] for one in problem["violations"]}
    assert server.get(f"/v1/campaigns/{identity}", headers=one).json()["campaign"]["status"] == "draft"


def test_another_shop_s_profile_is_refused(server: TestClient, one: Headers, identity: str) -> None:
    answer = _post(server, one, identity, "approve", by="x", profile={"name": "딴가게"})
    _problem(answer, 422, "life.other_shop")


def test_lists_without_conversations_are_refused(server: TestClient, one: Headers, identity: str) -> None:
    parts = [("customers", ("c.csv", b"customer_id\nu1\n"))]
    answer = server.post(f"/v1/campaigns/{identity}/approve", headers=one, files=parts, data={"by": "x"})
    _problem(answer, 422, "errors.body_wrong")


def test_the_page_comes_as_html_that_may_load_nothing(server: TestClient, one: Headers, identity: str) -> None:
    answer = server.get(f"/v1/campaigns/{identity}/export", headers=one)
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "달빛상점" in answer.text


def test_a_tool_that_cannot_send_it_at_all_says_so(server: TestClient, one: Headers, identity: str) -> None:
    answer = server.get(f"/v1/campaigns/{identity}/export", headers=one, params={"to": "klaviyo"})
    _problem(answer, 422, "export.no_channel")  # the support chat is no channel of it


@pytest.mark.parametrize("target", ["channel-talk", "json"])
def test_a_payload_comes_with_what_it_could_not_hold(
    target: str, server: TestClient, one: Headers, identity: str
) -> None:
    answer = server.get(f"/v1/campaigns/{identity}/export", headers=one, params={"to": target})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["target"], bool(body["body"])) == (target, True)
    assert all(set(lost) == {"code", "path", "paths", "sentence", "kept"} for lost in body["lost"])


def test_an_unknown_target_is_refused(server: TestClient, one: Headers, identity: str) -> None:
    answer = server.get(f"/v1/campaigns/{identity}/export", headers=one, params={"to": "fax"})
    _problem(answer, 422, "life.no_such_target")


def test_a_test_is_shown_and_says_that_nothing_was_sent(server: TestClient, one: Headers, identity: str) -> None:
    body = server.get(f"/v1/campaigns/{identity}/test-send", headers=one, params={"name": "박두리"}).json()
    assert body["sent"] is False
    assert "박두리" in json.dumps(body["messages"], ensure_ascii=False)
    too_long = server.get(f"/v1/campaigns/{identity}/test-send", headers=one, params={"name": "가" * 41})
    _problem(too_long, 422, "life.name_wrong")


def test_the_list_names_older_versions_that_still_run(
    server: TestClient, one: Headers, identity: str, write_shop: Any, tmp_path: Path
) -> None:
    version = _approve(server, one, identity, by="kim").json()["campaign"]["version"]
    assert _post(server, one, identity, "activate", by="kim").status_code == 200
    other = write_shop(
        tmp_path, name="more.csv", tags={"배송지연": (95, 18, 30), "교환": (95, 40, 0), "칭찬": (31, 12, 0)}
    )
    again = server.post("/v1/suggestions", headers=one, **_upload(other, profile=PROFILE)).json()
    assert identity in [campaign["id"] for campaign in again["campaigns"]]
    listed = server.get("/v1/campaigns", headers=one).json()
    assert listed["earlier"][identity]["version"] == version
    assert listed["earlier"][identity]["status"] == "active"
