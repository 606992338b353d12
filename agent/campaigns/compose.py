"""From a playbook's words to the message that a customer gets: shop's facts filled in, the law's lines around it.

What the shop knows is written into the text. What differs from customer to customer stays a variable,
``#{고객명}``, and the preview shows it filled with a sample.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agent.campaigns.channels import limits_of, text_length
from agent.campaigns.schema import Button, Variable, Variant
from agent.profile import Offer, ShopProfile
from agent.words import Locale, Token, fields, fill, say
from retrieval.playbook import Channel
from retrieval.playbook import Step as PlaybookStep
from retrieval.playbook import Variant as PlaybookVariant

EVENT_FIELDS: dict[str, tuple[str, ...]] = {
    "back_in_stock": ("product",),
    "price_dropped": ("product",),
    "product_launched": ("product",),
    "low_stock": ("product",),
    "product_viewed": ("product",),
    "cart_added": ("product",),
    "order_placed": ("product",),
    "order_delivered": ("product",),
    "order_cancelled": ("product",),
    "booking_due": ("booking_at",),
    "tier_near": ("tier", "missing"),
    "trial_started": ("days",),
    "trial_ending": ("days",),
    "trial_ended": ("days",),
    "event_ending": ("event_name", "days"),
    "coupon_expiring": ("offer", "days"),
    "plan_limit_reached": ("plan",),
    "points_earned": ("points",),
}
"""What an event brings with it, so that a message may use it."""


@dataclass(frozen=True)
class Copy:
    """Everything a message may draw on.

    ``runtime`` are the fields that the sending side fills; ``product`` is set when the audience is held to those
    who spoke of it; ``offer`` only where an offer is wanted; ``marked``: the law's lines for advertising go around it.
    """

    profile: ShopProfile
    language: Locale
    marked: bool
    runtime: tuple[str, ...]
    offer: Offer | None = None
    product: str | None = None


def money(amount: float, currency: str, locale: Locale) -> str:
    """``50000, "KRW", "ko"`` → ``50,000원``; a currency without words of its own is named by its code.

    Won and yen are rounded, but for prices of a single message, which may be ``8.5원``.
    """
    whole = currency in ("KRW", "JPY")
    said = f"{round(amount) if whole and abs(amount) >= 100 else amount:,.2f}"
    if whole or said.endswith(".00"):
        said = said.rstrip("0").rstrip(".")
    if currency not in ("KRW", "JPY", "USD", "EUR", "GBP"):
        return f"{said} {currency}"
    return say(locale, f"message.money_{currency}", amount=said)


def spoken_day(day: date, locale: Locale) -> str:
    return say(locale, "message.day", month=day.month, day=day.day, month_name=day.strftime("%B"))


def variable(name: str, language: Locale, profile: ShopProfile) -> tuple[Variable, Token]:
    """The declared variable of a runtime field and the token that stands for it in the text."""
    label, sample, noun, *fallback = say(language, f"message.{name}").split("|")
    if name == "product" and profile.products:
        sample = profile.products[0].name
    declared = Variable(name=label, field=name, sample=sample, fallback=fallback[0] if fallback else None)
    return declared, Token(f"#{{{label}}}", noun)


def _facts(copy: Copy) -> dict[str, object]:
    profile, language = copy.profile, copy.language
    values: dict[str, object] = {"shop": profile.name, "exchange_policy": profile.exchange_policy}
    if profile.free_shipping_over:
        values["free_shipping_over"] = money(profile.free_shipping_over, profile.currency, language)
    if profile.shipping_fee:
        values["shipping_fee"] = money(profile.shipping_fee, profile.currency, language)
    if copy.product:
        values["product"] = copy.product
    if copy.offer:
        values |= {"offer": copy.offer.text, "code": copy.offer.code}
        values["ends"] = spoken_day(copy.offer.ends, language) if copy.offer.ends else None
    for name in copy.runtime:
        if not values.get(name):
            values[name] = variable(name, language, profile)[1]
    return values


def opt_out_lines(copy: Copy, channel: Channel) -> str:
    """The lines with which an advertisement says who sends it and how to refuse, by country and channel."""
    profile = copy.profile
    key = f"opt_out_{profile.country}"
    if profile.country == "KR" and channel == "in_app" and not profile.sender.opt_out:
        key = "opt_out_KR_chat"
    elif profile.country == "JP" and channel == "line":
        key = "opt_out_JP_line"
    elif profile.country == "US" and channel == "sms":
        key = "opt_out_US_sms"
    elif profile.country != "KR" and channel == "in_app":
        return ""
    sender = profile.sender
    return say(
        copy.language,
        f"message.{key}",
        shop=profile.name,
        phone=sender.phone,
        address=sender.address,
        contact=sender.email or sender.phone,
        opt_out=sender.opt_out or "",
    ).strip()


def _law_channel(channels: Sequence[Channel]) -> Channel:
    """The channel whose lines suffice for both: an e-mail asks for most, the support chat for least."""
    return "email" if "email" in channels else next((one for one in channels if one != "in_app"), "in_app")


def body_text(template: str, copy: Copy, channels: Sequence[Channel]) -> str:
    """Mark, greeting, the playbook's words, and the lines the law wants."""
    values = _facts(copy)
    # A popup meets people whose name nobody knows yet.
    key = f"greeting_{copy.profile.tone}" if "customer" in copy.runtime else "greeting_stranger"
    greeting = say(copy.language, f"message.{key}", **values)
    text = f"{greeting}\n{fill(template, values).strip()}"
    if not copy.marked:
        return text
    mark = say(copy.language, "message.advert_mark") if copy.profile.country == "KR" else ""
    return f"{mark}{text}\n\n{opt_out_lines(copy, _law_channel(channels))}".strip()


def _title(template: str, copy: Copy, channels: Sequence[Channel]) -> str:
    # Only an e-mail cannot go without: as the fallback it gets its subject although the first channel shows none.
    channel: Channel = "email" if "email" in channels else channels[0]
    limits = limits_of(channel, copy.profile.country)
    if limits.title is None or channel == "alimtalk":
        return ""
    mark = "(광고) " if copy.marked and copy.profile.country == "KR" else ""
    title = mark + fill(template, _facts(copy)).strip()
    # A title is optional for LMS and LINE; one that does not fit would be cut in mid-word by the carrier.
    return title if text_length(title, limits) <= limits.title else ""


def button(label: str | None, link: str | None, copy: Copy) -> Button | None:
    """The button to its page, or to the shop's front page when that is all the shop gave."""
    if not label or not link:
        return None
    links = copy.profile.links
    url = links.home if link == "product" else getattr(links, link) or links.home
    if link == "product" and copy.product:
        url = next((p.url for p in copy.profile.products if p.name == copy.product and p.url), url)
    return Button(label=label, url=url) if url else None


def in_preview(text: str, variables: tuple[Variable, ...]) -> str:
    """``text`` with every variable shown as its sample."""
    for one in variables:
        text = text.replace(f"#{{{one.name}}}", one.sample)
    return text


def compose(words: PlaybookVariant, name: str, step: PlaybookStep, copy: Copy, channels: Sequence[Channel]) -> Variant:
    """One wording for a channel and its fallback, ready to send; the preview is what the first channel shows."""
    declared = tuple(variable(field, copy.language, copy.profile)[0] for field in copy.runtime)
    title = _title(words.title, copy, channels)
    body = body_text(words.body, copy, channels)
    press = button(words.button, step.link, copy)
    titled = title and channels[0] != "alimtalk" and limits_of(channels[0], copy.profile.country).title is not None
    shown = f"{title}\n{body}" if titled else body
    if press:
        shown += f"\n[{press.label}]"
    return Variant(
        name=name, angle=words.angle, title=title, body=body, button=press, preview=in_preview(shown, declared)
    )


_SPEAKS_OF_BUTTON = re.compile(r"버튼|아래|ボタン|下の|\bbutton\b|\bbelow\b")


def can_fill(words: PlaybookVariant, step: PlaybookStep, copy: Copy) -> bool:
    """Whether every field outside ``[[…]]`` has a value, and a button that the text speaks of leads somewhere."""
    if _SPEAKS_OF_BUTTON.search(words.body) and not button(words.button, step.link, copy):
        return False
    values = _facts(copy)
    bare = words.body
    while "[[" in bare:
        head, _, rest = bare.partition("[[")
        bare = head + rest.partition("]]")[2]
    return all(values.get(name) not in (None, "") for name in fields(bare) | fields(words.title))
