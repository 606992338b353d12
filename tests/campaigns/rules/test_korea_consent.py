"""Korea, who may be written to: KR-01, KR-02, KR-03, KR-09, KR-10, KR-11, KR-13, and the groups that code leaves out."""

from __future__ import annotations

from typing import Any

import pytest

from agent.campaigns.mend import mend
from agent.campaigns.plan import plan_of
from agent.campaigns.rules import RULES, Given
from agent.profile import ShopProfile

ALL = ["not_reachable", "no_consent", "consent_stale", "refused"]
GIVEN = Given(ShopProfile(name="달빛상점"), shop_known=False)


def clause(key: str, operator: str, *values: Any) -> dict[str, Any]:
    kind = "boolean" if isinstance(values[0], bool) else "number"
    return {"key": key, "type": kind, "operator": operator, "values": list(values)}


def campaign(*groups: list[dict[str, Any]], out: list[str] | None = None, **more: Any) -> dict[str, Any]:
    audience = {"condition": {"and": [{"or": group} for group in groups]}, "exclusions": ALL if out is None else out}
    step = {"channel": more.pop("channel", "lms"), "variants": [{"body": more.pop("body", "(광고) 소식")}]}
    return {"audience": audience, "steps": [step | more.pop("step", {})], **more}


def found(rule: str, data: dict[str, Any], given: Given = GIVEN) -> list[tuple[str, str]]:
    """Case and severity of each place where ``rule`` is broken."""
    one = RULES[rule]
    return [(broken.case, broken.severity or one.severity) for broken in one.look(plan_of(data), given)]


def blocks(rule: str, data: dict[str, Any]) -> bool:
    return any(severity == "block" for _case, severity in found(rule, data))


@pytest.mark.parametrize(
    ("groups", "out", "channel", "bad"),
    [
        ([], ALL, "lms", False),
        ([], [], "lms", True),
        ([], [], "in_app", False),
        ([], [], "alimtalk", False),
        ([[clause("consent.sms", "$eq", True)]], [], "lms", False),
        ([[clause("consent.sms", "$ne", False)]], [], "sms", False),
        ([[clause("consent.sms", "$in", True)]], [], "sms", False),
        ([[clause("consent.sms", "$ne", True)]], [], "sms", True),
        ([[clause("consent.sms", "$eq", False)]], [], "lms", True),
        ([[clause("consent.email", "$eq", True)]], [], "lms", True),
        ([[clause("consent.email", "$eq", True)]], [], "email", False),
        ([[clause("consent.kakao", "$eq", True)]], [], "brand_message", False),
        ([[clause("consent.push", "$eq", True)]], [], "push", False),
        ([[clause("consent.sms", "$eq", True), clause("consent.email", "$eq", True)]], [], "lms", True),
        ([[clause("consent.sms", "$eq", True)], [clause("consent.email", "$eq", True)]], [], "email", False),
    ],
)
def test_consent_is_asked_channel_by_channel(groups: Any, out: Any, channel: str, bad: bool) -> None:
    assert blocks("KR-01", campaign(*groups, out=out, channel=channel)) is bad


def test_both_channels_of_a_step_need_their_consent() -> None:
    both = {"fallback": "lms", "fallback_message": {"body": "(광고) 소식"}}
    kakao, sms = ([clause(f"consent.{name}", "$eq", True)] for name in ("kakao", "sms"))
    assert blocks("KR-01", campaign(kakao, out=[], channel="brand_message", step=both))
    assert not blocks("KR-01", campaign(kakao, sms, out=[], channel="brand_message", step=both))
    assert blocks("KR-01", campaign(kakao + sms, out=[], channel="brand_message", step=both))


def test_information_and_popups_need_no_consent_and_what_nobody_counted_is_only_told() -> None:
    for more in ({"advertising": False}, {"entry": {"type": "popup"}}):
        assert not any(found(rule, campaign(out=[], **more)) for rule in ("KR-01", "KR-03", "KR-10"))
    unknown = campaign()
    unknown["audience"]["consent_known"] = False
    assert found("KR-01", unknown) == [("unknown", "warn")]
    assert found("KR-01", unknown | {"steps": [{"channel": "in_app"}]}) == []


@pytest.mark.parametrize(
    ("operator", "days", "bad"),
    [
        ("$lte", 181, False),
        ("$lte", 182, True),
        ("$lt", 182, False),
        ("$lt", 183, True),
        ("$eq", 181, False),
        ("$gte", 30, True),
    ],
)
@pytest.mark.parametrize("key", ["order.last_days_ago", "event.order_placed"])
def test_without_consent_the_last_order_is_of_the_last_six_months(
    key: str, operator: str, days: int, bad: bool
) -> None:
    data = campaign([clause(key, operator, days)], out=["refused"], consent_basis="existing_customer", same_goods=True)
    assert found("KR-02", data) == ([("", "block")] if bad else [("used", "info")])
    assert found("KR-01", data) == found("KR-10", data) == []
    assert found("KR-02", data | {"advertising": False}) == []
    assert found("KR-02", data | {"consent_basis": "opt_in"}) == []


def test_without_consent_only_the_same_kind_of_goods_and_every_way_counts() -> None:
    lately, long_ago = clause("order.last_days_ago", "$lte", 90), clause("order.last_days_ago", "$lte", 400)
    basis: dict[str, Any] = {"consent_basis": "existing_customer"}
    assert found("KR-02", campaign([lately], **basis)) == [("goods", "block")]
    assert found("KR-02", campaign([lately], **basis, same_goods=False)) == [("goods", "block")]
    assert found("KR-02", campaign([lately, long_ago], **basis, same_goods=True)) == [("", "block")]
    assert found("KR-02", campaign(**basis)) == [("", "block"), ("goods", "block")]
    assert found("KR-02", campaign(**basis, channel="in_app")) == []


@pytest.mark.parametrize(
    ("out", "groups", "bad"),
    [
        (ALL, [], False),
        (["no_consent", "consent_stale"], [], True),
        ([], [[clause("consent.refused", "$eq", False)]], False),
        ([], [[clause("consent.refused", "$ne", True)]], False),
        ([], [[clause("consent.refused", "$eq", True)]], True),
        ([], [[clause("order.last_days_ago", "$lte", 30)]], True),
    ],
)
def test_who_refused_is_never_written_to(out: list[str], groups: Any, bad: bool) -> None:
    for basis in ("opt_in", "existing_customer"):
        assert blocks("KR-03", campaign(*groups, out=out, consent_basis=basis)) is bad
    assert found("KR-03", campaign(out=[], channel="in_app")) == [("", "warn")]


@pytest.mark.parametrize(
    ("out", "groups", "bad"),
    [
        (ALL, [], False),
        (["no_consent", "refused"], [], True),
        ([], [[clause("consent.stale", "$eq", False)]], False),
        ([], [[clause("consent.stale", "$eq", True)]], True),
        ([], [[clause("consent.days_ago", "$lte", 730)]], False),
        ([], [[clause("consent.days_ago", "$lte", 731)]], True),
        ([], [[clause("consent.days_ago", "$lt", 731)]], False),
        ([], [[clause("consent.days_ago", "$lt", 732)]], True),
        ([], [[clause("consent.days_ago", "$in", 1, 730)]], False),
        ([], [[clause("consent.days_ago", "$in", 1, 731)]], True),
        ([], [[clause("consent.days_ago", "$gte", 10)]], True),
    ],
)
def test_consent_holds_for_two_years(out: list[str], groups: Any, bad: bool) -> None:
    assert blocks("KR-10", campaign(*groups, out=out)) is bad
    assert not found("KR-10", campaign(*groups, out=out, channel="in_app"))


RENEWAL = "달빛상점이에요. #{동의일}에 광고 수신에 동의하신 지 2년이 지났어요.\n계속 받으시려면 하실 일이 없고, 그만 받으시려면 말씀해 주세요."


@pytest.mark.parametrize(
    ("old", "new", "cases"),
    [
        ("", "", []),
        ("#{동의일}", "2024년 3월 5일", []),
        ("#{동의일}", "2024-03-05", []),
        ("#{동의일}에", "전에", ["renewal_date"]),
        ("달빛상점이에요. ", "", ["renewal_sender"]),
        ("계속 받으시려면 하실 일이 없고, ", "", ["renewal_how"]),
        (", 그만 받으시려면 말씀해 주세요", "", ["renewal_how"]),
        ("계속", "10% 할인도 있어요. 계속", ["renewal_ad"]),
    ],
)
def test_asking_again_for_consent_says_all_that_the_law_wants(old: str, new: str, cases: list[str]) -> None:
    body = RENEWAL.replace(old, new) if old else RENEWAL
    stale = [clause("consent.stale", "$eq", True)]
    for groups in ([stale], []):
        data = campaign(*groups, advertising=False, body=body, channel="alimtalk")
        assert [case for case, _severity in found("KR-10", data)] == cases
    assert found("KR-10", campaign(stale, advertising=False, body="동의", channel="in_app")) == []
    assert found("KR-10", campaign(advertising=False, body="주문하신 상품을 보냈어요.")) == []


def test_results_of_consent_certified_senders_and_sanctions() -> None:
    assert found("KR-09", campaign()) == [("", "info")]
    assert found("KR-09", campaign(channel="in_app")) == []
    assert found("KR-09", campaign(advertising=False, body="소식 수신에 동의해 주시면 알려 드려요.")) == [("", "info")]
    assert found("KR-09", campaign(advertising=False, body="주문을 받았어요.")) == []
    for certified, told in ((True, []), (None, [("unknown", "info")]), (False, [("", "block")])):
        given = Given(ShopProfile.model_validate({"sender": {"certified": certified}}))
        assert found("KR-11", campaign(), given) == found("KR-11", campaign(channel="sms"), given) == told
        assert (
            found("KR-11", campaign(channel="email"), given) == found("KR-11", campaign(advertising=False), given) == []
        )
    broken = next(iter(RULES["KR-13"].look(plan_of(campaign(out=[])), GIVEN)))
    assert "KR-01, KR-03, KR-04, KR-05, KR-07, KR-10" in str(broken.facts["rules"])
    assert found("KR-13", campaign(advertising=False)) == []


@pytest.mark.parametrize("rule", ["KR-01", "KR-03", "KR-10"])
def test_code_leaves_out_the_missing_group(rule: str) -> None:
    reason = {"KR-01": "no_consent", "KR-03": "refused", "KR-10": "consent_stale"}[rule]
    data = campaign(out=[one for one in ALL if one != reason])
    fields, rules, _edits = mend(data, GIVEN, ("KR",))
    assert rule in rules
    assert set(fields["audience"]["exclusions"]) >= set(ALL)
    assert not blocks(rule, fields)
    assert mend(fields, GIVEN, ("KR",))[1] == ()


def test_an_audience_that_is_a_condition_gets_its_groups_beside_it() -> None:
    bare = campaign() | {"audience": {"and": [{"or": [clause("order.count", "$gte", 1)]}]}}
    fields, _rules, _edits = mend(bare, GIVEN, ("KR",))
    assert set(fields["audience"]["exclusions"]) >= {"no_consent", "refused", "consent_stale"}
    assert "and" in fields["audience"]
