"""Whether a campaign is whole: nothing blank, nothing invented, nothing longer than its channel carries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from agent.campaigns.channels import Limits, limits_of, text_length
from agent.campaigns.durations import days_of as exact_days
from agent.campaigns.rules.types import Broken, each_variant
from agent.campaigns.schema import Draft, EventEntry, Variant
from agent.profile import ShopProfile
from agent.words import say
from retrieval.library import load_library

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


def variables_declared(draft: Draft, _profile: ShopProfile) -> Iterator[Broken]:
    for path, step, variant in each_variant(draft):
        declared = {one.name for one in step.variables}
        for name in dict.fromkeys(_VARIABLE.findall(variant.title + variant.body)):
            if name not in declared:
                yield Broken(f"{path}.body", facts={"name": name})


def nothing_left_open(draft: Draft, _profile: ShopProfile) -> Iterator[Broken]:
    for path, _step, variant in each_variant(draft):
        for part in ("title", "body", "preview"):
            found = _LEFTOVER.search(getattr(variant, part))
            if found:
                yield Broken(f"{path}.{part}", facts={"text": found.group()})


def wordings_differ(draft: Draft, _profile: ShopProfile) -> Iterator[Broken]:
    for s, step in enumerate(draft.steps):
        first, second = step.variants[0], step.variants[1]
        if SequenceMatcher(None, first.body, second.body, autojunk=False).ratio() > TWIN:
            yield Broken(f"steps[{s}].variants", "warn")


def fits_channel(draft: Draft, _profile: ShopProfile) -> Iterator[Broken]:
    """The text with its longest likely values, on the first channel and on the fallback."""
    for path, step, variant in each_variant(draft):
        for channel in (step.channel, step.fallback):
            if channel is None:
                continue
            for part, length, limit in _too_long(variant, limits_of(channel, draft.country)):
                named = say(draft.locale, f"card.channel_{channel}")
                yield Broken(f"{path}.{part}", facts={"length": length, "limit": limit, "channel": named})


def _too_long(variant: Variant, limits: Limits) -> Iterator[tuple[str, int, int]]:
    """Parts of a wording that ``limits`` do not hold: part, length, limit."""
    sizes = (
        ("title", text_length(variant.title, limits), limits.title),
        ("body", text_length(variant.preview, limits), limits.body),
        ("body", variant.body.count("\n"), limits.body_lines),
        ("button", len(variant.button.label) if variant.button else 0, limits.button),
    )
    for part, length, limit in sizes:
        if limit is not None and length > limit:
            yield part, length, limit


def sized_right(draft: Draft, _profile: ShopProfile) -> Iterator[Broken]:
    """Waiting, pausing and measuring within what campaign tools accept (Channel Talk: 90, 30 and 30 days)."""
    if isinstance(draft.entry, EventEntry) and not days_of(draft.entry.wait) <= 90:
        yield Broken("entry.wait", facts={"value": draft.entry.wait, "limit": 90})
    if not 0 <= days_of(draft.cooldown) <= 30:
        yield Broken("cooldown", facts={"value": draft.cooldown, "limit": 30})
    if not 1 <= days_of(draft.goal.window) <= 30:
        yield Broken("goal.window", facts={"value": draft.goal.window, "limit": 30})


def somebody_gets_it(draft: Draft, _profile: ShopProfile) -> Iterator[Broken]:
    if draft.audience.reached == 0:
        yield Broken("audience.reached")


def links_are_safe(draft: Draft, _profile: ShopProfile) -> Iterator[Broken]:
    for path, _step, variant in each_variant(draft):
        if variant.button and not variant.button.url.startswith("https://"):
            yield Broken(f"{path}.button.url", facts={"url": variant.button.url})


def numbers_are_the_shops(draft: Draft, profile: ShopProfile) -> Iterator[Broken]:
    """Every number in a message stands in the shop's own profile or in the playbook's words ("2년에 한 번").

    So nothing is promised that the shop did not give.
    """
    known = set(_NUMBER.findall(profile.model_dump_json())) | _numbers_of_playbook(draft)
    known |= {f"{int(n):,}" for n in known if n.isdigit()} | {str(int(n)) for n in known if n.isdigit()}
    for path, _step, variant in each_variant(draft):
        text = _VARIABLE.sub("", variant.title + "\n" + variant.body)
        for number in dict.fromkeys(_NUMBER.findall(text)):
            if number not in known:
                yield Broken(f"{path}.body", facts={"number": number})


def _numbers_of_playbook(draft: Draft) -> set[str]:
    playbook = load_library().playbooks.get(draft.provenance.playbook_id)
    steps = playbook.steps if playbook else ()
    return {
        number
        for step in steps
        for words in getattr(step, draft.language)
        for number in _NUMBER.findall(f"{words.title} {words.body}")
    }


def taboo_words(draft: Draft, profile: ShopProfile) -> Iterator[Broken]:
    for path, _step, variant in each_variant(draft):
        for word in profile.taboos:
            if word in variant.title + variant.body:
                yield Broken(f"{path}.body", facts={"word": word})


def the_upset_are_spared(draft: Draft, _profile: ShopProfile) -> Iterator[Broken]:
    """Whoever has an open complaint is left out of everything but what puts it right."""
    if not draft.fixes_first and "upset_open" not in draft.audience.exclusions:
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
