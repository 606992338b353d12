"""The journey of a campaign: from the event through waiting and asking to the messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from agent.campaigns.payload.common import Carried
from agent.campaigns.payload.dittofeed_segments import ident, stops_before
from agent.campaigns.payload.meaning import Watch
from agent.campaigns.payload.types import Context, Json, Notes
from agent.campaigns.payload.waiting import note_window, wait_of
from agent.campaigns.schema import Campaign, EventEntry
from retrieval.playbook import Channel

EXIT = "ExitNode"


@dataclass
class Path:
    """Nodes from the last to the first: each new one stands before what is already there."""

    campaign: Campaign
    nodes: list[Json] = field(default_factory=list)
    head: str = EXIT

    def before(self, name: str, kind: str, /, **parts: object) -> None:
        """Put a node in front, which then is where the journey goes on."""
        self.nodes.insert(0, {"id": name, "type": kind, **parts})
        self.head = name

    def ident(self, name: str) -> str:
        return ident(self.campaign, name)

    def split(self, name: str, segment: str, *, through: bool) -> None:
        """Goes on for whom being in ``segment`` is ``through``; the others leave."""
        on, off = (self.head, EXIT) if through else (EXIT, self.head)
        variant = {"type": "Boolean", "segment": self.ident(segment), "trueChild": on, "falseChild": off}
        self.before(name, "SegmentSplitNode", variant=variant)


def journey(
    campaign: Campaign,
    entry: EventEntry,
    steps: tuple[Carried, ...],
    kinds: Mapping[Channel, str],
    context: Context,
    notes: Notes,
) -> Json:
    """The definition of the journey; built from its end."""
    path = Path(campaign)
    watch = Watch.of(entry, len(steps))
    for number in reversed(range(len(steps))):
        _messages(path, number, steps[number], kinds, context, notes)
        _window(path, number, watch, wait_of(campaign, entry, number), notes)
        _way(path, number, watch, entry, notes)
    if campaign.holdout.share:
        percent = round(campaign.holdout.share * 100)
        notes.todo("redrawn", "holdout.share", percent=percent)
        kept = {"id": path.head, "percent": 100 - percent, "name": "sent"}
        path.before(
            "holdout", "RandomCohortNode", children=[{"id": EXIT, "percent": percent, "name": "held_out"}, kept]
        )
    path.split("not-paused", "paused", through=False)
    path.split("audience", "audience", through=True)
    if entry.product:
        notes.add("product", "entry.product", event=entry.event, product=entry.product)
    return {
        "entryNode": {"type": "EventEntryNode", "event": entry.event, "child": path.head},
        "exitNode": {"type": EXIT},
        "nodes": path.nodes,
    }


def _messages(
    path: Path, number: int, step: Carried, kinds: Mapping[Channel, str], context: Context, notes: Notes
) -> None:
    at, after = f"step-{number + 1}", path.head
    sends = [_send(path, number, letter, step.channel, after, kinds, context) for letter, _ in step.wordings]
    share = round(100 / len(sends), 2)
    if len(sends) > 1:
        last = round(100 - share * (len(sends) - 1), 2)
        percents = [share] * (len(sends) - 1) + [last]
        children = [
            {"id": name, "percent": percent, "name": letter}
            for name, percent, (letter, _) in zip(sends, percents, step.wordings, strict=True)
        ]
        path.before(f"{at}-wordings", "RandomCohortNode", children=children)
    first = path.head
    if step.fallback:
        notes.todo("fallback_consent", f"steps.{number}.fallback")
        other = _send(path, number, "fallback", step.fallback[0], after, kinds, context)
        segment = path.ident(f"reach-{step.channel}")
        variant = {"type": "Boolean", "segment": segment, "trueChild": first, "falseChild": other}
        path.before(f"{at}-reach", "SegmentSplitNode", variant=variant)


def _send(
    path: Path,
    number: int,
    letter: str,
    channel: Channel,
    after: str,
    kinds: Mapping[Channel, str],
    context: Context,
) -> str:
    name = f"step-{number + 1}-{letter}"
    template = path.ident(f"template-{number + 1}-{letter}")
    parts: Json = {"name": name, "variant": {"type": kinds[channel], "templateId": template}, "child": after}
    if path.campaign.advertising and channel in context.groups:
        parts["subscriptionGroupId"] = context.groups[channel]
    path.before(name, "MessageNode", **parts)
    return name


def _window(path: Path, number: int, watch: Watch, minutes: int, notes: Notes) -> None:
    """Until the window opens; what happened meanwhile is asked for once more, so that nobody who bought is reminded."""
    window = path.campaign.send_window
    if note_window(path.campaign, minutes, notes):
        for event in stops_before(watch, number):
            path.split(f"step-{number + 1}-still-{event}", f"late-{event}-{number + 1}", through=False)
        variant = {
            "type": "LocalTime",
            "hour": window.start // 60,
            "minute": window.start % 60,
            # Dittofeed counts days from Sunday, which is 0.
            "allowedDaysOfWeek": [day % 7 for day in window.days],
            "defaultTimezone": window.timezone,
        }
        path.before(f"step-{number + 1}-window", "DelayNode", variant=variant, child=path.head)


def _way(path: Path, number: int, watch: Watch, entry: EventEntry, notes: Notes) -> None:
    """The wait before a step. It ends at once with what must not happen; what must is asked for at its end."""
    at, minutes = f"step-{number + 1}", wait_of(path.campaign, entry, number)
    stops = stops_before(watch, number)
    if number == 0 and watch.must:
        path.split(f"{at}-must", f"did-{watch.must}-1", through=True)
    if stops or (number == 0 and watch.must):
        notes.todo("looks_back", f"steps.{number}")
    if stops:
        children = [{"id": EXIT, "segmentId": path.ident(f"did-{event}-{number + 1}")} for event in stops]
        seconds = max(minutes, 0) * 60
        parts = {"timeoutSeconds": seconds, "timeoutChild": path.head, "segmentChildren": children}
        path.before(f"{at}-wait", "WaitForNode", **parts)
    if minutes < 0:
        notes.todo("date_property", "entry.wait", property=f"{entry.event}_at")
        variant: Json = {"type": "UserProperty", "userProperty": f"{entry.event}_at"}
        variant |= {"offsetSeconds": -minutes * 60, "offsetDirection": "before"}
        path.before(f"{at}-before", "DelayNode", variant=variant, child=path.head)
    elif minutes and not stops:
        path.before(f"{at}-wait", "DelayNode", variant={"type": "Second", "seconds": minutes * 60}, child=path.head)
