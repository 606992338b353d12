"""Why a playbook was found and what it lacks here, said to an operator."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping

from agent.own_playbooks import OwnPlaybook
from agent.signals.intents import intent_label
from agent.words import Locale, Phrase, has_key, say
from retrieval.playbook import Playbook
from retrieval.search import PlaybookHit

_SENTENCE = re.compile(r"^.*?(?:[.!?](?=\s)|。|$)", re.S)
# Where in shop.yaml a need is met; the others stand under "has".
_FIELDS = {
    "products": "products",
    "offer": "offers",
    "free_shipping_over": "free_shipping_over",
    "exchange_policy": "exchange_policy",
    "opt_in": "sender.opt_out",
}


def reasons_of(hit: PlaybookHit, locale: Locale, worked: Mapping[str, tuple[int, int]] | None = None) -> list[str]:
    """A sentence for each reason; ``worked`` has the numbers of what the shop tried."""
    sent, reached = (worked or {}).get(hit.playbook.id, (0, 0))
    said = []
    for reason in hit.reasons:
        code, _, value = reason.partition(":")
        label = intent_label(value, locale) if code == "intent" else value
        said.append(say(locale, f"playbooks.{code}", value=label, sent=sent, reached=reached))
    return said


def missing_of(hit: PlaybookHit, locale: Locale) -> list[str]:
    """A sentence for each thing that is missing, with what to do about it."""
    return [_missing(*code.partition(":")[::2], hit, locale) for code in hit.missing]


def _missing(kind: str, value: str, hit: PlaybookHit, locale: Locale) -> str:
    if kind == "needs":
        return say(locale, "playbooks.missing_needs", what=Phrase(f"needs.{value}"), how=_how(value))
    if kind == "channel":
        wanted = {channel for channels in hit.playbook.channels.values() for channel in channels}
        return say(locale, "playbooks.missing_channel", value=", ".join(sorted(wanted)))
    if kind == "language":
        return say(locale, "playbooks.missing_language", value=say(locale, f"playbooks.language_{value}"))
    return say(locale, f"playbooks.missing_{kind}", value=value)


def _how(need: str) -> Phrase:
    if has_key(f"playbooks.give_{need}"):
        return Phrase(f"playbooks.give_{need}")
    if need in _FIELDS:
        return Phrase("playbooks.give_field", {"field": _FIELDS[need]})
    return Phrase("playbooks.give_has", {"field": need})


def listed(
    own: Iterable[OwnPlaybook], common: Iterable[Playbook], taken: Container[str], locale: Locale
) -> list[dict[str, object]]:
    """A list of playbooks for a machine, own ones first; ``used`` is false for an own one that cannot be used now."""
    mine = [
        _row(
            row.id, row.version, title_of(row, locale), own=True, used=row.playbook is not None and row.id not in taken
        )
        for row in own
    ]
    return mine + [_row(one.id, one.version, one.title.to(locale), own=False, used=True) for one in common]


def _row(identity: str, version: int, title: str, *, own: bool, used: bool) -> dict[str, object]:
    return {"id": identity, "version": version, "title": title, "own": own, "used": used}


def title_of(row: OwnPlaybook, locale: Locale) -> str:
    return row.playbook.title.to(locale) if row.playbook else row.id


def first_sentence(text: str) -> str:
    found = _SENTENCE.match(text)
    return found[0].strip() if found else text
