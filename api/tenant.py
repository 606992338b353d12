"""Whose request is it? The tenant comes from the API key and from nowhere else."""

from __future__ import annotations

import hmac
from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from agent.bootstrap import App
from agent.errors import NotAllowed
from agent.words import LOCALES, Locale

_bearer = HTTPBearer(auto_error=False, description="the tenant's API key")


def tenant_of(request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> str:
    """The tenant whose key was sent; every key is compared in full, so that time tells nothing."""
    given = credentials.credentials.encode("latin-1") if credentials else b""  # a header's bytes, as they came
    app = cast(App, request.app.state.app)
    matching = [
        tenant
        for tenant, key in app.settings.api_keys.items()
        if hmac.compare_digest(key.get_secret_value().encode(), given)
    ]
    if not given or not matching:
        raise NotAllowed("errors.no_key")
    return matching[0]


Tenant = Annotated[str, Depends(tenant_of)]


def liked_locale(request: Request) -> Locale:
    """The language of ``Accept-Language`` that is liked best and that Dangol speaks; English where none is named."""
    liked: list[tuple[float, Locale]] = []
    for part in request.headers.get("accept-language", "").split(","):
        name, _, weight = part.partition(";")
        language = name.strip().lower().split("-")[0]
        liked += [(_weight(weight), locale) for locale in LOCALES if locale == language]
    return max(liked, key=lambda one: one[0], default=(0.0, "en"))[1]


def _weight(text: str) -> float:
    """``q=0.8`` as 0.8; 1 where none is given, 0 for what cannot be read."""
    _, _, value = text.replace(" ", "").partition("q=")
    try:
        return float(value or 1)
    except ValueError:
        return 0.0
