"""Who says what in one conversation, and when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from agent.profile import ShopProfile
from evals.sample_shop.chat import Message, Turn
from evals.sample_shop.clock import CHUSEOK, END, reply_after, soon
from evals.sample_shop.grammar import Topic, expand, marks, matching, phrases, say
from evals.sample_shop.ledger import Order
from evals.sample_shop.slots import customers_words, make_slots
from evals.sample_shop.voice import opening, tail, type_as

_HOLIDAY = re.compile("추석|연휴|명절")
# a phrase with such a word is about that kind of product and no other
_KIND_WORDS = {
    "반지": (
        "반지",
        "호수",
        "손가락",
        "{size}호",
        "{size2}호",
        "{bigsize}호",
        "정사이즈",
        "중지에",
        "{girth}",
        "프리사이즈",
    ),
    "목걸이": ("목걸이 길이", "목에 ", "쇄골"),
    "귀걸이": ("침이", "침은", "은침", "귀가", "원터치", "진물"),
    "팔찌": ("손목",),
}
PHOTO = ""  # the export leaves the text of a picture empty


class Talk:
    """A Korean conversation about ``topic``, begun at ``at`` by someone who types in ``style``.

    Without ``answered`` the shop says nothing; if it ``stays_open``, the shop promises and does not settle.
    """

    def __init__(
        self,
        rng: Random,
        shop: ShopProfile,
        topic: Topic,
        at: datetime,
        order: Order | None,
        style: str,
        answered: bool,
        stays_open: bool,
    ) -> None:
        self._rng = rng
        self._topic = topic
        self._at = at
        self._order = order
        self._style = style
        self._shops = make_slots(rng, shop, topic, at, order)
        self._customers = customers_words(rng, shop, self._shops)
        kinds = {product.name: product.category for product in shop.products}
        self._kind = kinds.get(str(self._shops["product"]), "반지")
        self._marks: frozenset[str] = frozenset()
        self.turns: list[Turn] = []
        self._build(answered, stays_open)

    def summary(self) -> str | None:
        """One sentence, as the tool's own summary would have it."""
        fitting = matching(self._possible(self._topic.summary), self._marks)
        return self._say(self._rng.choice(fitting), self._shops) if fitting else None

    def _build(self, answered: bool, stays_open: bool) -> None:
        rng, topic = self._rng, self._topic
        body = self._customer_says(topic.ask)
        chatty = topic.intent is not None
        self._user(*opening(rng, self._style, topic.mood, body, self._customers, chatty=chatty))
        if topic.intent == "defect_claim" and rng.random() < 0.6:
            self._user(PHOTO)
        if not (answered and self._shop_says(topic.answer)):
            return
        if rng.random() < 0.58 and (
            more := self._customer_says(matching(self._possible(topic.more), _lower(self._marks)))
        ):
            self._user(type_as(rng, self._style, tail(rng, topic.mood, self._connected(more))))
            if not stays_open and rng.random() < 0.88:
                self._shop_says(topic.settle)
        if not stays_open and rng.random() < topic.thanked:
            later = bool(topic.thanks) and rng.random() < 0.4
            thanks = say(rng, topic.thanks if later else phrases("common")["thanks"], self._customers)
            self.turns.append(Turn("user", type_as(rng, self._style, thanks), rng.randint(2, 4) if later else 0))
            if rng.random() < 0.45:
                self._manager(say(rng, phrases("common")["bye"], self._shops))

    def _customer_says(self, templates: Sequence[str]) -> str:
        """One of ``templates``; its marks are what the shop's next words go by. Empty if there is none."""
        possible = self._possible(templates)
        if not possible:
            return ""
        line = self._rng.choice(possible)
        self._marks = (_lower(self._marks) or marks(line)[0]) | {mark for mark in marks(line)[0] if mark.isupper()}
        return self._say(line, self._customers)

    def _shop_says(self, templates: Sequence[str]) -> bool:
        """Let the shop answer to the point; False if it has nothing to say to that."""
        common = phrases("common")
        wanted = {mark for mark in self._marks if mark.isupper()} or self._marks
        possible = self._possible(templates)
        fitting = matching(possible, frozenset(wanted)) or matching(possible, self._marks)
        if not fitting:
            return False
        text = self._say(self._rng.choice(fitting), self._shops)
        first = "manager" not in {turn.speaker for turn in self.turns}
        start = self._rng.choice(common["shop_starts"]) if first and text[0] not in "네넵앗안헉아" else ""
        end = self._rng.choice(common["shop_ends"]) if text[-1] in "요다!" else ""
        self._manager(f"{start}{text}{end}")
        return True

    def _connected(self, text: str) -> str:
        """``text`` with a little word before it, unless it has one."""
        return text if text[0] in "아오네넵음앗헐와하그" else self._rng.choice(phrases("common")["connects"]) + text

    def _say(self, line: str, slots: Mapping[str, object]) -> str:
        return say(self._rng, [marks(line)[1]], slots)

    def _user(self, *texts: str) -> None:
        self.turns.extend(Turn("user", text) for text in texts)

    def _manager(self, text: str) -> None:
        self.turns.append(Turn("manager", text))

    def _possible(self, templates: Sequence[str]) -> list[str]:
        """Phrases about the holiday only where it can be the reason; about fingers only where it is a ring."""
        waited = self._order is not None and self._order.at < CHUSEOK <= self._at
        near = self._order is None and abs(self._at - CHUSEOK) < timedelta(days=14)
        timely = [text for text in templates if waited or near or not _HOLIDAY.search(text)]
        others = [words for kind, words in _KIND_WORDS.items() if kind != self._kind]
        return [text for text in timely if not any(word in text for words in others for word in words)]


def _lower(found: frozenset[str]) -> frozenset[str]:
    return frozenset(mark for mark in found if mark.islower())


def foreign_turns(rng: Random, language: str, asks: list[str]) -> list[Turn]:
    """A short conversation in Japanese or English."""
    words = phrases("abroad")[language]
    turns = [Turn("user", rng.choice(words["greet"])), Turn("user", rng.choice(asks))]
    if rng.random() < 0.4:
        turns = [Turn("user", f"{turns[0].text} {turns[1].text}")]
    turns.append(Turn("manager", rng.choice(words["answer"])))
    if rng.random() < 0.7:
        turns.append(Turn("user", rng.choice(words["bye"])))
    return turns


def with_bot(rng: Random, shop: ShopProfile, turns: list[Turn], at: datetime) -> list[Turn]:
    """The bot speaks up at night, now and then by day, and a good deal after the holiday."""
    welcome, away, busy, ended = (expand(rng, text).format(shop=shop.name) for text in phrases("common")["bot"])
    first = next((place for place, turn in enumerate(turns) if turn.speaker == "manager"), len(turns))
    rushed = timedelta(days=3) <= at - CHUSEOK < timedelta(days=18)
    text = away if at.hour < 10 or at.hour >= 18 else busy if rushed else welcome
    if rng.random() < 0.35:
        turns = [*turns[:first], Turn("bot", text), *turns[first:]]
    if turns[-1].speaker == "manager" and rng.random() < 0.1:
        turns = [*turns, Turn("bot", ended)]
    return turns


def timed(rng: Random, turns: list[Turn], at: datetime) -> list[Message]:
    """The turns with their times; what would have come after the export was taken is not in it."""
    messages: list[Message] = []
    now, before = at, "user"
    for speaker, text, days in turns:
        if messages:
            now = _next(rng, before, speaker, now + timedelta(days=days))
        if now >= END:
            break
        messages.append(Message(speaker, text, now))
        before = speaker
    return messages


def _next(rng: Random, before: str, speaker: str, now: datetime) -> datetime:
    if speaker == before or speaker == "bot":
        return soon(rng, now)
    if speaker == "manager":
        return reply_after(rng, now)
    return now + timedelta(seconds=rng.randint(15, 2700))
