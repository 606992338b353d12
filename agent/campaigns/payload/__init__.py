"""A campaign in the form that another tool takes, and read back from it.

``TARGETS`` has for each tool its name, how its files are built, and how their meaning is read. What a tool cannot
express is in ``Exported.lost``; nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agent.campaigns.payload import (
    channel_talk,
    channel_talk_read,
    dittofeed,
    dittofeed_read,
    klaviyo,
    klaviyo_read,
    own,
)
from agent.campaigns.payload.dittofeed_segments import MARKED as MARKED_IN_DITTOFEED
from agent.campaigns.payload.klaviyo_audience import MARKED as MARKED_IN_KLAVIYO
from agent.campaigns.payload.meaning import Meaning, differences, meaning
from agent.campaigns.payload.types import Context, Exported, Files, Lost, Notes
from agent.campaigns.schema import Campaign
from agent.errors import BadInput


@dataclass(frozen=True)
class Target:
    """One tool: its name, ``build`` (raises ``BadInput`` when a campaign cannot go there at all), and ``read``."""

    tool: str
    build: Callable[[Campaign, Context, Notes], Files]
    read: Callable[[Files, Context], Meaning]
    mark_field: str | None = None


TARGETS: dict[str, Target] = {
    "channel-talk": Target(channel_talk.TOOL, channel_talk.build, channel_talk_read.read),
    "klaviyo": Target(klaviyo.TOOL, klaviyo.build, klaviyo_read.read, MARKED_IN_KLAVIYO),
    "dittofeed": Target(dittofeed.TOOL, dittofeed.build, dittofeed_read.read, MARKED_IN_DITTOFEED),
    "json": Target(own.TOOL, own.build, own.read),
}


def export(campaign: Campaign, target: str, **context: Any) -> Exported:
    """The files of ``campaign`` for ``target``; ``context`` are the fields of ``Context``.

    Raises ``BadInput`` for a target that does not exist, and for a campaign of which it cannot send a single message.
    """
    tool = _target(target)
    known = Context(**context)
    notes = Notes(campaign, tool.tool, tool.mark_field)
    body = tool.build(campaign, known, notes)
    # Whatever the tool's own notes forgot is noticed here: what comes back must be what went in.
    unsaid = [
        path
        for path in differences(meaning(campaign), tool.read(body, known))
        if not any(one.covers(path) for one in notes.lost)
    ]
    if unsaid:
        notes.add("other", *unsaid, what=", ".join(unsaid))
    return Exported(target, body, notes.lost)


def read_back(body: Files, target: str, **context: Any) -> Meaning:
    """What the files mean, from them alone; ``context`` as for ``export``."""
    return _target(target).read(body, Context(**context))


def _target(name: str) -> Target:
    if name not in TARGETS:
        raise BadInput("export.no_target", target=name, known=", ".join(TARGETS))
    return TARGETS[name]


__all__ = ["TARGETS", "Context", "Exported", "Lost", "Target", "differences", "export", "meaning", "read_back"]
