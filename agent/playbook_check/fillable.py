"""Fields that nothing would ever fill, so that a wording would never be used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from agent.campaigns.compose import brought_along
from agent.playbook_check.types import Found
from agent.playbook_check.wordings import Wording
from agent.words import bare
from retrieval.playbook import MESSAGE_FIELDS

_FIELD = re.compile(r"\{([a-z_]+)[^{}]*\}")
_THE_SHOPS = {"shop", "exchange_policy", "free_shipping_over", "shipping_fee"}


def check_fillable(data: Mapping[str, Any], wordings: Iterable[Wording]) -> Iterator[Found]:
    """A field outside ``[[…]]`` that neither the shop, nor the event, nor the audience brings along."""
    known = _known(data)
    for wording in wordings:
        for part in ("title", "body"):
            text = wording.texts.get(part, "")
            for field in _FIELD.finditer(bare(text)):
                if field[1] in MESSAGE_FIELDS and field[1] not in known:
                    place = (*wording.place, part)
                    yield Found("never_filled", place, {"name": field[1]}, "warning", field.start())


def _known(data: Mapping[str, Any]) -> set[str]:
    entry, audience, offer = (data.get(name) or {} for name in ("entry", "audience", "offer"))
    told = entry if isinstance(entry, Mapping) else {}
    keys, needs = str(audience), data.get("needs")
    known = {
        *_THE_SHOPS,
        *brought_along(str(told.get("event")), map(str, needs) if isinstance(needs, list) else (), keys),
    }
    if told.get("type") != "popup":
        known.add("customer")
    if "support.intent" in keys:
        known.add("product")
    gives = isinstance(offer, Mapping) and offer.get("use", "never") != "never"
    return known | ({"offer", "code", "ends"} if gives and data.get("advertising") == "always" else set())
