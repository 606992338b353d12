"""The built-in writer: one finding, one playbook, one shop → a campaign draft, without a model.

Everything in it is either the playbook's own wording or a fact of the shop. The same brief gives the same draft.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import duckdb

from agent.campaigns.briefing import Brief, CannotWrite
from agent.campaigns.chances import OrderValues
from agent.campaigns.channels import choose_channels
from agent.campaigns.compose import EVENT_FIELDS, Copy, brought_along
from agent.campaigns.cost import cost_of_one_use
from agent.campaigns.durations import days_of
from agent.campaigns.forecast import MONTH, forecast, recipients_in, with_own_results
from agent.campaigns.holdout import plan_holdout
from agent.campaigns.names import longest_name
from agent.campaigns.offers import choose_offer
from agent.campaigns.reach import count_reach, keys_of, narrowed
from agent.campaigns.schema import (
    Audience,
    Draft,
    Entry,
    EventEntry,
    Forecast,
    Goal,
    Holdout,
    PopupEntry,
    Provenance,
    ScheduleEntry,
    SendWindow,
    Step,
)
from agent.campaigns.timing import next_start, send_window
from agent.campaigns.wording import write_steps
from agent.profile import Offer
from retrieval.playbook import Entry as PlaybookEntry

WRITER_VERSION = "2"


def write_draft(
    brief: Brief, connection: duckdb.DuckDBPyConnection, label: Callable[[str], str]
) -> Draft | CannotWrite:
    """Write one draft; ``label`` names an intent in the operator's language."""
    for advertising in _ways(brief):
        made = _write(brief, advertising, connection, label)
        if isinstance(made, Draft):
            break
    return made


def _ways(brief: Brief) -> tuple[bool, ...]:
    """Whether to write it as advertising, the better way first.

    A playbook that may go either way holds its benefit only where the shop made one for this very playbook: as
    advertising it reaches fewer.
    """
    kind = brief.playbook.advertising
    if kind != "if_benefit":
        return (kind == "always",)
    offer = choose_offer(brief)
    return (True, False) if offer and brief.playbook.id in offer.for_ else (False,)


def _write(
    brief: Brief, advertising: bool, connection: duckdb.DuckDBPyConnection, label: Callable[[str], str]
) -> Draft | CannotWrite:
    playbook, profile = brief.playbook, brief.profile
    copy = replace(copy_of(brief, advertising), names=longest_name(connection))
    steps = _steps(brief, copy, advertising)
    if isinstance(steps, CannotWrite):
        return steps
    condition = narrowed(brief, copy.product)
    audience = count_reach(brief, condition, steps[0].channels, advertising, connection, label)
    if audience.reached == 0:
        return CannotWrite(playbook.id, "nobody")
    window = send_window(profile, brief.hours, waits_days=_waits_days(playbook.entry))
    holdout, outlook = outlook_of(brief, audience, steps, copy)
    return Draft(
        shop=profile.name,
        name=playbook.title.to(brief.locale),
        objective=playbook.promise.to(brief.locale),
        why=playbook.why.to(brief.locale),
        risk=playbook.risks.to(brief.locale),
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
        holdout=holdout,
        forecast=outlook,
    )


def outlook_of(brief: Brief, audience: Audience, steps: tuple[Step, ...], copy: Copy) -> tuple[Holdout, Forecast]:
    """Who is held out, and what it brings and costs without them."""
    playbook, profile, prior = brief.playbook, brief.profile, brief.playbook.prior
    per_month = MONTH / brief.period_days if _flows(playbook.entry, audience) else None
    tried = profile.results_of(playbook.id)
    rate, _ = with_own_results(prior.mean, prior.size, tried)
    # Who is apologised to is not left out to see what it brings; whom a popup reaches nobody knows.
    everybody = playbook.first or audience.counts == "visits"
    holdout = plan_holdout(recipients_in(audience.by_channel, per_month), rate, everybody=everybody)
    offer = copy.offer if copy.offer and _mentions(steps, copy.offer) else None
    average = brief.average_order
    outlook = forecast(
        per_month=per_month,
        by_channel=audience.by_channel,
        steps=tuple(step.channels for step in steps),
        prior=(prior.mean, prior.size, prior.source, prior.claimed),
        tried=tried,
        # An apology is not judged by what it sells.
        is_order=playbook.goal.event == "order_placed" and not playbook.first,
        order=None if average is None else OrderValues(average, brief.order_spread, brief.valued_orders),
        profile=profile,
        share=holdout.share,
        every_days=days_of(playbook.entry.every)
        if playbook.entry.type == "schedule" and playbook.entry.every
        else None,
        offer_cost=cost_of_one_use(offer, average, profile.shipping_fee) if offer else 0.0,
    )
    return holdout, outlook


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
    return any(offer.text in message.body for step in steps for message in step.messages)


def _provenance(brief: Brief) -> Provenance:
    return Provenance(
        playbook_id=brief.playbook.id,
        playbook_version=brief.playbook.version,
        library_version=brief.library_version,
        own=brief.own,
        writer="built-in",
        writer_version=WRITER_VERSION,
        signals=brief.signals_hash,
    )


def _steps(brief: Brief, copy: Copy, advertising: bool) -> tuple[Step, ...] | CannotWrite:
    """The steps in the customers' language over channels that may be used, or what they lack."""
    playbook = brief.playbook
    if any(copy.language not in step.languages for step in playbook.steps):
        return CannotWrite(playbook.id, "no_language")
    channels = choose_channels(playbook.channels.get(copy.language, ()), brief.profile, advertising=advertising)
    if not channels:
        return CannotWrite(playbook.id, "no_channel")
    # A popup is seen by whoever is there; whom it does not reach nobody knows.
    steps = write_steps(brief, copy, channels[:1] if playbook.entry.type == "popup" else channels)
    # Where it makes no sense without an offer, the shop or the event must bring one.
    lacks_offer = playbook.offer.use == "needed" and not copy.offer and "offer" not in copy.runtime
    return CannotWrite(playbook.id, "missing_facts") if lacks_offer or not steps else steps


def copy_of(brief: Brief, advertising: bool) -> Copy:
    entry = brief.playbook.entry
    keys = keys_of(brief.playbook)
    carried = brought_along(entry.event if entry.type == "event" else None, brief.playbook.needs, keys)
    # A product in the text is only true when the audience is held to those who spoke of it; then the event must be
    # about the same one.
    product = brief.product if "support.intent" in keys else None
    if product:
        carried = tuple(name for name in carried if name != "product")
    return Copy(
        profile=brief.profile,
        language=brief.profile.language,
        # A popup is the shop's own page, not a message that is sent: no mark, no refusal line.
        marked=advertising and entry.type != "popup",
        runtime=carried if entry.type == "popup" else ("customer", *carried),
        # The coupon that somebody holds is another one than what the shop gives in general.
        offer=choose_offer(brief) if advertising and "offer" not in carried else None,
        product=product,
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
