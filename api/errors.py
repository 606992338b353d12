"""One place where an error becomes a sentence: for the terminal here, for HTTP in ``api.http``."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from typing import cast

from agent.errors import DangolError
from agent.words import Locale, say
from api.cli import resolve


def sentence(error: DangolError, locale: Locale) -> str:
    """What went wrong, where, and what to do."""
    return say(locale, error.code, **error.facts)


def locale_of(args: argparse.Namespace) -> Locale:
    """The asked-for language, else Korean, the first language of those who read this."""
    return cast(Locale, args.locale or "ko")


def guarded(args: argparse.Namespace) -> int:
    """Run the command that ``args`` names; an error of ours becomes one sentence and its exit code."""
    try:
        run = cast(Callable[[argparse.Namespace], int], resolve(args.run))
        code = run(args)
        sys.stdout.flush()  # a reader that hung up is noticed here, not while Python shuts down
    except DangolError as error:
        text = sentence(error, locale_of(args))
        if args.json:
            print(json.dumps({"version": 1, "error": {"code": error.code, "message": text}}, ensure_ascii=False))
        print(text, file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # The reader (head, less) has seen enough; Python would complain again at exit without this.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):  # rich's console makes an exit with 1 of it
            return 0
        raise
    except KeyboardInterrupt:
        return 130
    return code
