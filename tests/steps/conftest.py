"""One application for all tests of the graph, and states that it really came to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent.bootstrap import App, no_progress, open_app, suggest
from agent.campaigns.schema import CheckReport, Draft, Violation
from agent.context import Context
from agent.profile import ShopProfile
from agent.settings import Settings
from agent.state import Export, State
from retrieval.search import Searcher

NOW = datetime(2026, 11, 2, tzinfo=UTC)
Suggest = Callable[..., State]


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, Searcher]]:
    settings = Settings(home=tmp_path_factory.mktemp("graph"))
    with open_app(settings) as app, app.searching() as searcher:
        yield app, searcher


@pytest.fixture
def propose(opened: tuple[App, Searcher], request: pytest.FixtureRequest) -> Suggest:
    """Runs the graph for a tenant of this test."""
    app, searcher = opened

    def run(source: Any, **wishes: Any) -> State:
        facts: dict[str, Any] = {
            "tenant": request.node.name, "by": "test", "now": NOW, "locale": "ko", "profile": ShopProfile(), "count": 3,
        }  # fmt: skip
        return suggest(app, searcher, source, **(facts | wishes))

    return run


@pytest.fixture(scope="session")
def small(
    opened: tuple[App, Searcher], write_shop: Any, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, State]:
    """The small shop's file, and what the graph makes of it."""
    app, searcher = opened
    path: Path = write_shop(tmp_path_factory.mktemp("small"))
    state = suggest(
        app, searcher, Export((path,)), tenant="small", by="test", now=NOW, locale="ko", profile=ShopProfile(), count=2
    )
    return path, state


@pytest.fixture
def draft(small: tuple[Path, State]) -> Draft:
    """A draft that was checked and that nothing blocks."""
    found: Draft = small[1]["drafts"][0]
    assert found.check
    assert not found.check.blocked
    return found


def context_of(app: App, searcher: Searcher, tenant: str) -> Context:
    """The context of one step by itself, with what a check needs."""
    facts: dict[str, Any] = dict.fromkeys(Context.__dataclass_fields__)
    facts |= {"tenant": tenant, "now": NOW, "locale": "ko", "profile": ShopProfile(), "library": app.library}
    return Context(**(facts | {"searcher": searcher, "progress": no_progress, "stricter": ()}))


@pytest.fixture
def breaking(draft: Draft) -> Callable[[str, str], Draft]:
    """That draft, breaking one rule."""

    def break_(rule: str, severity: Any = "block") -> Draft:
        broken = Violation(rule=rule, severity=severity, path="steps[0]", message="no")
        return draft.model_copy(update={"check": CheckReport(rules=16, violations=(broken,))})

    return break_
