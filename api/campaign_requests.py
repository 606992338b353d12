"""What a decision about a campaign can be asked with: who decides, and for approving the shop's files of today."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyio import to_thread
from fastapi import Request
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.datastructures import FormData, UploadFile

from agent.errors import BadInput
from agent.profile import ShopProfile
from agent.state import Export
from agent.words import Phrase
from api.requests import (
    MULTIPART,
    UPLOADS,
    keep,
    lists_of,
    measure,
    profile_field,
    wrong_body,
)

LARGEST = 64 * 1024  # bytes of a JSON body: a name, and perhaps a profile


class Decision(BaseModel):
    """The JSON body of a decision; ``by`` is who decided, in the host's own words."""

    model_config = ConfigDict(extra="forbid")

    by: str | None = None


class ApprovalRequest(Decision):
    """The JSON body of an approval without files: the audience must have been counted lately."""

    profile: ShopProfile | None = None


@dataclass(frozen=True)
class Asked:
    """An approval request, whatever way it came."""

    by: str | None
    profile: ShopProfile | None
    source: Export | None


def _object(**properties: Any) -> dict[str, Any]:
    by = {"by": {"type": "string", "description": "who decides"}}
    return {"schema": {"type": "object", "properties": by | properties}}


_UPLOAD = MULTIPART["multipart/form-data"]["schema"]["properties"]
_FORM = _object(
    **{name: _UPLOAD[name] for name in (*UPLOADS, "profile")},
)
DECISION = {"requestBody": {"required": True, "content": {"application/json": _object()}}}
APPROVAL = {
    "requestBody": {
        "required": True,
        "content": {"multipart/form-data": _FORM, "application/json": _object(profile={"type": "object"})},
    }
}


async def read_decision(request: Request) -> str | None:
    """Who decides, from a JSON body."""
    measure(request, LARGEST)
    try:
        return Decision.model_validate_json(await request.body() or b"{}").by
    except ValidationError as error:
        raise wrong_body(error, Decision) from None


@asynccontextmanager
async def read_approval(request: Request, limit: int) -> AsyncIterator[Asked]:
    """The request's content; uploaded files live in a private folder until the block ends."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        measure(request, LARGEST)
        try:
            body = ApprovalRequest.model_validate_json(await request.body() or b"{}")
        except ValidationError as error:
            raise wrong_body(error, ApprovalRequest) from None
        yield Asked(body.by, body.profile, None)
        return
    measure(request, limit)
    with tempfile.TemporaryDirectory(prefix="dangol-") as folder:
        async with request.form(max_files=20, max_fields=20) as form:
            yield await to_thread.run_sync(_from_form, form, Path(folder))


def _from_form(form: FormData, folder: Path) -> Asked:
    values = {key: value for key, value in form.items() if key != "profile" and value and not _attached(key, value)}
    try:
        fields = ApprovalRequest.model_validate(values | profile_field(form))
    except ValidationError as error:
        raise wrong_body(error, ApprovalRequest) from None
    uploads = [part for part in form.getlist("files") if isinstance(part, UploadFile)]
    files = tuple(keep(upload, folder / str(number)) for number, upload in enumerate(uploads))
    lists = lists_of(form, folder)
    if not files and any(lists.values()):
        raise BadInput("errors.body_wrong", place="files", detail=Phrase("errors.field_files"))
    source = Export(files=files, **lists) if files else None
    return Asked(fields.by, fields.profile, source)


def _attached(key: str, value: UploadFile | str) -> bool:
    return key in UPLOADS and isinstance(value, UploadFile)
