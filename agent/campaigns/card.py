"""A campaign as an operator reads it: the same sections, in the same order, for every door."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from agent.campaigns.card_money import cost_lines, hope_lines
from agent.campaigns.durations import minutes_of
from agent.campaigns.schema import Audience, Campaign, CheckReport, EventEntry, PopupEntry, ScheduleEntry
from agent.words import Locale, has_key, say

_MASKED = re.compile("⟨[^⟩]*⟩")


@dataclass(frozen=True)
class Message:
    """One wording as the customer sees it; ``heading`` says which one and what is different about it."""

    heading: str
    text: str


@dataclass(frozen=True)
class Section:
    """One heading of the card; ``small`` is a last line of little weight."""

    title: str
    lines: tuple[str, ...]
    messages: tuple[Message, ...] = ()
    small: str | None = None


@dataclass(frozen=True)
class Card:
    name: str
    id: str
    locale: Locale
    tags: tuple[str, str]
    sections: tuple[Section, ...]


def make_card(campaign: Campaign) -> Card:
    """All that an operator needs to decide, in ``campaign.locale``."""
    locale = campaign.locale
    sections = (_noticed, _who, _what, _when, _cost, _hope, _why, _switch_on)
    kind = "advert" if campaign.advertising else "information"
    return Card(
        name=campaign.name,
        id=campaign.id,
        locale=locale,
        tags=(say(locale, f"card.status_{campaign.status}"), say(locale, f"card.{kind}")),
        sections=tuple(section(campaign, locale) for section in sections),
    )


def _noticed(campaign: Campaign, locale: Locale) -> Section:
    proof = campaign.proof
    quotes = (_MASKED.sub("○○", example.text) for example in proof.examples[:2])
    said = tuple(say(locale, "card.quote", text=text) for text in quotes)
    heading = (say(locale, "card.said"),) if said else ()
    return Section(say(locale, "card.noticed"), (proof.headline, proof.sentence, *heading, *said))


def _who(campaign: Campaign, locale: Locale) -> Section:
    audience = campaign.audience
    lines = [audience.sentence, _reached(audience, locale)]
    if audience.days:
        lines.append(_counted_over(campaign, audience.days, locale))
    gone = [say(locale, f"card.out_{line.reason}", count=line.count) for line in audience.excluded if line.count]
    if gone:
        lines.append(say(locale, "card.out"))
        lines.extend(f"- {line}" for line in gone)
    if not audience.consent_known and audience.counts == "people":
        names = (say(locale, f"card.always_{reason}") for reason in audience.exclusions)
        lines.append(say(locale, "card.out_always", names=say(locale, "card.comma").join(names)))
    if audience.checked_later and audience.counts == "people":
        keys = say(locale, "card.comma").join(
            say(locale, f"audience.key_{key.replace('.', '_')}") for key in audience.checked_later
        )
        lines.append(say(locale, "card.out_later", keys=keys))
    return Section(say(locale, "card.who"), tuple(lines))


def _counted_over(campaign: Campaign, days: int, locale: Locale) -> str:
    """What today's count is a count of, and how the campaign will go on from there."""
    entry, condition = campaign.entry, campaign.audience.condition
    if campaign.forecast.per == "once":
        return say(locale, "card.who_waiting", days=days)
    if isinstance(entry, EventEntry) and not any(c.key.startswith("support.") for g in condition.and_ for c in g.or_):
        return say(locale, "card.who_event", days=days, event=event_words(entry.event, locale)[2])
    return say(locale, "card.who_per", days=days)


def _reached(audience: Audience, locale: Locale) -> str:
    if audience.counts == "visits":
        return say(locale, "card.who_visits", count=audience.reached)
    if audience.consent_known and audience.reached == audience.matched > 1:
        return say(locale, "card.who_all", count=audience.reached)
    key = "card.who_count" if audience.consent_known else "card.who_unknown"
    return say(locale, key, matched=audience.matched, reached=audience.reached)


def _channel(channel: str, locale: Locale) -> str:
    return say(locale, f"card.channel_{channel}")


def _what(campaign: Campaign, locale: Locale) -> Section:
    first = campaign.steps[0]
    channel = _channel(first.channel, locale)
    lines = [
        say(locale, "card.what_fallback", channel=channel, fallback=_channel(first.fallback, locale))
        if first.fallback
        else say(locale, "card.what_only", channel=channel),
        say(locale, "card.what_variants"),
    ]
    if campaign.language != locale:
        lines.append(say(locale, "card.what_language", language=say(locale, f"card.language_{campaign.language}")))
    names = dict.fromkeys(one.sample for step in campaign.steps for one in step.variables)
    if names:
        lines.append(say(locale, "card.sample", values=say(locale, "card.comma").join(names)))
    messages: list[Message] = []
    for number, step in enumerate(campaign.steps, 1):
        which = ""
        if number > 1:
            which = say(locale, "card.what_step", n=number, delay=duration(step.delay, locale)) + " · "
        messages.extend(Message(f"{which}{one.name}. {one.angle}", one.preview) for one in step.variants)
        if step.fallback and step.fallback_message:
            heading = say(locale, "card.what_else", channel=_channel(step.fallback, locale))
            messages.append(Message(which + heading, step.fallback_message.preview))
    return Section(say(locale, "card.what"), tuple(lines), tuple(messages))


def _when(campaign: Campaign, locale: Locale) -> Section:
    lines = [_start(campaign, locale), *_conditions(campaign, locale)]
    window = campaign.send_window
    if not isinstance(campaign.entry, PopupEntry):
        lines.append(window_line(campaign, locale))
        if window.end - window.start <= 180 and window.best_hour is not None:
            key = "card.when_measured" if window.measured else "card.when_guess"
            lines.append(say(locale, key, hour=clock(window.best_hour * 60, locale)))
    pause = duration(campaign.cooldown, locale)
    lines.append(say(locale, "card.when_cooldown", days=pause))
    if campaign.advertising:
        lines.append(say(locale, "card.when_cap", week=campaign.max_per_week))
    return Section(say(locale, "card.when"), tuple(lines))


def window_line(campaign: Campaign, locale: Locale) -> str:
    """Between which hours it arrives and, when not on every day, on which."""
    window = campaign.send_window
    missing = [day for day in range(1, 8) if day not in window.days]
    # Whichever is the shorter list to read.
    few = len(missing) <= len(window.days)
    return say(
        locale,
        "card.when_window",
        but=_day_names(missing, locale) if few else None,
        only=None if few else _day_names(window.days, locale),
        start=clock(window.start, locale),
        end=clock(window.end, locale),
    )


def _day_names(days: Iterable[int], locale: Locale) -> str:
    return say(locale, "card.comma").join(say(locale, f"card.day_{day}") for day in days)


def _start(campaign: Campaign, locale: Locale) -> str:
    entry = campaign.entry
    if isinstance(entry, PopupEntry):
        return say(locale, "card.when_popup", seconds=entry.delay_seconds)
    if isinstance(entry, ScheduleEntry):
        when = {
            "day": date_words(entry.start_at, locale),
            "clock": clock(entry.start_at.hour * 60 + entry.start_at.minute, locale),
        }
        if entry.every:
            return say(locale, "card.when_every", every=duration(entry.every, locale), **when)
        return say(locale, "card.when_schedule", **when) + " " + say(locale, "card.when_day")
    after, at, _, _ = event_words(entry.event, locale)
    if entry.wait.startswith("-"):
        key = f"card.at_{entry.event}"
        noun = say(locale, key if has_key(key) else "card.at_other")
        return say(locale, "card.when_before", event_at=noun, wait=duration(entry.wait, locale))
    if minutes_of(entry.wait) == 0:
        return say(locale, "card.when_at", event=at)
    return say(locale, "card.when_after", event=after, wait=duration(entry.wait, locale))


def _conditions(campaign: Campaign, locale: Locale) -> list[str]:
    entry = campaign.entry
    if not isinstance(entry, EventEntry):
        return []
    lines = []
    if entry.product:
        lines.append(say(locale, "card.when_product", product=entry.product))
    if entry.filter_event and entry.filter_match == "negative":
        lines.append(say(locale, "card.when_not_if", event=event_words(entry.filter_event, locale)[2]))
    if entry.exit_event and len(campaign.steps) > 1:
        lines.append(say(locale, "card.when_stop_if", event=event_words(entry.exit_event, locale)[2]))
    elif entry.exit_event and entry.exit_event != entry.filter_event and minutes_of(entry.wait):
        lines.append(say(locale, "card.when_not_if", event=event_words(entry.exit_event, locale)[2]))
    return lines


def _cost(campaign: Campaign, locale: Locale) -> Section:
    return Section(say(locale, "card.cost"), cost_lines(campaign, locale))


def _hope(campaign: Campaign, locale: Locale) -> Section:
    goal = event_words(campaign.goal.event, locale)[3]
    return Section(say(locale, "card.hope"), hope_lines(campaign, goal, locale))


def _why(campaign: Campaign, locale: Locale) -> Section:
    return Section(say(locale, "card.why"), (campaign.why, say(locale, "card.risk", risk=campaign.risk)))


def _switch_on(campaign: Campaign, locale: Locale) -> Section:
    channels = {channel for step in campaign.steps for channel in step.channels}
    steps = [say(locale, "card.on_1", id=campaign.id), say(locale, "card.on_2")]
    steps += [say(locale, f"card.on_{channel}") for channel in ("alimtalk", "brand_message") if channel in channels]
    steps.append(say(locale, "card.on_last"))
    lines = [f"{number}. {step}" for number, step in enumerate(steps, 1)]
    if campaign.check:
        lines.append(say(locale, "card.check_ok", rules=campaign.check.rules))
        if campaign.check.repaired:
            rules = say(locale, "card.comma").join(campaign.check.repaired)
            lines.append(say(locale, "card.check_repaired", rules=rules))
        lines.extend(_found(campaign.check, locale))
    made = campaign.provenance
    writer = say(
        locale,
        "card.writer_own" if made.own else "card.writer",
        playbook=made.playbook_id,
        version=made.playbook_version,
    )
    return Section(say(locale, "card.switch_on"), tuple(lines), small=writer)


def _found(report: CheckReport, locale: Locale) -> Iterator[str]:
    """What blocks, and under a heading of its own what does not."""
    yield from (f"- {one.message}" for one in report.warnings if one.severity == "block")
    if told := [one.message for one in report.warnings if one.severity != "block"]:
        yield say(locale, "life.warnings")
        yield from (f"- {message}" for message in told)


def event_words(event: str, locale: Locale) -> tuple[str, str, str, str]:
    """How an event is said: and then, as soon as, who did so, what we hope for."""
    after, at, did, hope = say(locale, f"events.{event}").split("|")
    return after, at, did, hope


def duration(value: str, locale: Locale) -> str:
    """``P14D`` → ``14일``."""
    minutes = minutes_of(value)
    if minutes and minutes % 1440 == 0:
        count = minutes // 1440
        return say(locale, "card.day_one") if count == 1 else say(locale, "card.days", n=count)
    if minutes and minutes % 60 == 0:
        count = minutes // 60
        return say(locale, "card.hour_one") if count == 1 else say(locale, "card.hours", n=count)
    return say(locale, "card.minutes", n=minutes)


_PARTS = ((6, "night"), (9, "morning"), (12, "forenoon"), (13, "noon"), (18, "afternoon"), (21, "evening"))


def clock(minutes: int, locale: Locale) -> str:
    """Minutes of the day as one says them: ``1230`` → ``저녁 8시 30분``, ``20:30``."""
    hour, minute = divmod(minutes, 60)
    part = next((name for until, name in _PARTS if hour < until), "late") if hour else "late"
    return say(
        locale,
        "card.clock",
        part=say(locale, f"card.part_{part}"),
        hour=(hour - 1) % 12 + 1,
        hour24=hour,
        minute=minute or None,
        minute00=f"{minute:02}",
    )


def date_words(moment: datetime, locale: Locale) -> str:
    parts = {"year": moment.year, "month": moment.month, "day": moment.day, "iso": moment.strftime("%B %-d, %Y")}
    return say(locale, "card.date", **parts)
