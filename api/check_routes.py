"""``POST /v1/check``: may this campaign be sent? The same rules as ``dangol check``, and nothing is saved."""

from __future__ import annotations

from typing import Annotated, Any, cast

import yaml
from anyio import to_thread
from fastapi import FastAPI, Query, Request
from fastapi.responses import JSONResponse

from agent.bootstrap import App
from agent.campaigns.check_file import Asked, check_file, fix_file
from agent.campaigns.file import LARGEST
from agent.profile import Country
from api.check_payload import violations_payload
from api.payload import VERSION
from api.requests import measure
from api.tenant import Tenant, liked_locale

BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": {"type": "object", "description": "a campaign file (docs/check.md)"}},
        "application/yaml": {"schema": {"type": "string"}},
    },
}


def add_check_routes(api: FastAPI, problems: dict[int | str, dict[str, Any]]) -> None:
    """Hang the handler below into ``api``; ``problems`` are the error answers that every address may give."""
    api.add_api_route(
        "/v1/check",
        post_check,
        methods=["POST"],
        summary="Check a campaign against the rules, and mend what code can",
        openapi_extra={"requestBody": BODY},
        responses=problems,
        tags=["check"],
    )


async def post_check(
    request: Request, tenant: Tenant, country: Annotated[list[Country] | None, Query()] = None, fix: bool = False
) -> JSONResponse:
    """Every rule that the campaign in the body breaks; with ``?fix=true`` after mending, with the mended campaign."""
    measure(request, LARGEST)
    content = await request.body()
    app = cast(App, request.app.state.app)

    def work() -> JSONResponse:
        asked = Asked(
            locale=liked_locale(request),
            countries=tuple(country or ()),
            stricter=app.settings.stricter,
            playbooks=lambda name: request.app.state.searcher.playbook(name, tenant),
        )
        return JSONResponse(_checked(content, asked, fix))

    return await to_thread.run_sync(work, limiter=request.app.state.limiter)


def _checked(content: bytes, asked: Asked, fix: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {"version": VERSION}
    if fix:
        fixed = fix_file("body", content, asked)
        content = fixed.text.encode()
        answer["fixed"] = {"rules": list(fixed.rules), "changes": fixed.count, "content": yaml.safe_load(fixed.text)}
    checked = check_file("body", content, asked)
    blocked = any(one.blocked for one in checked)
    return answer | {"blocked": blocked, "violations": violations_payload(checked)}
