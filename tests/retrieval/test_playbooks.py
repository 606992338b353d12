"""The playbook files as they are shipped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from agent.campaigns import conditions
from agent.campaigns.schema import Condition
from agent.diagnosis import FINDINGS
from agent.playbook_check import JARGON, check_content
from agent.signals.intents import load_catalogue
from retrieval.errors import LibraryError
from retrieval.library import HOME, load_library
from retrieval.playbook import LANGUAGES, EventEntry, Language, Playbook, phrases

IDS = [
    "review_after_exchange",
    "cart_help_reminder",
    "vip_care_benefit",
    "visitor_inquiry_to_member",
    "product_question_followup",
    "size_help_followup",
    "restock_alert",
    "launch_alert",
    "price_drop_alert",
    "free_shipping_threshold",
    "payment_rescue",
    "cancel_save",
    "refund_recovery",
    "delivery_delay_apology",
    "wrong_item_recovery",
    "defect_recovery",
    "complaint_recovery",
    "referral_after_praise",
    "review_request_after_praise",
    "usage_guide",
    "gift_season",
    "bulk_quote_followup",
    "booking_reminder",
    "store_visit_invite",
    "overseas_guide",
    "subscription_skip_offer",
    "points_reminder",
    "event_result_followup",
    "first_visit_signup",
    "welcome_series",
    "first_purchase_nudge",
    "cart_abandonment",
    "browse_abandonment",
    "delivered_review_request",
    "cross_sell",
    "replenishment",
    "winback",
    "welcome_back_popup",
    "guest_to_member",
    "tier_up",
    "anniversary",
    "coupon_expiry",
    "seasonal_broadcast",
    "low_stock_urgency",
    "store_revisit_cycle",
    "trial_onboarding",
    "feature_adoption",
    "trial_ending",
    "trial_lapsed",
    "upgrade_offer",
    "bug_fixed_notice",
    "lead_nurture",
    "webinar_invite",
    "consent_renewal",
    "consent_collection",
    "support_setup_starter",
]
FIXES_FIRST = {
    "payment_rescue",
    "delivery_delay_apology",
    "wrong_item_recovery",
    "defect_recovery",
    "complaint_recovery",
    "bug_fixed_notice",
}
EVENT_WORDS = yaml.safe_load((HOME.parents[1] / "agent" / "words" / "events.yaml").read_text(encoding="utf-8"))
PLAYBOOKS = list(load_library().playbooks.values())
each = pytest.mark.parametrize("playbook", PLAYBOOKS, ids=lambda playbook: playbook.id)


def test_all_of_the_catalogue_and_nothing_else() -> None:
    assert len(IDS) == 56
    assert set(load_library().playbooks) == set(IDS)


def test_what_fixes_before_it_sells() -> None:
    assert {playbook.id for playbook in PLAYBOOKS if playbook.first} == FIXES_FIRST
    assert {playbook.advertising for playbook in PLAYBOOKS if playbook.first} == {"never"}


@each
def test_findings_are_made_by_a_detector(playbook: Playbook) -> None:
    assert set(playbook.findings) <= set(FINDINGS)


@each
def test_intents_are_of_the_catalogue(playbook: Playbook) -> None:
    assert set(playbook.intents) <= set(load_catalogue())


@each
def test_every_event_has_words(playbook: Playbook) -> None:
    assert set(_events(playbook)) <= set(EVENT_WORDS)


@each
def test_audience_can_be_counted(playbook: Playbook) -> None:
    conditions.validate(Condition.model_validate(playbook.audience))


@each
def test_the_prior_is_wide_and_says_where_it_is_from(playbook: Playbook) -> None:
    prior = playbook.prior
    assert 0.0005 <= prior.mean <= (0.2 if playbook.goal.event == "order_placed" else 0.9)
    assert 2 <= prior.size <= 200
    assert 2010 <= prior.year <= 2026
    assert len(prior.source) > 10


@each
def test_every_language_has_a_channel(playbook: Playbook) -> None:
    assert all(playbook.channels[language] for language in LANGUAGES)


@each
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_operator_reads_no_jargon(playbook: Playbook, language: Language) -> None:
    read = {
        name: getattr(getattr(playbook, name), language) for name in ("title", "promise", "why", "not_when", "risks")
    }
    # asks are never shown and say it as operators do, but even they should not teach a reader of the file jargon
    read |= {f"asks[{number}]": ask for number, ask in enumerate(getattr(playbook.asks, language))}
    found = {place: match[0] for place, text in read.items() if (match := JARGON[language].search(text))}
    assert not found


@each
def test_it_passes_the_check_that_a_shop_s_own_must_pass(playbook: Playbook) -> None:
    checked = check_content(playbook.id, (HOME / f"{playbook.id}.yaml").read_bytes(), ())
    assert checked.playbook == playbook
    assert [(problem.code, problem.line) for problem in checked.problems if problem.severity == "error"] == []


def test_no_two_playbooks_are_found_under_the_same_words() -> None:
    owners: dict[str, set[str]] = {}
    for playbook in PLAYBOOKS:
        for _, text in phrases(playbook):
            owners.setdefault(text.casefold(), set()).add(playbook.id)
    assert {text: ids for text, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"version": 0}, "version"),
        ({"stage": "somewhere"}, "stage"),
        ({"needs": ["a pony"]}, "needs.0"),
        ({"surprise": 1}, "surprise"),
        ({"entry": {"type": "event", "event": "signed_up", "wait": "a day"}}, "entry.wait"),
    ],
)
def test_a_wrong_file_is_named_with_its_place(tmp_path: Path, change: dict[str, object], place: str) -> None:
    content = yaml.safe_load((HOME / "winback.yaml").read_text(encoding="utf-8")) | change
    (tmp_path / "winback.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(LibraryError) as caught:
        load_library(tmp_path)
    assert (caught.value.file, caught.value.place) == ("winback.yaml", place)


def test_a_file_is_named_as_its_id(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_bytes((HOME / "winback.yaml").read_bytes())
    with pytest.raises(LibraryError) as caught:
        load_library(tmp_path)
    assert (caught.value.file, caught.value.place) == ("other.yaml", "id")


@pytest.mark.parametrize("content", [b"id: [", b"\xff\xfe\x00", b"- a list", b""])
def test_what_is_no_playbook_at_all(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.yaml").write_bytes(content)
    with pytest.raises(LibraryError, match=r"odd\.yaml"):
        load_library(tmp_path)


def test_the_version_changes_with_any_file(tmp_path: Path) -> None:
    versions = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        text = (HOME / "winback.yaml").read_text(encoding="utf-8")
        (folder / "winback.yaml").write_text(text + ("# a remark\n" if name == "two" else ""), encoding="utf-8")
        versions.append(load_library(folder).version)
    assert versions[0] != versions[1]


def test_a_playbook_cannot_be_changed_by_who_holds_it() -> None:
    with pytest.raises(ValidationError):
        PLAYBOOKS[0].version = 9  # type: ignore[misc]


def _events(playbook: Playbook) -> Iterator[str]:
    yield playbook.goal.event
    if isinstance(playbook.entry, EventEntry):
        named = (playbook.entry.event, playbook.entry.filter_event, playbook.entry.exit_event)
        yield from (event for event in named if event)
