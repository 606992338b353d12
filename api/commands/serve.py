"""``dangol serve``: the HTTP API."""

from __future__ import annotations

import argparse
import signal
import socket
import sys
from contextlib import suppress

import uvicorn

from agent.errors import BadInput
from agent.settings import load_settings
from agent.words import say
from api.errors import locale_of
from api.http import create_app, opened


def run(args: argparse.Namespace) -> int:
    """Serve until stopped; what cannot be opened is said before anything is promised."""
    settings = load_settings()
    if not settings.api_keys:
        raise BadInput("errors.no_keys_set")
    with opened(settings) as (app, searcher), _listening(args.host, args.port) as listener:
        server = uvicorn.Server(uvicorn.Config(create_app(app, searcher), log_level="warning"))
        port = listener.getsockname()[1]
        print(say(locale_of(args), "cli.serving", host=args.host, port=port), file=sys.stderr, flush=True)
        # Being told to end is like Ctrl+C, so that all is closed.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    return 0


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:  # taken, not allowed, no such host; a port above 65535
        raise BadInput("doors.cannot_listen", host=host, port=port, detail=str(error)) from None
