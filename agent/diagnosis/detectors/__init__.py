"""The detectors, one a file: each looks at the signals for one thing and returns its findings, or none.

``DETECTORS`` is the flat list of them by the id that playbooks name. A new one is a file here and a line below,
a leverage in ``scoring.py``, and its words in ``agent/words/findings.yaml``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from agent.diagnosis.detectors import (
    asked_not_bought,
    booking_changes,
    bug_reported,
    cancelled_orders,
    consent_stale,
    few_reachable,
    finished_well,
    funnel_leak,
    guest_buyers,
    never_bought,
    payment_trouble,
    praise,
    quiet_customers,
    repaired_harm,
    repeat_question,
    seasonal_interest,
    shipping_fee_doubt,
    software_activation,
    spike,
    standing_topic,
    subscription_risk,
    unmet_demand,
    upset_cluster,
    vip,
)
from agent.diagnosis.types import Finding
from agent.signals.types import TenantSignals

Detector = Callable[[TenantSignals], list[Finding]]

DETECTORS: Mapping[str, Detector] = MappingProxyType(
    {
        module.DETECTOR: module.detect
        for module in (
            upset_cluster,
            payment_trouble,
            bug_reported,
            repaired_harm,
            unmet_demand,
            asked_not_bought,
            shipping_fee_doubt,
            finished_well,
            praise,
            vip,
            cancelled_orders,
            subscription_risk,
            booking_changes,
            software_activation,
            seasonal_interest,
            repeat_question,
            never_bought,
            quiet_customers,
            guest_buyers,
            few_reachable,
            consent_stale,
            funnel_leak,
            spike,
            standing_topic,
        )
    }
)
