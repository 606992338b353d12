"""What was tried and could not be sent is told with its reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from agent.campaigns.briefing import CannotWrite
from agent.profile import ShopProfile
from agent.state import Export, State
from agent.words import LOCALES, Locale, say
from api.show import MOST_UNANSWERED, print_suggestion


@pytest.mark.parametrize("locale", LOCALES)
def test_every_reason_has_a_sentence(locale: Locale) -> None:
    for reason in get_args(get_type_hints(CannotWrite)["reason"]):
        assert "Alpha" in say(locale, f"campaign.cannot_{reason}", title="Alpha")


def test_who_gets_nothing_hears_why(
    small: tuple[Path, State], propose: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    silent = ShopProfile(channels=("lms",))  # nobody said from which number
    state = propose(Export((small[0],)), profile=silent)
    assert state["abstained"].reason == "cannot_be_sent"
    print_suggestion(state, "ko", silent, "chats.xlsx")
    told = "".join(capsys.readouterr().out.split())
    assert told.count("channels와sender를확인해주세요") == min(MOST_UNANSWERED, len(state["skipped"]))


def test_who_gets_all_hears_nothing_of_the_rest(small: tuple[Path, State], capsys: pytest.CaptureFixture[str]) -> None:
    state: State = {**small[1], "skipped": [CannotWrite("winback", "nobody")]}
    assert len(state["campaigns"]) == state["count"]
    print_suggestion(state, "ko", ShopProfile(), "chats.xlsx")
    assert "받으실 분이 없어요" not in capsys.readouterr().out
