"""Detectors that read the customer list, the order list and the shop's own numbers; they need no conversations."""

import pytest

from agent.diagnosis import DETECTORS, diagnose
from agent.profile import FunnelStep


@pytest.mark.parametrize(
    ("detector", "field", "smallest"),
    [
        ("quiet_customers", "quiet", 10),
        ("never_bought", "never_bought", 10),
        ("consent_stale", "consent_stale", 1),
        ("vip", "vip", 3),
    ],
)
def test_a_fact_fires_from_its_smallest_sample_on(detector, field, smallest, signals, customers):
    (finding,) = DETECTORS[detector](signals(desk=0, customer_facts=customers(**{field: smallest})))
    evidence = finding.evidence
    assert (evidence.count, evidence.total, evidence.customers) == (smallest, 1000, smallest)
    assert (finding.id, evidence.baseline) == (detector, "all_customers")
    assert DETECTORS[detector](signals(desk=0, customer_facts=customers(**{field: smallest - 1}))) == []


@pytest.mark.parametrize("detector", ["quiet_customers", "never_bought"])
def test_what_needs_orders_is_silent_without_them(detector, signals, customers):
    assert DETECTORS[detector](signals(customer_facts=customers())) == []
    assert DETECTORS[detector](signals()) == []


def test_guest_buyers_must_surely_be_more_than_a_few(signals, orders):
    detect = DETECTORS["guest_buyers"]
    (finding,) = detect(signals(desk=0, order_facts=orders(500, 125)))
    assert (finding.evidence.count, finding.evidence.total, finding.evidence.baseline) == (125, 500, "all_orders")
    assert detect(signals(order_facts=orders(40, 10)))
    assert detect(signals(order_facts=orders(40, 9))) == []
    assert detect(signals(order_facts=orders(500, 30))) == []


def test_few_reachable_must_surely_be_below_what_is_usual(signals, customers):
    detect = DETECTORS["few_reachable"]
    (finding,) = detect(signals(desk=0, customer_facts=customers(1000, 250)))
    assert (finding.evidence.count, finding.evidence.total) == (750, 1000)
    assert detect(signals(customer_facts=customers(1000, 440))) == []
    assert detect(signals(customer_facts=customers(30, 5)))
    assert detect(signals(customer_facts=customers(29, 5))) == []


def steps(**values: tuple[float, float | None]) -> tuple[FunnelStep, ...]:
    return tuple(FunnelStep(name=name, value=now, before=before) for name, (now, before) in values.items())


class TestFunnelLeak:
    detect = staticmethod(DETECTORS["funnel_leak"])

    def test_names_the_step_that_fell_against_the_one_before(self, signals):
        found = self.detect(signals(desk=0, funnel=steps(visit=(10_000, 9_800), signup=(300, 420), order=(150, 210))))
        (leak,) = found
        assert (leak.id, leak.stage, leak.kind) == ("funnel_leak:signup", "visit", "problem")
        evidence = leak.evidence
        assert (evidence.count, evidence.total) == (300, 10_000)
        assert (evidence.before_count, evidence.before_total) == (420, 9_800)
        assert evidence.change is not None
        assert evidence.change.ratio == pytest.approx((300 / 10_000) / (420 / 9_800))
        assert evidence.customers == 129  # 10,000 × 420 / 9,800 = 428.6 expected

    def test_a_step_without_one_before_it_is_held_against_itself(self, signals):
        (leak,) = self.detect(signals(funnel=steps(visit=(700, 1_000))))
        assert (leak.evidence.count, leak.evidence.before_count, leak.evidence.before_total) == (700, 1_000, None)
        assert leak.evidence.change.ratio == pytest.approx(0.7)

    def test_silent_below_twenty_before_and_when_the_interval_includes_zero(self, signals):
        assert self.detect(signals(funnel=steps(order=(4, 20))))
        assert self.detect(signals(funnel=steps(order=(4, 19)))) == []
        assert self.detect(signals(funnel=steps(order=(85, 100)))) == []

    def test_silent_on_a_sure_but_slight_fall_and_on_a_rise(self, signals):
        assert self.detect(signals(funnel=steps(visit=(950_000, 1_000_000)))) == []
        assert self.detect(signals(funnel=steps(visit=(2_000, 1_000)))) == []

    def test_an_average_counts_as_half_sure(self, signals):
        (leak,) = self.detect(signals(funnel=steps(order_value=(24_000, 32_000))))
        assert (leak.evidence.count, leak.evidence.before_count, leak.certainty) == (24_000, 32_000, 0.5)
        assert self.detect(signals(funnel=steps(order_value=(28_000, 32_000)))) == []

    def test_a_rate_is_told_as_so_many_of_a_thousand(self, signals):
        (leak,) = self.detect(signals(funnel=steps(order=(100, 100), repeat=(0.2, 0.3))))
        assert (leak.evidence.count, leak.evidence.total, leak.evidence.before_count) == (200, 1000, 300)

    @pytest.mark.parametrize("value", [0.0, 1e12])
    @pytest.mark.parametrize("before", [None, 0.0])
    def test_a_number_that_says_nothing_is_passed_over(self, value, before, signals):
        assert self.detect(signals(funnel=steps(visit=(value, before)))) == []


def test_only_facts_speak_on_a_small_desk(topic, signals, customers, orders):
    small = signals(
        topic("restock_request", 15, 1, desk=19),
        topic("complaint", 4, open=4, desk=19),
        desk=19,
        customer_facts=customers(1000, 100, quiet=200, never_bought=90, vip=8, consent_stale=4),
        order_facts=orders(300, 80),
    )
    assert {finding.detector for finding in diagnose(small)} == {
        "quiet_customers", "never_bought", "vip", "consent_stale", "few_reachable", "guest_buyers",
    }  # fmt: skip
