"""The built-in writer: one finding, one playbook, one shop → a campaign draft, without a model.

Everything in it is either the playbook's own wording or a fact of the shop. The same brief gives the same draft.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import duckdb

from agent.campaigns.briefing import Brief, CannotWrite
from agent.campaigns.channels import choose_channels
from agent.campaigns.compose import EVENT_FIELDS, Copy, can_fill, compose, variable
from agent.campaigns.durations import days_of
from agent.campaigns.forecast import forecast, plan_holdout
from agent.campaigns.reach import count_reach, keys_of, narrowed
from agent.campaigns.schema import (
    Audience,
    Draft,
    Entry,
    EventEntry,
    Goal,
    PopupEntry,
    Provenance,
    ScheduleEntry,
    SendWindow,
    Step,
)
from agent.campaigns.timing import next_day, next_start, send_window
from agent.profile import Offer
from agent.words import Locale
from retrieval.playbook import Channel
from retrieval.playbook import Entry as PlaybookEntry
from retrieval.playbook import Step as PlaybookStep

WRITER_VERSION = "1"


def write_draft(
    brief: Brief, connection: duckdb.DuckDBPyConnection, label: Callable[[str], str]
) -> Draft | CannotWrite:
    """Write one draft; ``label`` names an intent in the operator's language."""
    playbook, profile = brief.playbook, brief.profile
    advertising = playbook.advertising == "always"
    channels = choose_channels(playbook.channels[profile.language], profile, advertising=advertising)
    if not channels:
        return CannotWrite(playbook.id, "no_channel")
    copy = _copy(brief, advertising)
    steps = _steps(brief, copy, channels)
    if not steps:
        return CannotWrite(playbook.id, "missing_facts")
    condition = narrowed(brief, copy.product)
    audience = count_reach(brief, condition, channels, advertising, connection, label)
    if audience.reached == 0:
        return CannotWrite(playbook.id, "nobody")
    window = send_window(profile, brief.hours, waits_days=_waits_days(playbook.entry))
    prior = playbook.prior
    outlook = forecast(
        per_month=30 / brief.period_days if _flows(playbook.entry, audience) else None,
        by_channel=audience.by_channel,
        messages_each=len(steps),
        prior=(prior.mean, prior.size, prior.source, prior.claimed),
        # An apology is not judged by what it sells.
        is_order=playbook.goal.event == "order_placed" and not playbook.first,
        average_order=brief.average_order,
        profile=profile,
        offer_cost=copy.offer.cost if copy.offer and _mentions(steps, copy.offer) else None,
    )
    return Draft(
        shop=profile.name,
        name=getattr(playbook.title, brief.locale),
        objective=getattr(playbook.promise, brief.locale),
        why=getattr(playbook.why, brief.locale),
        risk=getattr(playbook.risks, brief.locale),
        locale=brief.locale,
        language=profile.language,
        country=profile.country,
        currency=profile.currency,
        advertising=advertising,
        fixes_first=playbook.first,
        proof=brief.proof,
        provenance=_provenance(brief),
        audience=audience,
        entry=_entry(playbook.entry, brief.now, window, copy.product),
        steps=steps,
        send_window=window,
        cooldown=playbook.cooldown,
        max_per_week=max(MOST_PER_WEEK, _in_a_week(steps)),
        goal=Goal(event=playbook.goal.event, window=playbook.goal.window),
        holdout=plan_holdout(outlook.recipients, prior.mean),
        forecast=outlook,
    )


MOST_PER_WEEK = 2  # advertisements to one person in 7 days; a series that was planned as one may have more
AWAITED = ("back_in_stock", "product_launched", "price_dropped")


def _flows(entry: PlaybookEntry, audience: Audience) -> bool:
    """Whether people come to match one by one; who waits for a product gets the news all at once."""
    if entry.type == "event" and entry.event in AWAITED:
        return False
    return audience.days is not None or entry.type == "popup"


def _in_a_week(steps: tuple[Step, ...]) -> int:
    """Steps of the series that fall into its first seven days."""
    return sum(days_of(step.delay) <= 7 for step in steps)


def _mentions(steps: tuple[Step, ...], offer: Offer) -> bool:
    return any(offer.text in variant.body for step in steps for variant in step.variants)


def _provenance(brief: Brief) -> Provenance:
    return Provenance(
        playbook_id=brief.playbook.id,
        playbook_version=brief.playbook.version,
        library_version=brief.library_version,
        writer="built-in",
        writer_version=WRITER_VERSION,
        signals=brief.signals_hash,
    )


def choose_offer(brief: Brief) -> Offer | None:
    """The shop's own offer made for this playbook or topic, else a general one; none that has ended or is too large."""
    profile, wanted = brief.profile, {brief.playbook.id, *brief.intents}

    def allowed(offer: Offer) -> bool:
        # An offer that ends before the operator has had time to look cannot be promised.
        if offer.ends and offer.ends <= next_day(brief.now):
            return False
        limit = profile.max_discount_percent
        if offer.kind != "coupon_percent" or limit is None:
            return True
        return offer.value is not None and offer.value <= limit

    fitting = [offer for offer in profile.offers if allowed(offer)]
    meant = [offer for offer in fitting if wanted & set(offer.for_)]
    return next(iter(meant or [offer for offer in fitting if not offer.for_]), None)


def _copy(brief: Brief, advertising: bool) -> Copy:
    entry = brief.playbook.entry
    carried = EVENT_FIELDS.get(entry.event, ()) if entry.type == "event" else ()
    # A product in the text is only true when the audience is held to those who spoke of it; then the event must be
    # about the same one.
    product = brief.product if "support.intent" in keys_of(brief.playbook) else None
    if product:
        carried = tuple(name for name in carried if name != "product")
    if "consent.stale" in keys_of(brief.playbook):
        carried = (*carried, "consent_date")
    return Copy(
        profile=brief.profile,
        language=brief.profile.language,
        # A popup is the shop's own page, not a message that is sent: no mark, no refusal line.
        marked=advertising and entry.type != "popup",
        runtime=carried if entry.type == "popup" else ("customer", *carried),
        offer=choose_offer(brief) if advertising else None,
        product=product,
    )


def _steps(brief: Brief, copy: Copy, channels: tuple[Channel, ...]) -> tuple[Step, ...]:
    made = (_step(step, copy, channels, brief.locale) for step in brief.playbook.steps)
    return tuple(step for step in made if step is not None)


def _step(step: PlaybookStep, copy: Copy, channels: tuple[Channel, ...], locale: Locale) -> Step | None:
    """A step with at least two wordings that this shop can fill; None when there are fewer."""
    # What is different about a wording is told to the operator, so it is taken from the wordings in their language.
    wordings = [
        words.model_copy(update={"angle": told.angle})
        for words, told in zip(getattr(step, copy.language), getattr(step, locale), strict=True)
        if can_fill(words, step, copy)
    ]
    if len(wordings) < 2:
        return None
    variants = tuple(compose(words, "AB"[n], step, copy, channels) for n, words in enumerate(wordings[:2]))
    text = "".join(variant.title + variant.body for variant in variants)
    declared = (variable(name, copy.language, copy.profile)[0] for name in copy.runtime)
    return Step(
        channel=channels[0],
        fallback=channels[1] if len(channels) > 1 else None,
        delay=step.delay,
        variants=variants,
        variables=tuple(one for one in declared if f"#{{{one.name}}}" in text),
    )


def _waits_days(entry: PlaybookEntry) -> bool:
    if entry.type != "event":
        return entry.type == "schedule"
    return days_of(entry.wait) >= 1


def _entry(entry: PlaybookEntry, now: datetime, window: SendWindow, product: str | None) -> Entry:
    if entry.type == "schedule":
        return ScheduleEntry(start_at=next_start(now, window), every=entry.every)
    if entry.type == "popup":
        return PopupEntry(delay_seconds=entry.delay_seconds)
    about = product if product and "product" in EVENT_FIELDS.get(entry.event, ()) else None
    return EventEntry.model_validate(entry.model_dump() | {"product": about})
