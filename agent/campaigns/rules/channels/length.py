"""How long a text may be, with its variables at their longest."""

from __future__ import annotations

from collections.abc import Iterator

from agent.campaigns.channels import Limits, form_of
from agent.campaigns.letters import longest_length, parts
from agent.campaigns.plan import Placed, Plan
from agent.campaigns.rules.parts import presses
from agent.campaigns.rules.types import Broken, Given, Rule
from agent.words import Phrase

Measure = tuple[str, int, int | None]
"""A place in a message, its length, and the limit if there is one."""


def fits_channel(plan: Plan, _given: Given) -> Iterator[Broken]:
    """S-04: each text, with its variables at their longest, on the channel and in the form that carries it."""
    for one in plan.messages:
        limits = _limits(one, plan)
        named = Phrase(f"card.channel_{one.channel}")
        for path, length, limit in (*_texts(one, limits), *_items(one, limits), *_labels(one, limits)):
            if limit is not None and length > limit:
                yield Broken(path, {"length": length, "limit": limit, "channel": named})
        breaks, most = one.message.body.count("\n"), limits.body_lines
        if most is not None and breaks > most:
            yield Broken(f"{one.path}.body", {"length": breaks, "limit": most, "channel": named}, case="lines")
        body = _length(one, one.message.body, limits)
        if limits.careful is not None and limits.careful < body <= limits.body:
            facts = {"length": body, "limit": limits.careful, "channel": named}
            yield Broken(f"{one.path}.body", facts, case="careful", severity="warn")


def _limits(one: Placed, plan: Plan) -> Limits:
    message = one.message
    headed = bool(message.title or message.image)
    return form_of(one.channel, plan.country, shape=one.step.shape, pressed=bool(message.presses), headed=headed)


def _length(one: Placed, text: str, limits: Limits) -> int:
    return longest_length(text, one.step.variables, counts_bytes=limits.counts_bytes)


def _texts(one: Placed, limits: Limits) -> Iterator[Measure]:
    named = (("title", limits.title), ("header", limits.header), ("body", limits.body))
    yield from (
        (f"{one.path}.{part}", _length(one, getattr(one.message, part), limits), limit) for part, limit in named
    )


def _items(one: Placed, limits: Limits) -> Iterator[Measure]:
    for number, item in enumerate(one.message.items):
        place = f"{one.path}.items[{number}]"
        title = limits.item_title[min(number, len(limits.item_title) - 1)] if limits.item_title else None
        yield f"{place}.header", _length(one, item.header, limits), limits.header
        yield f"{place}.title", _length(one, item.title, limits), title
        yield f"{place}.body", _length(one, item.body, limits), limits.item_body


def _labels(one: Placed, limits: Limits) -> Iterator[Measure]:
    if limits.button:  # none at all: told as a button that has no place there
        yield from (
            (f"{place}.label", _length(one, press.label, limits), limits.button) for place, press in presses(one)
        )


def one_part_abroad(plan: Plan, _given: Given) -> Iterator[Broken]:
    """CH-01: a text message abroad goes out in parts, and each is paid for."""
    if plan.country == "KR":
        return
    for one in plan.messages:
        # A variable's letters are not known; they are taken for plain ones.
        body = one.message.body
        for variable in one.step.variables:
            longest = variable.longest.chars if variable.longest else None
            value = (variable.sample or variable.fallback or "")[:longest]
            body = body.replace(f"#{{{variable.name}}}", value.ljust(longest or 0, "a"))
        count = parts(body)
        if one.channel == "sms" and count > 1:
            yield Broken(f"{one.path}.body", {"parts": count})


RULES: tuple[Rule, ...] = (
    Rule("S-04", fits_channel, "docs/channels.md"),
    Rule("CH-01", one_part_abroad, "3GPP TS 23.038; docs/channels.md", "warn"),
)
