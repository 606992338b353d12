"""Each detector by itself: fires on a clear case, keeps silent just below its smallest sample, and counts right."""

import pytest

from agent.diagnosis import DETECTORS
from agent.diagnosis.detectors import spike, standing_topic
from agent.signals.types import ProductMention

PLAIN_TOPICS = [
    ("payment_trouble", "payment_failure", 3),
    ("bug_reported", "bug_report", 3),
    ("praise", "praise", 4),
    ("praise", "review_inquiry", 4),
    ("subscription_risk", "subscription_cancel", 4),
    ("subscription_risk", "subscription_change", 4),
    ("unmet_demand", "restock_request", 5),
    ("unmet_demand", "preorder_launch", 5),
    ("unmet_demand", "price_objection", 5),
    ("unmet_demand", "stock_inquiry", 5),
    ("shipping_fee_doubt", "shipping_fee", 5),
    ("cancelled_orders", "order_cancel", 5),
    ("booking_changes", "reservation_change", 5),
    ("booking_changes", "reservation_inquiry", 5),
    ("software_activation", "trial_inquiry", 5),
    ("software_activation", "onboarding_help", 5),
    ("software_activation", "feature_question", 5),
    ("vip", "vip_service", 3),
    ("repeat_question", "usage_howto", 8),
    ("repeat_question", "delivery_status", 8),
    ("repeat_question", "points_membership", 8),
    ("repeat_question", "overseas_shipping", 8),
    ("repeat_question", "store_visit", 8),
    ("repeat_question", "invoice_receipt", 8),
    ("upset_cluster", "delivery_delay", 3),
]


@pytest.mark.parametrize(("detector", "intent", "smallest"), PLAIN_TOPICS)
def test_a_topic_fires_from_its_smallest_sample_on(detector, intent, smallest, topic, signals):
    detect = DETECTORS[detector]
    (finding,) = detect(signals(topic(intent, smallest, 2)))
    assert (finding.detector, finding.intents) == (detector, (intent,))
    evidence = finding.evidence
    assert (evidence.count, evidence.total, evidence.baseline) == (smallest, 400, "all_conversations")
    assert (evidence.before_count, evidence.before_total, evidence.customers) == (2, 400, smallest)
    assert evidence.examples[0].conversation_id == f"{intent}-1"
    assert detect(signals(topic(intent, smallest - 1, 2))) == []


@pytest.mark.parametrize(("detector", "intent", "smallest"), PLAIN_TOPICS)
def test_no_topic_fires_on_a_desk_too_small_to_say_anything(detector, intent, smallest, topic, signals):
    detect = DETECTORS[detector]
    assert detect(signals(topic(intent, smallest, desk=19), desk=19)) == []
    assert detect(signals(topic(intent, smallest, desk=20), desk=20)) != []


@pytest.mark.parametrize(("detector", "intent", "smallest"), PLAIN_TOPICS)
def test_a_handful_in_a_million_is_taken_for_misreading(detector, intent, smallest, topic, signals):
    million = 1_000_000
    assert DETECTORS[detector](signals(topic(intent, 900, desk=million), desk=million)) == []
    assert DETECTORS[detector](signals(topic(intent, 1_100, desk=million), desk=million)) != []


class TestSpike:
    def test_tells_a_clear_rise_with_its_change(self, topic, signals):
        (finding,) = spike.detect(signals(topic("exchange_request", 143, 96, desk=1000), desk=1000))
        assert (finding.id, finding.kind, finding.mood) == ("spike:exchange_request", "problem", "friction")
        evidence = finding.evidence
        assert (evidence.count, evidence.before_count, evidence.baseline) == (143, 96, "period_before")
        assert evidence.change is not None
        assert evidence.change.ratio == pytest.approx(143 / 96)
        assert finding.certainty > 0.99

    def test_tells_a_new_topic(self, topic, signals):
        (finding,) = spike.detect(signals(topic("event_inquiry", 12, 0)))
        assert finding.kind == "opportunity"

    def test_silent_below_its_smallest_sample(self, topic, signals):
        assert spike.detect(signals(topic("gift_wrapping", 8, 0)))
        assert spike.detect(signals(topic("gift_wrapping", 7, 0))) == []

    def test_silent_when_the_interval_includes_zero(self, topic, signals):
        barely = topic("exchange_request", 25, 16)
        assert barely.change is not None
        assert barely.change.low < 0
        assert spike.detect(signals(barely)) == []

    def test_silent_when_only_the_rest_shrank(self, topic, signals):
        half = topic("exchange_request", 40, 40)
        half = half.model_copy(update={"change": half.change.model_copy(update={"low": 0.05, "difference": 0.1})})
        assert spike.detect(signals(half)) == []

    def test_silent_on_a_fall_and_without_a_period_before(self, topic, signals):
        assert spike.detect(signals(topic("exchange_request", 20, 90), topic("size_fit", 90))) == []

    def test_the_more_topics_are_looked_at_the_surer_one_must_be(self, topic, signals):
        borderline = topic("size_fit", 32, 17)
        assert borderline.change is not None
        assert borderline.change.certain
        assert [finding.id for finding in spike.detect(signals(borderline))] == ["spike:size_fit"]
        others = [topic(f"other_{number:02}", 10, 10) for number in range(49)]
        assert spike.detect(signals(borderline, *others)) == []


class TestStandingTopic:
    def test_tells_what_keeps_coming_most_frequent_first(self, topic, signals):
        found = standing_topic.detect(signals(topic("size_fit", 40, 41), topic("cart_help", 60, 55)))
        assert [finding.id for finding in found] == ["standing_topic:cart_help", "standing_topic:size_fit"]
        assert [finding.kind for finding in found] == ["problem", "opportunity"]

    def test_silent_below_its_smallest_sample_and_below_a_sure_share(self, topic, signals):
        assert standing_topic.detect(signals(topic("cart_help", 8, desk=40), desk=40))
        assert standing_topic.detect(signals(topic("cart_help", 7, desk=40), desk=40)) == []
        assert standing_topic.detect(signals(topic("cart_help", 15))) == []

    def test_at_most_five_and_never_an_upset_one(self, topic, signals):
        many = [topic(f"other_{number}", 30) for number in range(8)]
        found = standing_topic.detect(signals(topic("complaint", 90), *many))
        assert [finding.intents[0] for finding in found] == [f"other_{number}" for number in range(5)]


class TestUpsetCluster:
    def test_takes_upset_topics_together_the_most_open_one_leading(self, topic, signals):
        (finding,) = DETECTORS["upset_cluster"](
            signals(topic("complaint", 5, open=1), topic("delivery_delay", 3, 1, open=2), topic("refund_status", 9))
        )
        assert finding.id == "upset_cluster"
        assert finding.intents == ("delivery_delay", "complaint")
        assert (finding.evidence.count, finding.evidence.open, finding.must_fix_first) == (3, 2, True)

    def test_one_of_each_is_enough_together(self, topic, signals):
        one_each = [topic(intent, 1, open=1) for intent in ("complaint", "delivery_delay", "defect_claim")]
        (finding,) = DETECTORS["upset_cluster"](signals(*one_each))
        assert finding.intents == ("complaint", "defect_claim", "delivery_delay")
        assert DETECTORS["upset_cluster"](signals(*one_each[:2])) == []

    def test_with_nothing_open_only_what_no_other_detector_tells(self, topic, signals):
        (finding,) = DETECTORS["upset_cluster"](signals(topic("complaint", 9), topic("refund_status", 4)))
        assert finding.intents == ("refund_status",)
        assert not finding.must_fix_first

    def test_who_leaves_is_left_in_peace(self, topic, signals):
        assert DETECTORS["upset_cluster"](signals(topic("account_deletion", 9, open=9))) == []


class TestRepairedHarm:
    @pytest.mark.parametrize("intent", ["delivery_wrong", "defect_claim", "complaint"])
    def test_counts_customers_without_an_open_conversation(self, intent, topic, signals):
        (finding,) = DETECTORS["repaired_harm"](signals(topic(intent, 10, open=4, open_customers=4)))
        assert (finding.evidence.count, finding.evidence.total, finding.evidence.open) == (6, 10, 0)
        assert (finding.kind, finding.mood, finding.must_fix_first) == ("problem", "upset", False)

    def test_silent_below_three_helped_customers(self, topic, signals):
        assert DETECTORS["repaired_harm"](signals(topic("complaint", 10, open=7, open_customers=7)))
        assert DETECTORS["repaired_harm"](signals(topic("complaint", 10, open=8, open_customers=8))) == []

    def test_a_report_that_knows_no_states_claims_no_repair(self, topic, signals):
        assert DETECTORS["repaired_harm"](signals(topic("complaint", 10, closed=0))) == []


class TestAskedNotBought:
    def test_counts_those_who_asked_and_did_not_buy(self, topic, signals, tag):
        asked = topic("size_fit", 50, asked_then_bought=20, asked_not_bought=24)
        named = ProductMention(intent="size_fit", product="별빛 반지", customers=14)
        (finding,) = DETECTORS["asked_not_bought"](
            signals(asked, products=(named,), tags=(tag("사이즈", "size_fit", 40), tag("배송", "delivery_status", 90)))
        )
        evidence = finding.evidence
        assert (evidence.count, evidence.total, evidence.baseline) == (24, 44, "askers")
        assert (evidence.customers, evidence.product, evidence.tags) == (24, "별빛 반지", ("사이즈",))
        assert (finding.stage, finding.kind) == ("consideration", "opportunity")

    def test_silent_without_orders_below_five_and_when_nearly_all_bought(self, topic, signals):
        detect = DETECTORS["asked_not_bought"]
        assert detect(signals(topic("size_fit", 50))) == []
        assert detect(signals(topic("size_fit", 50, asked_then_bought=0, asked_not_bought=5)))
        assert detect(signals(topic("size_fit", 50, asked_then_bought=0, asked_not_bought=4))) == []
        assert detect(signals(topic("size_fit", 50, asked_then_bought=40, asked_not_bought=10))) == []

    def test_shipping_fee_goes_here_when_orders_are_known(self, topic, signals):
        known = signals(topic("shipping_fee", 30, asked_then_bought=5, asked_not_bought=20))
        assert [finding.id for finding in DETECTORS["asked_not_bought"](known)] == ["asked_not_bought:shipping_fee"]
        assert DETECTORS["shipping_fee_doubt"](known) == []

    def test_a_product_that_few_named_is_not_told(self, topic, signals):
        asked = topic("size_fit", 50, asked_then_bought=0, asked_not_bought=30)
        rarely = ProductMention(intent="size_fit", product="별빛 반지", customers=3)
        (finding,) = DETECTORS["asked_not_bought"](signals(asked, products=(rarely,)))
        assert finding.evidence.product is None


class TestFinishedWell:
    @pytest.mark.parametrize("intent", ["exchange_request", "return_request", "warranty_repair"])
    def test_counts_customers_whose_trouble_is_over(self, intent, topic, signals):
        (finding,) = DETECTORS["finished_well"](signals(topic(intent, 30, finished_well=22)))
        assert (finding.evidence.count, finding.evidence.total, finding.kind) == (22, 30, "opportunity")

    def test_silent_below_five(self, topic, signals):
        assert DETECTORS["finished_well"](signals(topic("exchange_request", 30, finished_well=5)))
        assert DETECTORS["finished_well"](signals(topic("exchange_request", 30, finished_well=4))) == []


class TestSeasonalInterest:
    @pytest.mark.parametrize("intent", ["gift_wrapping", "event_inquiry"])
    def test_tells_a_rise_from_six_on(self, intent, topic, signals):
        (finding,) = DETECTORS["seasonal_interest"](signals(topic(intent, 6, 0)))
        assert (finding.evidence.count, finding.evidence.before_count) == (6, 0)
        assert DETECTORS["seasonal_interest"](signals(topic(intent, 5, 0))) == []

    def test_silent_when_the_interval_includes_zero(self, topic, signals):
        assert DETECTORS["seasonal_interest"](signals(topic("gift_wrapping", 25, 20))) == []
        assert DETECTORS["seasonal_interest"](signals(topic("gift_wrapping", 25))) == []


def test_tags_are_the_shops_own_most_used_first_and_at_most_five(topic, signals, tag):
    tags = [tag(f"교환{number}", "exchange_request", number) for number in range(1, 8)]
    (finding,) = spike.detect(signals(topic("exchange_request", 60, 20), tags=tuple(tags)))
    assert finding.evidence.tags == ("교환7", "교환6", "교환5", "교환4", "교환3")
