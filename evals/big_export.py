"""A big support export for the import benchmark: quick to write, and shaped like a real one.

Every line is one conversation: Korean, Japanese and English tags with levels, a state, epoch and ISO times over
sixty days, a customer on most, a summary on a third. The same arguments write the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, product
from pathlib import Path
from random import Random

START = datetime(2026, 9, 1, tzinfo=UTC)
DAYS = 60
BATCH = 20_000

TOPICS = (
    "배송", "배송지연", "교환", "반품", "환불", "재입고", "사이즈", "쿠폰",
    "적립금", "결제오류", "불량", "선물포장", "취소", "품절문의", "회원가입", "리뷰",
    "도금관리", "대량주문", "매장방문", "신상품", "返品", "交換", "配送", "在庫",
    "サイズ", "refund", "shipping", "restock", "coupon", "size",
)  # fmt: skip
SUBJECTS = (
    "반지", "귀걸이", "목걸이", "팔찌", "헤어핀", "시계줄", "발찌", "브로치",
    "키링", "파우치", "실버", "골드", "진주", "커플", "각인", "미니",
    "키즈", "세트", "선물", "한정판", "リング", "ピアス", "ネックレス", "ring",
    "earring", "necklace", "bracelet", "gift", "order", "etc",
)  # fmt: skip
DETAILS = ("", " 문의", " 요청", "!!", " 급함", " 재문의", " 완료", "_상담", " 확인중", " 안내")
SUMMARIES = (
    "고객이 {topic} 관련해 {subject} 상품을 문의했고, 확인 후 안내드리기로 했습니다.",
    "{subject} 상품의 {topic} 진행 상황을 물어보셔서 예상 일정을 알려드렸습니다.",
    "{subject}을 주문한 고객이 {topic}에 대해 불편을 말씀하셨고 조치가 끝났습니다.",
    "お客様から{subject}の{topic}についてお問い合わせがあり、ご案内しました。",
    "The customer asked about {topic} for a {subject} and was told what happens next.",
)
STATES = ("closed", "closed", "closed", "closed", "closed", "closed", "closed", "opened", "snoozed")


def tag_names(count: int) -> list[str]:
    """``count`` distinct tags, the plain ones first; beyond the word lists they are numbered."""
    names = (f"{topic}/{subject}{detail}" for detail, topic, subject in product(DETAILS, TOPICS, SUBJECTS))
    found = list(islice(names, count))
    return found + [f"{TOPICS[n % len(TOPICS)]}/{n}" for n in range(count - len(found))]


def _tag_cells(random: Random, names: list[str]) -> list[str]:
    """Ready JSON lists of one to three tags. A few tags are common and most are rare, as in a real desk."""
    weights = [1 / (rank + 10) for rank in range(len(names))]
    singles = [json.dumps([name], ensure_ascii=False) for name in names]
    sizes = random.choices((1, 2, 3), (60, 30, 10), k=4 * len(names))
    mixed = [random.choices(names, weights, k=size) for size in sizes]
    return singles + [json.dumps(list(dict.fromkeys(tags)), ensure_ascii=False) for tags in mixed]


def _lines(random: Random, cells: list[str], first: int, count: int, customers: int) -> Iterator[str]:
    minutes = random.choices(range(DAYS * 1440), k=count)
    lasting = random.choices(range(2, 600), k=count)
    states = random.choices(STATES, k=count)
    tags = random.choices(cells, k=count)
    extras = random.choices(range(1_000_000), k=count)
    for number, minute, lasts, state, tag, extra in zip(
        range(first, first + count), minutes, lasting, states, tags, extras, strict=True
    ):
        opened = START + timedelta(minutes=minute)
        closed = f'"{(opened + timedelta(minutes=lasts)).isoformat()}"' if state == "closed" else "null"
        customer = f'"u{extra % customers:07d}"' if extra % 10 else "null"
        text = SUMMARIES[extra % len(SUMMARIES)].format(
            topic=TOPICS[extra % len(TOPICS)], subject=SUBJECTS[extra // 7 % len(SUBJECTS)]
        )
        summary = f',"summary":"{text}"' if extra % 3 == 0 else ""
        yield (
            f'{{"id":"c{number:08d}","customer_id":{customer},"state":"{state}","opened_at":"{opened.isoformat()}",'
            f'"closed_at":{closed},"tags":{tag}{summary}}}\n'
        )


def write_conversations(path: Path, rows: int, tags: int, seed: int) -> None:
    """Write ``rows`` conversations as JSON Lines; each of the ``tags`` names occurs if there are rows enough."""
    random = Random(seed)
    cells = _tag_cells(random, tag_names(tags))
    customers = max(1, rows // 3)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for first in range(0, rows, BATCH):
            file.writelines(_lines(random, cells, first, min(BATCH, rows - first), customers))
