"""Arms by hash: the same in Python and in SQL, even, and independent of one another."""

from __future__ import annotations

import json
from hashlib import sha256
from itertools import pairwise

import duckdb
import numpy as np
import pytest

from agent.campaigns.split import BUCKET_SQL, BUCKETS, arm_of, bucket, holdout_split, wording_split

IDS = [f"c{n:05}" if n % 3 else f"손님 {n}|ü" for n in range(10_000)]
# 99.9 % points of the chi-square distribution; for 99 degrees of freedom by Wilson and Hilferty.
CHI_1, CHI_99 = 10.83, 148.2


def chi_square(counts: np.ndarray, expected: np.ndarray | float) -> float:
    return float(np.sum((counts - expected) ** 2 / expected))


def test_sql_and_python_agree_on_every_id() -> None:
    split = holdout_split("shop", "cmp_1", 0.1)
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE customers (customer_id VARCHAR)")
        connection.executemany("INSERT INTO customers VALUES (?)", [[one] for one in IDS[:200]])
        connection.execute("INSERT INTO customers SELECT unnest($ids)", {"ids": IDS[200:]})
        found = connection.execute(f"SELECT customer_id, {BUCKET_SQL} FROM customers", {"salt": split.salt}).fetchall()
    assert dict(found) == {one: bucket(split.salt, one) for one in IDS}


def test_a_host_computes_the_same_from_the_spec_alone() -> None:
    split = wording_split("shop", "cmp_1", ("A", "B"))
    spec = json.loads(json.dumps(split.spec()))
    assert spec["method"] == "sha256-13hex-mod-10000"
    for one in IDS[:500]:
        place = int(sha256(f"{spec['salt']}|{one}".encode()).hexdigest()[:13], 16) % 10_000
        (arm,) = (name for name, (first, end) in spec["buckets"].items() if first <= place < end)
        assert arm == split.arm(one)


def test_buckets_are_even() -> None:
    places = np.array([bucket("shop|cmp_1|holdout", one) for one in IDS])
    assert (places.min(), places.max()) >= (0, 9_900)
    assert places.max() < BUCKETS
    assert chi_square(np.bincount(places // 100, minlength=100), 100.0) < CHI_99


def flags(split_arms: list[str], arm: str) -> np.ndarray:
    return np.array([one == arm for one in split_arms])


def independence(one: np.ndarray, other: np.ndarray) -> float:
    table = np.array([[np.sum((one == a) & (other == b)) for b in (True, False)] for a in (True, False)])
    return chi_square(table, np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum())


def test_holdout_wording_and_campaigns_are_independent() -> None:
    held = flags([holdout_split("shop", "cmp_1", 0.3).arm(one) for one in IDS], "held_out")
    elsewhere = flags([holdout_split("shop", "cmp_2", 0.3).arm(one) for one in IDS], "held_out")
    other_shop = flags([holdout_split("shop 2", "cmp_1", 0.3).arm(one) for one in IDS], "held_out")
    wording = flags([wording_split("shop", "cmp_1", ("A", "B")).arm(one) for one in IDS], "A")
    for other in (elsewhere, other_shop, wording):
        assert independence(held, other) < CHI_1
    assert independence(held, held) > CHI_1


@pytest.mark.parametrize("share", [0.0, 0.05, 0.37, 0.5])
def test_the_share_is_held_out_and_the_rest_halved(share: float) -> None:
    arms = [arm_of("shop", "cmp_1", share, ("A", "B"), one) for one in IDS]
    parts = {name: arms.count(name) / len(IDS) for name in ("held_out", "A", "B")}
    assert sum(parts.values()) == 1
    assert parts["held_out"] == pytest.approx(share, abs=0.015)
    assert parts["A"] == pytest.approx(parts["B"], abs=0.03)


def test_a_share_that_grows_only_adds() -> None:
    few, more = (
        {one for one in IDS if holdout_split("shop", "cmp_1", share).arm(one) == "held_out"} for share in (0.1, 0.2)
    )
    assert few < more
    assert all(wording_split("shop", "cmp_1", ("A", "B")).arm(one) in ("A", "B") for one in few)


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_every_bucket_belongs_to_one_arm(count: int) -> None:
    ends = sorted(wording_split("shop", "cmp_1", "ABCDEFG"[:count]).buckets.values())
    assert (ends[0][0], ends[-1][1]) == (0, BUCKETS)
    assert all(left[1] == right[0] for left, right in pairwise(ends))
