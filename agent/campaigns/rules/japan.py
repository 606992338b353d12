"""Japan: 特定電子メールの送信の適正化等に関する法律 (e-mail and text messages); LINE by its own custom."""

from __future__ import annotations

from collections.abc import Iterator

from agent.campaigns.plan import Plan
from agent.campaigns.rules.abroad import refusal_holds
from agent.campaigns.rules.abroad_claims import claims, disguised
from agent.campaigns.rules.abroad_hours import by_custom, daytime, facts_of, in_zones, into, outside, own_clock
from agent.campaigns.rules.abroad_mends import appended, leave_out, line, message_at, way_online
from agent.campaigns.rules.abroad_words import (
    MAIL,
    MAIL_AND_TEXTS,
    adverts,
    has_page,
    links_to_sender,
    names_sender,
    refusal_is_hard,
    replies_stop,
    shows_address,
    shows_contact,
    tells_refusal,
)
from agent.campaigns.rules.consent import asked
from agent.campaigns.rules.types import Broken, Edit, Given, Rule
from agent.campaigns.schema import Clause
from agent.profile import Country

JP: tuple[Country, ...] = ("JP",)


def buyers_only(plan: Plan) -> bool:
    """Whether each recipient bought something for sure."""
    bought = {"order_placed", "order_delivered"}
    by_event = plan.entry is not None and plan.entry.event in bought
    return by_event or any(_shows_order(one) for one in plan.clauses)


def _shows_order(one: Clause) -> bool:
    if one.key == "order.after_chat":
        return one.operator == "$eq" and one.values == (True,)
    if one.key == "order.count":
        return not counts_none(one) and one.operator not in ("$lt", "$lte")
    known = one.key.startswith("order.") or one.key == "event.order_placed"
    return known and (one.key != "order.product" or one.operator in ("$eq", "$in"))


def counts_none(one: Clause) -> bool:
    """Whether ``one`` lets in people who never ordered: ``order.count`` = 0, or from 0."""
    numbers = [value for value in one.values if isinstance(value, int | float)]
    if one.key != "order.count" or not numbers:
        return False
    least = {"$gt": -1, "$ne": 0, "$nin": 0}.get(one.operator, 0)
    return min(numbers) <= least if one.operator in ("$eq", "$in", "$gt", "$gte") else one.operator in ("$lt", "$lte")


def never_bought(plan: Plan) -> bool:
    """Whether the condition asks for people without any order."""
    return any(
        one.key == "order.count"
        and (
            (one.operator in ("$eq", "$in", "$lte") and set(one.values) == {0})
            or (one.operator, one.values) == ("$lt", (1,))
        )
        for one in plan.clauses
    )


def consent_is_asked(plan: Plan, _given: Given) -> Iterator[Broken]:
    """JP-01: e-mail and text messages to those only who agreed, or with whom there is a deal."""
    channels = plan.channels & MAIL_AND_TEXTS
    if not plan.advert or not channels:
        return
    if all(asked(plan, channel) for channel in channels):
        if not plan.audience.consent_known:
            yield Broken("audience", case="unknown", severity="warn")
    elif plan.consent_basis == "opt_in" or never_bought(plan):
        yield Broken("audience")
    elif not buyers_only(plan):
        yield Broken("audience", case="buyers", severity="warn")


def sender_is_named(plan: Plan, given: Given) -> Iterator[Broken]:
    """JP-02: the sender's name in every e-mail and text message."""
    for path, _channel, _step, message in adverts(plan, MAIL_AND_TEXTS):
        if not names_sender(message, given.profile.name):
            yield Broken(f"{path}.body")


def _name_it(plan: Plan, given: Given, broken: Broken) -> Iterator[Edit]:
    name = given.profile.name
    yield from appended(plan, broken, *([line(plan, given, "sender", shop=name)] if name else []))


def refusal_is_shown(plan: Plan, given: Given) -> Iterator[Broken]:
    """JP-03: that one may refuse, and the address or page for it; LINE has its own button to block."""
    for path, channel, _step, message in adverts(plan, MAIL_AND_TEXTS):
        told = tells_refusal(message, way_online(given), number=channel not in MAIL)
        if not told and (channel in MAIL or not replies_stop(message)):
            yield Broken(f"{path}.body")
        elif refusal_is_hard(message):
            yield Broken(f"{path}.body", case="hard", severity="warn")


def _show_refusal(plan: Plan, given: Given, broken: Broken) -> Iterator[Edit]:
    way = way_online(given)
    yield from appended(plan, broken, *([line(plan, given, "refusal", way=way)] if way and not broken.case else []))


def sender_can_be_reached(plan: Plan, given: Given) -> Iterator[Broken]:
    """JP-04: postal address and contact for complaints, or a clearly labelled link to both.

    A text message is short: there any page of the sender's only warns.
    """
    profile = given.profile
    for path, channel, _step, message in adverts(plan, MAIL_AND_TEXTS):
        address, contact = shows_address(message, profile.sender.address), shows_contact(message, profile)
        if links_to_sender(message) or (address and contact):
            continue
        if channel not in MAIL and has_page(message):
            yield Broken(f"{path}.body", case="page", severity="warn")
        else:
            yield Broken(f"{path}.body", case="contact" if address else "address" if contact else "")


def _show_reach(plan: Plan, given: Given, broken: Broken) -> Iterator[Edit]:
    sender, message = given.profile.sender, message_at(plan, broken.path)
    contact = sender.email or sender.phone
    lines = []
    if sender.address and not shows_address(message, sender.address):
        lines.append(line(plan, given, "address", address=sender.address))
    if contact and not shows_contact(message, given.profile):
        lines.append(line(plan, given, "contact", contact=contact))
    # Half of it would still be broken; what a text message leaves to its page stays short.
    if len(lines) == {"": 2, "page": 0}.get(broken.case, 1):
        yield from appended(plan, broken, *lines)


def proof_is_kept(plan: Plan, _given: Given) -> Iterator[Broken]:
    """JP-06: who says that people agreed must be able to show when and how."""
    dated = plan.leaves_out("consent_stale") or any(
        one.key in ("consent.days_ago", "consent.stale") for one in plan.clauses
    )
    if plan.advert and plan.channels & MAIL_AND_TEXTS and plan.consent_basis == "opt_in" and not dated:
        yield Broken("audience")


def by_day(plan: Plan, _given: Given) -> Iterator[Broken]:
    """JP-07: not before 08:00, not after 21:00; a custom, no statute."""
    if plan.advert and plan.channels - {"in_app"}:
        zones = plan.recipients.zones or (("Asia/Tokyo",) if own_clock(plan) else ())
        yield from (Broken(one.path, facts_of(one)) for one in outside(in_zones(plan, *zones), by_custom))


def into_the_day(plan: Plan, _given: Given, broken: Broken) -> Iterator[Edit]:
    """The window moved; a moment that somebody chose is theirs to move."""
    if broken.path == "send_window":
        yield from into(plan, daytime)


def wording(plan: Plan, _given: Given) -> Iterator[Broken]:
    """JP-08: claims that 景品表示法 and 薬機法 allow only with proof, or never."""
    yield from claims(plan, "JP")


def subject_is_true(plan: Plan, _given: Given) -> Iterator[Broken]:
    """JP-09: no subject that pretends to be an answer or another sender's notice."""
    yield from disguised(plan)


_MAIL_LAW = "特定電子メール法"

RULES: tuple[Rule, ...] = (
    Rule("JP-01", consent_is_asked, f"{_MAIL_LAW} 第3条第1項", countries=JP, mend=leave_out("no_consent")),
    Rule("JP-02", sender_is_named, f"{_MAIL_LAW} 第4条第1号", countries=JP, mend=_name_it),
    Rule("JP-03", refusal_is_shown, f"{_MAIL_LAW} 第4条第2号", countries=JP, mend=_show_refusal),
    Rule("JP-04", sender_can_be_reached, f"{_MAIL_LAW} 第4条第3号、施行規則", countries=JP, mend=_show_reach),
    Rule("JP-05", refusal_holds, f"{_MAIL_LAW} 第3条第3項", countries=JP, mend=leave_out("refused")),
    Rule("JP-06", proof_is_kept, f"{_MAIL_LAW} 第3条第2項、特定商取引法", "info", countries=JP),
    Rule("JP-07", by_day, "慣行（法令の定めなし）", "warn", countries=JP, mend=into_the_day),
    Rule("JP-08", wording, "景品表示法 第5条、薬機法 第66条・第68条", "warn", countries=JP),
    Rule("JP-09", subject_is_true, f"{_MAIL_LAW} 第5条、不正競争防止法・景品表示法", countries=JP),
)
