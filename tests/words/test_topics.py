"""Every sentence of every topic: three languages, the same facts, plain words; and every error has one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

import agent
from agent.words import LOCALES, fields, fill

ROOT = Path(agent.__file__).parents[1]
TOPICS = sorted((ROOT / "agent/words").glob("*.yaml"))
Sentences = dict[str, dict[str, str]]
FORBIDDEN = {
    "ko": "CRM|세그먼트|퍼널|트리거|퍼블리시|컨버전|CTA|리드(?![가-힣])|커맨드 버튼|워크플로우|A/B ?테스트",
    "ja": "CRM|セグメント|ファネル|トリガー|パブリッシュ|コンバージョン|CTA|リード|ワークフロー|A/?Bテスト",
    "en": r"\bCRM\b|\bsegments?\b|\bfunnels?\b|\btriggers?\b|\bconversions?\b|\bCTA\b|\bleads?\b(?! (to|you))"
    r"|\bworkflows?\b|\bA/B\b",
}
# Korean and Japanese say some things in every sentence that English leaves out, and the other way round.
OPTIONAL = {
    "message": {"month", "month_name", "address", "contact", "phone", "shop", "customer"},
    "findings": {"label", "topic", "step"},  # the name of a topic, in the form that the sentence needs
    "card": {"part", "hour", "hour24", "minute", "minute00", "year", "month", "day", "iso"},
}


class _Number(int):
    """A value that takes the formats of numbers and of words."""

    def __format__(self, spec: str) -> str:
        return str(int(self)) if "/" in spec else super().__format__(spec)


def load(path: Path) -> Sentences:
    loaded: Sentences = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(params=TOPICS, ids=lambda path: path.stem)
def topic(request: pytest.FixtureRequest) -> tuple[str, Sentences]:
    return request.param.stem, load(request.param)


def test_each_key_is_said_in_all_languages(topic: tuple[str, Sentences]) -> None:
    for key, said in topic[1].items():
        assert isinstance(key, str), f"{key!r}: quote a key that YAML reads as something else"
        assert set(said) == set(LOCALES), key
        assert all(isinstance(text, str) for text in said.values()), key


def test_all_languages_tell_the_same_facts(topic: tuple[str, Sentences]) -> None:
    name, sentences = topic
    for key, said in sentences.items():
        known = set.union(*(fields(text) for text in said.values())) - OPTIONAL.get(name, set())
        for locale, text in said.items():
            assert fields(text) >= known, (key, locale)


def test_all_can_be_filled_and_leave_nothing_open(topic: tuple[str, Sentences]) -> None:
    for key, said in topic[1].items():
        for locale, text in said.items():
            filled = fill(text, {field: _Number(7) for field in fields(text)})
            literal = "{{" in text or "#{" in text
            assert literal or not re.search(r"[{}]|\[\[|\]\]", filled), (key, locale)


def test_words_are_plain(topic: tuple[str, Sentences]) -> None:
    for key, said in topic[1].items():
        for locale, text in said.items():
            found = re.search(FORBIDDEN[locale], text, re.I if locale == "en" else 0)
            assert not found, (key, locale, found)


def test_korean_lets_the_code_choose_particles(topic: tuple[str, Sentences]) -> None:
    for key, said in topic[1].items():
        assert not re.search(r"[을를이가은는]\([를을가이는은]\)|\(으\)로", said["ko"]), key
        # A particle right behind a bare field would be wrong for half of the words.
        assert not re.search(r"\{\w+\}(을|를|은|는)(?![가-힣])", said["ko"]), key


def test_no_language_slips_into_another(topic: tuple[str, Sentences]) -> None:
    for key, said in topic[1].items():
        bare = {locale: re.sub(r"“[^”]*”|‘[^’]*’|「[^」]*」|\(광고\)", "", text) for locale, text in said.items()}
        assert not re.search(r"[ぁ-ゖァ-ヺ]", bare["ko"] + bare["en"]), key
        assert not re.search(r"[가-힣]", bare["ja"] + bare["en"]), key


def raised_codes() -> set[str]:
    """Codes of all errors raised with a literal code in the rooms."""
    codes = set()
    for room in ("agent", "api", "retrieval", "evals"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                    first = node.args[0]
                    if node.func.id in ERRORS and isinstance(first, ast.Constant):
                        codes.add(first.value)
                    elif node.func.id in ERRORS and isinstance(first, ast.IfExp):
                        codes |= {one.value for one in (first.body, first.orelse) if isinstance(one, ast.Constant)}
    return codes


ERRORS = ("DangolError", "BadInput", "NotFound", "NotAllowed", "Busy")


def test_every_error_has_its_sentence() -> None:
    codes = raised_codes()
    assert len(codes) > 20
    topics = {path.stem: load(path) for path in TOPICS}
    unsaid = sorted(code for code in codes if code.partition(".")[2] not in topics.get(code.partition(".")[0], {}))
    assert not unsaid
