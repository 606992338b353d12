"""Tags and texts to intents, each with a score and the look that decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from agent.signals.intents import words
from agent.signals.intents.exemplars import Exemplars, load_exemplars
from agent.signals.intents.fusion import Cut, TextMapping, fuse
from agent.signals.intents.gist import gist
from agent.signals.intents.normalise import clean, tag_key
from agent.signals.intents.spelling import repaired
from retrieval.embedding import Encoder

# Tuned on the tune half of evals/cases/tags.yaml and texts.yaml.
_SURE = 0.75  # words this heavy are not second-guessed in a tag
_FIRM = 0.80  # words this heavy are not repaired; lighter ones name only the field ("delivery", "product")
_SLIP = 0.97  # a repaired word counts a little less than the word itself
_TAG_CUT = Cut(bonus=0.4, enough=0.60, margin=0.02)
_TEXT_CUT = Cut(bonus=0.4, enough=0.64, margin=0.05)
_READ = 600  # characters; what a text is about stands at its beginning
_AT_ONCE = 2048  # texts whose nearness to all examples is held in memory together: 12 MB
# A summary that says "the customer complains about …" something that no other intent fits.
_COMPLAINS = TextMapping("complaint", 0.6, "words:complain")


@dataclass(frozen=True, slots=True)
class TagMapping:
    """A tag and its intent or ``None``. ``score`` 0–1: how sure; ``reason``: ``look:detail`` (see ``explain``)."""

    tag: str
    intent: str | None
    score: float
    reason: str


class IntentMapper:
    """Maps by the lexicon's words, by spelling and by meaning.

    Args:
        encoder: gives the meaning of a text; loaded only when a tag or text needs it.
        corrections: what the shop said a tag means; ``None`` for no intent. Spellings that differ in signs share one.
    """

    def __init__(self, encoder: Encoder, corrections: Mapping[str, str | None] | None = None) -> None:
        self._encoder = encoder
        self._corrections = {tag_key(tag): intent for tag, intent in (corrections or {}).items()}

    @cached_property
    def _exemplars(self) -> Exemplars:
        return load_exemplars(self._encoder)

    def map_tags(self, tags: Sequence[str]) -> list[TagMapping]:
        """One mapping a tag, in the order given. The encoder sees only what words and spelling leave open."""
        mapped = [self._sure(tag) for tag in tags]
        unsure = [place for place, mapping in enumerate(mapped) if mapping is None]
        meanings = self._by_meaning([clean(tags[place]) for place in unsure], _TAG_CUT)
        for place, found in zip(unsure, meanings, strict=True):
            mapped[place] = TagMapping(tags[place], found.intent, found.score, found.reason)
        return [mapping for mapping in mapped if mapping is not None]

    def map_texts(self, texts: Sequence[str]) -> list[TextMapping]:
        """One mapping a summary or first message, in the order given; a text without letters means no intent."""
        gists = [gist(text) for text in texts]
        filled = [place for place, (text, _) in enumerate(gists) if clean(text)]
        mapped = [TextMapping(None, 1.0, "none:empty")] * len(texts)
        found = self._by_meaning([gists[place][0] for place in filled], _TEXT_CUT)
        for place, mapping in zip(filled, found, strict=True):
            complains = mapping.intent is None and gists[place][1]
            mapped[place] = _COMPLAINS if complains else mapping
        return mapped

    def _sure(self, tag: str) -> TagMapping | None:
        """What correction, words or spelling say; ``None`` when the meaning has to decide."""
        text = tag_key(tag)
        if text in self._corrections:
            return TagMapping(tag, self._corrections[text], 1.0, "correction")
        if not text:
            return TagMapping(tag, None, 1.0, "none:empty")
        if noise := words.overruled(text):
            return TagMapping(tag, None, 0.95, f"none:{noise}")
        matches = words.find(text)
        verdict = words.decide(matches)
        if verdict is None or verdict.weight < _FIRM:
            right = repaired(text, matches)
            mended = words.decide(words.find(right)) if right else None
            if mended and _SLIP * mended.weight > (verdict.weight if verdict else _SURE):
                return TagMapping(tag, mended.intent, round(_SLIP * mended.weight, 3), f"spelling:{right}")
        if verdict and verdict.weight >= _SURE:
            return TagMapping(tag, verdict.intent, verdict.weight, "words:" + "+".join(verdict.shown))
        kind = None if verdict else words.noise_kind(text, matches)
        return TagMapping(tag, None, 0.9, f"none:{kind}") if kind else None

    def _by_meaning(self, texts: Sequence[str], cut: Cut) -> list[TextMapping]:
        mapped: list[TextMapping] = []
        for start in range(0, len(texts), _AT_ONCE):
            part = [text[:_READ] for text in texts[start : start + _AT_ONCE]]
            mapped += fuse(part, self._encoder.encode(part), self._exemplars, cut)
        return mapped
