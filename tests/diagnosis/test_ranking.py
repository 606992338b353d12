import importlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.diagnosis import DETECTORS, describe, diagnose, open_upset_intents
from agent.diagnosis.scoring import LEVERAGE, certainty, leverage, share, size
from agent.signals.types import TenantSignals
from agent.words import LOCALES


def ids(findings):
    return [finding.id for finding in findings]


def test_there_are_all_detectors_and_each_has_its_leverage():
    assert list(DETECTORS) == list(dict.fromkeys(DETECTORS))
    assert set(DETECTORS) == set(LEVERAGE) == {
        "spike", "standing_topic", "upset_cluster", "asked_not_bought", "repeat_question", "unmet_demand",
        "finished_well", "praise", "vip", "quiet_customers", "guest_buyers", "few_reachable", "never_bought",
        "funnel_leak", "consent_stale", "seasonal_interest", "subscription_risk", "software_activation",
        "bug_reported", "booking_changes", "cancelled_orders", "payment_trouble", "shipping_fee_doubt",
        "repaired_harm",
    }  # fmt: skip


def test_every_detector_says_why_it_matters_and_why_its_sample():
    for detect in DETECTORS.values():
        module = importlib.import_module(detect.__module__)
        assert module.SMALLEST_SAMPLE >= 1
        assert "Why it matters" in module.__doc__
        assert "smallest sample" in module.__doc__


def test_no_signals_no_findings(signals):
    assert diagnose(signals()) == []
    assert diagnose(signals(desk=0, conversations_before=None, period=None, before=None)) == []


def test_an_upset_open_problem_outranks_a_far_larger_chance_to_sell(topic, signals, customers):
    found = diagnose(
        signals(
            topic("restock_request", 180, 40),
            topic("delivery_delay", 3, open=1),
            customer_facts=customers(1000, quiet=900),
        )
    )
    assert ids(found)[0] == "upset_cluster"
    assert found[0].score < found[1].score
    assert [finding.score for finding in found[1:]] == sorted((f.score for f in found[1:]), reverse=True)


def test_equal_scores_are_ordered_by_id(topic, signals):
    found = diagnose(signals(topic("restock_request", 9), topic("price_objection", 9), topic("stock_inquiry", 9)))
    assert ids(found) == [
        "unmet_demand:price_objection", "unmet_demand:restock_request", "unmet_demand:stock_inquiry",
    ]  # fmt: skip


def test_a_spike_and_a_telling_finding_become_one(topic, signals):
    (finding,) = diagnose(signals(topic("restock_request", 60, 30)))
    assert finding.id == "unmet_demand:restock_request"
    assert finding.evidence.change is not None
    assert finding.evidence.change.ratio == pytest.approx(2)


def test_a_finding_about_people_takes_over_the_change_of_the_topic(topic, signals):
    calm = diagnose(signals(topic("exchange_request", 60, 60, finished_well=40)))
    (rising,) = diagnose(signals(topic("exchange_request", 60, 20, finished_well=40)))
    assert ids(calm) == [rising.id] == ["finished_well:exchange_request"]
    assert calm[0].evidence.change is None
    assert rising.evidence.change is not None
    assert rising.evidence.count == 40
    assert rising.score > calm[0].score
    assert rising.score == pytest.approx(rising.size * rising.certainty * rising.leverage, abs=1e-6)


def test_a_spike_takes_the_place_of_a_standing_topic(topic, signals):
    assert ids(diagnose(signals(topic("cart_help", 60, 20)))) == ["spike:cart_help"]
    assert ids(diagnose(signals(topic("cart_help", 60, 58)))) == ["standing_topic:cart_help"]


def test_a_spike_still_open_and_upset_does_not_vanish_into_what_is_repaired(topic, signals):
    found = diagnose(
        signals(
            topic("delivery_delay", 30, 30, open=20),
            topic("complaint", 40, 10, open=5, open_customers=5),
        )
    )
    assert ids(found) == ["upset_cluster", "spike:complaint", "repaired_harm:complaint"]
    assert found[0].intents == ("delivery_delay", "complaint")


def test_open_upset_intents_are_those_that_wait(topic, signals):
    found = diagnose(
        signals(
            topic("delivery_delay", 30, open=20),
            topic("refund_status", 10),
            topic("payment_failure", 5, open=1),
            topic("exchange_request", 40, open=9),
        )
    )
    assert open_upset_intents(found) == ("delivery_delay", "payment_failure")
    assert open_upset_intents([]) == ()


def test_the_same_shop_ten_times_as_large_ranks_alike_and_surer(topic, signals):
    def shop(times: int):
        desk = 400 * times
        return diagnose(
            signals(
                topic("restock_request", 20 * times, 20 * times, desk=desk),
                topic("cart_help", 60 * times, 60 * times, desk=desk),
                topic("usage_howto", 30 * times, 30 * times, desk=desk),
                desk=desk,
            )
        )

    small, large = shop(1), shop(10)
    assert ids(small) == ids(large)
    assert all(ours.certainty < theirs.certainty for ours, theirs in zip(small, large, strict=True))


def test_a_topic_of_one_per_cent_is_not_drowned():
    assert size(0.01) == pytest.approx(0.1)
    assert size(share(0, 100)) == size(share(5, 0)) == 0
    assert size(share(500, 100)) == 1


def test_certainty_grows_with_the_count():
    assert certainty(0, 100) == certainty(5, 0) == 0
    grown = [certainty(count, count * 20) for count in (1, 5, 20, 100, 5000)]
    assert grown == sorted(grown)
    assert grown[1] == pytest.approx(0.43, abs=0.05)
    assert grown[-1] > 0.95


def test_a_plain_topic_counts_for_more_when_people_are_about_to_buy():
    assert leverage("spike", "purchase") > leverage("spike", "post_purchase")
    assert leverage("praise", "purchase") == leverage("praise", None)
    assert all(0 < leverage(detector, "purchase") <= 1 for detector in DETECTORS)


def test_the_order_of_the_input_does_not_matter(topic, signals):
    topics = [
        topic("restock_request", 30, 12),
        topic("complaint", 9, open=2),
        topic("praise", 8),
        topic("cart_help", 40),
    ]
    forward, backward = diagnose(signals(*topics)), diagnose(signals(*reversed(topics)))
    assert [finding.model_dump() for finding in forward] == [finding.model_dump() for finding in backward]


def test_findings_survive_json(topic, signals):
    for finding in diagnose(signals(topic("restock_request", 30, 12), topic("complaint", 9, open=2))):
        assert type(finding).model_validate_json(json.dumps(finding.model_dump(mode="json"))) == finding


# Any counts, also ones that contradict each other: a snapshot pushed by a host is not ours to trust.
COUNTS = st.integers(-3, 10**9)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
AMOUNTS = st.floats(0, 1e12)
CHANGES = st.none() | st.fixed_dictionaries(
    {"difference": FLOATS, "low": FLOATS, "high": FLOATS, "ratio": st.none() | FLOATS}
)
INTENTS = st.sampled_from(
    ["delivery_delay", "complaint", "restock_request", "size_fit", "shipping_fee", "praise", "exchange_request",
     "payment_failure", "gift_wrapping", "vip_service", "usage_howto", "unheard_of"]
)  # fmt: skip
TOPIC = {
    "count": COUNTS, "share": FLOATS, "before_count": st.none() | COUNTS, "change": CHANGES, "customers": COUNTS,
    "open": COUNTS, "closed": COUNTS,
}  # fmt: skip
SIGNALS = st.fixed_dictionaries(
    {
        "period": st.none(),
        "before": st.none(),
        "conversations": COUNTS,
        "conversations_before": st.none() | COUNTS,
        "customers": COUNTS,
        "tags": st.lists(
            st.fixed_dictionaries(
                TOPIC | {"tag": st.text(), "intent": st.none() | INTENTS, "score": FLOATS, "reason": st.text()}
            ),
            max_size=2,
        ),
        "intents": st.lists(
            st.fixed_dictionaries(
                TOPIC
                | {"intent": INTENTS, "open_customers": COUNTS, "finished_well": COUNTS}
                | {"asked_then_bought": st.none() | COUNTS, "asked_not_bought": st.none() | COUNTS}
            ),
            max_size=5,
        ),
        "products": st.lists(
            st.fixed_dictionaries({"intent": INTENTS, "product": st.text(), "customers": COUNTS}), max_size=2
        ),
        "customer_facts": st.none()
        | st.fixed_dictionaries(
            {"total": COUNTS, "reachable": st.just({}), "reachable_any": COUNTS, "vip": COUNTS, "quiet": COUNTS}
        ),
        "order_facts": st.none()
        | st.fixed_dictionaries(
            {"orders": COUNTS, "buyers": COUNTS, "guest_orders": COUNTS, "repeat_buyers": COUNTS}
            | {"average_value": st.none()}
        ),
        "funnel": st.lists(
            st.fixed_dictionaries(
                {
                    "name": st.sampled_from(["visit", "signup", "order", "order_value", "repeat"]),
                    "value": AMOUNTS,
                    "before": st.none() | AMOUNTS,
                }
            ),
            max_size=3,
        ),
    }
)


@settings(max_examples=150, deadline=None)
@given(SIGNALS)
def test_no_snapshot_breaks_it(snapshot):
    signals = TenantSignals.model_validate(snapshot)
    for finding in diagnose(signals):
        for locale in LOCALES:
            headline, sentence = describe(finding, locale, str, period_days=30)
            assert headline
            assert sentence
