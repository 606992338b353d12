"""What the shop said of itself, to hold a message against."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from agent.campaigns.plan import Placed, Plan, without_variables
from agent.campaigns.rules.parts import pages_in, seen, texts
from agent.campaigns.rules.types import Given
from agent.profile import Offer, ShopProfile
from agent.words import Locale
from retrieval.playbook import Playbook


def read(one: Placed) -> list[tuple[str, str]]:
    """Each text of a message with its place, as a customer reads it, without pages and variables."""
    return [(place, readable(text)) for place, text in texts(one)]


def readable(text: str) -> str:
    text = without_variables(text)
    for page in pages_in(text):
        text = text.replace(page, " ")
    return seen(text)


def without(text: str, facts: Iterable[str | None]) -> str:
    """``text`` without what the shop says of itself, the longest first."""
    for fact in sorted({seen(fact) for fact in facts if fact}, key=len, reverse=True):
        text = text.replace(fact, " ")
    return text


def told(profile: ShopProfile) -> list[str | None]:
    """The shop's own sentences and names."""
    products = [name for product in profile.products for name in (product.name, *product.aliases)]
    offers = [part for offer in profile.offers for part in (offer.text, offer.code)]
    sender = profile.sender
    contacts = [sender.phone, sender.email, sender.address, sender.opt_out]
    return [profile.name, profile.exchange_policy, *products, *offers, *contacts]


def words_of(playbook: Playbook | None, language: Locale) -> str:
    """The playbook's words for customers: what it says in general is no promise of this shop."""
    if playbook is None:
        return ""
    wordings = [words for step in playbook.steps for words in getattr(step, language)]
    fallbacks = [words for step in playbook.steps if (words := getattr(step.fallback, language))]
    return "\n".join(f"{words.title or ''} {words.body}" for words in (*wordings, *fallbacks))


def general_words(plan: Plan, given: Given) -> str:
    return words_of(given.playbook, plan.language or given.profile.language)


def offers_in(text: str, given: Given) -> list[Offer]:
    """The shop's offers that ``text`` speaks of, by their words or their code."""
    return [one for one in given.profile.offers if seen(one.text) in text or (one.code and seen(one.code) in text)]


def starts(plan: Plan) -> date | None:
    entry = plan.entry
    return entry.start_at.date() if entry and entry.type == "schedule" and entry.start_at else None
