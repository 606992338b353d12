"""What a campaign can be exported to: the operator's page, and the payloads for other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.campaigns.schema import Campaign

if TYPE_CHECKING:
    from agent.campaigns.payload import Exported

SHEET = "sheet"


def targets() -> tuple[str, ...]:
    """Every name that ``--to`` takes."""
    from agent.campaigns.payload import TARGETS

    return (SHEET, *TARGETS)


def exported(campaign: Campaign, target: str, tenant: str) -> Exported:
    """``campaign`` for another tool, and what that tool cannot hold, in ``campaign.locale``."""
    from agent.campaigns.payload import export
    from agent.signals.intents import intent_label

    return export(campaign, target, tenant=tenant, label=lambda intent: intent_label(intent, campaign.locale))


def exported_payload(made: Exported) -> dict[str, object]:
    """What was exported and what was lost, for ``--json`` and HTTP."""
    lost = [
        {"code": one.code, "path": one.path, "paths": list(one.paths), "sentence": one.sentence, "kept": one.kept}
        for one in made.lost
    ]
    return {"version": 1, "target": made.target, "body": made.body, "lost": lost}
