"""How does Dangol say it, in the operator's language?

Sentences live in ``*.yaml`` beside this file, one file a topic, each key with ``ko``, ``ja`` and ``en``.
``say("ko", "findings.spike", count=12)`` fills one; ``fill`` fills any template the same way.

A field may carry a Korean particle pair as its format: ``{product:을/를}`` becomes ``목걸이를`` or
``반지를``. Numbers are written with thousands separators by ``{count:,}``. A clause in ``[[…]]`` is
left out, brackets and all, when one of its fields is missing or empty.
"""

from agent.words.say import CLAUSE, Phrase, Token, bare, fields, fill, has_key, say
from agent.words.types import LOCALES, Locale

__all__ = ["CLAUSE", "LOCALES", "Locale", "Phrase", "Token", "bare", "fields", "fill", "has_key", "say"]
