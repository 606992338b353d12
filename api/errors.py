"""One place where an error becomes a sentence: for the terminal here, for HTTP in ``api.http``."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from typing import cast

from agent.errors import DangolError
from agent.words import LOCALES, Locale, say
from api.cli import resolve


def sentence(error: DangolError, locale: Locale) -> str:
    """What went wrong, where, and what to do."""
    return say(locale, error.code, **error.facts)


def locale_of(args: argparse.Namespace) -> Locale:
    """The asked-for language, else Korean, the first language of those who read this."""
    asked = args.locale or os.environ.get("DANGOL_LOCALE", "ko")
    return cast(Locale, asked) if asked in LOCALES else "ko"


def guarded(args: argparse.Namespace) -> int:
    """Run the command that ``args`` names; an error of ours becomes one sentence and its exit code."""
    try:
        run = cast(Callable[[argparse.Namespace], int], resolve(args.run))
        return run(args)
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
    except KeyboardInterrupt:
        return 130
