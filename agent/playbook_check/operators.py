"""What an operator reads of a playbook: plain words only (promise 8)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from agent.playbook_check.types import Found
from retrieval.playbook import LANGUAGES, Language
from retrieval.yaml_lines import Place

JARGON: Mapping[Language, re.Pattern[str]] = {
    "ko": re.compile(
        r"\bCRM\b|\bCTA\b|세그먼트|퍼널|트리거|퍼블리시|컨버전|(?<![가-힣])리드(?!미)|커맨드 ?버튼|워크플로|A/B ?테스트"
    ),
    "ja": re.compile(
        r"CRM|CTA|セグメント|ファネル|トリガー|パブリッシュ|コンバージョン|(?<![ァ-ヶー])リード(?![ァ-ヶー])"
        r"|ワークフロー|A/?B ?テスト"
    ),
    "en": re.compile(r"\b(CRM|CTA|segments?|funnels?|triggers?|conversions?|leads?|workflows?|A/B[ -]tests?)\b", re.I),
}
_READ = ("title", "promise", "why", "not_when", "risks", "guidance", "situation", "plan", "angle")


def check_words(data: Mapping[str, Any]) -> Iterator[Found]:
    """Jargon, as a warning: the playbook works, but its reader has to look the word up."""
    for place, language, text in _read(data, (), None, False):
        if found := JARGON[language].search(text):
            yield Found("jargon", place, {"word": found[0]}, "warning", found.start())


def _read(part: object, place: Place, language: Language | None, read: bool) -> Iterator[tuple[Place, Language, str]]:
    """Every text under a name of ``_READ``, with the language that it stands under."""
    if isinstance(part, str) and language and read:
        yield place, language, part
    elif isinstance(part, Mapping):
        for name, value in part.items():
            spoken = name if name in LANGUAGES else language
            yield from _read(value, (*place, str(name)), spoken, read or name in _READ)
    elif isinstance(part, list | tuple):
        for number, value in enumerate(part):
            yield from _read(value, (*place, number), language, read)
