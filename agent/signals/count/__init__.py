"""How much of what, by whom, since when? Counts the tables that the readers filled into ``TenantSignals``.

The order of work: ``find_periods``; map ``distinct_tags`` (without ``uninformative_tags``) and then the
``texts_without_intent_by_tag``; ``write_intents``; ``count_signals``.
"""

from agent.signals.count.assign import (
    LOOKS,
    TextKind,
    Texts,
    distinct_tags,
    texts_without_intent_by_tag,
    uninformative_tags,
    write_intents,
)
from agent.signals.count.periods import find_periods
from agent.signals.count.tenant import count_signals
from agent.signals.count.types import TagMappingLike

__all__ = [
    "LOOKS",
    "TagMappingLike",
    "TextKind",
    "Texts",
    "count_signals",
    "distinct_tags",
    "find_periods",
    "texts_without_intent_by_tag",
    "uninformative_tags",
    "write_intents",
]
