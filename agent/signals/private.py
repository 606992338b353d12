"""The last look before signals leave the room: no personal data in any text that goes on."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from agent.signals.mask import mask as look
from agent.signals.types import Example, TagTopic, TenantSignals, Topic

IDENTIFYING = frozenset({"phone", "email", "card", "resident_number"})
"""What may not stand in a conversation's id; other numbers there are the id itself."""
_NOBODYS = re.compile(r"[1-9]\d*|\w*[A-Za-z_]\w*", re.ASCII)
"""Ids that can be no number of a person: letters and digits in one piece, or a number that no phone begins with."""


def without_personal_data(signals: TenantSignals, mask: Callable[[str], str]) -> TenantSignals:
    """``signals`` with every free text masked: names of tags, examples, ids that are somebody's number.

    A shop may write a customer's name into a tag, and a host app may count elsewhere and mask nothing.
    """
    readable = cache(mask)  # thousands of tags quote the same few texts
    return signals.model_copy(
        update={
            "tags": tuple(_topic(tag, readable) for tag in signals.tags),
            "intents": tuple(_topic(intent, readable) for intent in signals.intents),
        }
    )


def _topic(topic: Topic, mask: Callable[[str], str]) -> Topic:
    update: dict[str, object] = {"examples": tuple(_example(example, mask) for example in topic.examples)}
    if isinstance(topic, TagTopic):
        update["tag"] = mask(topic.tag)
    return topic.model_copy(update=update)


def _example(example: Example, mask: Callable[[str], str]) -> Example:
    identity = example.conversation_id
    if not _NOBODYS.fullmatch(identity) and IDENTIFYING & look(identity).found.keys():
        identity = look(identity).text
    return Example(conversation_id=identity, text=mask(example.text))
