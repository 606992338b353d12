from agent.diagnosis.detectors import (
    asked_not_bought,
    booking_changes,
    bug_reported,
    cancelled_orders,
    finished_well,
    payment_trouble,
    praise,
    repaired_harm,
    repeat_question,
    seasonal_interest,
    software_activation,
    subscription_risk,
    unmet_demand,
    upset_cluster,
    vip,
)
from agent.diagnosis.topics import TOPICS, standing
from agent.signals.intents.catalogue import load_catalogue

SPECIFIC = (
    asked_not_bought, booking_changes, bug_reported, cancelled_orders, finished_well, payment_trouble, praise,
    repeat_question, seasonal_interest, software_activation, subscription_risk, unmet_demand, upset_cluster, vip,
)  # fmt: skip


def test_the_table_agrees_with_the_catalogue():
    assert {key: (entry.stage, entry.mood) for key, entry in load_catalogue().items()} == TOPICS


def test_an_unknown_intent_is_neutral_and_nowhere():
    assert standing("something_new") == (None, "neutral")


def test_each_intent_belongs_to_one_specific_detector():
    owned = [intent for detector in SPECIFIC for intent in detector.INTENTS]
    assert len(owned) == len(set(owned))
    assert set(owned) <= set(TOPICS)


def test_closed_harm_is_told_by_exactly_one_detector():
    assert repaired_harm.INTENTS | upset_cluster.TOLD_WHEN_CLOSED == upset_cluster.INTENTS
    assert not repaired_harm.INTENTS & upset_cluster.TOLD_WHEN_CLOSED
