"""One tree for everything that can go wrong, with the exit code and HTTP status each kind maps to.

An error carries a *code* and the *facts*, never a finished sentence: the sentence is said in the
operator's language by whoever shows it (``agent.words``, file ``errors.yaml`` or ``import.yaml``).
"""

from __future__ import annotations


class DangolError(Exception):
    """Base of all errors that a door may show.

    Args:
        code: key of the sentence, e.g. ``"import.formula_cell"``; stable, part of the API.
        facts: values the sentence needs (file, sheet, cell, line, limit …).
    """

    status = 500
    exit_code = 1

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


class BadInput(DangolError):
    """The caller's file, profile or argument is at fault; nothing was changed."""

    status = 422
    exit_code = 2


class NotFound(DangolError):
    """No such object for this tenant; another tenant's object looks the same."""

    status = 404
    exit_code = 2


class NotAllowed(DangolError):
    """No key, or a key that is not known."""

    status = 401
    exit_code = 2


class Busy(DangolError):
    """Another process owns what this one needs; trying again later may work."""

    status = 503
    exit_code = 2
