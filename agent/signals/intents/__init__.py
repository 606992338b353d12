"""Which intent of the catalogue does a tag or a text mean?

Three looks, in the order of their certainty: the lexicon's words, a spelling repaired, and the encoder's meaning.
A correction that the shop made once wins over all of them.
"""

from agent.signals.intents.catalogue import Intent, intent_label, load_catalogue
from agent.signals.intents.explain import explain
from agent.signals.intents.fusion import TextMapping
from agent.signals.intents.mapper import IntentMapper, TagMapping
from agent.signals.intents.names import without_names
from agent.signals.intents.normalise import tag_key

__all__ = [
    "Intent",
    "IntentMapper",
    "TagMapping",
    "TextMapping",
    "explain",
    "intent_label",
    "load_catalogue",
    "tag_key",
    "without_names",
]
