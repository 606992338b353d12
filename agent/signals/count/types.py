"""What counting needs to know of a tag's mapping: its shape, not its class."""

from __future__ import annotations

from typing import Protocol


class TagMappingLike(Protocol):
    """Which intent a tag was mapped to, how surely (0–1), and which look decided."""

    @property
    def intent(self) -> str | None: ...

    @property
    def score(self) -> float: ...

    @property
    def reason(self) -> str: ...
