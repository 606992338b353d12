"""What a suggestion can be asked with: a snapshot of signals as JSON, or an export as an upload."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, TypedDict

import yaml
from anyio import to_thread
from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import FormData, UploadFile

from agent.errors import BadInput
from agent.fields import fault_of
from agent.profile import ShopProfile, why_unreadable
from agent.signals.types import TenantSignals
from agent.state import MOST_CAMPAIGNS, Export
from agent.words import Locale, Phrase
from api.snapshot import contradictions

MULTIPART: dict[str, Any] = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "required": ["files"],
            "properties": {
                "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                "customers": {"type": "string", "format": "binary"},
                "orders": {"type": "string", "format": "binary"},
                "sent": {"type": "string", "format": "binary", "description": "log of messages that went out"},
                "profile": {
                    "type": "string",
                    "description": "shop profile as YAML or JSON, as text or as a file",
                },
                "locale": {"type": "string", "enum": ["ko", "ja", "en"]},
                "count": {"type": "integer", "minimum": 1, "maximum": MOST_CAMPAIGNS, "default": 3},
            },
        }
    }
}


UPLOADS = ("files", "customers", "orders", "sent")
LONGEST_NAME = 60  # characters of an upload's name that are kept; file systems take 255 bytes, four a character


class TooLarge(BadInput):
    status = 413


class LengthUnknown(BadInput):
    status = 411


class SuggestionRequest(BaseModel):
    """The JSON body of ``POST /v1/suggestions``."""

    model_config = ConfigDict(extra="forbid")

    signals: TenantSignals
    profile: ShopProfile = ShopProfile()
    locale: Locale | None = None
    count: int = Field(default=3, ge=1, le=MOST_CAMPAIGNS)


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    profile: ShopProfile = ShopProfile()
    locale: Locale | None = None
    count: int = Field(default=3, ge=1, le=MOST_CAMPAIGNS)


@dataclass(frozen=True)
class Asked:
    """A suggestion request, whatever way it came."""

    source: TenantSignals | Export
    profile: ShopProfile
    locale: Locale | None
    count: int


def measure(request: Request, limit: int) -> None:
    """Refuse a body that is longer than ``limit`` bytes, or does not say how long it is, before it is read."""
    size = request.headers.get("content-length", "")
    if not size.isdigit():
        raise LengthUnknown("doors.length_unknown")
    if int(size) > limit:
        raise TooLarge("errors.upload_too_large", limit=limit)


@asynccontextmanager
async def read_request(request: Request, limit: int) -> AsyncIterator[Asked]:
    """The request's content; uploaded files live in a private folder until the block ends."""
    measure(request, limit)
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        # A large snapshot takes seconds to validate, in which the server has others to answer.
        yield await to_thread.run_sync(_from_json, await request.body())
        return
    with tempfile.TemporaryDirectory(prefix="dangol-") as folder:
        async with request.form(max_files=20, max_fields=20) as form:
            yield await to_thread.run_sync(_from_form, form, Path(folder))


def _from_json(body: bytes) -> Asked:
    try:
        asked = SuggestionRequest.model_validate_json(body)
    except ValidationError as error:
        raise wrong_body(error, SuggestionRequest) from None
    for place, detail in contradictions(asked.signals):
        raise BadInput("errors.body_wrong", place=place, detail=detail)
    return Asked(asked.signals, asked.profile, asked.locale, asked.count)


def _from_form(form: FormData, folder: Path) -> Asked:
    uploads = [part for part in form.getlist("files") if isinstance(part, UploadFile)]
    if not uploads:
        raise BadInput("errors.body_wrong", place="files", detail=Phrase("errors.field_files"))
    values = {key: value for key, value in form.items() if key != "profile" and value and not _is_upload(key, value)}
    try:
        fields = _Form.model_validate(values | profile_field(form))
    except ValidationError as error:
        raise wrong_body(error, _Form) from None
    files = tuple(keep(upload, folder / str(number)) for number, upload in enumerate(uploads))
    export = Export(files=files, **lists_of(form, folder))
    return Asked(export, fields.profile, fields.locale, fields.count)


def _is_upload(key: str, value: UploadFile | str) -> bool:
    return key in UPLOADS and isinstance(value, UploadFile)


class Lists(TypedDict):
    """The lists that may come beside an export."""

    customers: Path | None
    orders: Path | None
    sent: Path | None


def lists_of(form: FormData, folder: Path) -> Lists:
    """The lists of ``form``, written into ``folder``."""
    return Lists(
        customers=optional_file(form, "customers", folder),
        orders=optional_file(form, "orders", folder),
        sent=optional_file(form, "sent", folder),
    )


def optional_file(form: FormData, name: str, folder: Path) -> Path | None:
    part = form.get(name)
    return keep(part, folder / name) if isinstance(part, UploadFile) else None


def profile_field(form: FormData) -> dict[str, Any]:
    given = form.get("profile")
    content = given.file.read() if isinstance(given, UploadFile) else given
    if not content or not content.strip():
        return {}
    try:
        return {"profile": yaml.safe_load(content)}
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a day that no month has; brackets without end
        detail = Phrase("errors.field_yaml", {"detail": why_unreadable(error)})
    raise BadInput("errors.body_wrong", place="profile", detail=detail)


def keep(upload: UploadFile, folder: Path) -> Path:
    """Write an upload under its own bare name, so that messages can name it; no path of the sender's is followed."""
    folder.mkdir()
    path = folder / _bare_name(upload.filename or "")
    with path.open("wb") as target:
        shutil.copyfileobj(upload.file, target)
    return path


def _bare_name(sent: str) -> str:
    """The last part of the name that was sent, short, and without anything that is no letter of a file's name."""
    name = "".join(letter for letter in PurePath(sent.replace("\\", "/")).name if letter.isprintable())
    return name[-LONGEST_NAME:].lstrip(".") or "upload"


def wrong_body(error: ValidationError, model: type[BaseModel]) -> BadInput:
    fault = fault_of(error, model)
    return BadInput("errors.body_wrong", place=fault.place or "body", detail=fault.detail)
