"""The built-in writer: one finding, one playbook, one shop → a campaign draft, without a model.

Everything in it is either the playbook's own wording or a fact of the shop. The same brief gives the same draft.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import duckdb

from agent.campaigns.audience import Counting, count_audience, estimate_audience, has_people
from agent.campaigns.channels import choose_channels
from agent.campaigns.compose import EVENT_FIELDS, Copy, can_fill, compose, variable
from agent.campaigns.forecast import forecast, plan_holdout
from agent.campaigns.schema import (
    AnyOf,
    Audience,
    Clause,
    Condition,
    Draft,
    Entry,
    EventEntry,
    Goal,
    PopupEntry,
    Proof,
    Provenance,
    ScheduleEntry,
    SendWindow,
    Step,
)
from agent.campaigns.sentences import audience_sentence
from agent.campaigns.timing import next_start, send_window
from agent.profile import Offer, ShopProfile
from agent.words import Locale
from retrieval.playbook import Channel, Playbook
from retrieval.playbook import Entry as PlaybookEntry
from retrieval.playbook import Step as PlaybookStep

WRITER_VERSION = "1"
_DAYS = re.compile(r"P(\d+)D")


@dataclass(frozen=True)
class Brief:
    """All that one draft is written from.

    ``hours`` are 24 chat counts; ``period_days`` the counted period; ``start`` its first moment and ``as_of`` its end;
    ``people`` is how many customers the finding speaks of, ``visits`` how often the shop was visited; ``product`` is
    set when the finding is about one product of the shop.
    """

    proof: Proof
    playbook: Playbook
    profile: ShopProfile
    locale: Locale
    hours: tuple[int, ...]
    period_days: int
    start: datetime | None
    as_of: datetime
    now: datetime
    average_order: float | None
    signals_hash: str
    library_version: str
    people: int
    visits: int = 0
    intents: tuple[str, ...] = ()
    product: str | None = None


@dataclass(frozen=True)
class CannotWrite:
    """Why a playbook cannot become a campaign for this shop."""

    playbook_id: str
    reason: str


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
    condition = _condition(brief, copy.product)
    audience = _count(brief, condition, channels, advertising, connection, label)
    if audience.reached == 0:
        return CannotWrite(playbook.id, "nobody")
    window = send_window(profile, brief.hours, waits_days=_waits_days(playbook.entry))
    prior = playbook.prior
    outlook = forecast(
        per_month=30 / brief.period_days if audience.days or playbook.entry.type == "popup" else None,
        by_channel=audience.by_channel,
        messages_each=len(steps),
        prior=(prior.mean, prior.size, prior.source, prior.claimed),
        # An apology is not judged by what it sells.
        is_order=playbook.goal.event == "order_placed" and not playbook.first,
        average_order=brief.average_order,
        profile=profile,
    )
    return Draft(
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
        goal=Goal(event=playbook.goal.event, window=playbook.goal.window),
        holdout=plan_holdout(outlook.recipients, prior.mean),
        forecast=outlook,
    )


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
        if offer.ends and offer.ends <= brief.now.date():
            return False
        limit = profile.max_discount_percent
        return not (offer.kind == "coupon_percent" and limit and (offer.value or 0) > limit)

    fitting = [offer for offer in profile.offers if allowed(offer)]
    meant = [offer for offer in fitting if wanted & set(offer.for_)]
    return next(iter(meant or [offer for offer in fitting if not offer.for_]), None)


def _copy(brief: Brief, advertising: bool) -> Copy:
    entry = brief.playbook.entry
    carried = EVENT_FIELDS.get(entry.event, ()) if entry.type == "event" else ()
    # A product in the text is only true when the audience is held to those who spoke of it; then the event must be
    # about the same one.
    product = brief.product if "support.intent" in _keys(brief.playbook) else None
    if product:
        carried = tuple(name for name in carried if name != "product")
    return Copy(
        profile=brief.profile,
        language=brief.profile.language,
        # A popup is the shop's own page, not a message that is sent: no mark, no refusal line.
        marked=advertising and entry.type != "popup",
        runtime=carried if entry.type == "popup" else ("customer", *carried),
        offer=choose_offer(brief) if advertising else None,
        product=product,
    )


UNKNOWN_VISITOR = {("customer.joined", False)}


def _clauses(condition: Condition) -> set[tuple[str, object]]:
    return {(clause.key, value) for group in condition.and_ for clause in group.or_ for value in clause.values}


def _keys(playbook: Playbook) -> set[str]:
    return {clause["key"] for group in playbook.audience["and"] for clause in group["or"]}


def _condition(brief: Brief, product: str | None) -> Condition:
    condition = Condition.model_validate(brief.playbook.audience)
    if product is None:
        return condition
    spoke = Clause(key="support.product", type="string", operator="$in", values=(product,))
    return Condition.model_validate({"and": (*condition.and_, AnyOf.model_validate({"or": (spoke,)}))})


def _count(
    brief: Brief,
    condition: Condition,
    channels: tuple[Channel, ...],
    advertising: bool,
    connection: duckdb.DuckDBPyConnection,
    label: Callable[[str], str],
) -> Audience:
    entry = brief.playbook.entry
    counting = Counting(
        as_of=brief.as_of,
        start=brief.start,
        channels=channels,
        advertising=advertising,
        spare_upset=not brief.playbook.first,
        event=entry.event if entry.type == "event" else None,
        days=brief.period_days if entry.type == "event" and brief.start else None,
        sentence=audience_sentence(condition, brief.locale, label),
    )
    if entry.type == "popup" and _clauses(condition) >= UNKNOWN_VISITOR:
        # Who comes for the first time stands in no list; the shop's own number of visits is all there is.
        return estimate_audience(brief.visits, condition, counting)
    if not has_people(connection):
        return estimate_audience(brief.people, condition, counting)
    return count_audience(connection, condition, counting)


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
    return bool(_DAYS.search(entry.wait)) and not entry.wait.startswith("P0D")


def _entry(entry: PlaybookEntry, now: datetime, window: SendWindow, product: str | None) -> Entry:
    if entry.type == "schedule":
        return ScheduleEntry(start_at=next_start(now, window), every=entry.every)
    if entry.type == "popup":
        return PopupEntry(delay_seconds=entry.delay_seconds)
    about = product if product and "product" in EVENT_FIELDS.get(entry.event, ()) else None
    return EventEntry.model_validate(entry.model_dump() | {"product": about})
