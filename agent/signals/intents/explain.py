"""Why a tag or text was mapped so, in the operator's words."""

from __future__ import annotations

from agent.signals.intents.catalogue import load_catalogue
from agent.signals.intents.fusion import TextMapping
from agent.signals.intents.mapper import TagMapping
from agent.words import Locale, has_key, say


def explain(mapping: TagMapping | TextMapping, locale: Locale) -> str:
    """One sentence, e.g. '"배송", "늦" 같은 말이 있어서 배송 지연으로 봤어요.'"""
    look, _, detail = mapping.reason.partition(":")
    if mapping.intent is None:
        key = f"tags.none_{detail or look}"
        return say(locale, key if has_key(key) else "tags.none_unclear")
    label = load_catalogue()[mapping.intent].label(locale)
    shown = ", ".join(f'"{part}"' for part in detail.split("+")) if look == "words" else f'"{detail}"'
    return say(locale, f"tags.{look}", intent=label, detail=shown)
