"""Days until which something holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from agent.campaigns.plan import Plan
from agent.campaigns.rules.types import Broken, Given, Rule
from agent.campaigns.rules.wording.facts import general_words, offers_in, read, starts, told
from agent.profile import Offer

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?:(?P<y{n}>\d{{4}})\s?[년年./-]\s?)?(?P<m{n}>\d{{1,2}})\s?[월月./-]\s?(?P<d{n}>\d{{1,2}})\s?[일日]?"
_WEEKDAY = r"(?:\s?\([^()]{1,4}\))?(?:\s?(?:오전|오후|밤)?\s?\d{1,2}\s?(?:시|:\d{2}))?(?:\s?자정)?"
_UNTIL = re.compile(
    _DAY.format(n=1)
    + _WEEKDAY
    + r"\s?(?:까지(?!.{0,6}(?:도착|배송|발송|받으|답|회신))|마감|종료|만료|まで(?!に)|締切|限り)"
    r"|(?:~|-|부터|から|마감일?|기한|期限|締切)\s?[::]?\s?" + _DAY.format(n=2) + r"(?!\s?[\d~-])(?=\D|$)"
    r"|\b(?:until|till|through|ends?(?: on)?|expires?(?: on)?|valid (?:until|through)|deadline:?)\s(?:\w+day,? )?"
    rf"(?:(?P<M3>{_MONTH}) (?P<d3>\d{{1,2}})|(?P<d4>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<M4>{_MONTH}))"
    r"(?:st|nd|rd|th)?(?:,? (?P<y3>\d{4}))?",
    re.I,
)
_HALF_A_YEAR = timedelta(days=183)


def deadlines_in(text: str, start: date | None) -> Iterator[tuple[str, date]]:
    """Days that ``text`` sets an end to, with their words; a year that is not said is the one nearest to ``start``.

    Without ``start`` such a day is put into 2000, so that only its month and day can be compared.
    """
    for found in _UNTIL.finditer(text):
        part = {name[0]: value for name, value in found.groupdict().items() if value}
        month = _MONTHS.index(part["M"][:3].lower()) + 1 if "M" in part else int(part["m"])
        try:
            day = date(int(part["y"]) if "y" in part else start.year if start else 2000, month, int(part["d"]))
            if start and "y" not in part and start - day > _HALF_A_YEAR:
                day = day.replace(year=day.year + 1)
        except ValueError:
            continue
        yield found.group().strip(), day


def offers_still_hold(plan: Plan, given: Given) -> Iterator[Broken]:
    """W-05: nothing is offered that ended before the campaign starts, nor sent again after its end."""
    start = starts(plan)
    if start is None:
        return
    again = bool(plan.entry and plan.entry.every)
    for one in plan.messages:
        named: set[str] = set()
        for place, text in read(one):
            for offer in _lasting(offers_in(text, given)):
                if offer.ends and offer.id not in named and (offer.ends < start or again):
                    named.add(offer.id)
                    facts: dict[str, object] = {"offer": offer.text, "ends": offer.ends.isoformat()}
                    ended = offer.ends < start
                    yield Broken(place, facts, case="" if ended else "later", severity=None if ended else "warn")
            past = ((words, day) for words, day in deadlines_in(text, start) if day < start)
            yield from (Broken(place, {"text": words}, case="past") for words, _day in past)


def _lasting(offers: Iterable[Offer]) -> Iterable[Offer]:
    """Of offers in the same words the one that holds longest: the message may mean that one."""
    ordered = sorted(offers, key=lambda offer: offer.ends or date.max)
    return {offer.text: offer for offer in ordered}.values()


def deadlines_are_the_shops(plan: Plan, given: Given) -> Iterator[Broken]:
    """W-06: a day until which something holds is the end of one of the shop's offers."""
    if not given.shop_known:
        return
    ends = {(offer.ends.month, offer.ends.day) for offer in given.profile.offers if offer.ends}
    general = general_words(plan, given)
    said = "\n".join(fact for fact in told(given.profile) if fact)
    for one in plan.messages:
        for place, text in read(one):
            for words, day in deadlines_in(text, starts(plan)):
                if (day.month, day.day) not in ends and words not in general and words not in said:
                    yield Broken(place, {"text": words})


RULES: tuple[Rule, ...] = (
    Rule("W-05", offers_still_hold, "shop.yaml offers.ends; 표시광고법 제3조"),
    Rule("W-06", deadlines_are_the_shops, "shop.yaml offers.ends"),
)
