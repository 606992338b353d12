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
    """A tag trimmed, without unseen signs, in usual widths; ``None`` if nothing is left. ``{"name": …}`` gives its name."""
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
    """Work out the clean tags of a staged table's rows that need it; gives the table (``record``: rowid, ``tags``) that holds them."""
    fixed = f"{table}_tags"
    names = [
        name
        for (name,) in connection.execute(f"SELECT DISTINCT unnest(tags) AS tag FROM {table} ORDER BY tag").fetchall()
    ]
    pairs = [(name, clean) for name in names if name is not None and (clean := clean_tag(name)) != name]
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {fixed}_names (raw VARCHAR, clean VARCHAR)")
    touched = "(len(tags) = 2 AND tags[1] = tags[2]) OR (len(tags) > 2 AND len(tags) <> list_unique(tags))"
    if pairs:
        columns = [list(column) for column in zip(*pairs, strict=True)]
        connection.execute(f"INSERT INTO {fixed}_names SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[])", columns)
        touched = "len(tags) > 0"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE {fixed} AS
        WITH entries AS (
            SELECT rowid AS record, unnest(tags) AS raw, generate_subscripts(tags, 1) AS nth FROM {table} WHERE {touched}
        ), cleaned AS (
            SELECT record, CASE WHEN names.raw IS NULL THEN entries.raw ELSE clean END AS tag, min(nth) AS first
            FROM entries LEFT JOIN {fixed}_names AS names ON names.raw = entries.raw GROUP BY record, tag
        )
        SELECT record, coalesce(list(tag ORDER BY first) FILTER (WHERE tag IS NOT NULL), []) AS tags FROM cleaned GROUP BY record
    """)
    connection.execute(f"DROP TABLE {fixed}_names")
    return fixed
