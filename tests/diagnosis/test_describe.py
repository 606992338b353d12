import re
from pathlib import Path

import pytest
import yaml

import agent.words
from agent.diagnosis import DETECTORS, describe
from agent.diagnosis.detectors import spike, unmet_demand, upset_cluster
from agent.diagnosis.intervals import newcombe
from agent.diagnosis.topics import TOPICS
from agent.profile import FunnelStep
from agent.signals.types import ProductMention
from agent.words import LOCALES, fields

WORDS = yaml.safe_load((Path(agent.words.__file__).parent / "findings.yaml").read_text(encoding="utf-8"))
FORBIDDEN = re.compile(
    r"CRM|세그먼트|퍼널|트리거|퍼블리시|컨버전|\bCTA\b|리드|커맨드 버튼|워크플로우|A/B|"
    r"\b(segments?|funnels?|triggers?|publish\w*|conversions?|leads?|workflows?)\b|"
    r"セグメント|ファネル|トリガー|コンバージョン|リード|ワークフロー|ABテスト",
    re.IGNORECASE,
)
LABELS = {"exchange_request": "반지 사이즈 교환", "restock_request": "재입고 요청", "delivery_delay": "배송 지연"}


def korean(intent: str) -> str:
    return LABELS.get(intent, intent)


def test_every_detector_has_its_words():
    for detector in DETECTORS:
        assert {f"{detector}_title", f"{detector}_evidence"} <= WORDS.keys()


def test_every_key_is_plain_and_complete_in_every_language():
    for key, texts in WORDS.items():
        assert set(texts) == set(LOCALES), key
        for locale, text in texts.items():
            assert text.strip(), (key, locale)
            assert not FORBIDDEN.search(text), (key, locale)
            assert not re.search(r"습니다|입니다", texts["ko"]), key
        known = {locale: fields(text) - {"label", "topic", "step"} for locale, text in texts.items()}
        assert known["ko"] == known["ja"] == known["en"], key


def test_a_sure_rise_reads_as_an_owner_would_say_it(topic, signals):
    (finding,) = spike.detect(signals(topic("exchange_request", 143, 96, desk=1000), desk=1000))
    assert describe(finding, "ko", korean, period_days=30) == (
        "반지 사이즈 교환 문의가 49% 늘었어요",
        "최근 30일 동안 반지 사이즈 교환 문의가 143건 왔어요. 그 전 30일(96건)보다 49% 늘었어요. "
        "우연으로 보기 어려워요.",
    )
    assert describe(finding, "ja", lambda _: "交換", period_days=30) == (
        "「交換」のお問い合わせが49%増えました",
        "直近30日間で「交換」のお問い合わせが143件ありました。その前の30日間（96件）より49%増えました。"
        "偶然とは考えにくい差です。",
    )
    assert describe(finding, "en", lambda _: "exchange", period_days=30) == (
        "Chats about “exchange” rose by 49%",
        "In the last 30 days, chats about “exchange”: 143. Compared with the 30 days before (96), such chats rose "
        "by 49%. This is unlikely to be chance.",
    )


def sentence(finding, **days):
    return describe(finding, "ko", korean, **days)[1]


def test_twice_as_many_is_said_as_twice(topic, signals):
    named = ProductMention(intent="restock_request", product="별빛 반지", customers=40)
    (finding,) = unmet_demand.detect(signals(topic("restock_request", 60, 30), products=(named,)))
    headline, told = describe(finding, "ko", korean, period_days=30)
    assert headline == "재입고 요청이 2배로 늘었어요. 기다리는 손님이 많아요"
    assert told.startswith("최근 30일 동안 재입고 요청이 60건 왔어요. 그 전 30일(30건)의 2배로 늘었어요.")
    assert told.endswith("가장 많이 이야기한 상품은 별빛 반지예요.")


@pytest.mark.parametrize(
    ("now", "before", "ending"),
    [
        (22, 20, "10% 늘었어요. 우연일 수도 있는 차이예요."),
        (18, 20, "10% 줄었어요. 우연일 수도 있는 차이예요."),
        (34, 18, "89% 늘었어요. 우연이 아닐 가능성이 커요."),
        (30, 90, "67% 줄었어요. 우연으로 보기 어려워요."),
        (20, 20, "건수는 그 전 30일(20건)과 비슷해요."),
        (40, 41, "건수는 그 전 30일(41건)과 비슷해요."),
        (43, 40, "건수는 그 전 30일(40건)과 비슷해요."),
        (7, 0, "그 전 30일에는 한 건도 없었어요. 우연이 아닐 가능성이 커요."),
        (20, None, "늘었는지는 아직 알 수 없어요."),
    ],
)
def test_it_is_honest_about_chance(now, before, ending, topic, signals):
    (finding,) = unmet_demand.detect(signals(topic("restock_request", now, before)))
    assert sentence(finding, period_days=30).endswith(ending)


def test_a_topic_that_grew_with_the_whole_desk_says_so(topic, signals):

    grown = topic(
        "restock_request", 40, 20, desk=800, change=newcombe(40, 800, 20, 400).model_copy(update={"ratio": 2.0})
    )
    (finding,) = unmet_demand.detect(signals(grown, desk=800, conversations_before=400))
    assert sentence(finding, period_days=30).endswith("2배로 늘었어요. 다만 문의가 전체적으로 함께 늘었어요.")


def test_uneven_periods_are_compared_by_the_day(topic, signals):
    (finding,) = unmet_demand.detect(signals(topic("restock_request", 24, 20)))
    assert "하루 평균으로 보면 그 전 15일(20건)보다 20% 늘었어요" in sentence(finding, period_days=30, before_days=15)


def test_without_dates_and_with_thousands(topic, signals):
    big = signals(topic("restock_request", 12_340, 9_000, desk=100_000), desk=100_000)
    (finding,) = unmet_demand.detect(big)
    assert sentence(finding).startswith(
        "이번 기간에 재입고 요청이 12,340건 왔어요. 그 전 기간(9,000건)보다 37% 늘었어요."
    )


def test_upset_customers_who_wait_are_counted_and_the_others_named(topic, signals):
    waiting = signals(topic("delivery_delay", 30, 28, open=12), topic("complaint", 5, open=2))
    (finding,) = upset_cluster.detect(waiting)
    headline, told = describe(finding, "ko", lambda intent: TOPIC_LABELS[intent], period_days=30)
    assert headline == "배송 지연 문의가 아직 열려 있어요. 이것부터 풀어 주세요"
    assert told.endswith("아직 열려 있는 문의는 12건이에요. 불만·클레임 문의도 아직 열려 있어요.")


TOPIC_LABELS = {"delivery_delay": "배송 지연", "complaint": "불만·클레임"}


@pytest.mark.parametrize(
    ("step", "now", "before", "headline"),
    [
        ("visit", 700, 1000, "방문이 30% 줄었어요"),
        ("signup", 700, 1000, "회원가입이 30% 줄었어요"),
        ("order_value", 24_000, 32_000, "주문 한 건의 평균 금액이 25% 줄었어요"),
        ("repeat", 0.2, 0.3, "재구매로 이어지는 비율이 33% 줄었어요"),
    ],
)
def test_steps_of_the_shops_own_numbers(step, now, before, headline, signals):
    (finding,) = DETECTORS["funnel_leak"](signals(funnel=(FunnelStep(name=step, value=now, before=before),)))
    assert describe(finding, "ko", korean)[0] == headline


@pytest.fixture
def every_finding(topic, signals, customers, orders):
    """What each detector says of a desk on which everything comes up, in each standing against before."""

    def told(before, open_now):
        asked = {"asked_then_bought": 9, "asked_not_bought": 20} if open_now else {}
        desk = signals(
            *(topic(intent, 60, before, open=open_now, finished_well=40, **asked) for intent in TOPICS),
            products=tuple(ProductMention(intent=intent, product="별빛 반지", customers=30) for intent in TOPICS),
            customer_facts=customers(1000, 100, quiet=90, never_bought=80, vip=9 * bool(open_now), consent_stale=7),
            order_facts=orders(500, 120),
            funnel=tuple(
                FunnelStep(name=name, value=value, before=value * 2)
                for name, value in {"visit": 900, "signup": 100, "order_value": 20_000, "repeat": 0.2}.items()
            ),
        )
        return [finding for detect in DETECTORS.values() for finding in detect(desk)]

    return [finding for before in (None, 0, 10, 50, 60, 90) for waits in (0, 3) for finding in told(before, waits)]


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sentence_is_left_with_a_gap(locale, every_finding):
    assert {finding.detector for finding in every_finding} == set(DETECTORS)
    for finding in every_finding:
        for text in describe(finding, locale, lambda intent: f"<{intent}>", period_days=30):
            assert text
            assert not re.search(r"None|[{}\[\]]|  | \.|\(\)|。。|<>", text), (finding.id, text)
