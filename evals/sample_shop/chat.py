"""A conversation as it will stand in the workbook, with what was planted in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

Speaker = Literal["user", "manager", "bot"]


class Turn(NamedTuple):
    """Something said; ``days`` is how long the speaker let pass before it."""

    speaker: Speaker
    text: str
    days: int = 0


@dataclass(frozen=True)
class Secret:
    """A piece of personal data, written exactly so in a message or in the summary of a chat."""

    kind: str
    text: str


@dataclass(frozen=True)
class Message:
    speaker: Speaker
    text: str
    at: datetime


@dataclass
class Chat:
    """``customer`` may be a visitor's id that no list knows; ``intents`` is what the chat is really about."""

    id: str
    at: datetime
    topic: str
    intents: list[str]
    customer: str | None
    medium: str = "native"
    language: str = "ko"
    state: str = "closed"
    closed: datetime | None = None
    summary: str | None = None
    tags: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.state != "closed"
