"""Which products customers name when they ask."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import duckdb

from agent.profile import Product
from agent.signals.types import ProductMention

SHORTEST_NAME = 2  # letters; a single one is found in everything

# One pass over the texts with one pattern for all names; the names found are then put to their products.
_MENTIONS = r"""
WITH texts AS (
    SELECT conversation, person, lower(concat_ws(' ', summary, first_messages)) AS written
    FROM counted JOIN conversations ON counted.conversation = conversations.rowid
    WHERE now AND text_length > 0
), found AS (
    SELECT conversation, person, unnest(list_distinct(regexp_extract_all(written, $pattern))) AS words FROM texts
), known AS (
    SELECT unnest($spellings::VARCHAR[]) AS spelling, unnest($products::VARCHAR[]) AS product
)
SELECT intent_rows.name::VARCHAR AS intent, product, count(DISTINCT found.person) AS customers
FROM found JOIN known ON regexp_replace(words, '\s+', '', 'g') = spelling JOIN intent_rows USING (conversation)
GROUP BY intent_rows.name, product
ORDER BY customers DESC, intent, product
"""


def product_mentions(connection: duckdb.DuckDBPyConnection, products: Sequence[Product]) -> tuple[ProductMention, ...]:
    """Distinct customers who named a product, by intent, the most frequent first.

    A product is named by its name or an alias, in any case and spacing; Latin names only as whole words, with or
    without a plural s. Where one name holds another ("ring", "silver ring"), only the longer one counts.
    """
    spellings = sorted(
        {pair for product in products for pair in _spellings(product)}, key=lambda pair: (-len(pair[0]), pair)
    )
    if not spellings:
        return ()
    names = {
        "pattern": "|".join(_pattern(spelling) for spelling, _ in spellings),
        "spellings": [spelling for spelling, _ in spellings],
        "products": [product for _, product in spellings],
    }
    rows = connection.execute(_MENTIONS, names).fetchall()
    return tuple(ProductMention(intent=intent, product=product, customers=count) for intent, product, count in rows)


def _spellings(product: Product) -> Iterable[tuple[str, str]]:
    for name in (product.name, *product.aliases):
        bare = "".join(name.lower().split())
        if len(bare) >= SHORTEST_NAME:
            yield bare, product.name
            if re.search("[a-z]$", bare):
                yield f"{bare}s", product.name


def _pattern(spelling: str) -> str:
    """``spelling`` with any spacing; at a Latin letter or digit it must not go on."""
    letters = r"\s*".join(re.escape(letter) for letter in spelling)
    start, end = (r"\b" if re.match("[a-z0-9]", letter) else "" for letter in (spelling[0], spelling[-1]))
    return f"{start}{letters}{end}"
