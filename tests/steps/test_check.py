"""The check looks a playbook up where it came from: the common library or the tenant's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from langgraph.runtime import Runtime

from agent.bootstrap import App
from agent.campaigns.schema import Draft
from agent.steps import check
from retrieval.library import load_library
from retrieval.playbook import Playbook
from retrieval.search import Searcher

from .conftest import context_of


@dataclass
class OneShelf(Searcher):
    """Knows one playbook of one tenant."""

    tenant: str
    own: Playbook

    def playbook(self, identity: str, tenant: str | None = None) -> Playbook | None:
        return self.own if (identity, tenant) == (self.own.id, self.tenant) else None


def own_playbook(identity: str, words: str) -> Playbook:
    """A playbook whose wordings hold ``words``."""
    playbook = load_library().playbooks["winback"]
    said = tuple(one.model_copy(update={"body": words}) for one in playbook.steps[0].ko)
    return playbook.model_copy(update={"id": identity, "steps": (playbook.steps[0].model_copy(update={"ko": said}),)})


def spoken(draft: Draft, identity: str, words: str) -> Draft:
    """``draft`` as if it had been written from that playbook."""
    step = draft.steps[0]
    first = step.variants[0].model_copy(update={"body": words})
    steps = (step.model_copy(update={"variants": (first, *step.variants[1:])}), *draft.steps[1:])
    provenance = draft.provenance.model_copy(update={"playbook_id": identity})
    return draft.model_copy(update={"provenance": provenance, "steps": steps})


def test_a_number_of_the_shops_own_playbook_is_its_own(draft: Draft, opened: tuple[App, Any]) -> None:
    words = "37일째 못 뵈었어요, 손님."
    searcher = OneShelf("mine", own_playbook("my_winback", words))
    rules = {}
    for tenant in ("mine", "theirs"):
        after = check.run(
            {"drafts": [spoken(draft, "my_winback", words)]}, Runtime(context=context_of(opened[0], searcher, tenant))
        )
        report = after["drafts"][0].check
        assert report
        rules[tenant] = {violation.rule for violation in report.violations}
    assert "S-08" not in rules["mine"]
    assert "S-08" in rules["theirs"]
