"""What a customer would get, for the operator's eyes only: every wording with sample values. Nothing is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from agent.campaigns.channels import limits_of, text_length
from agent.campaigns.schema import Button, Campaign, Message, Step, Variable
from agent.errors import BadInput
from agent.words import Locale, say
from retrieval.playbook import Channel

NOBODY = "test@dangol.invalid"  # RFC 2606: a mail that got loose could reach nobody
LONGEST_NAME = 40
FALLBACK = "fallback"


@dataclass(frozen=True)
class Length:
    """How long a body is with its sample values, and with the longest the shop's data hold (``most``, if known)."""

    length: int
    limit: int
    unit: str
    most: int | None = None

    @property
    def over(self) -> bool:
        return max(self.length, self.most or 0) > self.limit


@dataclass(frozen=True)
class Wording:
    """One text of a campaign: of which step (from 1), ``name`` A, B … or ``fallback``, over which channel."""

    step: int
    name: str
    angle: str | None
    channel: Channel
    message: Message
    variables: tuple[Variable, ...]
    length: Length


@dataclass(frozen=True)
class Sample:
    """A wording as one customer would see it."""

    wording: Wording
    title: str
    body: str
    button: Button | None


def wordings(campaign: Campaign) -> tuple[Wording, ...]:
    """Every text of the campaign in the order of its steps; in each, the wordings and then the fallback."""
    return tuple(one for number, step in enumerate(campaign.steps, 1) for one in _of_step(number, step, campaign))


def _of_step(number: int, step: Step, campaign: Campaign) -> Iterator[Wording]:
    texts: list[tuple[str, str | None, Channel, Message]] = [
        (variant.name, variant.angle, step.channel, variant) for variant in step.variants
    ]
    if step.fallback and step.fallback_message:
        texts.append((FALLBACK, None, step.fallback, step.fallback_message))
    for name, angle, channel, message in texts:
        length = _length(message.body, step.variables, channel, campaign.country)
        yield Wording(number, name, angle, channel, message, step.variables, length)


def _length(body: str, variables: tuple[Variable, ...], channel: Channel, country: str) -> Length:
    limits = limits_of(channel, country)
    filled = text_length(_filled(body, variables, lambda one: one.sample), limits)
    unit = "bytes" if limits.counts_bytes else "chars"
    used = [one for one in variables if f"#{{{one.name}}}" in body]
    if not any(one.longest for one in used):
        return Length(filled, limits.body, unit)
    most = text_length(_filled(body, variables, lambda one: "" if one.longest else one.sample), limits)
    for one in used:
        if one.longest:
            most += body.count(f"#{{{one.name}}}") * getattr(one.longest, unit)
    return Length(filled, limits.body, unit, most)


def _filled(text: str, variables: tuple[Variable, ...], value: Callable[[Variable], str]) -> str:
    for one in variables:
        text = text.replace(f"#{{{one.name}}}", value(one))
    return text


def rehearse(campaign: Campaign, name: str | None = None) -> tuple[Sample, ...]:
    """Every text with sample values; ``name`` stands for the customer's, so that operators may see their own."""
    if name is not None and (not name.strip() or len(name) > LONGEST_NAME or not name.isprintable()):
        raise BadInput("life.name_wrong", limit=LONGEST_NAME)

    def value(variable: Variable) -> str:
        return name.strip() if name and variable.field == "customer" else variable.sample

    def sample(wording: Wording) -> Sample:
        message, filled = wording.message, wording.variables
        title, body = (_filled(text, filled, value) for text in (message.title, message.body))
        return Sample(wording, title, body, message.button)

    return tuple(sample(wording) for wording in wordings(campaign))


def heading(wording: Wording, locale: Locale) -> str:
    """Which text it is, in the operator's words."""
    which = say(locale, "life.test_fallback") if wording.name == FALLBACK else f"{wording.name}. {wording.angle}"
    channel = say(locale, f"card.channel_{wording.channel}")
    return say(locale, "life.test_heading", n=wording.step, which=which, channel=channel)


def length_words(length: Length, locale: Locale) -> str:
    """How long, of how much, and whether that is too long."""
    said = say(locale, f"life.length_{length.unit}", length=length.length, limit=length.limit)
    more = [say(locale, "life.length_most", most=length.most)] if length.most else []
    return " · ".join([said, *more, *([say(locale, "life.length_over")] if length.over else [])])


def as_text(sample: Sample) -> str:
    """The message as plain text, as a customer reads it."""
    button = f"[{sample.button.label}] {sample.button.url}" if sample.button else ""
    return "\n".join(part for part in (sample.title, sample.body, button) if part)


def as_file(sample: Sample, campaign: Campaign, at: datetime) -> tuple[str, bytes]:
    """Name and content of the file to look at: ``.eml`` for e-mail, else ``.txt`` with a mark above the message."""
    wording, locale = sample.wording, campaign.locale
    stem = f"{wording.step}{wording.name}_{wording.channel}"
    if wording.channel == "email":
        return f"{stem}.eml", _email(sample, campaign, at)
    mark = f"{say(locale, 'life.test_mark')} {heading(wording, locale)}"
    lines = (mark, length_words(wording.length, locale), "─" * 30, as_text(sample), "")
    return f"{stem}.txt", "\n".join(lines).encode()


def _email(sample: Sample, campaign: Campaign, at: datetime) -> bytes:
    """The mark stands in the sender's name, so that subject and text are what a customer would see."""
    mail = EmailMessage(policy=SMTP)
    mark = say(campaign.locale, "life.test_mark")
    mail["From"] = Address(f"{mark} {campaign.shop or 'Dangol'}", addr_spec=NOBODY)
    mail["To"] = Address(mark, addr_spec=NOBODY)
    mail["Subject"] = " ".join(sample.title.split())
    mail["Date"] = at
    mail["Message-ID"] = f"<{campaign.id}.{campaign.version}.{sample.wording.step}{sample.wording.name}@dangol.invalid>"
    plain = sample.body + (f"\n\n[{sample.button.label}] {sample.button.url}" if sample.button else "")
    mail.set_content(plain)
    mail.add_alternative(_as_html(sample, campaign.language), subtype="html")
    return bytes(mail)


def _as_html(sample: Sample, language: Locale) -> str:
    lines = escape(sample.body).replace("\n", "<br>\n")
    link = ""
    if sample.button:
        label, url = escape(sample.button.label), escape(sample.button.url)
        # Only a web address may become a link; anything else is shown as it is.
        web = sample.button.url.startswith(("https://", "http://"))
        link = f'<p><a href="{url}">{label}</a></p>' if web else f"<p>[{label}] {url}</p>"
    return f'<!doctype html><html lang="{language}"><meta charset="utf-8"><body><p>{lines}</p>{link}</body></html>\n'
