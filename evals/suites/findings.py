"""Findings as the diagnosis makes them, and the playbooks that a suggestion would take for them.

A case describes a desk and the shop around it; detectors, query and search are those of a suggestion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import Field

from agent.diagnosis import diagnose
from agent.diagnosis.intervals import newcombe
from agent.diagnosis.types import Finding
from agent.means import means_of, worked_of
from agent.profile import Country, FunnelName, FunnelStep, ShopProfile, Tried
from agent.signals.types import CustomerFacts, IntentTopic, OrderFacts, TenantSignals
from agent.steps.retrieve import answers, query_of
from agent.words import Locale
from evals.cases_file import Case
from evals.report import CasesMissing
from evals.suites.ranking import ALL, Ranking
from retrieval.playbook import Channel, Need
from retrieval.search import Query, Searcher

CONVERSATIONS, CUSTOMERS = 400, 300
LEADING, BESIDE, BEFORE = 60, 30, 12  # conversations about the first topic, each other one, and any before it rose


class FindingCase(Case):
    """A desk on which ``detector`` fires, the shop around it, and what should be proposed; see the file's head."""

    detector: str
    intents: tuple[str, ...] = ()
    step: FunnelName | None = None
    open: int = Field(default=0, ge=0, le=LEADING)
    rising: bool = False
    country: Country = "KR"
    language: Locale = "ko"
    channels: tuple[Channel, ...] = ("in_app", "lms", "email")
    industry: str | None = None
    has: tuple[Need, ...] = ()
    tried: tuple[Tried, ...] = ()
    right: tuple[str, ...]
    not_first: Mapping[str, str] = {}

    @property
    def name(self) -> str:
        about = ",".join(self.intents) or self.step
        tried = ", ".join(f"{one.playbook} {one.reached}/{one.sent}" for one in self.tried)
        return " ".join(filter(None, (self.detector, about, f"({', '.join(self.has)})", tried and f"tried {tried}")))

    @property
    def profile(self) -> ShopProfile:
        return ShopProfile(
            country=self.country,
            language=self.language,
            channels=self.channels,
            industry=self.industry,
            has=self.has,
            tried=self.tried,
        )


@dataclass(frozen=True)
class Found:
    """What came of a case: the search's whole ranking, what a suggestion keeps of it, and whether reasons are right.

    ``set_aside`` is None where no playbook was to be.
    """

    case: FindingCase
    searched: Ranking
    kept: Ranking
    set_aside: bool | None


def find(case: FindingCase, searcher: Searcher) -> Found:
    """Search for the finding of ``case``.

    Raises:
        CasesMissing: the diagnosis does not find this on such a desk.
    """
    signals = desk(case)
    finding = _finding(case, signals)
    hits = searcher.search(_query(case, finding, signals, searcher), ALL)
    missing = {hit.playbook.id: hit.missing for hit in hits}
    right = frozenset(case.right)
    running = [hit for hit in hits if not hit.missing]
    return Found(
        case,
        Ranking(right, tuple(running)),
        Ranking(right, tuple(hit for hit in running if answers(finding, hit))),
        all(code in missing.get(name, ()) for name, code in case.not_first.items()) if case.not_first else None,
    )


def _query(case: FindingCase, finding: Finding, signals: TenantSignals, searcher: Searcher) -> Query:
    profile = case.profile
    means = means_of(profile, customers=bool(signals.customer_facts), orders=bool(signals.order_facts))
    return query_of(finding, signals, means, worked_of(profile, lambda name: searcher.playbook(name) is not None))


def _finding(case: FindingCase, signals: TenantSignals) -> Finding:
    for finding in diagnose(signals):
        about = finding.intents[:1] == case.intents[:1] and (case.step is None or finding.id.endswith(f":{case.step}"))
        if finding.detector == case.detector and about:
            return finding
    raise CasesMissing(
        f"{case.name}: the diagnosis does not find this on such a desk; check detector, intents, step, rising, has"
    )


def desk(case: FindingCase) -> TenantSignals:
    """Signals on which the detectors for the case's topics fire, and those for lists if there are lists."""
    return TenantSignals(
        period=None,
        before=None,
        conversations=CONVERSATIONS,
        conversations_before=CONVERSATIONS if case.rising else None,
        customers=CUSTOMERS,
        tags=(),
        intents=tuple(_topic(case, place) for place in range(len(case.intents))),
        customer_facts=_customers() if "customers" in case.has else None,
        order_facts=_orders() if "orders" in case.has else None,
        funnel=(FunnelStep(name=case.step, value=600, before=1000),) if case.step else (),
    )


def _topic(case: FindingCase, place: int) -> IntentTopic:
    count, waiting = (BESIDE, 0) if place else (LEADING, case.open)
    askers = count // 2
    return IntentTopic(
        intent=case.intents[place],
        count=count,
        share=count / CONVERSATIONS,
        before_count=BEFORE if case.rising else None,
        change=newcombe(count, CONVERSATIONS, BEFORE, CONVERSATIONS) if case.rising else None,
        customers=count,
        open=waiting,
        open_customers=waiting,
        closed=count - waiting,
        finished_well=count - waiting,
        asked_then_bought=count - askers if "orders" in case.has else None,
        asked_not_bought=askers if "orders" in case.has else None,
    )


def _customers() -> CustomerFacts:
    return CustomerFacts(
        total=CUSTOMERS, reachable={}, reachable_any=30, vip=10, never_bought=60, quiet=60, consent_stale=20
    )


def _orders() -> OrderFacts:
    return OrderFacts(orders=500, buyers=250, guest_orders=100, repeat_buyers=60, average_value=50_000)
