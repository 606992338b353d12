"""Tags and texts to intents, each with a score and the look that decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from agent.signals.intents import pieces, prose, words
from agent.signals.intents.exemplars import Exemplars, load_exemplars
from agent.signals.intents.fusion import Cut, TextMapping, fuse
from agent.signals.intents.index import Match
from agent.signals.intents.normalise import clean, tag_key
from agent.signals.intents.pieces import Parts
from agent.signals.intents.spelling import repaired
from retrieval.embedding import Encoder

# Tuned on the tune half of evals/cases/tags.yaml and texts.yaml.
_SURE = 0.75  # words this heavy are not second-guessed in a tag
_FIRM = 0.86  # words this heavy are not repaired; lighter ones name only the field ("delivery", "product")
_SLIP = 0.97  # a repaired word counts a little less than the word itself
_TAG_CUT = Cut(bonus=0.4, enough=0.60, margin=0.02)
_TEXT_CUT = Cut(bonus=0.4, enough=0.66, margin=0.05)
_PARTS = 3  # of a text that words leave open, whose meaning is looked at
_AT_ONCE = 2048  # texts whose nearness to all examples is held in memory together: 12 MB
# A summary that says "the customer complains about …" something that no other intent fits.
_COMPLAINS = TextMapping("complaint", 0.6, "words:complain")
_PRAISES = TextMapping("praise", 0.85, "words:praise")
_OPEN = TextMapping(None, 0.0, "none:unclear")


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
        meanings = self._by_meaning(
            [(clean(tags[place]), words.find(tag_key(tags[place]))) for place in unsure], _TAG_CUT
        )
        for place, found in zip(unsure, meanings, strict=True):
            mapped[place] = TagMapping(tags[place], found.intent, found.score, found.reason)
        return [mapping for mapping in mapped if mapping is not None]

    def map_texts(self, texts: Sequence[str]) -> list[TextMapping]:
        """One mapping a summary or first message, in the order given; a text without letters means no intent.

        The encoder sees only the parts of those texts that words leave open; of its parts the clearest decides.
        """
        split = [pieces.split(text) for text in texts]
        read = [prose.read(parts) for parts in split]
        mapped = [_by_words(parts, found) for parts, found in zip(split, read, strict=True)]
        unsure = [(place, part) for place, one in enumerate(mapped) if one is _OPEN for part in read[place][:_PARTS]]
        meanings = self._by_meaning([(part.text, part.matches) for _, part in unsure], _TEXT_CUT)
        for (place, _), meaning in zip(unsure, meanings, strict=True):
            mapped[place] = max(mapped[place], meaning, key=lambda one: (one.intent is not None, one.score))
        return [
            _COMPLAINS if mapping.intent is None and parts.feeling == "complaint" else mapping
            for parts, mapping in zip(split, mapped, strict=True)
        ]

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
            if mended and _SLIP * mended.weight > (verdict.weight if verdict else _SLIP * _SURE):
                return TagMapping(tag, mended.intent, round(_SLIP * mended.weight, 3), f"spelling:{right}")
        if verdict and verdict.weight >= _SURE:
            return TagMapping(tag, verdict.intent, verdict.weight, "words:" + "+".join(verdict.shown))
        kind = None if verdict else words.noise_kind(text, matches)
        return TagMapping(tag, None, 0.9, f"none:{kind}") if kind else None

    def _by_meaning(self, texts: Sequence[tuple[str, Sequence[Match]]], cut: Cut) -> list[TextMapping]:
        """Each text comes with the lexicon's words in it; equal texts are encoded once."""
        distinct = dict(texts)
        mapped: dict[str, TextMapping] = {}
        for start in range(0, len(distinct), _AT_ONCE):
            part = list(distinct)[start : start + _AT_ONCE]
            vectors = self._encoder.encode(part)
            mapped |= zip(part, fuse([distinct[text] for text in part], vectors, self._exemplars, cut), strict=True)
        return [mapped[text] for text, _ in texts]


def _by_words(parts: Parts, read: Sequence[prose.Part]) -> TextMapping:
    """What the words of a text say; ``_OPEN`` when the meaning has to decide."""
    if parts.feeling == "praise":
        return _PRAISES
    if not read:
        return TextMapping(None, 1.0, "none:empty")
    verdict = prose.decide(read, parts.told)
    return TextMapping(verdict.intent, verdict.weight, "words:" + "+".join(verdict.shown)) if verdict else _OPEN
