"""The United States: TCPA and the states' telephone laws for text messages, CAN-SPAM for e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.campaigns.plan import Plan
from agent.campaigns.rules import abroad_hours as hours
from agent.campaigns.rules.abroad import refusal_holds
from agent.campaigns.rules.abroad_claims import claims, disguised
from agent.campaigns.rules.abroad_mends import appended, leave_out, line, way_online
from agent.campaigns.rules.abroad_words import (
    MAIL,
    MAIL_AND_TEXTS,
    TEXTS,
    adverts,
    plain,
    refusal_is_hard,
    replies_stop,
    shows_address,
    tells_refusal,
)
from agent.campaigns.rules.arrival import Arrival
from agent.campaigns.rules.consent import asked
from agent.campaigns.rules.frequency import delays, most_within
from agent.campaigns.rules.types import Broken, Edit, Given, Rule
from agent.profile import Country

US: tuple[Country, ...] = ("US",)
MOST_A_DAY = 3
_ADVERT = re.compile(
    r"\badvert|\bad\b(?!-)|\bpromo|\boffers?\b|\bsale\b|\bdeals?\b|\bdiscount|\bcoupon|\bnewsletter|\bmarketing\b"
    r"|\bsponsored\b|\bcommercial (?:e-?mail|message)"
    r"|% off\b|\bshop now\b|\bbuy now\b|\bsave (?:up to )?\$?\d|広告|宣伝|セール|割引|クーポン|광고|할인|쿠폰",
    re.I,
)


def consent_is_written(plan: Plan, _given: Given) -> Iterator[Broken]:
    """US-01: text messages to those only who agreed to them; an earlier purchase is no consent."""
    channels = plan.channels & TEXTS
    if not plan.advert or not channels:
        return
    if not all(asked(plan, channel) for channel in channels):
        yield Broken("audience")
    elif not plan.audience.consent_known:
        yield Broken("audience", case="unknown", severity="warn")


def _texts(plan: Plan) -> bool:
    return plan.advert and bool(plan.channels & TEXTS)


def by_day(plan: Plan, _given: Given) -> Iterator[Broken]:
    """US-02: no text message before 8 a.m. or after 9 p.m. where it arrives.

    Where the sender's clock decides and nobody knows where they live, it must be day in one of the mainland's zones,
    and better in all of them.
    """
    if not _texts(plan):
        return
    zones = plan.recipients.zones or tuple(
        dict.fromkeys(hours.ZONE_OF[state] for state in hours.states_of(plan) if state in hours.ZONE_OF)
    )
    if zones or not hours.own_clock(plan):
        yield from _told(hours.outside(hours.in_zones(plan, *zones), hours.daytime, TEXTS))
        return
    found = [list(hours.outside(hours.in_zones(plan, zone), hours.daytime, TEXTS)) for zone in hours.MAINLAND]
    if all(found):
        yield from _told(iter(found[0]))
    elif worst := next((one for one in found if one), None):
        yield Broken(worst[0].path, hours.facts_of(worst[0]), "zones", "warn")


def _told(found: Iterator[Arrival]) -> Iterator[Broken]:
    """One a place: two zones that are both in the night are one fault."""
    yield from {one.path: Broken(one.path, hours.facts_of(one)) for one in found}.values()


def _into_the_day(plan: Plan, _given: Given, broken: Broken) -> Iterator[Edit]:
    if broken.path == "send_window":
        states = [state for state in hours.states_of(plan) if state in hours.STRICTER]
        yield from hours.into(plan, _all_of(states) if hours.states_of(plan) else hours.everywhere)


def _all_of(states: list[str]) -> hours.Hours:
    """The hours that the whole country and all of ``states`` allow."""

    def allowed(day: int) -> hours.Span:
        spans = [hours.DAYTIME, *(hours.in_state(state)(day) for state in states)]
        if any(span is None for span in spans):
            return None
        known = [span for span in spans if span]
        return max(span[0] for span in known), min(span[1] for span in known)

    return allowed


def states_are_stricter(plan: Plan, _given: Given) -> Iterator[Broken]:
    """US-03: hours and days of FL, MD, OK, MS, TX, CT, RI; three texts in 24 hours in FL, MD, OK.

    Where the states are not known, only what most of them would forbid is told, and it does not block.
    """
    if not _texts(plan):
        return
    known = hours.states_of(plan)
    for state in known:
        if state in hours.STRICTER:
            there = hours.in_zones(plan, hours.ZONE_OF[state]) if hours.own_clock(plan) else plan
            for one in hours.outside(there, hours.in_state(state), TEXTS):
                yield Broken(one.path, {"state": state, **hours.facts_of(one)})
    if not known:
        yield from (
            Broken(one.path, hours.facts_of(one), "anywhere", "warn")
            for one in hours.outside(plan, hours.everywhere, TEXTS)
        )
    yield from _counted(plan, known)


def _counted(plan: Plan, known: tuple[str, ...]) -> Iterator[Broken]:
    path = _too_many(plan)
    limited = [state for state in known or hours.THREE_A_DAY if state in hours.THREE_A_DAY]
    if path and limited:
        facts: dict[str, object] = {"state": ", ".join(limited), "limit": MOST_A_DAY}
        yield Broken(path, facts, "count", None if known else "warn")


def _too_many(plan: Plan) -> str | None:
    """The place that lets somebody get more than three text messages in 24 hours."""
    if plan.max_per_day is not None:
        return "max_per_day" if plan.max_per_day > MOST_A_DAY else None
    return "steps" if most_within(delays(plan, *TEXTS), 1) > MOST_A_DAY else None


def subject_is_true(plan: Plan, _given: Given) -> Iterator[Broken]:
    """US-04: no subject that misleads about what the message is."""
    yield from disguised(plan)


def is_an_advertisement(plan: Plan, _given: Given) -> Iterator[Broken]:
    """US-05: an e-mail to people who did not ask for it says that it is advertising."""
    if asked(plan, "email"):
        return
    for path, _channel, _step, message in adverts(plan, MAIL):
        if not _ADVERT.search(plain(message.text)):
            yield Broken(f"{path}.body")


def _say_so(plan: Plan, given: Given, broken: Broken) -> Iterator[Edit]:
    yield from appended(plan, broken, line(plan, given, "advert"))


def address_is_shown(plan: Plan, given: Given) -> Iterator[Broken]:
    """US-06: a physical postal address in every e-mail; a P.O. box is one."""
    for path, _channel, _step, message in adverts(plan, MAIL):
        if not shows_address(message, given.profile.sender.address):
            yield Broken(f"{path}.body")


def show_address(plan: Plan, given: Given, broken: Broken) -> Iterator[Edit]:
    """The shop's name and address below, where the address is known."""
    parts = (given.profile.name, given.profile.sender.address)
    yield from appended(plan, broken, *([", ".join(part for part in parts if part)] if parts[1] else []))


def refusal_is_shown(plan: Plan, given: Given) -> Iterator[Broken]:
    """US-07: how to unsubscribe in every e-mail, "Reply STOP" in every text message, and nothing more asked for."""
    for path, channel, _step, message in adverts(plan, MAIL_AND_TEXTS):
        if channel in TEXTS:
            if not replies_stop(message):
                yield Broken(f"{path}.body", case="text")
        elif not tells_refusal(message, way_online(given)):
            yield Broken(f"{path}.body")
        if refusal_is_hard(message):
            yield Broken(f"{path}.body", case="hard")


def _show_refusal(plan: Plan, given: Given, broken: Broken) -> Iterator[Edit]:
    way = way_online(given)
    if broken.case == "text":
        yield from appended(plan, broken, line(plan, given, "stop"))
    elif not broken.case and way:
        yield from appended(plan, broken, line(plan, given, "refusal", way=way))


def wording(plan: Plan, _given: Given) -> Iterator[Broken]:
    """US-09: claims that mislead, or need proof."""
    yield from claims(plan, "US")


_CAN_SPAM = "CAN-SPAM, 15 U.S.C. 7704(a)"
_TCPA = "TCPA, 47 CFR 64.1200"
_STATES = (
    "Fla. Stat. 501.059, Md. Com. Law 14-4501 ff., Okla. Stat. 15-775C, Miss. Code 77-3-701 ff., "
    "Tex. Bus. & Com. Code 301, Conn. Gen. Stat. 42-288a, R.I. Gen. Laws 5-61"
)

RULES: tuple[Rule, ...] = (
    Rule("US-01", consent_is_written, f"{_TCPA}(a)(2), (f)(9)", countries=US, mend=leave_out("no_consent")),
    Rule("US-02", by_day, f"{_TCPA}(c)(1)", countries=US, mend=_into_the_day),
    Rule("US-03", states_are_stricter, _STATES, countries=US, mend=_into_the_day),
    Rule("US-04", subject_is_true, f"{_CAN_SPAM}(1)-(2)", countries=US),
    Rule("US-05", is_an_advertisement, f"{_CAN_SPAM}(5)(A)(i), (B)", countries=US, mend=_say_so),
    Rule("US-06", address_is_shown, f"{_CAN_SPAM}(5)(A)(iii)", countries=US, mend=show_address),
    Rule("US-07", refusal_is_shown, f"{_CAN_SPAM}(3), (5)(A)(ii); {_TCPA}(a)(10)", countries=US, mend=_show_refusal),
    Rule("US-08", refusal_holds, f"{_CAN_SPAM}(4); {_TCPA}(a)(10)-(11)", countries=US, mend=leave_out("refused")),
    Rule("US-09", wording, "FTC Act, 15 U.S.C. 45, 52", "warn", countries=US),
)
