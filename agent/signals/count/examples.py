"""Which conversations show best what a topic is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby

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
    FROM {table} JOIN counted USING (conversation)
    WHERE now AND text_length > 0
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
SELECT name, id, coalesce(summary, first_messages)
FROM ranked JOIN conversations ON ranked.conversation = conversations.rowid
ORDER BY name, summary IS NULL, rank, third
"""


class ExampleFinder:
    """Finds the typical conversations of tags and intents; masks each text once."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, period: Period | None, mask: Callable[[str], str]
    ) -> None:
        self._connection = connection
        self._period = period
        self._mask = mask
        self._masked: dict[str, str] = {}

    def find(self, table: TopicTable) -> dict[str, tuple[Example, ...]]:
        """Up to ``EXAMPLES`` conversations for each name of ``table``, best first; masked, then cut."""
        query = _CANDIDATES.format(table=table, candidates=CANDIDATES)
        days = {"start": self._period and self._period.start, "days": self._period and self._period.days}
        result = self._connection.execute(query, days)
        rows: Iterator[tuple[str, str, str]] = iter(result.fetchone, None)
        return {name: self._choose(group) for name, group in groupby(rows, key=lambda row: row[0])}

    def _choose(self, rows: Iterator[tuple[str, str, str]]) -> tuple[Example, ...]:
        chosen: list[Example] = []
        seen: list[str] = []
        for _, conversation, text in rows:
            letters = _NO_LETTERS.sub("", text[:COMPARED]).casefold()
            if letters and all(ratio(letters, other) < TOO_ALIKE for other in seen):
                chosen.append(Example(conversation_id=conversation, text=self._shown(conversation, text)))
                seen.append(letters)
            if len(chosen) == EXAMPLES:
                break
        return tuple(chosen)

    def _shown(self, conversation: str, text: str) -> str:
        if conversation not in self._masked:
            self._masked[conversation] = shorten(" ".join(self._mask(text).split()))
        return self._masked[conversation]


def shorten(text: str) -> str:
    """``text`` in at most ``LONGEST`` characters, cut with ``…`` between words where they are not all one."""
    if len(text) <= LONGEST:
        return text
    room = text[:LONGEST]  # one more than fits beside the …, to see whether a word ends exactly there
    words = room.rpartition(" ")[0].rstrip()
    return (words if len(words) > LONGEST // 2 else room[:-1]) + "…"
