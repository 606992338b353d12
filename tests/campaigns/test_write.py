"""Every playbook in every language, for a shop that gave everything and for one that gave nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import duckdb
import pytest

from agent.campaigns.choose import Candidate, choose_drafts
from agent.campaigns.schema import Draft, EventEntry, Message, PopupEntry, ScheduleEntry
from agent.campaigns.write import AWAITED, CannotWrite, write_draft
from agent.profile import ShopProfile
from agent.words import LOCALES, Locale
from retrieval.library import load_library
from retrieval.playbook import Channel

from .conftest import OFFER, checked, empty_profile, full_profile, make_brief, needs_a_gift

PLAYBOOKS = tuple(load_library().playbooks)
PROFILES = {"full": full_profile, "empty": empty_profile}
Written = dict[tuple[str, Locale, str], Draft | CannotWrite]


@pytest.fixture(scope="module")
def written(nobody: duckdb.DuckDBPyConnection) -> Written:
    return {
        (playbook, language, kind): write_draft(make_brief(playbook, make(language), language), nobody, str.upper)
        for playbook in PLAYBOOKS
        for language in LOCALES
        for kind, make in PROFILES.items()
    }


def drafts(written: Written) -> Iterator[tuple[str, Draft, ShopProfile]]:
    for (playbook, language, kind), draft in written.items():
        if isinstance(draft, Draft):
            yield f"{playbook} {language} {kind}", draft, PROFILES[kind](language)


def messages(written: Written) -> Iterator[tuple[str, Draft, Channel, Message]]:
    for name, draft, _ in drafts(written):
        for number, step in enumerate(draft.steps):
            for variant in step.variants:
                yield f"{name} step {number} {variant.name}", draft, step.channel, variant
            if step.fallback and step.fallback_message:
                yield f"{name} step {number} fallback", draft, step.fallback, step.fallback_message


def test_a_shop_that_gave_everything_can_use_every_playbook(written: Written) -> None:
    failed = {key: made for key, made in written.items() if key[2] == "full" and isinstance(made, CannotWrite)}
    assert not failed


def test_a_shop_that_gave_nothing_only_lacks_what_cannot_go_without(written: Written) -> None:
    failed = {key[0]: made.reason for key, made in written.items() if isinstance(made, CannotWrite)}
    # Who confirms a consent must be shown where to change it.
    lacking = {"consent_renewal", *filter(needs_a_gift, PLAYBOOKS)}
    assert failed == dict.fromkeys(lacking, "missing_facts")


def test_nothing_blocks_and_only_a_missing_list_warns(written: Written) -> None:
    found = {
        (name, violation.rule, violation.path, violation.message)
        for name, draft, profile in drafts(written)
        for violation in checked(draft, profile).violations
        # A text message abroad goes out, and is paid for, in parts.
        if violation.severity != "info" and violation.rule not in ("KR-01", "JP-01", "US-01", "EU-01", "CH-01")
    }
    assert not found


def test_no_brackets_blanks_or_empty_values_are_left(written: Written) -> None:
    for name, _, _, variant in messages(written):
        bare = re.sub(r"#\{[^{}]+\}", "", f"{variant.title}\n{variant.body}")
        assert not re.search(r"[{}]|\[\[|\]\]|None", bare), (name, bare)
        assert not re.search(r"\n{3,}|[ \t]\n|\n[ \t]| {2,}|^\s|\s$", variant.body), (name, variant.body)
        assert not re.search(r"[{}]|\[\[|\]\]", variant.preview), (name, variant.preview)


def test_no_particle_hangs_on_a_value_that_nobody_knows_yet(written: Written) -> None:
    for name, _, _, variant in messages(written):
        assert not re.search(r"\}(을|를|이|가|은|는|과|와|으로|로|이에요|예요)(?![가-힣])", variant.body), (
            name,
            variant.body,
        )


def test_korean_advertising_is_marked_and_can_be_refused(written: Written) -> None:
    for name, draft, channel, variant in messages(written):
        shown = variant.title + variant.body
        if draft.country != "KR" or not draft.advertising or draft.entry.type == "popup":
            assert "(광고)" not in shown, name
            assert "수신거부" not in shown, name
            continue
        assert variant.body.startswith("(광고) "), name
        assert not variant.title or variant.title.startswith("(광고) "), name
        if channel != "in_app":
            assert variant.body.endswith("무료수신거부 080-000-1234"), name
            assert "달빛상점 010-0000-1234" in variant.body, name


def test_information_speaks_of_no_offer(written: Written) -> None:
    for name, draft, _, variant in messages(written):
        if not draft.advertising:
            offered = (*OFFER.values(), "MOON")
            assert not any(word in variant.title + variant.body for word in offered), name


def test_the_preview_is_the_body_with_samples(written: Written) -> None:
    for name, draft, _, variant in messages(written):
        body = variant.body
        for one in (one for step in draft.steps for one in step.variables):
            body = body.replace(f"#{{{one.name}}}", one.sample)
        assert body in variant.preview, name
        assert ("[" + variant.button.label + "]" in variant.preview) if variant.button else True, name


def test_buttons_lead_to_pages_of_the_shop(written: Written) -> None:
    for name, draft, profile in drafts(written):
        pages = {url for url in profile.links.model_dump().values() if url}
        variants = [variant for step in draft.steps for variant in step.variants]
        buttons = [variant.button for variant in variants if variant.button]
        assert all(button.url in pages for button in buttons), name
        # A LINE button leaves room for 160 letters; a longer text carries the link itself.
        assert buttons or not pages or any(page in variant.body for variant in variants for page in pages), name


def test_an_email_never_goes_without_subject(written: Written) -> None:
    for name, _, channel, variant in messages(written):
        assert variant.title or channel != "email", name


def test_the_same_brief_gives_the_same_draft(nobody: duckdb.DuckDBPyConnection) -> None:
    brief = make_brief("winback", full_profile("ko"))
    assert write_draft(brief, nobody, str) == write_draft(brief, nobody, str)


def test_who_has_no_way_to_send_gets_the_reason(nobody: duckdb.DuckDBPyConnection) -> None:
    made = write_draft(make_brief("winback", empty_profile("ko", channels=("lms",))), nobody, str)
    assert made == CannotWrite("winback", "no_channel")


def test_nobody_to_reach_is_a_reason_too(nobody: duckdb.DuckDBPyConnection) -> None:
    made = write_draft(make_brief("winback", full_profile("ko"), people=0), nobody, str)
    assert made == CannotWrite("winback", "nobody")


def test_entries_of_all_kinds(written: Written) -> None:
    kinds = {}
    for (playbook, _, kind), draft in written.items():
        if kind == "full" and isinstance(draft, Draft):
            entry = load_library().playbooks[playbook].entry
            kinds[entry.type] = type(draft.entry)
            waits = entry.type == "event" and entry.event in AWAITED
            flows = draft.audience.days is not None or entry.type == "popup"
            assert draft.forecast.per == ("month" if flows and not waits else "once"), playbook
    assert kinds == {"event": EventEntry, "schedule": ScheduleEntry, "popup": PopupEntry}


def test_a_popup_greets_nobody_by_name(written: Written) -> None:
    for name, draft, _, variant in messages(written):
        if isinstance(draft.entry, PopupEntry):
            assert not re.search(r"#\{(고객명|お名前|name)\}", variant.body), name
            assert not {one.field for step in draft.steps for one in step.variables} & {"customer"}, name


def test_chosen_drafts_share_neither_finding_nor_playbook(nobody: duckdb.DuckDBPyConnection) -> None:
    names = ("size_help_followup", "winback", "winback", "complaint_recovery", "restock_alert", "vip_care_benefit")
    base = make_brief("winback", full_profile("ko")).proof
    candidates = [
        Candidate(
            make_brief(name, full_profile("ko"), proof=base.model_copy(update={"finding": f"f{n}"})), problem=n < 4
        )
        for n, name in enumerate(names)
    ]
    chosen, skipped = choose_drafts([candidates[0], *candidates], 3, 0, nobody, str)
    assert [draft.provenance.playbook_id for draft in chosen] == ["size_help_followup", "winback", "restock_alert"]
    assert not skipped


def test_a_finding_about_one_product_speaks_of_it_alone(nobody: duckdb.DuckDBPyConnection) -> None:
    draft = write_draft(make_brief("restock_alert", full_profile("ko"), product="실버 링"), nobody, str)
    assert isinstance(draft, Draft)
    assert isinstance(draft.entry, EventEntry)
    assert draft.entry.product == "실버 링"
    assert draft.audience.condition.and_[-1].or_[0].values == ("실버 링",)
    assert all("실버 링" in variant.body and "#{상품명}" not in variant.body for variant in draft.steps[0].variants)
    assert "‘실버 링’ 이야기를 한" in draft.audience.sentence
