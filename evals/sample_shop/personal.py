"""Personal data that customers leave in a chat: all invented, and every piece of it recorded."""

from __future__ import annotations

from random import Random

from agent.words import fields, fill
from evals.sample_shop.chat import Chat, Secret, Turn
from evals.sample_shop.grammar import expand, phrases
from evals.sample_shop.ledger import Order
from evals.sample_shop.people import Customer, full_name

CHATS_WITH = 172  # Korean ones; the Japanese and English ones are planted besides
_KINDS = {"order": "order_number", "tracking": "tracking_number"}
_PHONES = {"ko": "010-0000-{}", "ja": "090-0000-{}", "en": "(212) 555-01{}"}


def plant(rng: Random, chat: Chat, turns: list[Turn], customer: Customer | None, order: Order | None) -> None:
    """Put a question and the telling answer after the shop's first words, and note what was given away."""
    words = phrases("personal")
    kind = rng.choice(
        words["likes"].get(chat.intents[0], ["who"])
        if chat.language == "ko"
        else ["who", "order", "email", "phone", "address"]
    )
    values = _values(rng, chat.language, customer, order)
    told = _tell(rng, words[kind][chat.language], values, chat)
    added: list[Turn] = [Turn("manager", expand(rng, rng.choice(words["ask"][chat.language]))), Turn("user", told)]
    if chat.language == "ko" and values["name"] in told and rng.random() < 0.5:
        added.append(Turn("manager", _tell(rng, words["named"]["ko"], values, chat)))
    spot = next((place + 1 for place, turn in enumerate(turns) if turn.speaker == "manager"), len(turns))
    turns[spot:spot] = added
    if chat.summary and chat.summary.startswith("고객이") and rng.random() < 0.3:
        chat.summary = f"{values['name']} {chat.summary}"
        _note(chat, "name", values["name"])


def _tell(rng: Random, templates: list[str], values: dict[str, str], chat: Chat) -> str:
    template = rng.choice(templates)
    for name in sorted(fields(template)):
        _note(chat, _KINDS.get(name, name), values[name])
    return fill(template, values)


def _note(chat: Chat, kind: str, text: str) -> None:
    secret = Secret(kind, text)
    if secret not in chat.secrets:
        chat.secrets.append(secret)


def _values(rng: Random, language: str, customer: Customer | None, order: Order | None) -> dict[str, str]:
    born = f"{rng.randint(70, 99)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    name = customer.name if customer and customer.language == language else full_name(rng, language)
    return {
        "name": name,
        "phone": _phone(rng, language, customer),
        "email": customer.email if customer else f"guest{rng.randint(100, 999)}@example.com",
        "address": _address(rng, language),
        "order": order.id if order else f"202610{rng.randint(10, 28)}-{rng.randint(1, 60) * 7 + 3:07d}",
        "card": _card(rng),
        "resident_number": f"{born}-{rng.choice('12')}000000",
        "account": f"{rng.choice((110, 220, 333))}-000-{rng.randint(100000, 999999)}",
        "tracking": f"0000{rng.randint(10000000, 99999999)}",
    }


def _card(rng: Random) -> str:
    return rng.choice((" ", "-")).join(("4000", "0000", "0000", f"{rng.randint(1000, 9999)}"))


def _phone(rng: Random, language: str, customer: Customer | None) -> str:
    if language == "en":
        return _PHONES["en"].format(f"{rng.randint(0, 99):02d}")
    last = customer.phone[-4:] if customer else f"{rng.randint(0, 9999):04d}"
    plain = _PHONES[language].format(last)
    if language == "ja":
        return plain
    shapes = (
        plain,
        plain,
        plain,
        plain.replace("-", ""),
        plain.replace("-", " "),
        plain.replace("-", "."),
        f"+82 10-0000-{last}",
    )
    return rng.choice(shapes)


def _address(rng: Random, language: str) -> str:
    place, number = rng.choice(phrases("personal")["places"][language]), rng.randint(2, 120)
    if language == "ja":
        return f"〒000-{rng.randint(1000, 9999)} {place}{rng.randint(1, 5)}-{rng.randint(1, 20)}-{rng.randint(1, 9)}"
    if language == "en":
        return f"{number} {place}, Apt {rng.randint(1, 30)}B, Springfield, IL 62704"
    home = rng.choice(
        (
            f"{rng.randint(101, 115)}동 {rng.randint(1, 20)}0{rng.randint(1, 4)}호",
            f"{rng.randint(2, 5)}층",
            f"{rng.randint(201, 405)}호",
        )
    )
    return f"{place} {number}{rng.choice(('', '-7', '번길 12'))} {home}"
