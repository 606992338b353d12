"""Channels: what each can carry and when a shop can use it.

Limits from Infobip, Solapi and Kakao's public documentation; see docs/channels.md for the sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.campaigns.letters import byte_length, lost_letters
from agent.profile import ShopProfile
from retrieval.playbook import Channel


@dataclass(frozen=True)
class Limits:
    """Longest texts; in EUC-KR bytes (Hangul 2, ASCII 1) if ``counts_bytes``, otherwise in characters.

    ``title`` None: the channel shows none; ``button`` 0: it has none, so a link is a line of the text; ``buttons``
    None: as many as one likes. ``careful``: from here on some providers refuse a body, though not all.
    ``items`` are the cards or lines of a message, None where there are no such things; ``item_title`` has a limit for
    each of them, of which the last holds for all further ones.
    """

    title: int | None
    body: int
    body_lines: int | None = None
    button: int = 20
    counts_bytes: bool = False
    buttons: int | None = None
    careful: int | None = None
    header: int | None = None
    items: int | None = None
    item_title: tuple[int, ...] = ()
    item_body: int | None = None
    item_buttons: int = 0


LIMITS: dict[Channel, Limits] = {
    "in_app": Limits(title=None, body=1000),
    "alimtalk": Limits(title=50, body=1000, button=14, buttons=5),
    "brand_message": Limits(title=None, body=1300, careful=1000, body_lines=99, button=14, buttons=5),
    "sms": Limits(title=None, body=90, button=0, counts_bytes=True),
    "lms": Limits(title=40, body=2000, button=0, counts_bytes=True),
    "email": Limits(title=80, body=20_000),
    "line": Limits(title=None, body=5000, buttons=4),
    "push": Limits(title=50, body=200),
}

MANY = 100  # cards for which no source names a limit
BRAND_SHAPES: dict[str, Limits] = {
    "text": LIMITS["brand_message"],
    "image": LIMITS["brand_message"],
    "wide": Limits(title=None, body=76, body_lines=5, button=8, buttons=2),
    "wide_list": Limits(title=None, body=1300, button=8, buttons=2, header=20, items=4, item_title=(25, 30)),
    "carousel_feed": Limits(
        title=None, body=1300, button=8, buttons=2, header=20, items=MANY, item_body=180, item_buttons=2
    ),
    "premium_video": Limits(title=None, body=76, button=8, buttons=1, header=20),
    "commerce": Limits(title=30, body=1300, button=8, buttons=2, items=MANY, item_title=(30,), item_buttons=2),
    "carousel_commerce": Limits(
        title=None, body=1300, button=8, buttons=2, header=20, items=MANY, item_title=(30,), item_buttons=2
    ),
}
"""By ``Shape`` of a brand message."""

LINE_BUTTONS = Limits(title=40, body=160, buttons=4)
LINE_BUTTONS_WITH_HEAD = Limits(title=40, body=60, buttons=4)
"""LINE's button template, without and with a title or picture."""


CONSENT_COLUMN: dict[Channel, str] = {
    "brand_message": "consent_kakao",
    "line": "consent_kakao",
    "sms": "consent_sms",
    "lms": "consent_sms",
    "email": "consent_email",
    "push": "consent_push",
}


# Outside Korea a long text message goes out in parts; 1,600 characters is the most that providers take.
SMS_ABROAD = Limits(title=None, body=1600, button=0)
TEXTS: tuple[Channel, ...] = ("sms", "lms")


def limits_of(channel: Channel, country: str) -> Limits:
    """What ``channel`` carries in ``country``, in its plainest form."""
    return SMS_ABROAD if channel in TEXTS and country != "KR" else LIMITS[channel]


def form_of(
    channel: Channel, country: str, *, shape: str = "text", pressed: bool = False, headed: bool = False
) -> Limits:
    """What ``channel`` carries in the form that a message takes there.

    ``shape`` is a brand message's; ``pressed`` (it has buttons) and ``headed`` (a title or picture) decide LINE's.
    """
    if channel == "brand_message":
        return BRAND_SHAPES[shape]
    if channel == "line" and pressed:
        return LINE_BUTTONS_WITH_HEAD if headed else LINE_BUTTONS
    return limits_of(channel, country)


def text_length(text: str, limits: Limits) -> int:
    """Length of ``text`` the way the channel counts it; what EUC-KR cannot hold counts as 2 bytes."""
    return byte_length(text) if limits.counts_bytes else len(text)


def can_send(channel: Channel, profile: ShopProfile, *, advertising: bool) -> bool:
    """Whether the shop has what the law and the channel want before this kind of message may go out."""
    if channel not in profile.channels:
        return False
    if channel == "alimtalk" and advertising:
        return False
    if channel == "sms" and profile.country == "KR":
        return False  # 45 Korean letters do not hold a greeting, a message and the lines the law wants; LMS does
    if advertising and not _may_advertise(channel, profile):
        return False
    if channel in TEXTS:
        # A Korean text message would show "?" for what EUC-KR lacks, and nobody may be called "Caf?".
        spelled = profile.country != "KR" or not lost_letters(profile.name or "")
        return bool(profile.sender.phone) and spelled
    if channel in ("alimtalk", "brand_message", "line", "push"):
        return bool(profile.name)
    if channel == "email":
        return bool(profile.name and (profile.sender.email or profile.sender.address))
    return True


def _may_advertise(channel: Channel, profile: ShopProfile) -> bool:
    """Whether the shop gave what an advertisement must show there: name, contact, address, a way to refuse.

    KR-05, KR-07, JP-02 to JP-04, US-06, US-07, EU-02 and EU-03 (docs/rules.md).
    """
    sender = profile.sender
    if channel == "in_app":
        return True
    if not profile.name:
        return False
    if profile.country == "KR":
        free = channel == "email" or (sender.opt_out or "").startswith("080")
        return bool((sender.phone or sender.email) and sender.opt_out and free)
    if channel == "line" or (profile.country == "US" and channel in TEXTS):
        return True  # who blocks the account or answers STOP has refused
    online = any(mark in (sender.opt_out or "") for mark in ("@", "."))
    reachable = bool(sender.email or sender.phone)
    if profile.country == "JP":
        return online and reachable and bool(sender.address)
    return online and (channel != "email" or bool(sender.address) or (profile.country == "EU" and reachable))


def choose_channels(wanted: Sequence[Channel], profile: ShopProfile, *, advertising: bool) -> tuple[Channel, ...]:
    """The first usable channel and, if there is another one, its fallback; empty when none can be used."""
    usable = tuple(channel for channel in wanted if can_send(channel, profile, advertising=advertising))
    if advertising and usable and usable[0] != "in_app":
        # Whoever did not agree to advertising is not sent it by the support chat instead.
        usable = tuple(channel for channel in usable if channel != "in_app")
    return usable[:2]
