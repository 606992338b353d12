"""A playbook in full, as an operator reads it: what it does, when it fits and when not, what it says and may bring."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from agent.campaigns.card import duration, event_words
from agent.campaigns.durations import minutes_of
from agent.campaigns.forecast import goal_interval
from agent.signals.intents import intent_label
from agent.words import Locale, fill, has_key, say
from api.show import console, tell
from retrieval.playbook import MESSAGE_FIELDS, EventEntry, Language, Message, Playbook, PopupEntry, Step

MOST_SAID = 3  # examples of what an operator who needs it would say


def print_playbook(playbook: Playbook, locale: Locale, *, own: bool) -> None:
    """All of ``playbook`` in ``locale``; messages in the first of its languages when it has none in ``locale``."""
    out = console()
    out.print(Rule(Text(playbook.title.to(locale), style="bold"), align="left", characters="━", style="cyan"))
    mark = say(locale, "playbooks.own_mark") if own else None
    tell(out, say(locale, "playbooks.version_line", id=playbook.id, version=playbook.version, own=mark), "dim")
    spoken = locale if locale in playbook.languages else playbook.languages[0]
    _section(out, locale, "promise", [playbook.promise.to(locale)])
    _section(out, locale, "fits", _fits(playbook, locale, spoken))
    _section(out, locale, "not_when", [playbook.not_when.to(locale)])
    _section(out, locale, "why", [playbook.why.to(locale)])
    _section(out, locale, "needs", _needs(playbook, locale))
    _section(out, locale, "when", _when(playbook, locale, spoken))
    _section(out, locale, "says", [say(locale, "playbooks.says_fields"), _choice(playbook, locale, spoken)])
    for number, step in enumerate(playbook.steps, 1):
        tell(out, f"\n{_which(number, step, locale)}", "bold", indent=2)
        for heading, message in _wordings(playbook, step, locale, spoken):
            _print_message(out, heading, message, locale)
    _section(out, locale, "gives", _gives(playbook, locale))
    _section(out, locale, "expect", _expect(playbook, locale))
    _section(out, locale, "risks", [playbook.risks.to(locale)])
    told = [(one.situation.to(locale), one.plan.to(locale)) for one in playbook.examples]
    _section(out, locale, "examples", [say(locale, "playbooks.example", situation=s, plan=p) for s, p in told])


def _section(out: Console, locale: Locale, name: str, lines: list[str]) -> None:
    if lines:
        tell(out, f"\n{say(locale, f'playbooks.{name}')}", "bold cyan")
    for line in lines:
        tell(out, line, indent=2)


def _fits(playbook: Playbook, locale: Locale, spoken: Language) -> list[str]:
    comma = say(locale, "card.comma")
    lines = []
    if playbook.intents:
        names = comma.join(intent_label(intent, locale) for intent in playbook.intents)
        lines.append(say(locale, "playbooks.fits_intents", names=names))
    if playbook.industries:
        lines.append(say(locale, "playbooks.fits_trade", names=comma.join(playbook.industries)))
    asks = getattr(playbook.asks, spoken)[:MOST_SAID]
    return lines + [say(locale, "playbooks.fits_said", text=text) for text in asks]


def _needs(playbook: Playbook, locale: Locale) -> list[str]:
    needs = [f"- {say(locale, f'needs.{need}')}" for need in playbook.needs]
    return needs or [say(locale, "playbooks.needs_none")]


def _when(playbook: Playbook, locale: Locale, spoken: Language) -> list[str]:
    comma = say(locale, "card.comma")
    names = comma.join(say(locale, f"card.channel_{channel}") for channel in playbook.channels[spoken])
    lines = [*_start(playbook, locale), say(locale, "playbooks.when_channels", names=names)]
    lines[1:1] = [_which(number, step, locale) for number, step in enumerate(playbook.steps, 1) if number > 1]
    pause = "playbooks.when_series" if len(playbook.steps) > 1 else "card.when_cooldown"
    lines.append(say(locale, pause, days=duration(playbook.cooldown, locale)))
    if playbook.exclusions:
        spared = comma.join(say(locale, f"card.always_{one}") for one in playbook.exclusions)
        lines.append(say(locale, "playbooks.when_spared", names=spared))
    return lines


def _start(playbook: Playbook, locale: Locale) -> Iterator[str]:
    entry = playbook.entry
    if isinstance(entry, PopupEntry):
        yield say(locale, "card.when_popup", seconds=entry.delay_seconds)
    elif not isinstance(entry, EventEntry):
        every = duration(entry.every, locale) if entry.every else None
        yield say(locale, "playbooks.when_every" if every else "playbooks.when_schedule", every=every)
    else:
        yield _event(entry, locale)
        if entry.filter_event and entry.filter_match == "negative":
            yield say(locale, "card.when_not_if", event=event_words(entry.filter_event, locale)[2])


def _event(entry: EventEntry, locale: Locale) -> str:
    after, at, _, _ = event_words(entry.event, locale)
    if minutes_of(entry.wait) == 0:
        return say(locale, "card.when_at", event=at)
    wait = duration(entry.wait, locale)
    if entry.wait.startswith("-"):
        key = f"card.at_{entry.event}"
        noun = say(locale, key if has_key(key) else "card.at_other")
        return say(locale, "card.when_before", event_at=noun, wait=wait)
    return say(locale, "card.when_after", event=after, wait=wait)


def _choice(playbook: Playbook, locale: Locale, spoken: Language) -> str:
    """That the wordings of a message are for choosing from; a customer gets one of them."""
    two = all(len(getattr(step, spoken)) == 2 for step in playbook.steps)
    return say(locale, "card.what_variants" if two else "playbooks.says_several")


def _which(number: int, step: Step, locale: Locale) -> str:
    """Which message it is, and when a later one of a series goes out."""
    if number == 1:
        return say(locale, "playbooks.says_first")
    return say(locale, "card.what_step", n=number, delay=duration(step.delay, locale))


def _wordings(playbook: Playbook, step: Step, locale: Locale, spoken: Language) -> Iterator[tuple[str, Message]]:
    """Every wording of a message with its heading, and the words for the second channel."""
    for name, variant in zip(ascii_uppercase, getattr(step, spoken), strict=False):
        yield say(locale, "playbooks.says_wording", name=name, angle=variant.angle), variant
    other: Message | None = getattr(step.fallback, spoken)
    second = playbook.channels[spoken][1:2]
    if other and second:
        channel = say(locale, f"card.channel_{second[0]}")
        yield say(locale, "playbooks.says_fallback", channel=channel), other


def _print_message(out: Console, heading: str, message: Message, locale: Locale) -> None:
    values = {name: f"‹{say(locale, f'playbooks.field_{name}')}›" for name in MESSAGE_FIELDS}
    tell(out, f"\n{heading}", "dim", indent=2)
    if message.title:
        tell(out, fill(message.title, values), "bold", indent=4)
    tell(out, fill(message.body, values).strip(), indent=4)
    if message.button:
        tell(out, f"[{message.button}]", indent=4)


def _gives(playbook: Playbook, locale: Locale) -> list[str]:
    offer = playbook.offer
    kinds = say(locale, "card.comma").join(say(locale, f"playbooks.kind_{kind}") for kind in offer.kinds)
    lines = [say(locale, f"playbooks.gives_{offer.use}", kinds=kinds)]
    if offer.max_percent:
        lines.append(say(locale, "playbooks.gives_most", percent=offer.max_percent))
    if offer.guidance:
        lines.append(offer.guidance.to(locale))
    return lines


def _expect(playbook: Playbook, locale: Locale) -> list[str]:
    prior = playbook.prior
    interval = goal_interval(100, prior.mean, prior.size)
    low, high = round(interval.low), max(1, round(interval.high))
    hope = event_words(playbook.goal.event, locale)[3]
    days = duration(playbook.goal.window, locale)
    kind = "wide" if prior.source.startswith("wide") else "claimed" if prior.claimed else "measured"
    # That nothing was measured is said in words already.
    source = None if kind == "wide" else prior.source
    facts = {"source": source, "region": prior.region, "year": prior.year}
    return [
        say(locale, "playbooks.expect_rate", low=low, high=high, goal=hope, days=days),
        say(locale, "playbooks.expect_source", kind=say(locale, f"card.hope_source_{kind}"), **facts),
    ]
