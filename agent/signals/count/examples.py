"""Which conversations show best what a topic is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from itertools import groupby
from operator import itemgetter

import duckdb
from rapidfuzz.fuzz import ratio

from agent.signals.count.topics import TopicTable
from agent.signals.types import Example, Period

EXAMPLES = 3
LONGEST = 160
CANDIDATES = 5  # for each third of the period: enough to pass over near-duplicates
COMPARED = 300  # characters of a text that decide whether it says something new
TOO_ALIKE = 80.0  # rapidfuzz ratio, 0-100, of the letters alone: numbers differ even where nothing else does

_NO_LETTERS = re.compile(r"[\W\d_]+")

# Different wordings of middling length, of every third of the period, a summary before first messages; the hash of
# the id decides between equals, so that the choice neither depends on the order of the file nor favours its start.
_CANDIDATES = """
WITH texts AS (
    SELECT name, summed_up, text_length, wording,
           min(shuffle) AS shuffle, arg_min(conversation, shuffle) AS conversation,
           coalesce(least(2, date_diff('day', $start::DATE, opened_at::DATE) * 3 // $days), shuffle % 3) AS third
    FROM (SELECT name, conversation FROM {table} WHERE now) JOIN (
        SELECT conversation, opened_at, summed_up, text_length, wording, hash(id) AS shuffle
        FROM counted JOIN wordings USING (said) WHERE text_length > 0
    ) USING (conversation)
    GROUP BY ALL
), middle AS (
    SELECT name, summed_up, median(text_length) AS middle_length FROM texts GROUP BY name, summed_up
), best AS (
    SELECT name, third, arg_min(conversation, {{'away': NOT summed_up, 'off': abs(text_length - middle_length),
                                               'shuffle': shuffle}}, {candidates}) AS chosen
    FROM texts JOIN middle USING (name, summed_up)
    GROUP BY name, third
), ranked AS (
    SELECT name, third, unnest(chosen) AS conversation, unnest(range(len(chosen))) AS rank FROM best
)
SELECT name::VARCHAR AS topic, id, coalesce(summary, first_messages)
FROM ranked JOIN conversations ON ranked.conversation = conversations.rowid
ORDER BY topic, summary IS NULL, rank, third
"""


class ExampleFinder:
    """Finds the typical conversations of tags and intents; masks each text once."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, period: Period | None, mask: Callable[[str], str]
    ) -> None:
        self._connection = connection
        self._period = period
        self._letters = cache(letters)
        self._shown = cache(lambda text: shorten(" ".join(mask(text).split())))

    def find(self, table: TopicTable) -> dict[str, tuple[Example, ...]]:
        """Up to ``EXAMPLES`` conversations for each name of ``table``, best first; masked, then cut."""
        query = _CANDIDATES.format(table=table, candidates=CANDIDATES)
        days = {"start": self._period and self._period.start, "days": self._period and self._period.days}
        rows: list[tuple[str, str, str]] = self._connection.execute(query, days).fetchall()
        return {name: self._choose(group) for name, group in groupby(rows, key=itemgetter(0))}

    def _choose(self, rows: Iterable[tuple[str, str, str]]) -> tuple[Example, ...]:
        chosen: list[Example] = []
        seen: list[str] = []
        for _, conversation, text in rows:
            said = self._letters(text)
            if said and all(ratio(said, other) < TOO_ALIKE for other in seen):
                chosen.append(Example(conversation_id=conversation, text=self._shown(text)))
                seen.append(said)
            if len(chosen) == EXAMPLES:
                break
        return tuple(chosen)


def letters(text: str) -> str:
    """What of ``text`` is compared: the letters of its start, without case."""
    return _NO_LETTERS.sub("", text[:COMPARED]).casefold()


def shorten(text: str) -> str:
    """``text`` in at most ``LONGEST`` characters, cut with ``…`` between words where they are not all one."""
    if len(text) <= LONGEST:
        return text
    room = text[:LONGEST]  # one more than fits beside the …, to see whether a word ends exactly there
    words = room.rpartition(" ")[0].rstrip()
    return (words if len(words) > LONGEST // 2 else room[:-1]) + "…"
