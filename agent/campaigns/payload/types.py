"""What an export is made of, and how what another tool cannot express is written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agent.campaigns.schema import Campaign
from agent.words import say

Json = dict[str, Any]
Files = dict[str, Any]
"""Name of a file without its ending → the object in it, as the other tool takes it."""


@dataclass(frozen=True)
class Lost:
    """Something that the operator has to do by hand, in their language.

    ``paths`` lead to it in the campaign: ``steps.0.fallback``. ``kept`` is False where the payload does not say it at
    all, True where it does but something outside of the payload must be there for it to work.
    """

    code: str
    paths: tuple[str, ...]
    sentence: str
    kept: bool = False

    @property
    def path(self) -> str:
        """The first of the places."""
        return self.paths[0]

    def covers(self, path: str) -> bool:
        """Whether ``path`` is one of the places or lies below one, and the payload does not say it."""
        return not self.kept and any(path == mine or path.startswith(mine + ".") for mine in self.paths)


@dataclass(frozen=True)
class Exported:
    """The files for one tool, and what they do not say."""

    target: str
    body: Files
    lost: tuple[Lost, ...]


@dataclass(frozen=True)
class Context:
    """What a host knows and a campaign does not; everything may be left out.

    ``channel_id``: the shop's channel in Channel Talk. ``workspace_id``: the workspace in Dittofeed. ``metrics``: event
    → metric id in Klaviyo. ``groups``: channel → subscription group in Dittofeed. ``list_at``: where the operator finds
    the list of recipients. ``label``: names a topic in the operator's language. ``tenant``: part of the split's salt.
    """

    channel_id: str | None = None
    workspace_id: str | None = None
    metrics: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    from_email: str | None = None
    reply_to: str | None = None
    list_at: str | None = None
    label: Callable[[str], str] = str
    tenant: str = "local"


@dataclass
class Notes:
    """Collects what is lost while a payload is built; the same sentence is said once, for all its places.

    ``mark_field``: the field of a customer that takes the mark, where the tool has no tags of its own.
    """

    campaign: Campaign
    tool: str
    mark_field: str | None = None
    found: dict[tuple[str, str], Lost] = field(default_factory=dict)

    def add(self, code: str, *paths: str, **facts: object) -> None:
        """What the payload does not say."""
        self._note(code, paths, False, facts)

    def todo(self, code: str, *paths: str, **facts: object) -> None:
        """What the payload says, but only works once somebody has done something else too."""
        self._note(code, paths, True, facts)

    def _note(self, code: str, paths: tuple[str, ...], kept: bool, facts: Mapping[str, object]) -> None:
        sentence = say(self.campaign.locale, f"export.{code}", tool=self.tool, **facts)
        before = self.found.get((code, sentence))
        places = tuple(dict.fromkeys((*(before.paths if before else ()), *paths)))
        self.found[code, sentence] = Lost(code, places, sentence, kept)

    @property
    def lost(self) -> tuple[Lost, ...]:
        return tuple(self.found.values())


MARK = "dangol-"


def mark_of(campaign: Campaign) -> str:
    """The tag that stands for everything about the audience which the other tool does not know.

    A payload that asks for it reaches nobody until the operator has put it on the right customers: rather nobody than
    the wrong ones.
    """
    return f"{MARK}{campaign.id}".lower()
