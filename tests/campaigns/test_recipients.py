"""The list of who gets it: the same people as the count, each with their arm."""

from __future__ import annotations

import csv
from io import StringIO

from agent.campaigns.reach import count_reach, reached
from agent.campaigns.recipients import COLUMNS, Recipient, as_csv, recipients_of
from agent.campaigns.schema import Condition, Holdout
from agent.campaigns.split import HELD_OUT, arm_of

from .conftest import Shop, draft_of, full_profile, make_brief, stored

PROFILE = full_profile("ko")


def filled(shop: Shop) -> Shop:
    for number in range(40):
        agreed = {"consent_kakao": number % 2 == 0, "consent_sms": number % 4 != 3}
        shop.customer(f"u{number:02}", consent_at="2026-09-01", refused=number % 10 == 0, **agreed)
        shop.order(f"u{number:02}", "2026-06-01 10:00")
    shop.order(None, "2026-06-01 10:00")
    return shop


def test_the_list_is_the_count(shop: Shop) -> None:
    connection = filled(shop).connection
    brief, draft = make_brief("winback", PROFILE), draft_of(connection, "winback", PROFILE)
    asked = (brief, draft.audience.condition, draft.steps[0].channels, True, connection, str.upper)
    counted, listed = count_reach(*asked), reached(*asked)
    assert len(listed) == counted.reached == 26
    assert {channel: sum(one == channel for _, one in listed) for channel in counted.by_channel} == counted.by_channel
    assert [customer for customer, _ in listed] == sorted(customer for customer, _ in listed)
    assert not {"u00", "u10", "u03"} & {customer for customer, _ in listed}


def test_guests_and_strangers_have_no_name_to_list(shop: Shop) -> None:
    shop.chat(None, "size_fit")
    shop.order(None)
    brief = make_brief("winback", full_profile("ko", channels=("in_app",)))
    everybody = Condition.model_validate({"and": ()})
    assert reached(brief, everybody, ("in_app",), False, shop.connection, str.upper) == []


def test_everybody_has_the_arm_of_the_campaigns_split(shop: Shop) -> None:
    draft = draft_of(filled(shop).connection, "winback", PROFILE)
    campaign = stored(draft.model_copy(update={"holdout": Holdout(share=0.5, measurable_from=10)}))
    people = [(f"u{number}", "lms") for number in range(400)]
    found = recipients_of(campaign, "moon", people)
    assert [one.wording for one in found] == [
        arm_of("moon", campaign.id, 0.5, ("A", "B"), customer) for customer, _ in people
    ]
    assert {one.wording for one in found} == {"A", "B", HELD_OUT}
    assert 150 < sum(one.wording == HELD_OUT for one in found) < 250


def test_the_table_ends_with_those_who_get_nothing_and_starts_no_formula() -> None:
    rows = (Recipient("u1", "lms", HELD_OUT), Recipient("=1+1", "email", "A"), Recipient("u2", "lms", "B"))
    table = list(csv.reader(StringIO(as_csv(rows, "보내지 않음"))))
    assert table == [
        list(COLUMNS),
        ["'=1+1", "email", "A"],
        ["u2", "lms", "B"],
        ["u1", "", "보내지 않음"],
    ]
