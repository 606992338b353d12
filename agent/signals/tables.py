"""The tables that every reader fills and that everything is counted from, in one DuckDB connection.

Times are the shop's local time, without a zone. A missing fact is NULL, never an empty string.
"""

from __future__ import annotations

import duckdb

CONVERSATIONS = """
CREATE TABLE conversations (
    id VARCHAR NOT NULL,
    customer_id VARCHAR,
    opened_at TIMESTAMP,
    closed_at TIMESTAMP,
    is_open BOOLEAN NOT NULL,
    tags VARCHAR[] NOT NULL,      -- as the shop writes them, trimmed, no repeats
    summary VARCHAR,              -- not masked yet
    first_messages VARCHAR,       -- the customer's first messages, a line each, at most 600 characters, not masked yet
    source VARCHAR NOT NULL,      -- name of the file
    position BIGINT NOT NULL      -- row or line in it, from 1, for messages to the operator
)
"""
CONVERSATION_INTENTS = """
CREATE TABLE conversation_intents (
    conversation_id VARCHAR NOT NULL,
    intent VARCHAR NOT NULL,
    mood VARCHAR NOT NULL,        -- neutral, friction, upset
    found_by VARCHAR NOT NULL     -- tag, summary, messages
)
"""
CUSTOMERS = """
CREATE TABLE customers (
    customer_id VARCHAR NOT NULL,
    name VARCHAR,
    joined_at TIMESTAMP,          -- NULL: never joined (guest)
    last_seen_at TIMESTAMP,
    language VARCHAR,
    timezone VARCHAR,
    consent_sms BOOLEAN,          -- NULL: not known, treated as no
    consent_kakao BOOLEAN,
    consent_email BOOLEAN,
    consent_push BOOLEAN,
    consent_night BOOLEAN,
    consent_at TIMESTAMP,
    refused BOOLEAN NOT NULL,     -- asked for no more messages
    tags VARCHAR[] NOT NULL,
    has_phone BOOLEAN,            -- NULL: the file does not tell; the number itself is never kept
    has_email BOOLEAN
)
"""
ORDERS = """
CREATE TABLE orders (
    order_id VARCHAR NOT NULL,
    customer_id VARCHAR,          -- NULL: bought as a guest
    ordered_at TIMESTAMP NOT NULL,
    amount DOUBLE,
    items VARCHAR[] NOT NULL
)
"""
SENT = """
CREATE TABLE sent (               -- messages that went out to customers, whoever sent them
    customer_id VARCHAR NOT NULL,
    campaign_id VARCHAR,
    channel VARCHAR,
    sent_at TIMESTAMP NOT NULL,
    advertising BOOLEAN NOT NULL
)
"""
TAG_COUNTS = """
CREATE TABLE tag_counts (         -- only for a report of counts: no conversations behind it
    tag VARCHAR NOT NULL,
    count BIGINT NOT NULL,
    previous_count BIGINT
)
"""


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create all of them, empty."""
    for statement in (CONVERSATIONS, CONVERSATION_INTENTS, CUSTOMERS, ORDERS, SENT, TAG_COUNTS):
        connection.execute(statement)
