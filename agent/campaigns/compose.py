"""From a playbook's words to the message that a customer gets: shop's facts filled in, the law's lines around it.

What the shop knows is written into the text. What differs from customer to customer stays a variable,
``#{고객명}``, and the preview shows it filled with a sample.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from agent.campaigns.channels import TEXTS, form_of, limits_of
from agent.campaigns.letters import longest_length, lost_letters, most, plain_letters, size_of
from agent.campaigns.schema import Button, Longest, Message, Variable
from agent.profile import Offer, ShopProfile
from agent.words import Locale, Token, bare, fields, fill, has_key, say
from retrieval.playbook import MESSAGE_FIELDS, Channel, LinkName, Need
from retrieval.playbook import Message as PlaybookMessage

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

NEED_FIELDS: dict[Need, tuple[str, ...]] = {
    "points": ("points", "tier", "missing"),
    "bookings": ("booking_at",),
    "software": ("feature",),
}
"""What the shop's system knows of a customer where a playbook asks for such a system."""


def brought_along(event: str | None, needs: Iterable[str], keys: Container[str]) -> tuple[str, ...]:
    """Fields that a message may use because the event, the shop's systems or the audience (its ``keys``) bring them."""
    told = EVENT_FIELDS.get(event, ()) if event else ()
    asked = set(needs)
    known = (name for need, names in NEED_FIELDS.items() if need in asked for name in names)
    dated = ("consent_date",) if "consent.stale" in keys else ()
    return tuple(dict.fromkeys((*told, *known, *dated)))


@dataclass(frozen=True)
class Copy:
    """Everything a message may draw on.

    ``runtime`` are the fields that the sending side fills; ``product`` is set when the audience is held to those
    who spoke of it; ``offer`` only where an offer is wanted; ``marked``: the law's lines for advertising go around it;
    ``names``: how long the customers' names are at most.
    """

    profile: ShopProfile
    language: Locale
    marked: bool
    runtime: tuple[str, ...]
    offer: Offer | None = None
    product: str | None = None
    names: Longest | None = None


def money(amount: float, currency: str, locale: Locale) -> str:
    """``50000, "KRW", "ko"`` → ``50,000원``; a currency without words of its own is named by its code.

    Won and yen are rounded, but for prices of a single message, which may be ``8.5원``; nor is ``$0.0079`` a cent.
    """
    whole = currency in ("KRW", "JPY")
    digits = 2 if abs(amount) >= 1 else next(n for n in (2, 3, 4) if n == 4 or round(amount, n) == round(amount, 4))
    said = f"{round(amount) if whole and abs(amount) >= 100 else amount:,.{digits}f}"
    if whole or said.endswith(".00"):
        said = said.rstrip("0").rstrip(".")
    if currency not in ("KRW", "JPY", "USD", "EUR", "GBP"):
        return f"{said} {currency}"
    return say(locale, f"message.money_{currency}", amount=said)


def spoken_day(day: date, locale: Locale) -> str:
    return say(locale, "message.day", month=day.month, day=day.day, month_name=day.strftime("%B"))


LIKELY = dict.fromkeys(MESSAGE_FIELDS, 10) | {
    "product": 20,
    "offer": 15,
    "event_name": 15,
    "booking_at": 15,
    "consent_date": 15,
}
"""Letters that a field's longest value is taken to have where the shop's data do not tell."""


def variable(name: str, language: Locale, profile: ShopProfile, names: Longest | None = None) -> tuple[Variable, Token]:
    """The declared variable of a runtime field and the token that stands for it in the text.

    ``names``: how long the customers' names are at most, if that is known.
    """
    label, sample, noun, *fallback = say(language, f"message.{name}").split("|")
    if name == "product" and profile.products:
        sample = profile.products[0].name
    known = [size_of(sample), *(size_of(text) for text in fallback)]
    if name == "product" and profile.products:
        known += [size_of(product.name) for product in profile.products]
    elif name == "customer" and names:
        known.append(names)
    else:
        known.append(Longest(chars=LIKELY[name], bytes=2 * LIKELY[name]))
    declared = Variable(
        name=label, field=name, sample=sample, fallback=fallback[0] if fallback else None, longest=most(known)
    )
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
    elif profile.country != "KR" and channel == "in_app":
        return ""
    elif has_key(f"message.{key}_{channel}"):
        key = f"{key}_{channel}"
    sender = profile.sender
    # A Korean text message is answered by telephone; elsewhere complaints come by e-mail.
    contacts = (sender.phone, sender.email) if profile.country == "KR" else (sender.email, sender.phone)
    return say(
        copy.language,
        f"message.{key}",
        shop=profile.name,
        address=sender.address,
        contact=contacts[0] or contacts[1],
        opt_out=sender.opt_out or "",
    ).strip()


def has_buttons(channel: Channel, country: str) -> bool:
    return limits_of(channel, country).button > 0


def _greeting(copy: Copy, channel: Channel) -> str:
    # A popup meets people whose name nobody knows yet.
    if "customer" not in copy.runtime:
        return "greeting_stranger"
    # A text message holds no emoji: in Korea they are lost, abroad they make it more than twice as long to pay for.
    bright_text = copy.profile.tone == "bright" and channel in ("sms", "lms")
    return "greeting_warm" if bright_text else f"greeting_{copy.profile.tone}"


def body_text(words: PlaybookMessage, link: Button | None, copy: Copy, channel: Channel) -> str:
    """Mark, greeting, the playbook's words, ``link`` as a line where it is no button, and the law's lines."""
    values = _facts(copy)
    lines = [say(copy.language, f"message.{_greeting(copy, channel)}", **values), fill(words.body, values).strip()]
    if link:
        lines.append(say(copy.language, "message.link", label=link.label, url=link.url))
    text = "\n".join(lines)
    if not copy.marked:
        return text
    mark = say(copy.language, "message.advert_mark") if copy.profile.country == "KR" else ""
    return f"{mark}{text}\n\n{opt_out_lines(copy, channel)}".strip()


def _declared(copy: Copy) -> tuple[Variable, ...]:
    return tuple(variable(field, copy.language, copy.profile, copy.names)[0] for field in copy.runtime)


def _holds_button(words: PlaybookMessage, copy: Copy, channel: Channel) -> bool:
    """Whether ``channel`` shows a button below these words: LINE does only below a short text."""
    if not has_buttons(channel, copy.profile.country):
        return False
    limits = form_of(channel, copy.profile.country, pressed=True)
    text = body_text(words, None, copy, channel)
    return longest_length(text, _declared(copy), counts_bytes=limits.counts_bytes) <= limits.body


def _title(template: str | None, copy: Copy, channel: Channel) -> str:
    limits = limits_of(channel, copy.profile.country)
    if template is None or limits.title is None or channel == "alimtalk":
        return ""
    mark = "(광고) " if copy.marked and copy.profile.country == "KR" else ""
    title = mark + fill(template, _facts(copy)).strip()
    # A title is optional for LMS; one that does not fit would be cut in mid-word by the carrier.
    length = longest_length(title, _declared(copy), counts_bytes=limits.counts_bytes)
    return title if length <= limits.title else ""


def button(label: str | None, link: LinkName | None, copy: Copy) -> Button | None:
    """The button to its page, or to the shop's front page when that is all the shop gave."""
    if not label or not link:
        return None
    links = copy.profile.links
    url = links.home if link == "product" else getattr(links, link) or links.home
    if link == "product" and copy.product:
        url = next((p.url for p in copy.profile.products if p.name == copy.product and p.url), url)
    return Button(label=label, url=url) if url else None


def preview_of(title: str, body: str, label: str | None, samples: Mapping[str, str]) -> str:
    """A message as a customer sees it, the button's ``label`` in brackets, variables (by name) as their samples."""
    text = "\n".join(part for part in (title, body, f"[{label}]" if label else "") if part)
    for name, sample in samples.items():
        text = text.replace(f"#{{{name}}}", sample)
    return text


def compose(words: PlaybookMessage, link: LinkName | None, copy: Copy, channel: Channel) -> Message:
    """``words`` for ``channel``, ready to send; the preview is what a customer sees there."""
    page = button(words.button, link, copy)
    press = page if page and _holds_button(words, copy, channel) else None
    title = _title(words.title, copy, channel)
    body = body_text(words, None if press else page, copy, channel)
    samples = {one.name: one.sample for one in _declared(copy)}
    preview = preview_of(title, body, press.label if press else None, samples)
    return Message(title=title, body=body, button=press, preview=preview)


_SPEAKS_OF_BUTTON = re.compile(r"버튼|ボタン|\bbuttons?\b")
_SPEAKS_OF_LINK = re.compile(r"아래|下の|\bbelow\b")


def can_fill(words: PlaybookMessage, link: LinkName | None, copy: Copy, channel: Channel) -> bool:
    """Whether every field outside ``[[…]]`` has a value, and a button that the text speaks of is there and leads on."""
    button_spoken_of = bool(_SPEAKS_OF_BUTTON.search(words.body))
    if (button_spoken_of or _SPEAKS_OF_LINK.search(words.body)) and not button(words.button, link, copy):
        return False
    values = _facts(copy)
    if any(values.get(name) in (None, "") for name in fields(bare(words.body)) | fields(words.title or "")):
        return False
    return (not button_spoken_of or _holds_button(words, copy, channel)) and _can_spell(words, copy, channel)


def _can_spell(words: PlaybookMessage, copy: Copy, channel: Channel) -> bool:
    """Whether a Korean text message has letters for it; dashes, accents and emoji are put right later."""
    if channel not in TEXTS or copy.profile.country != "KR":
        return True
    return not lost_letters(plain_letters(body_text(words, None, copy, channel)))
