"""``dangol serve``: the HTTP API."""

from __future__ import annotations

import argparse
import sys

import uvicorn

from agent.errors import BadInput
from agent.settings import load_settings
from agent.words import say
from api.errors import locale_of
from api.http import create_app


def run(args: argparse.Namespace) -> int:
    settings = load_settings()
    if not settings.api_keys:
        raise BadInput("errors.no_keys_set")
    print(say(locale_of(args), "cli.serving", host=args.host, port=args.port), file=sys.stderr)
    uvicorn.run(create_app(settings), host=args.host, port=args.port, log_level="warning")
    return 0
