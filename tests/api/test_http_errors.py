"""Every error of the HTTP API is a problem document with a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

Headers = dict[str, str]
SIGNALS = {
    "period": {"start": "2026-10-01", "end": "2026-10-31"},
    "before": None,
    "conversations": 3,
    "conversations_before": None,
    "customers": 3,
    "tags": [],
    "intents": [],
}
BIG = {"conversations": 400, "customers": 400}
CHATS = ("files", ("chats.csv", b"id,opened_at,tags\nc1,2026-10-01 10:00,a\n"))


def _is_problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert set(body) == {"type", "title", "status", "detail"}
    assert body["status"] == status
    assert body["type"] == f"urn:dangol:{body['title']}"
    assert body["detail"]
    assert "Traceback" not in body["detail"]
    return body


@pytest.mark.parametrize(
    "sent", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic b25lLWxvbmctc2VjcmV0", "Bearer one-long-secre",
             "Bearer one-long-secret2", b"Bearer \xff\xfe"]
)  # fmt: skip
@pytest.mark.parametrize(
    "method, path", [("POST", "/v1/suggestions"), ("GET", "/v1/campaigns"), ("GET", "/v1/campaigns/x")]
)
def test_no_key_or_a_wrong_one(sent: Any, method: str, path: str, server: TestClient) -> None:
    answer = server.request(method, path, headers={} if sent is None else {"Authorization": sent})
    _is_problem(answer, 401)
    assert answer.headers["www-authenticate"] == "Bearer"


BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "no object": b"[]",
    "no signals": b"{}",
    "unknown field": json.dumps({"signals": SIGNALS, "tenant": "shop-two"}).encode(),
    "unknown field inside": json.dumps({"signals": SIGNALS | {"secret": 1}}).encode(),
    "count 0": json.dumps({"signals": SIGNALS, "count": 0}).encode(),
    "count 11": json.dumps({"signals": SIGNALS, "count": 11}).encode(),
    "unknown language": json.dumps({"signals": SIGNALS, "locale": "fr"}).encode(),
    "wrong profile": json.dumps({"signals": SIGNALS, "profile": {"name": 3}}).encode(),
    "not UTF-8": b'{"signals": "\xff"}',
    "nested without end": b"[" * 100_000,
}


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_that_cannot_be_right(kind: str, server: TestClient, one: Headers) -> None:
    headers = one | {"Content-Type": "application/json"}
    body = _is_problem(server.post("/v1/suggestions", headers=headers, content=BODIES[kind]), 422)
    assert body["title"] == "errors.body_wrong"


TOPIC = {"intent": "delivery_delay", "count": 300, "share": 0.75, "customers": 300, "open": 200}


@pytest.mark.parametrize(
    "signals, place",
    [
        ({"period": {"start": "2026-10-31", "end": "2026-10-01"}}, "period"),
        ({"conversations": -5}, "conversations"),
        ({"hours": [1, 2]}, "hours"),
        ({"intents": [TOPIC | {"intent": "no_such_thing"}]}, "intents.0.intent"),
        ({"intents": [TOPIC | {"count": 900}]}, "intents.0.count"),
        ({"intents": [TOPIC | {"share": 7.5}]}, "intents.0.share"),
        ({"intents": [TOPIC | {"customers": -4}]}, "intents.0.customers"),
        ({"intents": [TOPIC | {"open": 301}]}, "intents.0.open"),
        ({"intents": [TOPIC | {"hours": [1, 2]}]}, "intents.0.hours"),
        ({"intents": [TOPIC, TOPIC | {"before_count": 3}]}, "intents.1.before_count"),
        ({"products": [{"intent": "no_such_thing", "product": "반지", "customers": 3}]}, "products.0.intent"),
    ],
)
def test_a_snapshot_that_contradicts_itself(
    signals: dict[str, Any], place: str, server: TestClient, one: Headers
) -> None:
    answer = server.post("/v1/suggestions", headers=one, json={"signals": SIGNALS | BIG | signals})
    assert f"signals.{place} " in _is_problem(answer, 422)["detail"]


@pytest.mark.parametrize(
    "signals",
    [{"conversations": 0, "customers": 0}, {"period": None}, BIG | {"intents": [TOPIC]}],
    ids=["no conversation", "no period", "one loud topic"],
)
def test_a_thin_snapshot_is_no_fault_of_ours(signals: dict[str, Any], server: TestClient, one: Headers) -> None:
    answer = server.post("/v1/suggestions", headers=one, json={"signals": SIGNALS | signals})
    assert answer.status_code == 200, answer.text


FORMS: dict[str, dict[str, Any]] = {
    "no file": {"files": [("other", ("a.csv", b"x"))]},
    "a file as text": {"data": {"files": "id,tags"}, "files": [("customers", ("c.csv", b"x"))]},
    "count zero": {"files": [CHATS], "data": {"count": "0"}},
    "count no number": {"files": [CHATS], "data": {"count": "three"}},
    "unknown field": {"files": [CHATS], "data": {"tenant": "shop-two"}},
    "unknown language": {"files": [CHATS], "data": {"locale": "fr"}},
    "customers as text": {"files": [CHATS], "data": {"customers": "id"}},
    "profile no YAML": {"files": [CHATS], "data": {"profile": "name: [unclosed"}},
    "profile no mapping": {"files": [CHATS], "data": {"profile": "- a"}},
    "profile unknown field": {"files": [CHATS], "data": {"profile": "nmae: a"}},
    "profile no such day": {"files": [CHATS], "data": {"profile": "a: 2026-13-45"}},
    "profile without end": {"files": [CHATS], "data": {"profile": "[" * 5_000}},
    "profile binary": {"files": [CHATS, ("profile", ("shop.yaml", b"\xff\xfe\x00"))]},
    "profile unknown time zone": {"files": [CHATS], "data": {"profile": "timezone: Mars/Olympus"}},
    "too many files": {"files": [CHATS] * 30},
    "empty file": {"files": [("files", ("chats.csv", b""))]},
    "binary file": {"files": [("files", ("chats.xlsx", b"PK\x03\x04" + b"\x00" * 200))]},
}


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_that_cannot_be_right(kind: str, server: TestClient, one: Headers) -> None:
    _is_problem(server.post("/v1/suggestions", headers=one, **FORMS[kind]), 422)


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=x"], ids=["no boundary", "no part"]
)
def test_a_form_that_is_none(kind: str, server: TestClient, one: Headers) -> None:
    answer = server.post("/v1/suggestions", headers=one | {"Content-Type": kind}, content=b"--y\r\nnothing")
    _is_problem(answer, 422)


@pytest.mark.parametrize(
    "asked, detail",
    [
        ({"json": {"signals": {k: v for k, v in SIGNALS.items() if k != "period"}}}, "The field signals.period is missing."),
        ({"json": {"signals": SIGNALS, "profile": {"nmae": "a"}}}, "The field profile.nmae is not known (did you mean name?)."),
        ({"json": {"signals": SIGNALS, "count": 11}}, "The field count must be at most 10."),
        ({"files": [("other", ("a.csv", b"x"))]}, "The field files is missing. Attach at least one export as files=@…."),
    ],
)  # fmt: skip
def test_a_wrong_field_is_told_in_plain_words(
    asked: dict[str, Any], detail: str, server: TestClient, one: Headers
) -> None:
    assert _is_problem(server.post("/v1/suggestions", headers=one, **asked), 422)["detail"] == detail


def test_too_large_is_said_before_it_is_read(server: TestClient, one: Headers) -> None:
    body = _is_problem(server.post("/v1/suggestions", headers=one, content=b" " * 1_600_000), 413)
    assert "1,500,000" in body["detail"]


def test_a_body_of_unknown_length_is_refused(server: TestClient, one: Headers) -> None:
    _is_problem(server.post("/v1/suggestions", headers=one, content=iter([b"{", b"}"])), 411)


@pytest.mark.parametrize(
    "method, path, status", [("GET", "/v2", 404), ("GET", "/v1/suggestions", 405), ("DELETE", "/v1/campaigns/x", 405)]
)
def test_an_address_that_does_not_exist(method: str, path: str, status: int, server: TestClient, one: Headers) -> None:
    body = _is_problem(server.request(method, path, headers=one), status)
    assert path in body["detail"]


@pytest.mark.parametrize(
    "asked, word",
    [
        ("ko", "API 키"),
        ("ja-JP,ja;q=0.9", "APIキー"),
        ("en", "API key"),
        ("fr", "API key"),
        ("", "API key"),
        ("fr,ko-KR;q=0.8", "API 키"),
        ("en;q=0.1, ja;q=0.9", "APIキー"),
        ("ko;q=nonsense, ja", "APIキー"),
        (";;;,,,", "API key"),
    ],
)
def test_the_caller_chooses_the_language(asked: str, word: str, server: TestClient) -> None:
    assert word in server.get("/v1/campaigns", headers={"Accept-Language": asked}).json()["detail"]


def test_nothing_is_left_of_what_was_sent(
    server: TestClient, one: Headers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for files in ([CHATS], [("files", ("chats.csv", b""))]):
        server.post("/v1/suggestions", headers=one, files=files)
    assert list(tmp_path.glob("dangol-*")) == []


@pytest.mark.parametrize(
    "method, path, status, title",
    [
        ("GET", "/v1/suggestions", 405, "doors.method_not_allowed"),
        ("GET", "/v1/nowhere", 404, "doors.address_unknown"),
        ("GET", "/v1/campaigns/cmp_x", 404, "doors.campaign_missing"),
    ],
)
def test_what_is_not_there_is_told_apart(
    method: str, path: str, status: int, title: str, server: TestClient, one: Headers
) -> None:
    body = _is_problem(server.request(method, path, headers=one), status)
    assert body["title"] == title
    assert "dangol campaigns" not in body["detail"]
