"""What a rule is, what it looks at, and what it says when it is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from agent.campaigns.plan import Plan
from agent.campaigns.schema import Severity
from agent.profile import Country, ShopProfile
from retrieval.playbook import Playbook

Place = tuple[int | str, ...]


@dataclass(frozen=True)
class Given:
    """What is known besides the campaign itself.

    ``shop_known``: ``profile`` is the shop's own, so that what a message says can be held against it; False where a
    file came without one. ``playbook`` is the one that the campaign was written from, None where there is none.
    """

    profile: ShopProfile
    playbook: Playbook | None = None
    shop_known: bool = True


@dataclass(frozen=True)
class Broken:
    """Where a rule is broken.

    ``path`` is a place as in ``steps[0].variants[1].body``. ``facts`` fill the rule's sentence in the operator's
    language. ``case`` picks another sentence of the same rule (``KR_14_install`` instead of ``KR_14``).
    ``severity`` is the rule's own unless this case is milder.
    """

    path: str
    facts: dict[str, object] = field(default_factory=dict)
    case: str = ""
    severity: Severity | None = None


@dataclass(frozen=True)
class Edit:
    """``value`` set at ``place`` of a campaign's fields; parts on the way there are made when missing."""

    place: Place
    value: object


Look = Callable[[Plan, Given], Iterator[Broken]]
Mend = Callable[[Plan, Given, Broken], Iterator[Edit]]


@dataclass(frozen=True)
class Rule:
    """One rule: its stable id, how bad it is at worst, where it comes from, and how code puts it right if it can.

    ``countries`` are those of the recipients; none: it holds everywhere. Its sentences are in
    ``agent/words/rules_<pack>.yaml``, where the pack is what stands before the dash: ``KR_04``, ``KR_04_fix`` and, for
    a case, ``KR_04_margin``.
    """

    id: str
    look: Look
    basis: str
    severity: Severity = "block"
    countries: tuple[Country, ...] = ()
    mend: Mend | None = None

    @property
    def words(self) -> str:
        """``KR-04`` → ``rules_kr.KR_04``."""
        return f"rules_{self.id.partition('-')[0].lower()}.{self.id.replace('-', '_')}"


def place_of(path: str) -> Place:
    """``steps[0].variants[1].body`` → ``("steps", 0, "variants", 1, "body")``."""
    parts = path.replace("[", ".").replace("]", "").split(".")
    return tuple(int(part) if part.isdigit() else part for part in parts if part)
