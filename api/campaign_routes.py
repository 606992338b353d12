"""``/v1/campaigns``: what is saved, what a person decided of it, and the pages and files to set it up with.

Nothing here sends a message or switches anything on: to activate is to record that the shop did so in its own tool.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from agent import bootstrap
from agent.bootstrap import App
from agent.campaigns.approval import Approval
from agent.campaigns.life import earlier, person
from agent.campaigns.rehearsal import rehearse
from agent.campaigns.schema import Campaign, Status
from agent.campaigns.sheet import make_sheet
from agent.campaigns.store import CampaignStore
from agent.errors import BadInput, NotFound
from api.campaign_requests import APPROVAL, DECISION, read_approval, read_decision
from api.commands.campaigns import standing
from api.commands.papers import sample_payload, topics_in
from api.export import SHEET, exported, exported_payload, targets
from api.payload import VERSION
from api.tenant import Tenant

ONE = "/v1/campaigns/{identity}"
PAGE_MAY = "default-src 'none'; style-src 'unsafe-inline'"  # the page needs nothing from anywhere


def add_campaign_routes(api: FastAPI, problems: dict[int | str, dict[str, Any]]) -> None:
    """Hang the handlers below into ``api``; ``problems`` are the error answers that every address may give."""
    routes: tuple[tuple[str, Callable[..., Any], str, str, dict[str, Any] | None], ...] = (
        ("/v1/campaigns", list_campaigns, "GET", "List the saved campaigns", None),
        (ONE, get_campaign, "GET", "Read one saved campaign", None),
        (f"{ONE}/approve", approve, "POST", "Check, count and approve a campaign; nothing is sent", APPROVAL),
        (f"{ONE}/activate", activate, "POST", "Record that the shop switched it on in its own tool", DECISION),
        (f"{ONE}/stop", stop, "POST", "Record that it is stopped", DECISION),
        (f"{ONE}/reopen", reopen, "POST", "Make a stopped campaign a draft again", DECISION),
        (f"{ONE}/export", export, "GET", "The page to set it up by, or the payload for another tool", None),
        (f"{ONE}/test-send", show_test, "GET", "What a customer would get, shown only", None),
    )
    for path, run, method, summary, extra in routes:
        api.add_api_route(
            path,
            run,
            methods=[method],
            summary=summary,
            responses=problems,
            openapi_extra=extra,
            tags=["campaigns"],
            response_model=None,
        )


def _app(request: Request) -> App:
    return cast(App, request.app.state.app)


def _seen(store: CampaignStore, identity: str) -> Campaign:
    try:
        return store.get(identity)
    except NotFound:
        raise NotFound("doors.campaign_missing", id=identity) from None


def _told(store: CampaignStore, campaign: Campaign) -> dict[str, Any]:
    """``{"version", "campaign", "earlier"}`` of one campaign."""
    old = earlier(store.history(campaign.id), campaign.version)
    return {
        "version": VERSION,
        "campaign": campaign.model_dump(mode="json", by_alias=True),
        "earlier": standing(old),
    }


def list_campaigns(request: Request, tenant: Tenant) -> JSONResponse:
    """All saved campaigns of the tenant, the newest first; ``earlier`` by id: older versions that still run."""
    store = _app(request).campaigns(tenant)
    rows = [campaign.model_dump(mode="json", by_alias=True) for campaign in store.all()]
    older = {identity: standing(entry) for identity, entry in store.earlier().items()}
    return JSONResponse({"version": VERSION, "campaigns": rows, "earlier": older})


def get_campaign(request: Request, identity: str, tenant: Tenant) -> JSONResponse:
    """One saved campaign; another tenant's does not exist."""
    store = _app(request).campaigns(tenant)
    return JSONResponse(_told(store, _seen(store, identity)))


async def approve(request: Request, identity: str, tenant: Tenant, preview: bool = False) -> JSONResponse:
    """Check and count the campaign as of now, and approve it. With ``?preview=true`` nothing is written.

    ``changed``: counting made a new version; ``counted_at`` and ``data_until`` tell how fresh the count is.
    """
    app, state = _app(request), request.app.state
    store = app.campaigns(tenant)
    await to_thread.run_sync(_seen, store, identity)  # before megabytes are read for a campaign that is not there
    async with read_approval(request, app.settings.max_upload_bytes) as asked:
        by = None if preview else person(asked.by)

        def work() -> dict[str, Any]:
            now = state.clock()
            found = bootstrap.approve(app, identity, tenant=tenant, now=now, profile=asked.profile, source=asked.source)
            if by is None:
                return _told(store, found.campaign) | _freshness(found)
            done = store.approve(
                found.seen, found.campaign, by=by, at=now, counted_at=found.counted_at, detail=found.detail
            )
            return _told(store, done) | _freshness(found)

        return JSONResponse(await to_thread.run_sync(work, limiter=state.limiter))


def _freshness(found: Approval) -> dict[str, Any]:
    return {
        "changed": found.changed,
        "counted_at": found.counted_at.isoformat(),
        "data_until": found.until.isoformat() if found.until else None,
    }


async def activate(request: Request, identity: str, tenant: Tenant) -> JSONResponse:
    """Record that the shop switched the approved campaign on in its own tool. Dangol sends nothing."""
    return await _decide(request, identity, tenant, "active")


async def stop(request: Request, identity: str, tenant: Tenant) -> JSONResponse:
    """Record that the campaign is stopped. It has to be switched off in the tool that sends it, too."""
    return await _decide(request, identity, tenant, "stopped")


async def reopen(request: Request, identity: str, tenant: Tenant) -> JSONResponse:
    """Make a stopped campaign a draft again."""
    return await _decide(request, identity, tenant, "draft")


async def _decide(request: Request, identity: str, tenant: str, to: Status) -> JSONResponse:
    by = person(await read_decision(request))
    store, at = _app(request).campaigns(tenant), request.app.state.clock()

    def work() -> dict[str, Any]:
        return _told(store, store.move(_seen(store, identity), to, by=by, at=at))

    return JSONResponse(await to_thread.run_sync(work))


def export(request: Request, identity: str, tenant: Tenant, to: str = SHEET) -> Response:
    """``?to=sheet``: the page as HTML; else the payload for that tool and, in ``lost``, what it cannot hold."""
    if to != SHEET and to not in targets():
        raise BadInput("life.no_such_target", target=to, known=", ".join(targets()))
    store = _app(request).campaigns(tenant)
    campaign = _seen(store, identity)
    if to == SHEET:
        old = earlier(store.history(identity), campaign.version)
        page = make_sheet(campaign, at=request.app.state.clock(), earlier=old, label=topics_in(campaign.locale))
        return HTMLResponse(page, headers={"Content-Security-Policy": PAGE_MAY, "X-Content-Type-Options": "nosniff"})
    return JSONResponse(exported_payload(exported(campaign, to, tenant)))


def show_test(request: Request, identity: str, tenant: Tenant, name: str | None = None) -> JSONResponse:
    """Every wording with sample values, for the operator only; ``?name=`` stands in for the customer's."""
    campaign = _seen(_app(request).campaigns(tenant), identity)
    messages = [sample_payload(sample) for sample in rehearse(campaign, name)]
    return JSONResponse({"version": VERSION, "sent": False, "messages": messages})
