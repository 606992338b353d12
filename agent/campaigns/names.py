"""How long customers' names are, without reading a single one."""

from __future__ import annotations

import duckdb

from agent.campaigns.schema import Longest


def longest_name(connection: duckdb.DuckDBPyConnection) -> Longest | None:
    """The most letters and EUC-KR bytes of a name in the table ``customers``; None where it holds no name."""
    found = connection.execute(
        "SELECT max(length(name)), max(length(name) + length(regexp_replace(name, '[\\x00-\\x7F]', '', 'g')))"
        " FROM customers WHERE length(trim(name)) > 0"
    ).fetchone()
    return Longest(chars=found[0], bytes=found[1]) if found and found[0] else None
