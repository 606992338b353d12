"""Who is held out and who gets which wording: by hash of the customer, the same on every machine and in every version.

A bucket is the first 13 hexadecimal digits of sha256("tenant|campaign|purpose|customer id") as a number, modulo 10,000.
Thirteen digits are 52 bits, which every language holds exactly; the remainder is uneven by less than 1 in 10^11.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

BUCKETS = 10_000
DIGITS = 13
METHOD = "sha256-13hex-mod-10000"
HELD_OUT, SENT = "held_out", "sent"

# The bucket as DuckDB counts it, of a column or expression customer_id and the parameter $salt.
BUCKET_SQL = f"CAST('0x' || substr(sha256($salt || '|' || customer_id), 1, {DIGITS}) AS BIGINT) % {BUCKETS}"


def bucket(salt: str, customer_id: str) -> int:
    """0 to 9,999; the customer's place in the split that ``salt`` names."""
    return int(sha256(f"{salt}|{customer_id}".encode()).hexdigest()[:DIGITS], 16) % BUCKETS


@dataclass(frozen=True)
class Split:
    """One division of all customers: ``buckets`` gives each arm its first bucket and the first after its last."""

    salt: str
    buckets: dict[str, tuple[int, int]]

    def arm(self, customer_id: str) -> str:
        """The arm of one customer."""
        place = bucket(self.salt, customer_id)
        return next(name for name, (first, end) in self.buckets.items() if first <= place < end)

    def spec(self) -> dict[str, Any]:
        """All that a host needs to compute the same arms by itself, as JSON."""
        return {
            "method": METHOD,
            "salt": self.salt,
            "buckets": {name: list(ends) for name, ends in self.buckets.items()},
        }


def _split(tenant: str, campaign: str, purpose: Literal["holdout", "wording"], arms: dict[str, int]) -> Split:
    # A version is no part of the salt: whoever was held out of the first is held out of the next.
    ends, buckets = 0, {}
    for name, width in arms.items():
        buckets[name] = (ends, ends + width)
        ends += width
    return Split(f"{tenant}|{campaign}|{purpose}", buckets)


def holdout_split(tenant: str, campaign: str, share: float) -> Split:
    """Who gets nothing (``held_out``); a share that grows only adds to them."""
    out = round(share * BUCKETS)
    return _split(tenant, campaign, "holdout", {HELD_OUT: out, SENT: BUCKETS - out})


def wording_split(tenant: str, campaign: str, names: Sequence[str]) -> Split:
    """Who gets which of the wordings ``names``, in equal parts, whether or not they are held out."""
    edges = [round(BUCKETS * n / len(names)) for n in range(len(names) + 1)]
    widths = {name: end - start for name, start, end in zip(names, edges, edges[1:], strict=False)}
    return _split(tenant, campaign, "wording", widths)


def arm_of(tenant: str, campaign: str, share: float, names: Sequence[str], customer_id: str) -> str:
    """``held_out``, or the name of the wording that this customer gets."""
    if holdout_split(tenant, campaign, share).arm(customer_id) == HELD_OUT:
        return HELD_OUT
    return wording_split(tenant, campaign, names).arm(customer_id)
