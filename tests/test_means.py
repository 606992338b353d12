"""What a shop says it tried, and what it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.errors import BadInput
from agent.means import means_of, worked_of
from agent.profile import ShopProfile, load_profile
from agent.words import LOCALES, say


def profile_with(folder: Path, text: str) -> ShopProfile:
    path = folder / "shop.yaml"
    path.write_text(text, encoding="utf-8")
    return load_profile(path)


def test_sendings_of_one_playbook_are_added_up(tmp_path: Path) -> None:
    profile = profile_with(
        tmp_path,
        "tried:\n"
        "  - {playbook: restock_alert, sent: 320, reached: 41}\n"
        "  - {playbook: winback, sent: 10, reached: 0}\n"
        "  - {playbook: restock_alert, sent: 80, reached: 9}\n",
    )
    assert worked_of(profile, lambda _: True) == {"restock_alert": (400, 50), "winback": (10, 0)}


def test_nothing_tried_is_nothing(tmp_path: Path) -> None:
    assert worked_of(profile_with(tmp_path, "{}"), lambda _: False) == {}


def test_an_unknown_playbook_is_named(tmp_path: Path) -> None:
    profile = profile_with(tmp_path, "tried: [{playbook: restok_alert, sent: 3, reached: 1}]")
    with pytest.raises(BadInput) as caught:
        worked_of(profile, lambda name: name == "restock_alert")
    for locale in LOCALES:
        assert "restok_alert" in say(locale, caught.value.code, **caught.value.facts)


@pytest.mark.parametrize(
    ("row", "place", "told"),
    [
        ("{playbook: a, sent: 3, reached: 4}", "tried.0", "reached를 3 이하로"),
        ("{playbook: a, sent: 0, reached: 0}", "tried.0.sent", "1 이상으로"),
        ("{playbook: a, sent: 3, reached: -1}", "tried.0.reached", "0 이상으로"),
        ("{playbook: a, sent: 9999999999, reached: 1}", "tried.0.sent", "이하로"),
        ("{playbook: a, sent: many, reached: 1}", "tried.0.sent", "정수로"),
        ("{playbook: '', sent: 3, reached: 1}", "tried.0.playbook", "1자 이상"),
        ("{playbook: a, sent: 3}", "tried.0.reached", "빠졌어요"),
        ("{playbok: a, sent: 3, reached: 1}", "tried.0.playbok", "playbook"),
    ],
)
def test_numbers_that_cannot_be_right(tmp_path: Path, row: str, place: str, told: str) -> None:
    with pytest.raises(BadInput) as caught:
        profile_with(tmp_path, f"tried: [{row}]")
    assert caught.value.facts["place"] == place
    assert told in say("ko", caught.value.code, **caught.value.facts)
    for locale in LOCALES:
        assert "shop.yaml" in say(locale, caught.value.code, **caught.value.facts)


def test_lists_count_as_means_when_they_are_there() -> None:
    profile = ShopProfile.model_validate({"has": ["carts"], "free_shipping_over": 50_000})
    assert means_of(profile, customers=False, orders=False).has == {"carts", "free_shipping_over"}
    assert means_of(profile, customers=True, orders=True).has == {"carts", "free_shipping_over", "customers", "orders"}
