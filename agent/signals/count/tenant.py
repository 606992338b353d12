"""Everything together: one shop's snapshot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import duckdb

from agent.profile import FunnelStep, Product
from agent.signals.count.assign import uninformative_tags
from agent.signals.count.conversations import count_conversations
from agent.signals.count.customers import VIP_INTENT, customer_facts
from agent.signals.count.desk import TagMeanings
from agent.signals.count.orders import OrderCounter
from agent.signals.count.periods import check_periods, data_end
from agent.signals.count.report import count_report
from agent.signals.count.types import TagMappingLike
from agent.signals.types import Period, TenantSignals

_IS_REPORT = "SELECT NOT EXISTS (FROM conversations) AND EXISTS (FROM tag_counts)"


def count_signals(
    connection: duckdb.DuckDBPyConnection,
    *,
    period: Period | None,
    before: Period | None,
    mappings: Mapping[str, TagMappingLike],
    mask: Callable[[str], str],
    products: Sequence[Product] = (),
    funnel: Sequence[FunnelStep] = (),
    notes: Sequence[str] = (),
    masked: Mapping[str, int] = MappingProxyType({}),
) -> TenantSignals:
    """Count the tables into a snapshot; only what the tables hold is counted, and they are left as they were.

    Args:
        period, before: as ``find_periods`` gives them.
        mappings: what each tag was mapped to; the intents of the conversations come from
            ``conversation_intents`` (see ``write_intents``).
        mask: takes personal data out of a text; applied to everything that is quoted.
        funnel: the shop's own numbers; they win over those counted from the orders.
        notes, masked: from reading and masking, handed on. Notes added here: ``customers_unknown``,
            ``conversations_without_date:N``, ``tag_counts_ignored:N`` (there were conversations as well) and
            ``orders_end_early:DATE`` (the last day of an order list that stops before the rest of the data).

    Raises:
        BadInput: ``periods.empty`` or ``periods.overlap``.
    """
    check_periods(period, before)
    meanings = TagMeanings(mappings, frozenset(uninformative_tags(connection)))
    if connection.execute(_IS_REPORT).fetchall()[0][0]:
        desk = count_report(connection, period=period, before=before, meanings=meanings)
    else:
        desk = count_conversations(
            connection, period=period, before=before, meanings=meanings, mask=mask, products=products
        )
    orders = OrderCounter.of(connection, period, before)
    vip_tags = [tag for tag, mapping in mappings.items() if mapping.intent == VIP_INTENT]
    return TenantSignals(
        period=period,
        before=before,
        conversations=desk.conversations,
        conversations_before=desk.conversations_before,
        customers=desk.customers,
        without_intent=desk.without_intent,
        languages=dict(desk.languages),
        tags=desk.tags,
        intents=desk.intents,
        hours=desk.hours,
        products=desk.products,
        customer_facts=customer_facts(connection, period=period, vip_tags=vip_tags),
        order_facts=orders.facts() if orders else None,
        funnel=orders.funnel(funnel) if orders else tuple(funnel),
        masked=dict(masked),
        notes=(*notes, *desk.notes, *_late(connection, orders)),
    )


def _late(connection: duckdb.DuckDBPyConnection, orders: OrderCounter | None) -> tuple[str, ...]:
    if orders is None or orders.known_until == data_end(connection):
        return ()
    return (f"orders_end_early:{orders.listed.last.isoformat()}",)
