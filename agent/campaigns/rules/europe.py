"""The European Union: ePrivacy directive art. 13, GDPR; its members add their own."""

from __future__ import annotations

from collections.abc import Iterator

from agent.campaigns.plan import Plan
from agent.campaigns.rules.abroad import refusal_holds
from agent.campaigns.rules.abroad_claims import claims, disguised
from agent.campaigns.rules.abroad_hours import by_custom, facts_of, in_zones, outside, own_clock
from agent.campaigns.rules.abroad_mends import appended, leave_out, line, message_at, way_online
from agent.campaigns.rules.abroad_words import (
    MAIL,
    MAIL_AND_TEXTS,
    adverts,
    links_to_sender,
    names_sender,
    refusal_is_hard,
    replies_stop,
    shows_address,
    shows_contact,
    tells_refusal,
)
from agent.campaigns.rules.consent import asked, refused_left_out
from agent.campaigns.rules.japan import buyers_only, into_the_day, never_bought
from agent.campaigns.rules.types import Broken, Edit, Given, Rule
from agent.profile import Country

EU: tuple[Country, ...] = ("EU",)
_MEMBERS = {
    "Europe/Berlin": "DE",
    "Europe/Busingen": "DE",
    "Europe/Paris": "FR",
    "Europe/Warsaw": "PL",
    "Europe/Vienna": "AT",
}
_PROFILING = ("customer.recency", "customer.frequency", "customer.money", "customer.stage", "customer.vip")


def consent_is_asked(plan: Plan, _given: Given) -> Iterator[Broken]:
    """EU-01: to those only who agreed, or who bought the same kind of thing (e-mail and text messages alone)."""
    if not plan.advert:
        return
    missing = {channel for channel in plan.channels if not asked(plan, channel)}
    if not missing:
        if plan.channels - {"in_app"} and not plan.audience.consent_known:
            yield Broken("audience", case="unknown", severity="warn")
    elif missing == {"push"}:
        yield Broken("audience", case="push", severity="warn")
    elif plan.consent_basis == "opt_in" or never_bought(plan):
        yield Broken("audience")
    elif not plan.same_goods:
        yield Broken("same_goods", case="goods")
    elif missing - MAIL_AND_TEXTS:
        yield Broken("audience", case="channel")
    elif not buyers_only(plan):
        yield Broken("audience", case="buyers", severity="warn")


def refusal_is_shown(plan: Plan, given: Given) -> Iterator[Broken]:
    """EU-02: a free and easy way to object in every message."""
    for path, channel, _step, message in adverts(plan, MAIL_AND_TEXTS):
        told = tells_refusal(message, way_online(given))
        if not told and (channel in MAIL or not replies_stop(message)):
            yield Broken(f"{path}.body")
        elif refusal_is_hard(message):
            yield Broken(f"{path}.body", case="hard")


def _show_refusal(plan: Plan, given: Given, broken: Broken) -> Iterator[Edit]:
    way = way_online(given)
    yield from appended(plan, broken, *([line(plan, given, "refusal", way=way)] if way and not broken.case else []))


def sender_is_named(plan: Plan, given: Given) -> Iterator[Broken]:
    """EU-03: on whose behalf it is sent, how they are reached (e-mail), and no disguise as another message."""
    profile = given.profile
    for path, channel, _step, message in adverts(plan, MAIL_AND_TEXTS):
        if not names_sender(message, profile.name):
            yield Broken(f"{path}.body")
        elif channel in MAIL and not (
            shows_contact(message, profile)
            or shows_address(message, profile.sender.address)
            or links_to_sender(message)
        ):
            # Where to refuse is an address, too, so that alone is not nothing.
            reached = tells_refusal(message, way_online(given))
            yield Broken(f"{path}.body", case="contact", severity="warn" if reached else None)
    for one in disguised(plan, german=True):
        yield Broken(one.path, one.facts, "disguised")


def _name_it(plan: Plan, given: Given, broken: Broken) -> Iterator[Edit]:
    profile, sender = given.profile, given.profile.sender
    contact = sender.address or sender.email or sender.phone
    if broken.case == "contact":
        yield from appended(plan, broken, *([line(plan, given, "contact", contact=contact)] if contact else []))
    elif not broken.case and profile.name and not names_sender(message_at(plan, broken.path), profile.name):
        yield from appended(plan, broken, line(plan, given, "sender", shop=profile.name))


def objection_holds(plan: Plan, given: Given) -> Iterator[Broken]:
    """EU-04: whoever objected is left out; on the shop's own pages leaving them out is only right, not proven law."""
    yield from refusal_holds(plan, given)
    if plan.advert and plan.channels == {"in_app"} and not refused_left_out(plan):
        yield Broken("audience.exclusions", severity="warn")


def ground_is_written_down(plan: Plan, _given: Given) -> Iterator[Broken]:
    """EU-05: without consent the shop's interest must be weighed; who sorts people by what they bought must say so."""
    if not plan.advert:
        return
    if plan.consent_basis == "existing_customer":
        yield Broken("consent_basis")
    if any(one.key in _PROFILING for one in plan.clauses):
        yield Broken("audience.condition", case="profile")


def members_add_theirs(plan: Plan, _given: Given) -> Iterator[Broken]:
    """EU-06: what DE, FR, PL and AT ask for besides."""
    if plan.advert and plan.channels - {"in_app"}:
        found = (_MEMBERS[zone] for zone in plan.recipients.zones if zone in _MEMBERS)
        yield from (Broken("recipients.zones", case=member) for member in dict.fromkeys(found))


def wording(plan: Plan, _given: Given) -> Iterator[Broken]:
    """EU-07: claims that mislead, or need proof."""
    yield from claims(plan, "EU")


def by_day(plan: Plan, _given: Given) -> Iterator[Broken]:
    """EU-08: not before 08:00, not after 21:00; a custom, no statute."""
    if plan.advert and plan.channels - {"in_app"}:
        zones = plan.recipients.zones or (("Europe/Berlin",) if own_clock(plan) else ())
        yield from (Broken(one.path, facts_of(one)) for one in outside(in_zones(plan, *zones), by_custom))


_EPRIVACY = "Directive 2002/58/EC art. 13"

RULES: tuple[Rule, ...] = (
    Rule("EU-01", consent_is_asked, f"{_EPRIVACY}(1)-(2)", countries=EU, mend=leave_out("no_consent")),
    Rule("EU-02", refusal_is_shown, f"{_EPRIVACY}(2), (4)", countries=EU, mend=_show_refusal),
    Rule("EU-03", sender_is_named, f"{_EPRIVACY}(4); Directive 2000/31/EC art. 5, 6", countries=EU, mend=_name_it),
    Rule("EU-04", objection_holds, "GDPR art. 21(2)-(3)", countries=EU, mend=leave_out("refused")),
    Rule("EU-05", ground_is_written_down, "GDPR art. 6(1), 13, 22", "info", countries=EU),
    Rule(
        "EU-06",
        members_add_theirs,
        "UWG § 7 (DE), CPCE L34-5 (FR), PKE art. 398 (PL), TKG 2021 § 174 (AT)",
        "info",
        countries=EU,
    ),
    Rule("EU-07", wording, "Directive 2005/29/EC art. 5-7, annex I", "warn", countries=EU),
    Rule("EU-08", by_day, "a custom, no statute", "warn", countries=EU, mend=into_the_day),
)
