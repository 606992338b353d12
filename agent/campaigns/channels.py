"""Channels: what each can carry and when a shop can use it.

Limits from Infobip, Solapi and Kakao's public documentation; see docs/channels.md for the sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.profile import ShopProfile
from retrieval.playbook import Channel


@dataclass(frozen=True)
class Limits:
    """Longest texts; ``bytes`` counts EUC-KR bytes (Hangul 2, ASCII 1), otherwise characters.

    ``title`` None: the channel shows none; ``button`` 0: it has none, so a link is a line of the text.
    """

    title: int | None
    body: int
    body_lines: int | None = None
    button: int = 20
    counts_bytes: bool = False


LIMITS: dict[Channel, Limits] = {
    "in_app": Limits(title=None, body=1000),
    "alimtalk": Limits(title=50, body=1000, button=14),
    "brand_message": Limits(title=None, body=1000, body_lines=99, button=14),
    "sms": Limits(title=None, body=90, button=0, counts_bytes=True),
    "lms": Limits(title=40, body=2000, button=0, counts_bytes=True),
    "email": Limits(title=80, body=20_000),
    "line": Limits(title=40, body=5000),
    "push": Limits(title=50, body=200),
}

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


def limits_of(channel: Channel, country: str) -> Limits:
    """What ``channel`` carries in ``country``."""
    return SMS_ABROAD if channel == "sms" and country != "KR" else LIMITS[channel]


def text_length(text: str, limits: Limits) -> int:
    """Length of ``text`` the way the channel counts it; what EUC-KR cannot hold counts as 2 bytes."""
    if not limits.counts_bytes:
        return len(text)
    return sum(len(letter.encode("cp949", errors="ignore")) or 2 for letter in text)


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
    if channel in ("sms", "lms"):
        return bool(profile.sender.phone)
    if channel in ("alimtalk", "brand_message", "line", "push"):
        return bool(profile.name)
    if channel == "email":
        return bool(profile.name and (profile.sender.email or profile.sender.address))
    return True


def _may_advertise(channel: Channel, profile: ShopProfile) -> bool:
    """Whether the shop gave what an advertisement must show: name, contact, a way to refuse (KR-05, KR-07, AD-01)."""
    sender = profile.sender
    if channel == "in_app":
        return True
    if profile.country == "KR":
        free = channel == "email" or (sender.opt_out or "").startswith("080")
        return bool(profile.name and (sender.phone or sender.email) and sender.opt_out and free)
    if channel == "line":
        return bool(profile.name)
    return bool(profile.name and sender.opt_out)


def choose_channels(wanted: Sequence[Channel], profile: ShopProfile, *, advertising: bool) -> tuple[Channel, ...]:
    """The first usable channel and, if there is another one, its fallback; empty when none can be used."""
    usable = tuple(channel for channel in wanted if can_send(channel, profile, advertising=advertising))
    if advertising and usable and usable[0] != "in_app":
        # Whoever did not agree to advertising is not sent it by the support chat instead.
        usable = tuple(channel for channel in usable if channel != "in_app")
    return usable[:2]
