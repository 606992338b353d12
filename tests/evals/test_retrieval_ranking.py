"""What is counted as right, as none, and as a part's worth, on rankings made by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evals.report import Metric
from evals.suites.ranking import Ranking, none_recognised, rates, reordered, sent_away, spread, without, worth_of_parts
from retrieval.library import Library, load_library
from retrieval.search import PlaybookHit

Rank = Callable[..., Ranking]


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture
def rank(library: Library) -> Rank:
    """A ranking of playbooks by id; ``parts`` gives their parts in the same order."""

    def make(right: str, *ids: str, fits: bool = True, parts: tuple[dict[str, float], ...] = ()) -> Ranking:
        each = parts or ({},) * len(ids)
        hits = [
            PlaybookHit(library.playbooks[name], sum(one.values()), ("meaning",), parts=one, fits=fits)
            for name, one in zip(ids, each, strict=True)
        ]
        return Ranking(frozenset(right.split()), tuple(hits))

    return make


def test_first_and_in_three_count_only_cases_that_have_an_answer(rank: Rank) -> None:
    rankings = [
        rank("winback", "winback", "tier_up"),
        rank("winback tier_up", "anniversary", "points_reminder", "tier_up"),
        rank("winback", "anniversary", "points_reminder", "tier_up", "winback"),
        rank("", "winback"),
    ]
    first, three = rates(", x", rankings, (0.5, 0.6))
    assert first == Metric("right first, x", 0.3333, 3, at_least=0.5)
    assert three == Metric("right in three, x", 0.6667, 3, at_least=0.6)
    assert rates("", [rank("", "winback")]) == []


def test_none_is_recognised_when_the_first_hit_does_not_fit(rank: Rank) -> None:
    rankings = [rank("", "winback", fits=False), rank("", "winback"), rank(""), rank("winback", "winback", fits=False)]
    assert none_recognised("", rankings, 0.8) == [Metric("none recognised", 0.6667, 3, at_least=0.8)]
    assert none_recognised("", [rank("winback", "winback")]) == []


def test_a_right_one_is_sent_away_when_the_first_hit_does_not_fit(rank: Rank) -> None:
    rankings = [rank("winback", "winback", fits=False), rank("winback", "tier_up"), rank("", "winback", fits=False)]
    (metric,) = sent_away("", rankings, 0.05)
    assert metric == Metric("right ones sent away", 0.5, 2, at_most=0.05)
    assert not metric.passed
    assert sent_away("", [rank("")]) == []


@pytest.mark.parametrize(
    "right, ids, fits, missed",
    [
        ("winback", ["winback"], True, False),
        ("winback", ["winback"], False, True),
        ("winback", ["tier_up", "winback"], True, True),
        ("winback", [], True, True),
        ("", ["winback"], True, True),
        ("", ["winback"], False, False),
        ("", [], True, False),
    ],
)
def test_what_is_shown_as_a_miss(rank: Rank, right: str, ids: list[str], fits: bool, missed: bool) -> None:
    assert rank(right, *ids, fits=fits).missed is missed


def test_a_miss_says_whether_anything_was_offered(rank: Rank) -> None:
    assert rank("", "winback", "tier_up").shown == "winback, tier_up"
    assert rank("", "winback", fits=False).shown == "none (winback)"
    assert rank("").shown == "none (nothing at all)"


@pytest.fixture
def scored(rank: Rank) -> Ranking:
    parts = ({"meaning": 1.0, "words": 2.0}, {"meaning": 3.0, "words": -1.0}, {"meaning": 0.0, "words": 0.0})
    return rank("tier_up", "winback", "tier_up", "anniversary", parts=parts)


def test_parts_alone_and_without(scored: Ranking) -> None:
    def order(ranking: Ranking) -> list[str]:
        return [hit.playbook.id for hit in ranking.hits]

    assert order(reordered(scored, {"meaning"})) == ["tier_up", "winback", "anniversary"]
    assert order(without(scored, "meaning")) == ["winback", "anniversary", "tier_up"]
    assert order(without(scored, None)) == ["winback", "tier_up", "anniversary"]
    values = {metric.name: metric.value for metric in worth_of_parts("", [scored], ["meaning"])}
    assert values["right first, meaning alone"] == 1.0
    assert values["right first, without meaning"] == 0.0
    assert not any("alone" in one.name for one in worth_of_parts("", [scored], ["meaning"], alone=False))


def test_what_cannot_run_stays_behind(library: Library) -> None:
    hits = (
        PlaybookHit(library.playbooks["winback"], 1, ("meaning",), parts={"meaning": 1.0}),
        PlaybookHit(library.playbooks["tier_up"], 9, ("meaning",), ("needs:points",), parts={"meaning": 9.0}),
    )
    assert reordered(Ranking(frozenset(), hits), {"meaning"}).hits == hits


def test_a_family_is_an_event_and_a_first_topic(rank: Rank, library: Library) -> None:
    twins = ("referral_after_praise", "review_request_after_praise")  # both answer praise when the chat closes
    assert {library.playbooks[name].intents[0] for name in twins} == {"praise"}
    together = rank("", "winback", *twins)
    apart = rank("", twins[0], "winback", "tier_up", twins[1])
    timed = rank("", "winback", "welcome_back_popup", "anniversary")  # no event, no topic: nobody's family
    (metric,) = spread("", [together, apart, timed])
    assert metric == Metric("spread: two of a family in three", 0.3333, 3)
