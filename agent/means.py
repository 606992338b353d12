"""What a shop has, allows and has tried, as the search for a playbook asks it."""

from __future__ import annotations

from collections.abc import Callable

from agent.errors import BadInput
from agent.fields import near
from agent.profile import ShopProfile
from retrieval.library import load_library
from retrieval.means import Means
from retrieval.playbook import Need


def means_of(profile: ShopProfile, *, customers: bool, orders: bool) -> Means:
    """The means of ``profile``; ``customers`` and ``orders``: whether these lists were given beside it."""
    given: dict[Need, object] = {
        "customers": customers,
        "orders": orders,
        "products": profile.products,
        "offer": profile.offers,
        "free_shipping_over": profile.free_shipping_over,
        "exchange_policy": profile.exchange_policy,
        "opt_in": profile.sender.opt_out,
    }
    has = {*profile.has, *(need for need, value in given.items() if value)}
    return Means(profile.country, profile.industry, profile.channels, frozenset(has), profile.language)


def worked_of(profile: ShopProfile, known: Callable[[str], bool]) -> dict[str, tuple[int, int]]:
    """Playbook → (sent, reached), all of the shop's sendings of it together.

    Raises:
        BadInput: a playbook that is not ``known``, so that a misspelt id is not passed over in silence.
    """
    worked: dict[str, tuple[int, int]] = {}
    for one in profile.tried:
        if not known(one.playbook):
            meant = near(one.playbook, load_library().playbooks)
            raise BadInput("playbooks.tried_unknown", id=one.playbook, near=meant)
        sent, reached = worked.get(one.playbook, (0, 0))
        worked[one.playbook] = (sent + one.sent, reached + one.reached)
    return worked
