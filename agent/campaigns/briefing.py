"""What one draft is written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from agent.campaigns.schema import Condition, Proof
from agent.profile import ShopProfile
from agent.words import Locale
from retrieval.playbook import Playbook


@dataclass(frozen=True)
class Brief:
    """All that one draft is written from.

    ``hours`` are 24 chat counts; ``period_days`` the counted period; ``start`` its first moment and ``as_of`` its end;
    ``order_spread`` is the standard deviation of order values and ``valued_orders`` how many have one, where known;
    ``people`` is how many customers the finding speaks of, ``visits`` how often the shop was visited; ``product`` is
    set when the finding is about one product of the shop; ``own``: the shop added the playbook itself.
    ``identity`` is the id that the campaign has or will have, ``running`` the conditions of those that are on, by id.
    """

    proof: Proof
    playbook: Playbook
    profile: ShopProfile
    locale: Locale
    hours: tuple[int, ...]
    period_days: int
    start: datetime | None
    as_of: datetime
    now: datetime
    average_order: float | None
    signals_hash: str
    library_version: str
    people: int
    visits: int = 0
    intents: tuple[str, ...] = ()
    product: str | None = None
    own: bool = False
    identity: str | None = None
    running: Mapping[str, Condition] = field(default_factory=dict)
    order_spread: float | None = None
    valued_orders: int | None = None


@dataclass(frozen=True)
class CannotWrite:
    """Why a playbook cannot become a campaign for this shop; ``words/campaign.yaml`` says it as ``cannot_<reason>``."""

    playbook_id: str
    reason: Literal["no_language", "no_channel", "missing_facts", "nobody", "stopped"]
