"""``/v1/playbooks``: a host's own library, one for each tenant, beside the common one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

import yaml
from anyio import to_thread
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from agent.bootstrap import App
from agent.errors import BadInput, NotFound
from agent.own_playbooks import Outdated, OwnPlaybooks
from agent.playbook_check import LARGEST, Problem, check_data
from agent.words import Phrase
from api.payload import VERSION
from api.playbook_report import problem_payload
from api.playbook_words import listed
from api.requests import LengthUnknown, TooLarge
from api.tenant import Tenant, liked_locale
from retrieval.playbook import Playbook

BODY = {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Playbook"}}}}


class RefusedPlaybook(BadInput):
    """A playbook with problems; all of them are told beside the sentence, as ``problems``."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        wrong = [problem for problem in problems if problem.severity == "error"]
        super().__init__("playbooks.wrong_body", count=len(wrong), message=wrong[0].message)
        self.problems = problems


def add_playbook_routes(api: FastAPI, problems: dict[int | str, dict[str, Any]]) -> None:
    """Hang the handlers below into ``api``; ``problems`` are the error answers that every address may give."""
    one = "/v1/playbooks/{identity}"
    for path, run, method, summary, extra in (
        ("/v1/playbooks", list_playbooks, "GET", "List the tenant's own playbooks and the common ones", None),
        (one, get_playbook, "GET", "Read one playbook", None),
        (one, put_playbook, "PUT", "Add or change one of the tenant's own playbooks", {"requestBody": BODY}),
        (one, delete_playbook, "DELETE", "Remove one of the tenant's own playbooks", None),
    ):
        api.add_api_route(
            path, run, methods=[method], summary=summary, responses=problems, openapi_extra=extra, tags=["playbooks"]
        )


def _own(request: Request, tenant: str) -> OwnPlaybooks:
    return cast(App, request.app.state.app).own_playbooks(tenant)


def _common(request: Request) -> Mapping[str, Playbook]:
    return cast(App, request.app.state.app).library.playbooks


def list_playbooks(request: Request, tenant: Tenant) -> JSONResponse:
    """The tenant's own playbooks, then the common ones; ``used`` is false for an own one that cannot be used now."""
    locale, common = liked_locale(request), _common(request)
    rows = listed(_own(request, tenant).rows(), common.values(), common, locale)
    return JSONResponse({"version": VERSION, "playbooks": rows})


def get_playbook(request: Request, identity: str, tenant: Tenant) -> JSONResponse:
    """One playbook, common or the tenant's own; another tenant's does not exist."""
    common = _common(request).get(identity)
    own = None if common else _own(request, tenant).get(identity)
    playbook = common or (own.playbook if own else None)
    if playbook is None:
        raise NotFound("playbooks.missing_here", id=identity)
    return JSONResponse({"version": VERSION, "own": common is None, "playbook": playbook.model_dump(mode="json")})


async def put_playbook(request: Request, identity: str, tenant: Tenant, replace: bool = False) -> JSONResponse:
    """Add a playbook, or change it when its version is higher or with ``?replace=true``; 201 when it is new."""
    data = await _body(request)

    def work() -> JSONResponse:
        return _put(request, identity, tenant, data, replace)

    return await to_thread.run_sync(work)


def _put(request: Request, identity: str, tenant: str, data: dict[str, Any], replace: bool) -> JSONResponse:
    locale = liked_locale(request)
    checked = check_data(identity, data, _common(request))
    if not checked.ok:
        raise RefusedPlaybook(checked.problems)
    if checked.id != identity:
        raise BadInput("playbooks.other_id", id=identity, given=checked.id)
    content = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120).encode()
    at = request.app.state.clock()
    try:
        state = _own(request, tenant).put({identity: content}, at=at, by="api", replace=replace)[identity]
    except Outdated as older:
        raise Outdated("playbooks.not_newer_here", **older.facts) from None
    warnings = [problem_payload(problem, locale) for problem in checked.problems]
    body = {"version": VERSION, "id": identity, "state": state, "problems": warnings}
    return JSONResponse(body, 201 if state == "added" else 200)


def delete_playbook(request: Request, identity: str, tenant: Tenant) -> Response:
    """Remove one of the tenant's own playbooks; a common one stays."""
    if identity in _common(request):
        raise BadInput("playbooks.common_stays_here", id=identity)
    try:
        _own(request, tenant).remove(identity)
    except NotFound:
        raise NotFound("playbooks.missing_here", id=identity) from None
    return Response(status_code=204)


async def _body(request: Request) -> dict[str, Any]:
    size = request.headers.get("content-length", "")
    if not size.isdigit():
        raise LengthUnknown("doors.length_unknown")
    if int(size) > LARGEST:
        raise TooLarge("playbooks.body_large", limit=LARGEST // 1024)
    try:
        data = json.loads(await request.body())
        json.dumps(data, ensure_ascii=False, allow_nan=False).encode()  # half a letter, or no number
    except (ValueError, RecursionError):
        raise BadInput("errors.body_wrong", place="body", detail=Phrase("errors.field_json")) from None
    if not isinstance(data, dict):
        raise BadInput("errors.body_wrong", place="body", detail=Phrase("errors.field_names"))
    return data
