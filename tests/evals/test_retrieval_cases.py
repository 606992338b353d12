"""The labelled cases: every playbook is asked for, every detector fires, and no label names what does not exist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

import pytest

from agent.diagnosis import diagnose
from agent.diagnosis.detectors import DETECTORS
from evals.cases_file import HOME
from evals.suites.findings import FindingCase, desk
from evals.suites.retrieval import LANGUAGES, OWN_FILES, QueryCase, read_cases
from retrieval.elsewhere import elsewhere_phrases
from retrieval.embedding import Encoder
from retrieval.library import load_library
from retrieval.playbook import Playbook


@pytest.fixture(scope="module")
def library() -> Mapping[str, Playbook]:
    return load_library().playbooks


@pytest.fixture(scope="module")
def cases() -> tuple[Sequence[QueryCase], Sequence[FindingCase]]:
    return read_cases(HOME / name for name in OWN_FILES)


@pytest.fixture(scope="module")
def queries(cases: tuple[Sequence[QueryCase], Sequence[FindingCase]]) -> Sequence[QueryCase]:
    return cases[0]


@pytest.fixture(scope="module")
def findings(cases: tuple[Sequence[QueryCase], Sequence[FindingCase]]) -> Sequence[FindingCase]:
    return cases[1]


def test_labels_name_playbooks_that_exist(
    queries: Sequence[QueryCase], findings: Sequence[FindingCase], library: Mapping[str, Playbook]
) -> None:
    named = {name for case in [*queries, *findings] for name in case.right}
    named |= {name for case in findings for name in chain(case.not_first, (one.playbook for one in case.tried))}
    assert named - set(library) == set()


def test_no_question_stands_twice(queries: Sequence[QueryCase]) -> None:
    assert [text for text, count in Counter(case.q for case in queries).items() if count > 1] == []


def test_no_blind_question_is_taken_from_a_playbook(
    queries: Sequence[QueryCase], library: Mapping[str, Playbook]
) -> None:
    asks = {ask for one in library.values() for language in LANGUAGES for ask in getattr(one.asks, language)}
    assert {case.q for case in queries if case.split == "blind"} & asks == set()


def test_no_blind_question_without_an_answer_stands_in_the_list_of_them(
    queries: Sequence[QueryCase], encoder: Encoder
) -> None:
    texts = [case.q for case in queries if case.split == "blind" and not case.right]
    near = encoder.encode(texts) @ encoder.encode(list(elsewhere_phrases())).T
    twins = [text for text, best in zip(texts, near.max(axis=1), strict=True) if best > 0.95]
    assert twins == []


def test_blind_questions_ask_for_every_playbook(queries: Sequence[QueryCase], library: Mapping[str, Playbook]) -> None:
    blind = [case for case in queries if case.split == "blind" and case.right]
    spoken = Counter(case.language for case in blind)
    assert spoken["ko"] >= 60
    assert min(spoken["ja"], spoken["en"]) >= 45
    asked = Counter(name for case in blind for name in case.right)
    assert [name for name in library if asked[name] < 2] == []


def test_nothing_answers_as_many_easy_as_hard_wishes(queries: Sequence[QueryCase]) -> None:
    none = [case for case in queries if not case.right]
    assert all(Counter(case.language for case in none)[language] >= 20 for language in LANGUAGES)
    assert 0.4 <= sum(case.hard for case in none) / len(none) <= 0.6
    assert {case.split for case in none} == {"tune", "blind"}


def test_every_detector_has_cases_and_fires_on_them(findings: Sequence[FindingCase]) -> None:
    assert {case.detector for case in findings} == set(DETECTORS)
    silent = [case.name for case in findings if not _fires(case)]
    assert silent == []


def _fires(case: FindingCase) -> bool:
    return any(
        finding.detector == case.detector and finding.intents[:1] == case.intents[:1]
        for finding in diagnose(desk(case))
    )


def test_findings_ask_for_answers_for_none_and_for_what_was_tried(findings: Sequence[FindingCase]) -> None:
    assert sum(bool(case.right) for case in findings) >= 60
    assert sum(not case.right for case in findings) >= 10
    assert sum(bool(case.not_first) for case in findings) >= 10
    assert sum(bool(case.tried) for case in findings) >= 10
    assert {case.country for case in findings} >= {"KR", "JP", "US"}


@pytest.mark.parametrize(
    "text, language",
    [
        ("리뷰", "ko"),
        ("ㅋ", "ko"),
        ("送料", "ja"),
        ("レビュー", "ja"),
        ("ｄｆｇ", "ja"),
        ("no shows", "en"),
        ("x", "en"),
    ],
)
def test_the_language_is_told_by_its_letters(text: str, language: str) -> None:
    assert QueryCase(q=text, right=()).language == language
