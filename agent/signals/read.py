"""From the shop's files to its signals: read, map tags and texts to intents, count."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import duckdb

from agent.profile import ShopProfile
from agent.signals.count import (
    LOOKS,
    TextKind,
    Texts,
    count_signals,
    distinct_tags,
    find_periods,
    texts_without_intent_by_tag,
    uninformative_tags,
    write_intents,
)
from agent.signals.intents import IntentMapper, TagMapping, load_catalogue, without_names
from agent.signals.mask import ShopMask, known_names
from agent.signals.private import without_personal_data
from agent.signals.readers import read_files
from agent.signals.types import Period, TenantSignals

BATCH = 2_000  # texts encoded at a time: enough to keep the encoder busy, little enough to keep memory flat
EVERYWHERE = "none:on_everything"
_NAMES = "SELECT DISTINCT name FROM customers WHERE name IS NOT NULL"


def read_signals(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[Path],
    *,
    customers: Path | None = None,
    orders: Path | None = None,
    sent: Path | None = None,
    period: Period | None = None,
    before: Period | None = None,
    profile: ShopProfile,
    mapper: IntentMapper,
    progress: Callable[[str, float], None],
) -> TenantSignals:
    """Fill the tables of ``connection`` from the files and count them; ``BadInput`` names what cannot be read."""
    report = read_files(
        connection,
        files,
        customers=customers,
        orders=orders,
        sent=sent,
        timezone=profile.timezone,
        progress=lambda _file, done: progress("read", done),
    )
    progress("map", 0.0)
    mappings = _map_tags(connection, mapper)
    by_tag = {tag: mapping.intent for tag, mapping in mappings.items() if mapping.intent}
    moods = {intent.id: intent.mood for intent in load_catalogue().values()}
    mask = ShopMask(known_names(name for (name,) in connection.execute(_NAMES).fetchall()))
    plain = without_names(name for product in profile.products for name in (product.name, *product.aliases))
    texts = texts_without_intent_by_tag(connection, by_tag)
    write_intents(connection, by_tag, _by_text(texts, mapper, lambda text: plain(mask(text)), progress), moods)
    progress("count", 0.0)
    period, before = find_periods(connection, period=period, before=before)
    notes = [*report.notes]
    if any(mapping.reason == EVERYWHERE for mapping in mappings.values()):
        notes.append("tag_on_everything")
    signals = count_signals(
        connection,
        period=period,
        before=before,
        mappings=mappings,
        mask=mask,
        products=profile.products,
        funnel=profile.funnel,
        notes=notes,
        masked=mask.found,
    )
    return without_personal_data(signals, mask)


def _map_tags(connection: duckdb.DuckDBPyConnection, mapper: IntentMapper) -> dict[str, TagMapping]:
    everywhere = uninformative_tags(connection)
    mapped = {mapping.tag: mapping for mapping in mapper.map_tags(distinct_tags(connection))}
    return {
        tag: TagMapping(tag=tag, intent=None, score=1.0, reason=EVERYWHERE)
        if tag in everywhere and mapping.reason != "correction"
        else mapping
        for tag, mapping in mapped.items()
    }


def _by_text(
    texts: Iterator[Texts],
    mapper: IntentMapper,
    readable: Callable[[str], str],
    progress: Callable[[str, float], None],
) -> Iterator[tuple[str, str, TextKind]]:
    """(conversation, intent, looked at) of conversations that no tag explains.

    The first messages are looked at where there is no summary or it means nothing. ``readable`` masks.
    """
    while batch := list(islice(texts, BATCH)):
        silent = batch
        for kind in LOOKS:
            written = {row.conversation: text for row in silent if (text := getattr(row, kind))}
            distinct = list(dict.fromkeys(written.values()))
            meant = dict(zip(distinct, mapper.map_texts([readable(text) for text in distinct]), strict=True))
            intents = {
                conversation: mapping.intent
                for conversation, text in written.items()
                if (mapping := meant[text]).intent is not None
            }
            for conversation, intent in intents.items():
                yield conversation, intent, kind
            silent = [row for row in silent if row.conversation not in intents]
        progress("map", 0.5)
