"""What every target needs: translated variables, the audience split into what is known there and what is not, texts."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from agent.campaigns.compose import EVENT_FIELDS
from agent.campaigns.durations import minutes_of
from agent.campaigns.payload.types import Context, Notes, mark_of
from agent.campaigns.schema import (
    Campaign,
    Clause,
    Condition,
    EventEntry,
    Message,
    Reason,
    ScheduleEntry,
    Step,
    Variable,
)
from agent.campaigns.sentences import audience_sentence
from agent.errors import BadInput
from agent.words import say
from retrieval.playbook import Channel

T = TypeVar("T")
Slot = Callable[[Variable, bool], str]
"""A variable, and whether the event brings it along → how the other tool writes it."""


@dataclass(frozen=True)
class Carried:
    """What of a step can go over the other tool: the wordings over ``channel``, and perhaps a fallback."""

    channel: Channel
    wordings: tuple[tuple[str, Message], ...]
    fallback: tuple[Channel, Message] | None
    instead: bool = False

    def placed(self, number: int) -> list[tuple[str, Channel, Message]]:
        """Each message with its path in the campaign; ``instead``: the fallback's words are all there is."""
        at = f"steps.{number}"
        if self.instead:
            return [(f"{at}.fallback_message", self.channel, message) for _, message in self.wordings]
        placed = [(f"{at}.variants.{n}", self.channel, message) for n, (_, message) in enumerate(self.wordings)]
        return [*placed, (f"{at}.fallback_message", *self.fallback)] if self.fallback else placed


def carry(campaign: Campaign, can: Container[Channel], notes: Notes) -> tuple[Carried, ...]:
    """Each step over the channels that the tool has; ``BadInput`` when one of them has none."""
    return tuple(_carry(number, step, can, notes) for number, step in enumerate(campaign.steps))


def _carry(number: int, step: Step, can: Container[Channel], notes: Notes) -> Carried:
    names = {"first": _channel_name(step.channel, notes), "second": _channel_name(step.fallback, notes)}
    if step.channel in can:
        fallback = None
        if step.fallback and step.fallback_message:
            if step.fallback in can:
                fallback = (step.fallback, step.fallback_message)
            else:
                at = f"steps.{number}.fallback"
                notes.add("fallback_channel", at, f"{at}_message", **names)
        return Carried(step.channel, tuple((one.name, one) for one in step.variants), fallback)
    if step.fallback in can and step.fallback and step.fallback_message:
        notes.add("first_channel", f"steps.{number}", **names)
        return Carried(step.fallback, (("A", step.fallback_message),), None, instead=True)
    raise BadInput("export.no_channel", tool=notes.tool, channel=names["first"])


def _channel_name(channel: Channel | None, notes: Notes) -> str:
    return say(notes.campaign.locale, f"export.channel_{channel}") if channel else ""


def brought(campaign: Campaign) -> frozenset[str]:
    """Fields that the event which starts the campaign brings along."""
    entry = campaign.entry
    return frozenset(EVENT_FIELDS.get(entry.event, ())) if isinstance(entry, EventEntry) else frozenset()


def event_names(campaign: Campaign) -> tuple[str, ...]:
    """Every event that the other tool has to hear of, each once."""
    entry = campaign.entry
    way = (entry.event, entry.filter_event, entry.exit_event) if isinstance(entry, EventEntry) else ()
    return tuple(dict.fromkeys(name for name in (*way, campaign.goal.event) if name))


def filled(text: str, step: Step, campaign: Campaign, slot: Slot) -> str:
    """``text`` with the other tool's variables for ours."""
    with_event = brought(campaign)
    for one in step.variables:
        text = text.replace(f"#{{{one.name}}}", slot(one, one.field in with_event))
    return text


def preview_line(body: str) -> str:
    """What a mailbox shows beside the subject: the first line that is no greeting."""
    lines = [line for line in body.splitlines() if line.strip()]
    return lines[1] if len(lines) > 1 else lines[0]


def email_html(body: str, button: tuple[str, str] | None, preview: str) -> str:
    """A plain page: hidden preview, the text with its line breaks, and the button as a link."""
    text = html.escape(body, quote=False).replace("\n", "<br>\n")
    parts = [f'<div style="display:none">{html.escape(preview, quote=False)}</div>', f'<div id="text">{text}</div>']
    if button:
        parts.append(f'<p><a id="button" href="{html.escape(button[1])}">{html.escape(button[0], quote=False)}</a></p>')
    return "<!doctype html>\n<html><body>\n" + "\n".join(parts) + "\n</body></html>\n"


_TEXT = re.compile(r'<div id="text">(.*?)</div>', re.S)
_BUTTON = re.compile(r'<a id="button" href="(.*?)">(.*?)</a>', re.S)


def from_email_html(page: str) -> tuple[str, tuple[str, str] | None]:
    """The text and the button of a page that ``email_html`` wrote."""
    text = _TEXT.search(page)
    link = _BUTTON.search(page)
    return (
        html.unescape(text[1].replace("<br>\n", "\n")) if text else "",
        (html.unescape(link[2]), html.unescape(link[1])) if link else None,
    )


def audience_groups(
    condition: Condition, clause: Callable[[Clause, bool], list[T] | None], mark: T, notes: Notes, context: Context
) -> list[list[T]]:
    """The groups in the tool's own words; ``mark`` stands in for one that it cannot say, and that is noted.

    ``clause`` gets a clause and whether it is alone in its group.
    """
    said: list[list[T]] = []
    unknown = []
    for number, group in enumerate(condition.and_):
        parts = [clause(one, len(group.or_) == 1) for one in group.or_]
        if any(part is None for part in parts):
            unknown.append((f"audience.condition.and.{number}", group))
            said.append([mark])
        else:
            said.append([one for part in parts if part for one in part])
    if unknown:
        others = Condition.model_validate({"and": [group for _, group in unknown]})
        who = audience_sentence(others, notes.campaign.locale, context.label)
        notes.add("audience", *(path for path, _ in unknown), who=who, **_list(notes, context))
    return said


def carried_messages(campaign: Campaign, steps: Sequence[Carried]) -> Iterator[tuple[int, str, Channel, Message]]:
    """Each message that becomes a template: number of its step, letter (or ``fallback``), channel, words.

    What is planned for a day goes out in its first wording alone.
    """
    scheduled = isinstance(campaign.entry, ScheduleEntry)
    for number, step in enumerate(steps):
        for letter, message in step.wordings[: 1 if scheduled else None]:
            yield number, letter, step.channel, message
        if step.fallback and not scheduled:
            yield number, "fallback", *step.fallback


def note_planned(campaign: Campaign, entry: ScheduleEntry, notes: Notes) -> None:
    """Note what a sending for one day holds in no tool: that it comes again, and who is held out."""
    if entry.every:
        notes.add("repeat", "entry.every", "cooldown", n=f"{minutes_of(entry.every) / 1440:g}")
    if campaign.holdout.share:
        facts = {"percent": round(campaign.holdout.share * 100), "mark": mark_of(campaign)}
        notes.add("holdout", "holdout.share", **facts)


def note_first_only(number: int, step: Carried, notes: Notes) -> None:
    """Note that of step ``number`` only the first wording goes out, without a fallback."""
    for place in range(1, len(step.wordings)):
        notes.add("one_wording", f"steps.{number}.variants.{place}")
    if step.fallback:
        notes.add("fallback", f"steps.{number}.fallback", f"steps.{number}.fallback_message")


def note_exclusions(reasons: Sequence[Reason], notes: Notes, context: Context) -> None:
    """Note those who have to be left out by hand."""
    if reasons:
        locale = notes.campaign.locale
        who = say(locale, "card.comma").join(say(locale, f"export.reason_{reason}") for reason in reasons)
        paths = (f"audience.exclusions.{reason}" for reason in reasons)
        notes.add("exclusion", *paths, who=who, **_list(notes, context))


def _list(notes: Notes, context: Context) -> dict[str, str | None]:
    return {"mark": mark_of(notes.campaign), "list_at": context.list_at, "field": notes.mark_field}


def clock(minutes: int) -> str:
    """510 → ``08:30``."""
    return f"{minutes // 60:02}:{minutes % 60:02}"
