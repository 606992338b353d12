"""``POST /v1/suggestions`` and the saved campaigns: whose they are, and what they say."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from agent.campaigns.schema import Campaign

Headers = dict[str, str]


def _upload(path: Path, **fields: Any) -> dict[str, Any]:
    return {"files": [("files", (path.name, path.read_bytes(), "text/csv"))], "data": fields}


@pytest.fixture(scope="module")
def chats(write_shop: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = write_shop(tmp_path_factory.mktemp("chats"))
    return path


@pytest.fixture(scope="module")
def signals(run: Any, chats: Path) -> dict[str, Any]:
    """A snapshot, as ``dangol signals --json`` writes it."""
    counted: dict[str, Any] = run("signals", chats, "--json").json["signals"]
    return counted


def test_an_upload_brings_campaigns_that_stay(server: TestClient, one: Headers, chats: Path) -> None:
    answer = server.post("/v1/suggestions", headers=one, **_upload(chats))
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert list(body) == ["version", "findings", "campaigns", "abstained"]
    assert body["campaigns"]
    listed = server.get("/v1/campaigns", headers=one).json()["campaigns"]
    assert {one["id"] for one in body["campaigns"]} <= {one["id"] for one in listed}
    for campaign in body["campaigns"]:
        Campaign.model_validate(campaign)
        kept = server.get(f"/v1/campaigns/{campaign['id']}", headers=one).json()["campaign"]
        assert kept["name"] == campaign["name"]


def test_a_snapshot_brings_the_campaigns_of_the_files(
    server: TestClient, one: Headers, chats: Path, signals: dict[str, Any]
) -> None:
    uploaded = server.post("/v1/suggestions", headers=one, **_upload(chats)).json()
    answer = server.post("/v1/suggestions", headers=one, json={"signals": signals})
    assert answer.status_code == 200, answer.text
    pushed = answer.json()
    assert pushed["findings"] == uploaded["findings"]
    playbooks = [[one["provenance"]["playbook_id"] for one in body["campaigns"]] for body in (pushed, uploaded)]
    assert playbooks[0] == playbooks[1]


def test_a_thin_snapshot_brings_an_honest_abstention(server: TestClient, one: Headers, signals: dict[str, Any]) -> None:
    thin = signals | {"conversations": 3, "conversations_before": 1, "tags": [], "intents": [], "customers": 3}
    answer = server.post("/v1/suggestions", headers=one, json={"signals": thin, "locale": "en"})
    assert answer.status_code == 200
    assert answer.json()["campaigns"] == []
    assert "3 conversations" in answer.json()["abstained"]["reason"]


@pytest.mark.parametrize("locale", ["ko", "ja", "en"])
def test_the_body_chooses_the_language_and_the_number(
    locale: str, server: TestClient, one: Headers, chats: Path
) -> None:
    body = server.post("/v1/suggestions", headers=one, **_upload(chats, locale=locale, count="1")).json()
    assert [campaign["locale"] for campaign in body["campaigns"]] == [locale]


def test_the_profile_comes_as_text_or_as_a_file(server: TestClient, one: Headers, chats: Path) -> None:
    text = "name: 조약돌가게\ncurrency: JPY\n"
    as_text = server.post("/v1/suggestions", headers=one, **_upload(chats, profile=text))
    parts = [("files", (chats.name, chats.read_bytes())), ("profile", ("shop.yaml", text.encode()))]
    as_file = server.post("/v1/suggestions", headers=one, files=parts)
    as_json = server.post(
        "/v1/suggestions", headers=one, **_upload(chats, profile='{"name": "조약돌가게", "currency": "JPY"}')
    )
    for answer in (as_text, as_file, as_json):
        assert answer.status_code == 200, answer.text
        assert "조약돌가게" in answer.text
        assert {campaign["currency"] for campaign in answer.json()["campaigns"]} == {"JPY"}


def test_what_was_tried_and_is_no_more_is_passed_over(
    server: TestClient, one: Headers, signals: dict[str, Any]
) -> None:
    gone = {"playbook": "my_old_way", "sent": 9, "reached": 1}
    known = {"playbook": "restock_alert", "sent": 900, "reached": 0}
    asked = [{"signals": signals, "profile": {"tried": tried}} for tried in ([gone, known], [known], [gone], [])]
    answers = [server.post("/v1/suggestions", headers=one, json=body) for body in asked]
    assert [answer.status_code for answer in answers] == [200] * 4
    found = [[row["provenance"]["playbook_id"] for row in answer.json()["campaigns"]] for answer in answers]
    assert found[0] == found[1]
    assert found[2] == found[3]


def test_a_tenant_never_sees_the_other(server: TestClient, one: Headers, two: Headers, chats: Path) -> None:
    mine = server.post("/v1/suggestions", headers=one, **_upload(chats)).json()["campaigns"][0]["id"]
    before = server.get("/v1/campaigns", headers=two).json()["campaigns"]
    assert mine not in {campaign["id"] for campaign in before}
    foreign = server.get(f"/v1/campaigns/{mine}", headers=two)
    nothing = server.get("/v1/campaigns/cmp_0000000000", headers=two)
    assert (foreign.status_code, nothing.status_code) == (404, 404)
    assert foreign.json()["type"] == nothing.json()["type"]
    yours = server.post("/v1/suggestions", headers=two, **_upload(chats)).json()["campaigns"]
    assert mine not in {campaign["id"] for campaign in yours}


def test_four_at_once_get_what_each_asked_for(
    server: TestClient, one: Headers, two: Headers, signals: dict[str, Any]
) -> None:
    def ask(number: int) -> tuple[str, Any]:
        locale = ("ko", "ja", "en", "ko")[number]
        body = {"signals": signals, "locale": locale, "count": number + 1, "profile": {"name": f"가게{number}"}}
        return locale, server.post("/v1/suggestions", headers=(one, two)[number % 2], json=body)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(4)))
    for number, (locale, answer) in enumerate(answers):
        assert answer.status_code == 200, answer.text
        campaigns = answer.json()["campaigns"]
        assert 1 <= len(campaigns) <= number + 1
        assert {campaign["locale"] for campaign in campaigns} == {locale}
        assert f"가게{number}" in json.dumps(campaigns[0], ensure_ascii=False)
    of = [{campaign["id"] for campaign in answer.json()["campaigns"]} for _, answer in answers]
    assert (of[0] | of[2]).isdisjoint(of[1] | of[3])


@pytest.mark.parametrize(
    "name",
    [
        "../../../../tmp/planted.csv",
        "..",
        "/",
        "C:\\shop\\chats.csv",
        "a\nb.csv",
        "가" * 300 + ".csv",
        ".csv",
        "%2e%2e",
    ],
)
def test_the_name_of_an_upload_is_only_a_name(name: str, server: TestClient, one: Headers, chats: Path) -> None:
    answer = server.post("/v1/suggestions", headers=one, files=[("files", (name, chats.read_bytes()))])
    assert answer.status_code == 200, answer.text
    assert not Path("/tmp/planted.csv").exists()


def test_a_bad_file_is_named_by_its_own_name(server: TestClient, one: Headers) -> None:
    answer = server.post("/v1/suggestions", headers=one, files=[("files", ("../내 상담.csv", b""))])
    assert answer.status_code == 422
    assert "내 상담.csv" in answer.json()["detail"]
    assert "/" not in answer.json()["detail"]
