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
    exact = Metric("cost exact on random price tables", 1 - len(wrong) / PRICE_TABLES, PRICE_TABLES, at_least=1.0)
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


def _wrong_costs(random: np.random.Generator) -> Iterator[Miss]:
    """Price tables whose cost differs from the same sum in fractions."""
    for _ in range(PRICE_TABLES):
        steps = tuple(ROUTES[int(n)] for n in random.integers(0, 2, int(random.integers(1, 4))))
        people = tuple(int(n) for n in random.integers(0, 90_000, 2))
        prices = {channel: float(random.choice(PRICES)) for channel in ("alimtalk", "brand_message", "lms")}
        found = forecast(
            per_month=None,
            by_channel={steps[0][0]: people[0], "lms": people[1]},
            steps=steps,
            prior=(0.02, 20, "simulated", False),
            is_order=False,
            order=None,
            profile=ShopProfile.model_validate({"prices": prices}),
        )
        exact = {name: Fraction(str(price)) for name, price in prices.items()}
        planned = sum(people[0] * exact[first] + people[1] * exact[second] for first, second in steps)
        most = sum(people[0] * max(exact[first], exact[second]) + people[1] * exact[second] for first, second in steps)
        if (found.cost, found.cost_most) != (float(planned), float(most)):
            yield Miss(
                f"{people} {steps} {prices}", f"{float(planned)}, {float(most)}", f"{found.cost}, {found.cost_most}"
            )
