"""Whether a campaign is whole: nothing blank, nothing invented, nothing longer than its channel carries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from agent.campaigns.channels import Limits, limits_of, text_length
from agent.campaigns.durations import days_of as exact_days
from agent.campaigns.rules.types import Broken, Given, each_message, messages_of
from agent.campaigns.schema import Draft, EventEntry, Message
from agent.profile import ShopProfile
from agent.words import Locale, say
from retrieval.playbook import Playbook

_VARIABLE = re.compile(r"#\{([^}]*)\}")
_LEFTOVER = re.compile(r"\[\[|\]\]|(?<!#)\{|\{\{|\}\}")
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
TWIN = 0.9  # two wordings that share nine tenths teach nothing when compared


def days_of(duration: str) -> float:
    """Days of a duration; NaN, which no limit holds, for what is none."""
    try:
        return exact_days(duration)
    except ValueError:
        return float("nan")


def variables_declared(draft: Draft, _given: Given) -> Iterator[Broken]:
    for number, step in enumerate(draft.steps):
        declared = {one.name for one in step.variables}
        for path, _channel, message in messages_of(number, step):
            for name in dict.fromkeys(_VARIABLE.findall(message.title + message.body)):
                if name not in declared:
                    yield Broken(f"{path}.body", facts={"name": name})


def nothing_left_open(draft: Draft, _given: Given) -> Iterator[Broken]:
    for path, _channel, message in each_message(draft):
        for part in ("title", "body", "preview"):
            found = _LEFTOVER.search(getattr(message, part))
            if found:
                yield Broken(f"{path}.{part}", facts={"text": found.group()})


def wordings_differ(draft: Draft, _given: Given) -> Iterator[Broken]:
    for s, step in enumerate(draft.steps):
        first, second = step.variants[0], step.variants[1]
        if SequenceMatcher(None, first.body, second.body, autojunk=False).ratio() > TWIN:
            yield Broken(f"steps[{s}].variants", "warn")


def fits_channel(draft: Draft, _given: Given) -> Iterator[Broken]:
    """Each text, with its samples filled in, on the channel that carries it."""
    for path, channel, message in each_message(draft):
        for part, length, limit in _too_long(message, limits_of(channel, draft.country)):
            named = say(draft.locale, f"card.channel_{channel}")
            yield Broken(f"{path}.{part}", facts={"length": length, "limit": limit, "channel": named})


def _too_long(message: Message, limits: Limits) -> Iterator[tuple[str, int, int]]:
    """Parts of a message that ``limits`` do not hold: part, length, limit."""
    sizes = (
        ("title", text_length(message.title, limits), limits.title),
        ("body", text_length(message.preview, limits), limits.body),
        ("body", message.body.count("\n"), limits.body_lines),
        ("button", len(message.button.label) if message.button else 0, limits.button),
    )
    for part, length, limit in sizes:
        if limit is not None and length > limit:
            yield part, length, limit


def sized_right(draft: Draft, _given: Given) -> Iterator[Broken]:
    """Waiting, pausing and measuring within what campaign tools accept (Channel Talk: 90, 30 and 30 days)."""
    if isinstance(draft.entry, EventEntry) and not days_of(draft.entry.wait) <= 90:
        yield Broken("entry.wait", facts={"value": draft.entry.wait, "limit": 90})
    if not 0 <= days_of(draft.cooldown) <= 30:
        yield Broken("cooldown", facts={"value": draft.cooldown, "limit": 30})
    if not 1 <= days_of(draft.goal.window) <= 30:
        yield Broken("goal.window", facts={"value": draft.goal.window, "limit": 30})


def somebody_gets_it(draft: Draft, _given: Given) -> Iterator[Broken]:
    if draft.audience.reached == 0:
        yield Broken("audience.reached")


def links_are_safe(draft: Draft, given: Given) -> Iterator[Broken]:
    """The button's link or, where the channel has none, the page of the shop at the end of a line."""
    unsafe = tuple(url for url in _pages(given.profile) if not url.startswith("https://"))
    for path, _channel, message in each_message(draft):
        if message.button and not message.button.url.startswith("https://"):
            yield Broken(f"{path}.button.url", facts={"url": message.button.url})
        if not message.button:
            for url in unsafe:
                if any(line.endswith(url) for line in message.body.splitlines()):
                    yield Broken(f"{path}.body", facts={"url": url})


def _pages(profile: ShopProfile) -> set[str]:
    pages = {*profile.links.model_dump().values(), *(product.url for product in profile.products)}
    return {page for page in pages if page}


def numbers_are_the_shops(draft: Draft, given: Given) -> Iterator[Broken]:
    """Every number in a message stands in the shop's own profile or in the playbook's words ("2년에 한 번").

    So nothing is promised that the shop did not give.
    """
    known = set(_NUMBER.findall(given.profile.model_dump_json()))
    if given.playbook:
        known |= _numbers_of(given.playbook, draft.language)
    known |= {f"{int(n):,}" for n in known if n.isdigit()} | {str(int(n)) for n in known if n.isdigit()}
    for path, _channel, message in each_message(draft):
        text = _VARIABLE.sub("", message.title + "\n" + message.body)
        for number in dict.fromkeys(_NUMBER.findall(text)):
            if number not in known:
                yield Broken(f"{path}.body", facts={"number": number})


def _numbers_of(playbook: Playbook, language: Locale) -> set[str]:
    """Numbers in the playbook's words for customers."""
    wordings = [words for step in playbook.steps for words in getattr(step, language)]
    fallbacks = [words for step in playbook.steps if (words := getattr(step.fallback, language))]
    return {
        number for words in (*wordings, *fallbacks) for number in _NUMBER.findall(f"{words.title or ''} {words.body}")
    }


def taboo_words(draft: Draft, given: Given) -> Iterator[Broken]:
    for path, _channel, message in each_message(draft):
        for word in given.profile.taboos:
            if word in message.title + message.body:
                yield Broken(f"{path}.body", facts={"word": word})


def the_upset_are_spared(draft: Draft, _given: Given) -> Iterator[Broken]:
    """Nobody with an open complaint is sold to. What only informs may go to them: a booking is still tomorrow."""
    if draft.advertising and "upset_open" not in draft.audience.exclusions:
        yield Broken("audience.exclusions")


RULES = {
    "S-01": variables_declared,
    "S-02": nothing_left_open,
    "S-03": wordings_differ,
    "S-04": fits_channel,
    "S-05": sized_right,
    "S-06": somebody_gets_it,
    "S-07": links_are_safe,
    "S-08": numbers_are_the_shops,
    "S-09": taboo_words,
    "S-10": the_upset_are_spared,
}
