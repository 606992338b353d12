"""Who gets a campaign, one by one: the list that an operator tags in a tool that cannot find them by itself."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO

from agent.campaigns.schema import Campaign
from agent.campaigns.split import HELD_OUT, arm_of
from retrieval.playbook import Channel

COLUMNS = ("customer_id", "channel", "wording")
# A spreadsheet takes these for the start of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Recipient:
    """One customer: over which channel and with which wording, or ``held_out`` and nothing at all."""

    customer_id: str
    channel: Channel
    wording: str


def recipients_of(campaign: Campaign, tenant: str, reached: Iterable[tuple[str, Channel]]) -> tuple[Recipient, ...]:
    """The customers of ``reached`` (id and channel), each with the arm that the campaign's split gives them."""
    share, names = campaign.holdout.share, [one.name for one in campaign.steps[0].variants]
    return tuple(
        Recipient(customer, channel, arm_of(tenant, campaign.id, share, names, customer))
        for customer, channel in reached
    )


def as_csv(recipients: Sequence[Recipient], held_out: str) -> str:
    """A table for a spreadsheet, with those who get nothing last; ``held_out`` says so in the operator's language."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in sorted(recipients, key=lambda one: one.wording == HELD_OUT):
        left_out = one.wording == HELD_OUT
        name = f"'{one.customer_id}" if one.customer_id.startswith(_FORMULA) else one.customer_id
        writer.writerow((name, "" if left_out else one.channel, held_out if left_out else one.wording))
    return out.getvalue()
