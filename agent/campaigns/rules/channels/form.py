"""What a message may be made of: buttons, titles, pictures, cards."""

from __future__ import annotations

from collections.abc import Iterator

from agent.campaigns.channels import Limits, form_of, limits_of
from agent.campaigns.plan import Placed, Plan
from agent.campaigns.rules.benefit import BENEFIT
from agent.campaigns.rules.parts import presses, seen
from agent.campaigns.rules.types import Broken, Given, Rule
from agent.campaigns.schema import Severity
from agent.words import Phrase

_ADDS_CHANNEL = "채널추가"  # Kakao's own button, which leads nowhere but into the shop's channel
_FRIENDS_ONLY = ("wide_list", "commerce", "carousel_commerce")
_OF_CARDS = ("wide_list", "carousel_feed", "carousel_commerce")


def buttons_work(plan: Plan, _given: Given) -> Iterator[Broken]:
    """CH-03: buttons only where there are some, no more than the channel shows, each with a label and a page."""
    for one in plan.messages:
        named = Phrase(f"card.channel_{one.channel}")
        limits = form_of(one.channel, plan.country, shape=one.step.shape, pressed=bool(one.message.presses))
        pressed = tuple(presses(one))
        if not limits.button:
            yield from (Broken(place, {"channel": named}, case="none") for place, _press in pressed[:1])
            continue
        yield from _too_many(one, limits)
        for place, press in pressed:
            label = seen(press.label).strip()
            if not label:
                yield Broken(f"{place}.label", case="blank")
            if not press.url.strip() and not (_kakao(one) and label.replace(" ", "") == _ADDS_CHANNEL):
                yield Broken(f"{place}.url", {"label": label}, case="nowhere")


def _kakao(one: Placed) -> bool:
    return one.channel in ("alimtalk", "brand_message")


def _too_many(one: Placed, limits: Limits) -> Iterator[Broken]:
    named = Phrase(f"card.channel_{one.channel}")
    count = len(one.message.presses)
    if limits.buttons is not None and count > limits.buttons:
        yield Broken(f"{one.path}.buttons", {"count": count, "limit": limits.buttons, "channel": named})
    for number, item in enumerate(one.message.items):
        if limits.items is not None and len(item.buttons) > limits.item_buttons:
            facts = {"count": len(item.buttons), "limit": limits.item_buttons, "channel": named}
            yield Broken(f"{one.path}.items[{number}].buttons", facts)


def heads_are_shown(plan: Plan, _given: Given) -> Iterator[Broken]:
    """CH-04: a title or picture only where one is shown; an e-mail has a subject."""
    for one in plan.messages:
        message, named = one.message, Phrase(f"card.channel_{one.channel}")
        if one.channel == "email" and not seen(message.title).strip():
            yield Broken(f"{one.path}.title", case="subject")
        # A title makes another, dearer kind of message of a Korean short one; elsewhere it is only not shown.
        severity: Severity | None = None if one.channel == "sms" and plan.country == "KR" else "warn"
        if message.title.strip() and not _shows_title(one, plan):
            yield Broken(f"{one.path}.title", {"channel": named}, severity=severity)
        if message.image.strip() and one.channel == "sms":
            yield Broken(f"{one.path}.image", {"channel": named}, case="picture", severity=severity)


def _shows_title(one: Placed, plan: Plan) -> bool:
    on_button_template = one.channel == "line" and bool(one.message.presses)
    product = one.channel == "brand_message" and one.step.shape == "commerce"
    return on_button_template or product or limits_of(one.channel, plan.country).title is not None


def alimtalk_is_plain(plan: Plan, _given: Given) -> Iterator[Broken]:
    """CH-05: AlimTalk has a title or a picture, not both, and the picture sells nothing."""
    for one in plan.messages:
        if one.channel != "alimtalk" or not one.message.image.strip():
            continue
        if one.message.title.strip():
            yield Broken(f"{one.path}.image", case="both")
        if found := BENEFIT.search(seen(one.message.image)):
            yield Broken(f"{one.path}.image", {"word": found.group()})


def brand_message_is_whole(plan: Plan, _given: Given) -> Iterator[Broken]:
    """CH-06: each shape of a brand message has its cards, and no more of them than it shows."""
    for one in plan.messages:
        if one.channel != "brand_message":
            continue
        shape, count = one.step.shape, len(one.message.items)
        most = form_of(one.channel, plan.country, shape=shape).items or 0
        if count > most:
            yield Broken(f"{one.path}.items", {"count": count, "limit": most})
        if shape in _OF_CARDS and not count:
            yield Broken(f"{one.path}.items", case="none")
    for number, step in enumerate(plan.steps):
        if step.channel == "brand_message" and step.shape in _FRIENDS_ONLY:
            yield Broken(f"steps[{number}].shape", case="friends", severity="warn")


_BRAND = "Kakao 브랜드 메시지 (Infobip, Solapi); docs/channels.md"

RULES: tuple[Rule, ...] = (
    Rule("CH-03", buttons_work, "docs/channels.md"),
    Rule("CH-04", heads_are_shown, "docs/channels.md"),
    Rule("CH-05", alimtalk_is_plain, "Kakao 알림톡 (Infobip); docs/channels.md"),
    Rule("CH-06", brand_message_is_whole, _BRAND),
)
