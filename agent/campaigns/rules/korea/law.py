"""Whom the Korean rules are for, and where most of them come from."""

from __future__ import annotations

from agent.profile import Country

KR: tuple[Country, ...] = ("KR",)
ART_50 = "정보통신망법 제50조"
