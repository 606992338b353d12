from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from retrieval.library import Library
from retrieval.means import Means
from retrieval.playbook import LANGUAGES, Channel, Need
from retrieval.search import PlaybookHit, Query, Searcher
from retrieval.spread import spread
from retrieval.store import owned_store

EVERYTHING = frozenset(get_args(Need))
SHOP = Means("KR", "accessories", ("in_app", "alimtalk", "lms"), EVERYTHING, "ko")


def ids(hits: list[PlaybookHit]) -> list[str]:
    return [hit.playbook.id for hit in hits]


def small(tmp_path, toy, *playbooks):
    """A searcher over some made-up playbooks, as a block."""
    return owned_store(tmp_path, toy), Library({one.id: one for one in playbooks}, "test")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("품절된 상품 언제 들어오는지 묻는 손님", "restock_alert"),
        ("売り切れの商品はいつ入荷しますかと聞かれる", "restock_alert"),
        ("people want the sold-out product back", "restock_alert"),
    ],
)
def test_any_language_finds_it(searcher: Searcher, query: str, first: str) -> None:
    assert ids(searcher.search(Query(query)))[0] == first


def test_the_same_question_gets_the_same_answer(searcher: Searcher) -> None:
    query = Query("단골손님께 고마움을 전하고 싶어요", intents=("vip_service",), means=SHOP)
    assert searcher.search(query, 56) == searcher.search(query, 56)


def test_all_can_be_asked_for(searcher: Searcher, library: Library) -> None:
    assert sorted(ids(searcher.search(Query("무엇이든"), 99))) == sorted(library.playbooks)


def test_a_score_is_the_sum_of_its_parts(searcher: Searcher) -> None:
    for hit in searcher.search(Query("쿠폰 언제까지 써요", intents=("coupon_inquiry",), finding="never_bought"), 56):
        assert hit.score == pytest.approx(sum(hit.parts.values()), abs=1e-4)


def test_reasons_name_what_decided(searcher: Searcher) -> None:
    hit = searcher.search(
        Query("배송이 늦어 화가 난 손님", intents=("delivery_delay",), finding="upset_cluster", upset=True)
    )[0]
    assert hit.playbook.id == "delivery_delay_apology"
    assert hit.reasons == ("finding:upset_cluster", "intent:delivery_delay", "fixes_first")
    typed = searcher.search(Query("배송이 늦어 화가 난 손님", intents=("delivery_delay",)))[0]
    assert typed.playbook.id == "delivery_delay_apology"
    assert typed.reasons == ("intent:delivery_delay", "meaning", "words")


def test_our_own_words_on_a_finding_count_little(searcher: Searcher) -> None:
    text = "장바구니에 담고 나간 손님"
    told = searcher.search(Query(text, finding="vip", intents=("vip_service",)), 56)
    typed = searcher.search(Query(text), 56)
    assert told[0].playbook.id == "vip_care_benefit"
    assert typed[0].playbook.id != "vip_care_benefit"


def test_a_question_about_nothing_in_particular_says_so(searcher: Searcher) -> None:
    hits = searcher.search(Query(""), 56)
    assert {hit.reasons for hit in hits} == {("closest",)}
    assert {hit.score for hit in hits} == {0.0}


def test_a_finding_alone_is_enough(searcher: Searcher) -> None:
    assert set(ids(searcher.search(Query(finding="few_reachable"), 2))) == {"consent_collection", "first_visit_signup"}


def test_an_upset_problem_is_answered_before_anything_is_sold(tmp_path, toy, make) -> None:
    sells, fixes = make("a-sells", "배송 문의"), make("b-fixes", "배송 문의", first=True)
    store, library = small(tmp_path, toy, sells, fixes)
    with store as opened:
        searcher = Searcher(library, opened, toy)
        assert ids(searcher.search(Query("배송 문의"))) == ["a-sells", "b-fixes"]
        assert ids(searcher.search(Query("배송 문의", upset=True))) == ["b-fixes", "a-sells"]


def test_the_first_intent_of_a_playbook_counts_most(tmp_path, toy, make) -> None:
    store, library = small(
        tmp_path, toy, make("a", "가", intents=("praise", "complaint")), make("b", "가", intents=("complaint",))
    )
    with store as opened:
        hits = Searcher(library, opened, toy).search(Query(intents=("complaint",)))
    assert ids(hits) == ["b", "a"]
    assert hits[0].parts["intent"] > hits[1].parts["intent"] > 0


@pytest.mark.parametrize(
    ("fields", "means", "missing"),
    [
        ({}, SHOP, ()),
        ({"needs": ("orders", "points")}, Means("KR", None, ("in_app",), frozenset({"orders"})), ("needs:points",)),
        ({"countries": ("JP",)}, SHOP, ("country:KR",)),
        ({"industries": ("food",)}, SHOP, ("industry:accessories",)),
        ({"industries": ("food",)}, Means("KR", None, ("in_app",), EVERYTHING), ()),
        ({"channels": {"ko": ("push",), "ja": ("line",), "en": ("email",)}}, SHOP, ("channel",)),
        ({"channels": {"ko": ("push",), "ja": ("line",)}}, Means("KR", None, ("line",), EVERYTHING), ()),
        (
            {"channels": {"ko": ("push",), "ja": ("line",)}},
            Means("KR", None, ("line",), EVERYTHING, "ko"),
            ("channel",),
        ),
        ({"channels": {"ko": ("push",)}}, Means("US", None, ("push",), EVERYTHING, "en"), ("channel",)),
    ],
)
def test_what_is_missing(tmp_path, toy, make, fields, means: Means, missing: tuple[str, ...]) -> None:
    store, library = small(tmp_path, toy, make("one", "재입고 소식", **{"needs": (), **fields}))
    with store as opened:
        hit = Searcher(library, opened, toy).search(Query("재입고 소식", means=means))[0]
    assert hit.missing == missing


def test_what_cannot_run_is_never_first(searcher: Searcher) -> None:
    poor = Means("KR", None, ("in_app",), frozenset(), "ko")
    for text in ("예약 노쇼 줄이기", "정기구독 해지하려는 손님", "체험 끝난 업체", "재입고 알림"):
        hits = searcher.search(Query(text, means=poor), 56)
        runs = [not hit.missing for hit in hits]
        assert runs[0]
        assert runs == sorted(runs, reverse=True)
        assert ids(searcher.search(Query(text)))[0] in {hit.playbook.id for hit in hits if hit.missing}


def test_without_means_nothing_is_missing(searcher: Searcher) -> None:
    assert not any(hit.missing for hit in searcher.search(Query("예약 노쇼 줄이기"), 56))


def test_every_playbook_can_run_where_everything_is_there(searcher: Searcher) -> None:
    channels = get_args(Channel)
    for language in LANGUAGES:
        means = Means("KR", None, channels, EVERYTHING, language)
        assert not any(hit.missing for hit in searcher.search(Query("아무거나", means=means), 56))


def test_what_is_only_closest_does_not_fit(searcher: Searcher) -> None:
    assert not any(hit.fits for hit in searcher.search(Query("qwzxcv"), 56))
    assert searcher.search(Query("재입고 알림"))[0].fits


def test_an_industry_s_own_way_is_not_for_another(tmp_path, toy, make) -> None:
    store, library = small(tmp_path, toy, make("one", "재입고 소식", industries=("food",)))
    with store as opened:
        hit = Searcher(library, opened, toy).search(Query("재입고 소식", means=SHOP))[0]
    assert hit.missing == ("industry:accessories",)


def test_what_worked_here_comes_before_an_equal(tmp_path, toy, make) -> None:
    store, library = small(tmp_path, toy, make("a", "재입고 소식"), make("b", "재입고 소식"))
    with store as opened:
        searcher = Searcher(library, opened, toy)
        plain = searcher.search(Query("재입고 소식"))
        good = searcher.search(Query("재입고 소식", worked={"b": (400, 40)}))
        bad = searcher.search(Query("재입고 소식", worked={"a": (4000, 0)}))
        little = searcher.search(Query("재입고 소식", worked={"b": (5, 0)}))
    assert ids(plain) == ["a", "b"]
    assert ids(good) == ["b", "a"]
    assert good[0].reasons[-1] == "worked"
    assert ids(bad) == ["b", "a"]
    assert bad[1].reasons[-1] == "worked_badly"
    assert ids(little) == ["a", "b"]
    assert not {"worked", "worked_badly"} & set(little[1].reasons)


def test_what_worked_does_not_answer_another_question(searcher: Searcher) -> None:
    hits = searcher.search(Query("qwzxcv", worked={"winback": (1000, 300)}), 56)
    assert next(hit for hit in hits if hit.playbook.id == "winback").parts["worked"] == 0


def test_answers_that_are_alike_are_spread(tmp_path, toy, make) -> None:
    twins = [make(f"twin{n}", "재입고 소식 알림") for n in range(3)]
    far = [make(f"far{n}", f"{chr(0xAC00 + 97 * n)}{chr(0xB000 + 89 * n)} 다른 일") for n in range(3)]
    store, library = small(tmp_path, toy, *twins, make("other", "알림 재입고 소식 부탁해요"), *far)
    with store as opened:
        hits = Searcher(library, opened, toy).search(Query("재입고 소식 알림"), 4)
    assert ids(hits)[:2] == ["twin0", "other"]
    assert ids(hits)[2:] == ["twin1", "twin2"]


def test_spreading_keeps_the_first_and_loses_nobody() -> None:
    rows = np.eye(4, dtype=np.float32)[[0, 0, 1, 2]]
    assert spread(np.array([3.0, 2.9, 2.0, 0.0]), rows, 3) == [0, 2, 1, 3]
    assert spread(np.array([3.0, 2.9, 0.5, 0.0]), rows, 3) == [0, 1, 2, 3]
    assert spread(np.array([3.0, 2.9, 2.0, 0.0]), rows, 1) == [0, 1, 2, 3]
    assert spread(np.array([]), rows[:0], 3) == []
