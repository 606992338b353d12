"""The HTTP door: ``POST /v1/suggestions`` for a host app's "suggest a campaign" button.

The tenant comes from the API key and from nowhere else. Every error is a problem document (RFC 9457).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any, cast

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException

from agent.bootstrap import App, open_app, suggest
from agent.campaigns.life import Blocked
from agent.errors import BadInput, DangolError
from agent.fields import detail_of, place_of
from agent.profile import ShopProfile
from agent.settings import Settings
from agent.words import Locale
from api.campaign_routes import add_campaign_routes
from api.check_routes import add_check_routes
from api.errors import sentence
from api.payload import suggestion_payload
from api.playbook_report import problem_payload
from api.playbook_routes import RefusedPlaybook, add_playbook_routes
from api.requests import MULTIPART, SuggestionRequest, read_request
from api.tenant import Tenant, liked_locale
from retrieval.playbook import Playbook
from retrieval.search import Searcher

DESCRIPTION = """Dangol's HTTP API proposes ready-to-send follow-up campaigns from a shop's customer-support export.

Send the API key of a shop as `Authorization: Bearer KEY`; all that is answered is that shop's own. Every error is a
problem document (RFC 9457) with a stable `type` and a sentence in the language of `Accept-Language`.
"""
BEFORE_BUSY = 5.0  # seconds for a server before this one to let go of its folder
AT_ONCE = 2  # suggestions computed side by side: each keeps a core busy, and the next waits rather than both crawl


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[App, Searcher]]:
    """The database and the index, closed again at the end of the block; raises what keeps them from opening."""
    with open_app(settings) as app:
        app.engine.connect().close()  # a database that cannot be opened is said at the start
        with app.searching(wait=BEFORE_BUSY) as searcher:
            yield app, searcher


def create_app(app: App, searcher: Searcher, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> FastAPI:
    """The HTTP application over what ``opened`` gives; whoever opened it closes it."""

    @asynccontextmanager
    async def lifespan(api: FastAPI) -> AsyncIterator[None]:
        api.state.app, api.state.searcher, api.state.clock = app, searcher, clock
        api.state.limiter = CapacityLimiter(AT_ONCE)
        yield

    # FastAPI's own page would fetch its scripts from elsewhere; this one brings them along.
    api = FastAPIOffline(title="Dangol", version="0.1.0", lifespan=lifespan, description=DESCRIPTION)
    api.add_exception_handler(DangolError, _problem)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _refused)
    api.add_exception_handler(Exception, _fault)
    api.add_api_route(
        "/v1/suggestions",
        post_suggestions,
        methods=["POST"],
        summary="Suggest campaigns from an export or a snapshot",
        openapi_extra={"requestBody": {"required": True, "content": MULTIPART | _json_body()}},
        responses=PROBLEMS,
        tags=["suggestions"],
    )
    add_campaign_routes(api, PROBLEMS)
    add_playbook_routes(api, PROBLEMS)
    add_check_routes(api, PROBLEMS)
    api.add_api_route("/healthz", health, methods=["GET"], include_in_schema=False)
    api.openapi = partial(_openapi, api)  # type: ignore[method-assign]
    return api


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {"application/problem+json": {}}}
    for status, text in (
        (401, "no or a wrong API key"),
        (404, "no such object"),
        (409, "another content is there, and nothing says that it may be replaced; a campaign cannot go that way"),
        (411, "no Content-Length"),
        (413, "too large"),
        (422, "bad input"),
        (503, "the playbooks are in use by another process"),
    )
}
SCHEMAS = "#/components/schemas/"


def _json_body() -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"{SCHEMAS}{SuggestionRequest.__name__}"}}}


def _openapi(api: FastAPI) -> dict[str, Any]:
    """FastAPI's document, and the schemas of the bodies that are read by hand and so unknown to it."""
    if api.openapi_schema is None:
        document = get_openapi(title=api.title, version=api.version, description=api.description, routes=api.routes)
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for model in (SuggestionRequest, Playbook):
            body = model.model_json_schema(by_alias=True, ref_template=f"{SCHEMAS}{{model}}")
            schemas |= body.pop("$defs") | {model.__name__: body}
        api.openapi_schema = document
    return api.openapi_schema


async def post_suggestions(request: Request, tenant: Tenant) -> JSONResponse:
    """Propose campaigns from a snapshot of signals (JSON) or an uploaded export (multipart), and save them."""
    state = request.app.state
    app = cast(App, state.app)
    async with read_request(request, app.settings.max_upload_bytes) as asked:
        locale: Locale = asked.locale or asked.profile.language

        def work() -> dict[str, Any]:
            answer = suggest(
                app,
                state.searcher,
                asked.source,
                tenant=tenant,
                by="api",
                now=state.clock(),
                locale=locale,
                profile=_still_known(asked.profile, state.searcher, tenant),
                count=asked.count,
            )
            return suggestion_payload(answer, locale)

        return JSONResponse(await to_thread.run_sync(work, limiter=state.limiter))


def _still_known(profile: ShopProfile, searcher: Searcher, tenant: str) -> ShopProfile:
    """``profile`` without what was tried by a playbook that is no more: a host may have removed it since."""
    tried = tuple(one for one in profile.tried if searcher.playbook(one.playbook, tenant))
    return profile.model_copy(update={"tried": tried})


def health() -> dict[str, str]:
    return {"status": "ok"}


def _problem(request: Request, error: Exception) -> JSONResponse:
    """A problem document (RFC 9457) of an error of ours."""
    problem = cast(DangolError, error)
    body: dict[str, Any] = {
        "type": f"urn:dangol:{problem.code}",
        "title": problem.code,
        "status": problem.status,
        "detail": sentence(problem, liked_locale(request)),
    }
    if isinstance(problem, RefusedPlaybook):
        body["problems"] = [problem_payload(one, liked_locale(request)) for one in problem.problems]
    if isinstance(problem, Blocked):
        body["violations"] = [one.model_dump(mode="json") for one in problem.violations]
    headers = {"WWW-Authenticate": "Bearer"} if problem.status == 401 else None
    return JSONResponse(body, problem.status, headers, media_type="application/problem+json")


def _invalid(request: Request, error: Exception) -> JSONResponse:
    first = cast(RequestValidationError, error).errors()[0]
    return _problem(request, BadInput("errors.body_wrong", place=place_of(first["loc"]), detail=detail_of(first)))


def _refused(request: Request, error: Exception) -> JSONResponse:
    """What the framework refuses before any of our code runs: an unknown address or method, a broken form."""
    refusal = cast(HTTPException, error)
    if refusal.status_code in (404, 405):
        code = "doors.address_unknown" if refusal.status_code == 404 else "doors.method_not_allowed"
        problem = DangolError(code, path=request.url.path, method=request.method)
    else:
        problem = DangolError("doors.form_unreadable", detail=refusal.detail)
    problem.status = 422 if refusal.status_code == 400 else refusal.status_code
    answer = _problem(request, problem)
    answer.headers.update(refusal.headers or {})
    return answer


def _fault(request: Request, _error: Exception) -> JSONResponse:
    """A fault of ours: the server's log has the trace, the caller a sentence."""
    return _problem(request, DangolError("doors.fault"))
