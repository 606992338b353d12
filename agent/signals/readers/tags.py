"""Tag names as the shop writes them, without what cannot be seen."""

from __future__ import annotations

import json
import re
import unicodedata

import duckdb

from agent.errors import BadInput
from agent.signals.readers.source import Source
from agent.signals.readers.stage import record_of

TAG_LIMIT = 50
"""Tags of one conversation; a desk sets a handful."""

# Zero-width signs, marks that turn the direction of writing, soft hyphens, and control characters.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
# Full-width Latin and half-width katakana. Full NFKC would take Korean ㅠㅠ apart.
_WIDE = re.compile("[\uff01-\uff9f\uffe0-\uffe6]+")
_BLANKS = re.compile(r"\s+")


def clean_tag(raw: str) -> str | None:
    """A tag trimmed, without unseen signs, in usual widths; ``None`` if nothing is left.

    A tag as an API gives it, ``{"name": …}``, is its name.
    """
    text = _name_of(raw) if raw.startswith("{") else raw
    text = _WIDE.sub(lambda wide: unicodedata.normalize("NFKC", wide[0]), _UNSEEN.sub("", text))
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip() or None


def _name_of(raw: str) -> str:
    try:
        tag = json.loads(raw)
    except ValueError:
        return raw
    name = tag.get("name") if isinstance(tag, dict) else None
    return name if isinstance(name, str) else ""


def check_tags(connection: duckdb.DuckDBPyConnection, table: str, source: Source) -> None:
    """Refuse a staged row with more than 50 tags, equal ones counted; raises ``BadInput``."""
    found = connection.execute(
        f"SELECT {record_of(table)}, len(tags) FROM {table} WHERE len(tags) > {TAG_LIMIT} ORDER BY rowid LIMIT 1"
    ).fetchall()
    if found:
        record, count = found[0]
        raise BadInput("import.too_many_tags", count=count, limit=TAG_LIMIT, **source.place.at(record))


def clean_tags(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """Work out the clean tags of those rows of a staged table that need it.

    Returns:
        the table that holds them, by rowid (``record``, ``tags``).
    """
    fixed, names = f"{table}_tags", f"{table}_names"
    found = connection.execute(
        f"SELECT DISTINCT unnest(tags) AS tag FROM {table} WHERE len(tags) > 0 ORDER BY tag"
    ).fetchall()
    pairs = [(raw, clean) for (raw,) in found if raw is not None and (clean := clean_tag(raw)) != raw]
    columns = [[raw for raw, _ in pairs], [clean for _, clean in pairs]]
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {names} AS SELECT unnest($1::VARCHAR[]) AS raw, unnest($2::VARCHAR[]) AS clean",
        columns,
    )
    unclean = "(len(tags) = 2 AND tags[1] = tags[2]) OR (len(tags) > 2 AND len(tags) <> list_unique(tags))"
    if pairs or (None,) in found:
        unclean += f"""
            OR rowid IN (SELECT record FROM (SELECT rowid AS record, unnest(tags) AS raw FROM {table})
                WHERE raw IS NULL OR raw IN (SELECT raw FROM {names}))"""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE {fixed} AS
        WITH entries AS (
            SELECT rowid AS record, unnest(tags) AS raw, generate_subscripts(tags, 1) AS nth
            FROM {table} WHERE {unclean}
        ), cleaned AS (
            SELECT record, CASE WHEN n.raw IS NULL THEN e.raw ELSE clean END AS tag, min(nth) AS first
            FROM entries AS e LEFT JOIN {names} AS n ON n.raw = e.raw GROUP BY record, tag
        )
        SELECT record, coalesce(list(tag ORDER BY first) FILTER (WHERE tag IS NOT NULL), []) AS tags
        FROM cleaned GROUP BY record
    """)
    return fixed
