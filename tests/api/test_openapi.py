"""The document that tells a host app how to call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient


@pytest.fixture(scope="module")
def document(server: TestClient) -> dict[str, Any]:
    answer = server.get("/openapi.json")
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)


def test_a_suggestion_takes_json_or_a_form(document: dict[str, Any]) -> None:
    body = document["paths"]["/v1/suggestions"]["post"]["requestBody"]
    assert body["required"]
    assert set(body["content"]) == {"multipart/form-data", "application/json"}
    form = body["content"]["multipart/form-data"]["schema"]
    assert form["required"] == ["files"]
    assert set(form["properties"]) == {"files", "customers", "orders", "sent", "profile", "locale", "count"}


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    references = set(_references(document))
    assert references
    for reference in references:
        part: Any = document
        for step in reference.removeprefix("#/").split("/"):
            assert step in part, reference
            part = part[step]


def test_every_address_wants_a_key_and_tells_its_errors(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        "/v1/suggestions",
        "/v1/campaigns",
        "/v1/campaigns/{identity}",
        *(f"/v1/campaigns/{{identity}}/{action}" for action in ("approve", "activate", "stop", "reopen")),
        *(f"/v1/campaigns/{{identity}}/{paper}" for paper in ("export", "test-send")),
        "/v1/check",
        "/v1/playbooks",
        "/v1/playbooks/{identity}",
    }
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["security"]
            assert "application/problem+json" in operation["responses"]["401"]["content"]


def test_a_page_shows_it(server: TestClient) -> None:
    assert server.get("/docs").status_code == 200
    assert server.get("/healthz").json() == {"status": "ok"}
