"""``/v1/playbooks``: each tenant's own library, through its key only."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient

from agent.playbook_check import LARGEST

Headers = dict[str, str]
ROOT = Path(__file__).parents[2]
EXAMPLE = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "playbooks.md").read_text(encoding="utf-8"), re.S)[0]
DATA: dict[str, Any] = yaml.safe_load(EXAMPLE)
ADDRESS = "/v1/playbooks/my_repair_care"


@pytest.fixture(autouse=True)
def _nothing_left(server: TestClient, one: Headers, two: Headers) -> Iterator[None]:
    yield
    for headers in (one, two):
        for row in own_rows(server, headers):
            server.delete(f"/v1/playbooks/{row['id']}", headers=headers)


def own_rows(server: TestClient, headers: Headers) -> list[dict[str, Any]]:
    rows = server.get("/v1/playbooks", headers=headers).json()["playbooks"]
    return [row for row in rows if row["own"]]


def test_put_list_get_delete(server: TestClient, one: Headers) -> None:
    added = server.put(ADDRESS, headers=one, json=DATA)
    assert (added.status_code, added.json()["state"], added.json()["problems"]) == (201, "added", [])
    assert server.put(ADDRESS, headers=one, json=DATA).json()["state"] == "unchanged"
    rows = server.get("/v1/playbooks", headers=one).json()["playbooks"]
    assert rows[0] == {"id": "my_repair_care", "version": 1, "title": DATA["title"]["ko"], "own": True, "used": True}
    assert len(rows) > 56
    got = server.get(ADDRESS, headers=one).json()
    assert got["own"] is True
    assert got["playbook"]["steps"][0]["ko"][0]["body"] == DATA["steps"][0]["ko"][0]["body"]
    assert server.delete(ADDRESS, headers=one).status_code == 204
    assert server.get(ADDRESS, headers=one).status_code == 404
    assert server.delete(ADDRESS, headers=one).status_code == 404


def test_titles_are_in_the_language_of_the_caller(server: TestClient, one: Headers) -> None:
    titles = {
        language: server.get("/v1/playbooks", headers=one | {"Accept-Language": language}).json()["playbooks"][0][
            "title"
        ]
        for language in ("ko", "ja", "en")
    }
    assert len(set(titles.values())) == 3


def test_other_content_needs_a_higher_version(server: TestClient, one: Headers) -> None:
    server.put(ADDRESS, headers=one, json=DATA)
    other = DATA | {"stage": "loyalty"}
    refused = server.put(ADDRESS, headers=one, json=other)
    assert refused.status_code == 409
    assert "?replace=true" in refused.json()["detail"]
    assert server.get(ADDRESS, headers=one).json()["playbook"]["stage"] == "post_purchase"
    assert server.put(f"{ADDRESS}?replace=true", headers=one, json=other).json()["state"] == "changed"
    assert server.put(ADDRESS, headers=one, json=DATA | {"version": 2}).status_code == 200


@pytest.mark.parametrize("language", ["ko", "ja", "en"])
def test_all_faults_are_told_as_the_command_line_tells_them(server: TestClient, one: Headers, language: str) -> None:
    wrong = DATA | {"stage": "later", "cooldown": "P99D", "id": "winback"}
    answer = server.put("/v1/playbooks/winback", headers=one | {"Accept-Language": language}, json=wrong)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problems = answer.json()["problems"]
    assert {problem["place"] for problem in problems} == {"stage", "cooldown", "id"}
    for problem in problems:
        assert (problem["severity"], problem["line"]) == ("error", None)
        assert problem["message"]
        assert problem["fix"]
    assert own_rows(server, one) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"not json", 422),
        (b"[]", 422),
        (b"{}", 422),
        (b"3", 422),
        (b'{"id": "\\ud800"}', 422),
        (b'{"id": NaN}', 422),
        (b"[" * 30_000 + b"]" * 30_000, 422),
        (b'{"a":' * 9_000 + b"1" + b"}" * 9_000, 422),
        (b" " * (LARGEST + 1), 413),
    ],
)
def test_a_body_that_cannot_be_right(server: TestClient, one: Headers, body: bytes, status: int) -> None:
    answer = server.put(ADDRESS, headers=one, content=body)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.json()["detail"].endswith(".")


def test_a_body_of_unknown_length_is_refused(server: TestClient, one: Headers) -> None:
    assert server.put(ADDRESS, headers=one, content=iter([b"{", b"}"])).status_code == 411


def test_address_and_content_agree(server: TestClient, one: Headers) -> None:
    answer = server.put("/v1/playbooks/my_other", headers=one, json=DATA)
    assert (answer.status_code, answer.json()["title"]) == (422, "playbooks.other_id")


def test_a_common_one_stays(server: TestClient, one: Headers) -> None:
    assert server.delete("/v1/playbooks/winback", headers=one).json()["title"] == "playbooks.common_stays_here"
    assert server.get("/v1/playbooks/winback", headers=one).json()["own"] is False


def test_letters_of_every_kind_come_back_as_they_were(server: TestClient, one: Headers) -> None:
    odd = "하나\u2028둘 😊 'x' \"y\": #z \\n yes"
    data = DATA | {"why": {"ko": odd}}
    assert server.put(ADDRESS, headers=one, content=json.dumps(data).encode()).status_code == 201
    assert server.get(ADDRESS, headers=one).json()["playbook"]["why"]["ko"] == odd


def test_another_tenant_s_does_not_exist(server: TestClient, one: Headers, two: Headers) -> None:
    server.put(ADDRESS, headers=one, json=DATA)
    assert own_rows(server, two) == []
    for method in ("GET", "DELETE"):
        answer = server.request(method, ADDRESS, headers=two)
        nowhere = server.request(method, "/v1/playbooks/my_nothing", headers=two)
        assert answer.status_code == nowhere.status_code == 404
        assert answer.json()["detail"] == nowhere.json()["detail"].replace("my_nothing", "my_repair_care")
    theirs = DATA | {"stage": "loyalty"}
    assert server.put(ADDRESS, headers=two, json=theirs).status_code == 201
    assert server.get(ADDRESS, headers=one).json()["playbook"]["stage"] == "post_purchase"
    assert server.delete(ADDRESS, headers=two).status_code == 204
    assert len(own_rows(server, one)) == 1


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_nothing_without_a_key(server: TestClient, method: str) -> None:
    for headers in ({}, {"Authorization": "Bearer nothing"}):
        assert server.request(method, ADDRESS, headers=headers).status_code == 401


def test_it_is_proposed_to_its_tenant_only_from_the_next_request_on(
    server: TestClient, one: Headers, two: Headers, write_shop: Any, tmp_path: Path
) -> None:
    shop = write_shop(tmp_path, tags={"AS·수리": (90, 20, 0), "배송조회": (40, 42, 0), "칭찬": (18, 12, 0)})
    profile = "name: 달빛\nchannels: [in_app, alimtalk]\nlinks: {guide: 'https://example.com/guide'}\n"

    def proposed(headers: Headers) -> list[str]:
        files = [("files", ("chats.csv", shop.read_bytes()))]
        answer = server.post("/v1/suggestions", headers=headers, files=files, data={"profile": profile})
        assert answer.status_code == 200
        return [campaign["provenance"]["playbook_id"] for campaign in answer.json()["campaigns"]]

    assert "my_repair_care" not in proposed(one)
    server.put(ADDRESS, headers=one, json=DATA)
    assert "my_repair_care" in proposed(one)
    assert "my_repair_care" not in proposed(two)
    server.delete(ADDRESS, headers=one)
    assert "my_repair_care" not in proposed(one)
