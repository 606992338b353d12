"""The main job on the sample shop, through the command line and through HTTP: one run each, looked at from all sides."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from agent.campaigns.schema import Campaign
from agent.diagnosis.types import Finding
from agent.settings import Settings
from api.http import create_app, opened

VARYING = ("id", "version", "created_at", "updated_at")
KEY = {"Authorization": "Bearer long-secret"}


@dataclass(frozen=True)
class Job:
    """The same job done three times: as text, as JSON in the same home, and over HTTP in another."""

    text: Any
    data: Any
    answer: Any
    home: Path


@pytest.fixture(scope="module")
def job(run: Any, sample: Path, sample_files: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> Job:
    home = tmp_path_factory.mktemp("sample")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DANGOL_HOME", str(home))
        text = run("suggest", *sample_files)
        data = run("suggest", *sample_files, "--json")
    settings = Settings(home=home / "server", api_keys={"local": "long-secret"})  # type: ignore[dict-item]
    with opened(settings) as rooms, TestClient(create_app(*rooms)) as client:
        answer = client.post("/v1/suggestions", headers=KEY, files=_upload(sample))
    return Job(text, data, answer, home)


def _upload(sample: Path) -> list[tuple[str, tuple[str, bytes]]]:
    parts = {"files": "chats.xlsx", "customers": "customers.csv", "orders": "orders.csv", "profile": "shop.yaml"}
    return [(part, (name, (sample / name).read_bytes())) for part, name in parts.items()]


def _content(campaigns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Campaigns without ids and times."""
    kept = json.loads(json.dumps(campaigns))
    for campaign in kept:
        for name in VARYING:
            campaign.pop(name)
        campaign["entry"].pop("start_at", None)
    return kept


def test_three_campaigns_are_printed_with_all_an_owner_needs(job: Job) -> None:
    assert (job.text.code, job.text.err) == (0, "")
    for part in ("눈에 띈 점", "받는 분", "빠지는 분", "보내는 말", "언제", "비용", "기대", "켜는 방법"):
        assert job.text.out.count(part) >= 3 or part == "빠지는 분", part
    assert "1. " in job.text.out
    assert "3. " in job.text.out
    lines = job.text.out.split("\n")
    briefs = [line for line in lines if " — " in line][:3]
    assert [line.split(".")[0] for line in briefs] == ["1", "2", "3"]
    assert lines.index(briefs[2]) < lines.index("눈에 띈 점")
    assert not [line for line in lines if line != line.rstrip()]
    assert "dangol campaigns show" in job.text.out


def test_json_has_the_documented_shape(job: Job) -> None:
    assert job.data.code == 0
    body = job.data.json
    assert list(body) == ["version", "findings", "campaigns", "abstained"]
    assert body["version"] == 1
    assert body["abstained"] is None
    assert len(body["campaigns"]) == 3
    for finding in body["findings"]:
        told = {name: finding.pop(name) for name in ("headline", "sentence")}
        assert all(value is None or value for value in told.values())
        Finding.model_validate(finding)
    for campaign in body["campaigns"]:
        Campaign.model_validate(campaign)


def test_each_campaign_is_whole(job: Job) -> None:
    for campaign in job.data.json["campaigns"]:
        assert campaign["status"] == "draft"
        assert campaign["check"]["rules"] > 0
        assert not [broken for broken in campaign["check"]["violations"] if broken["severity"] == "block"]
        assert all(len(step["variants"]) >= 2 for step in campaign["steps"])
        left_out = sum(line["count"] for line in campaign["audience"]["excluded"])
        assert campaign["audience"]["matched"] == campaign["audience"]["reached"] + left_out
    playbooks = [campaign["provenance"]["playbook_id"] for campaign in job.data.json["campaigns"]]
    assert len(set(playbooks)) == 3


def test_the_second_run_saves_nothing_new(job: Job, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [campaign["id"] for campaign in job.data.json["campaigns"]]
    assert all(one in job.text.out for one in ids)
    assert [campaign["version"] for campaign in job.data.json["campaigns"]] == [1, 1, 1]
    monkeypatch.setenv("DANGOL_HOME", str(job.home))
    listed = run("campaigns", "list", "--json").json["campaigns"]
    assert {row["id"] for row in listed} == set(ids)
    history = run("campaigns", "show", ids[0], "--json").json["history"]
    assert [entry["action"] for entry in history] == ["created"]


def test_http_gives_the_same_campaigns(job: Job) -> None:
    assert job.answer.status_code == 200, job.answer.text
    body, printed = job.answer.json(), job.data.json
    assert _content(body["campaigns"]) == _content(printed["campaigns"])
    assert body["findings"] == printed["findings"]


def test_no_planted_personal_data_leaves(job: Job, sample: Path) -> None:
    planted = json.loads((sample / "planted.json").read_text(encoding="utf-8"))["secrets"]
    said = job.text.out + job.data.out
    assert planted
    assert [secret for secret in planted if secret["kind"] != "name" and secret["text"] in said] == []
    assert [secret for secret in planted if secret["text"] in said] == []


def test_an_instruction_in_a_chat_is_not_followed(job: Job, sample: Path) -> None:
    injection = json.loads((sample / "planted.json").read_text(encoding="utf-8"))["injection"]["text"]
    said = job.text.out + job.data.out
    assert injection[:20] not in said
    assert "90%" not in said


def test_a_saved_campaign_is_shown_again_as_it_was(job: Job, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANGOL_HOME", str(job.home))
    proposed = job.data.json["campaigns"][0]
    shown = run("campaigns", "show", proposed["id"], "--json").json
    assert shown["campaign"] == proposed
    text = run("campaigns", "show", proposed["id"])
    assert text.code == 0
    assert proposed["name"] in text.out
    assert text.err == ""


def test_the_database_is_the_only_thing_kept(job: Job) -> None:
    kept = {path.name for path in job.home.iterdir() if not path.name.startswith("dangol.db")}
    assert kept <= {"playbooks", "server"}
