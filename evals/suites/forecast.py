"""Do eight of ten simulated shops land inside their interval, and is the cost that of exact arithmetic?

Each shop's true rate, order values and outcome are drawn here, with fixed seeds. The forecast is told what a shop can
know: a prior, right or off by up to twice, its own earlier result if it has one, and a sample of its orders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from agent.campaigns.chances import OrderValues
from agent.campaigns.forecast import forecast
from agent.campaigns.schema import Forecast, Interval
from agent.profile import ShopProfile
from evals.report import CasesMissing, Metric, Miss, Report
from retrieval.playbook import Channel

SHOPS, PRICE_TABLES, SEED = 6_000, 500, 20_261_101
LOWEST, HIGHEST = 0.75, 0.85
NEAR = (0.70, 0.90)  # for one stratum: what its few hundred shops and whole numbers of people leave open
PRICES: tuple[float, ...] = (0, 0.0079, 0.1, 1, 6.5, 8.5, 9.9, 15.4, 25, 33.3)
ROUTES: tuple[tuple[Channel, ...], ...] = (("alimtalk", "lms"), ("brand_message", "lms"), ("email",), ("line", "email"))
HALF = 0.5 + 1e-6  # of a person: what rounding to whole people may move
KINDS = ("no result of its own", "own result, prior right", "own result, prior off")


@dataclass(frozen=True)
class Shop:
    """One simulated shop: what is known of it, and what then happened."""

    kind: str
    recipients: int
    rate: float
    outlook: Forecast
    events: int
    revenue: float
    margin: float


def run(path: Path | None) -> Report:
    if path is not None:
        raise CasesMissing("dangol eval forecast draws its own shops; it reads no file of cases")
    shops = list(_shops(np.random.default_rng(SEED)))
    wrong = list(_wrong_costs(np.random.default_rng(SEED)))
    exact = Metric("cost exact on random plans and prices", 1 - len(wrong) / PRICE_TABLES, PRICE_TABLES, at_least=1.0)
    return Report("forecast", (*_overall(shops), *_strata(shops), exact), tuple(wrong))


def _shops(random: np.random.Generator) -> Iterator[Shop]:
    for number in range(SHOPS):
        yield _shop(KINDS[number % len(KINDS)], random)


def _shop(kind: str, random: np.random.Generator) -> Shop:
    """A shop of 20–20,000 recipients whose playbook's mean rate is 0.2–40 %, its own rate drawn around that."""
    recipients = round(np.exp(random.uniform(np.log(20), np.log(20_000))))
    mean, size = np.exp(random.uniform(np.log(0.002), np.log(0.4))), float(random.choice((10, 15, 20, 25, 40, 200)))
    rate = random.beta(mean * size, (1 - mean) * size)
    tried = None
    if kind != KINDS[0]:
        sent = round(np.exp(random.uniform(np.log(100), np.log(3_000))))
        tried = (sent, int(random.binomial(sent, rate)))
    told = min(0.8, mean * 2 ** random.uniform(-1, 1)) if kind == KINDS[2] else mean
    values = _OrderBook(random)
    gross_margin, offer_cost = random.uniform(0.2, 0.7), float(random.choice((0, 1_000, 3_000)))
    outlook = forecast(
        per_month=None,
        by_channel={"lms": recipients},
        steps=(("lms",),),
        prior=(told, size, "simulated", False),
        is_order=True,
        order=values.known(random),
        profile=ShopProfile(prices={"lms": 30}, gross_margin=gross_margin),
        offer_cost=offer_cost,
        tried=tried,
    )
    events = int(random.binomial(recipients, rate))
    revenue = float(values.draw(events, random).sum())
    margin = revenue * gross_margin - events * offer_cost - 30 * recipients
    return Shop(kind, recipients, rate, outlook, events, revenue, margin)


class _OrderBook:
    """Order values as shops have them: lognormal, from nearly equal to very unequal."""

    def __init__(self, random: np.random.Generator) -> None:
        self.mean, ratio = random.uniform(10_000, 90_000), random.uniform(0.3, 1.5)
        self.sigma = float(np.sqrt(np.log1p(ratio**2)))

    def draw(self, count: int, random: np.random.Generator) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return random.lognormal(np.log(self.mean) - self.sigma**2 / 2, self.sigma, count)

    def known(self, random: np.random.Generator) -> OrderValues:
        """What the shop's own list of 20–500 orders tells; of every fourth shop only the mean."""
        listed = self.draw(int(random.integers(20, 500)), random)
        spread = None if random.random() < 0.25 else float(listed.std(ddof=1))
        return OrderValues(float(listed.mean()), spread, len(listed))


def _covers(interval: Interval | None, value: float) -> bool:
    assert interval is not None
    return interval.low - 0.01 <= value <= interval.high + 0.01


def _stretched(interval: Interval, factor: float) -> Interval:
    middle, half = (interval.low + interval.high) / 2, (interval.high - interval.low) / 2
    return Interval(low=middle - factor * half, high=middle + factor * half)


def _share(name: str, held: list[bool], at_least: float | None, at_most: float | None) -> Metric:
    return Metric(name, round(sum(held) / max(1, len(held)), 4), len(held), at_least, at_most)


def _overall(shops: list[Shop]) -> Iterator[Metric]:
    asks: dict[str, Callable[[Shop], bool]] = {
        "goal events": lambda shop: _covers(shop.outlook.goal_events, shop.events),
        "revenue": lambda shop: _covers(shop.outlook.revenue, shop.revenue),
        "margin": lambda shop: _covers(shop.outlook.margin, shop.margin),
    }
    for name, ask in asks.items():
        yield _share(f"{name} inside, 75–85 %", [ask(shop) for shop in shops], LOWEST, HIGHEST)
    sides = [(shop.revenue, shop.outlook.revenue) for shop in shops]
    below = [interval is not None and value < interval.low - 0.01 for value, interval in sides]
    above = [interval is not None and value > interval.high + 0.01 for value, interval in sides]
    yield _share("revenue below the interval", below, None, None)
    yield _share("revenue above the interval", above, None, None)
    # The gate is worth something only if a wrong interval fails it.
    wide = [_covers(_stretched(shop.outlook.goal_events, 2), shop.events) for shop in shops]
    narrow = [_covers(_stretched(shop.outlook.goal_events, 0.5), shop.events) for shop in shops]
    yield _share("twice as wide would be caught", wide, HIGHEST + 0.0001, None)
    yield _share("half as wide would be caught", narrow, None, LOWEST - 0.0001)


def _strata(shops: list[Shop]) -> Iterator[Metric]:
    """Where at least a few events are to be expected; of hardly any, "none" alone is often more than 80 % certain."""
    strata: dict[str, Callable[[Shop], bool]] = {
        **{kind: _of_kind(kind) for kind in KINDS},
        "20–200 recipients": lambda shop: shop.recipients < 200,
        "200–2,000 recipients": lambda shop: 200 <= shop.recipients < 2_000,
        "2,000–20,000 recipients": lambda shop: shop.recipients >= 2_000,
        "0.2–1 %": lambda shop: shop.outlook.goal_rate < 0.01,
        "1–5 %": lambda shop: 0.01 <= shop.outlook.goal_rate < 0.05,
        "5–40 %": lambda shop: shop.outlook.goal_rate >= 0.05,
    }
    for name, within in strata.items():
        kept = [shop for shop in shops if within(shop)]
        yield _share(f"of {name}", [_covers(shop.outlook.goal_events, shop.events) for shop in kept], *NEAR)
    few = [shop for shop in shops if shop.outlook.goal_rate * shop.recipients < 1]
    yield _share(
        "of those to expect less than one", [_covers(s.outlook.goal_events, s.events) for s in few], 0.75, None
    )


def _of_kind(kind: str) -> Callable[[Shop], bool]:
    return lambda shop: shop.kind == kind


@dataclass(frozen=True)
class Plan:
    """One random plan to be paid for; a channel without an entry in ``prices`` is one whose price nobody gave."""

    steps: tuple[tuple[Channel, ...], ...]
    people: dict[Channel, int]
    prices: dict[Channel, float]
    share: float
    per_month: float | None
    every_days: float | None


def plans(random: np.random.Generator) -> Iterator[Plan]:
    """Steps of any route to the people of the first one's, one price in ten missing, mostly some people left out."""
    for _ in range(PRICE_TABLES):
        steps = tuple(ROUTES[int(n)] for n in random.integers(0, len(ROUTES), int(random.integers(1, 4))))
        channels = {channel: None for route in ROUTES for channel in route}
        schedule = ((None, None), (1.0, None), (30 / 7, None), (30 / 91, None), (None, 7.0), (None, 3.5), (None, 30.0))
        per_month, every_days = schedule[int(random.integers(len(schedule)))]
        yield Plan(
            steps=steps,
            people={channel: int(random.integers(90_000) * (random.random() < 0.9)) for channel in steps[0]},
            prices={channel: float(random.choice(PRICES)) for channel in channels if random.random() < 0.9},
            share=float(random.choice((0, 0.05, 0.07, 0.1, 0.33, 0.5))),
            per_month=per_month,
            every_days=every_days,
        )


def owed(plan: Plan, sent: int) -> dict[str, object]:
    """What ``sent`` messages a step come to, in fractions, after the definition in docs/forecast.md.

    None for an amount to which a price is missing.
    """
    prices = {channel: Fraction(str(price)) for channel, price in plan.prices.items()}
    shares = [
        (way, Fraction(people * sent, sum(plan.people.values()))) for way, people in plan.people.items() if people
    ]
    whole = {way: int(share) for way, share in shares}
    for way, _ in sorted(shares, key=lambda one: int(one[1]) - one[1])[: sent - sum(whole.values())]:
        whole[way] += 1  # the largest remainders
    goes = [(way if way in route else route[0], route, n) for way, n in whole.items() for route in plan.steps if n]
    used = {channel: sum(n for one, _, n in goes if one == channel) for channel, _, _ in goes}
    lines = {channel: n * prices[channel] for channel, n in used.items() if channel in prices}
    # Whoever is counted under a fallback is reached over it at once; only before a first channel is there a dearer way.
    ways = [((channel, route[-1]), n) for channel, route, n in goes]
    known = all(channel in prices for both, _ in ways for channel in both)
    planned = sum(lines.values()) if lines.keys() == used.keys() else None
    times = 1 if plan.per_month else Fraction(30) / Fraction(str(plan.every_days)) if plan.every_days else None
    return {
        "messages": used,
        "lines": {channel: float(amount) for channel, amount in lines.items()},
        "missing": sorted(used.keys() - prices.keys()),
        "cost": None if planned is None else float(planned),
        "most": float(sum(n * max(prices[one] for one in both) for both, n in ways)) if known else None,
        "month": None if planned is None or times is None else float(planned * times),
    }


def _wrong_costs(random: np.random.Generator) -> Iterator[Miss]:
    """Plans whose cost differs from the same sum in fractions, or whose people are not the nearest whole number."""
    for plan in plans(random):
        found = forecast(
            per_month=plan.per_month,
            by_channel=plan.people,
            steps=plan.steps,
            prior=(0.02, 20, "simulated", False),
            is_order=False,
            order=None,
            profile=ShopProfile.model_validate({"prices": plan.prices}),
            share=plan.share,
            every_days=plan.every_days,
        )
        got: dict[str, object] = {
            "messages": found.messages,
            "lines": found.cost_lines,
            "missing": sorted(found.prices_missing),
            "cost": found.cost,
            "most": found.cost_most,
            "month": found.budget_month,
        }
        assert found.sent is not None
        expected = owed(plan, found.sent)
        everybody = sum(plan.people.values()) * (plan.per_month or 1)
        nearest = abs(found.recipients - everybody) <= HALF
        if got != expected or not nearest or abs(found.sent - found.recipients * (1 - plan.share)) > HALF:
            people = f"{found.recipients} recipients, {found.sent} sent"
            yield Miss(str(plan), str(expected), f"{got}, {people}")
