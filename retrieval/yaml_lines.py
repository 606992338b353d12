"""YAML for people: what a text holds, on which line each part of it stands, and why it cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Place = tuple[int | str, ...]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 30
_KEY = "[key]"  # how pydantic marks that a key, not its value, is wrong


class UnreadableYaml(Exception):
    """No YAML of names and values; ``kind`` says why, ``line`` (from 1) where, if that is known."""

    def __init__(self, kind: str, line: int | None = None, **facts: object) -> None:
        super().__init__(kind)
        self.kind, self.line, self.facts = kind, line, facts


class Lines:
    """The lines of a text, by place."""

    def __init__(self, root: Node | None) -> None:
        self._root = root
        self.twice: tuple[tuple[Place, int], ...] = tuple(_twice(root, ())) if root else ()
        """Names that stand twice at one place, with the second's line: YAML would lose the first in silence."""

    def cut(self, text: str, mark: str) -> Iterator[tuple[Place, int]]:
        """Values of ``text`` without quotes after which a comment begins with ``mark``, with their lines (from 1).

        Whoever wrote it most likely meant it as a part of the value.
        """
        rows = text.splitlines()
        for place, node in _plain(self._root, ()):
            end = node.end_mark
            if end.line < len(rows) and rows[end.line][end.column :].lstrip().startswith(mark):
                yield place, end.line + 1

    def at(self, place: Place) -> int | None:
        """The line (from 1) of ``place``, or of the nearest part above it that is there."""
        if self._root is None:
            return None
        node, line = self._root, self._root.start_mark.line
        for step in place:
            if step == _KEY:
                break
            found = _step(node, step)
            if found is None:
                break
            node, line = found
        return line + 1

    def inside(self, place: Place, offset: int) -> int | None:
        """The line of the character ``offset`` of the text at ``place``; exact for block texts (``|``)."""
        line, node = self.at(place), self._root
        for step in place:
            found = _step(node, step) if node else None
            node = found[0] if found else None
        if line is None or not isinstance(node, ScalarNode) or node.style != "|":
            return line
        return int(node.start_mark.line) + 2 + str(node.value[:offset]).count("\n")


def read_yaml(content: bytes) -> tuple[dict[str, Any], Lines]:
    """The names and values of a YAML text, and its lines; raises what ``load_yaml`` does."""
    return load_yaml(content), lines_of(content.decode("utf-8-sig"))


def lines_of(text: str) -> Lines:
    """The lines of a YAML or JSON text; none where it cannot be read."""
    try:
        return Lines(yaml.compose(text, Loader=_LOADER))
    except (yaml.YAMLError, ValueError, RecursionError):
        return Lines(None)


def load_yaml(content: bytes) -> dict[str, Any]:
    """The names and values of a YAML text.

    Raises:
        UnreadableYaml: not UTF-8, no YAML, no names with values, or references (``&``, ``*``), which could make a
            small file endlessly large.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableYaml("yaml_encoding", content[: error.start].count(b"\n") + 1) from None
    try:
        _check_events(text)
        data = yaml.load(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        raise UnreadableYaml("yaml_form", _line(error.problem_mark or error.context_mark)) from None
    except yaml.reader.ReaderError as error:
        raise UnreadableYaml("yaml_letter", text[: error.position].count("\n") + 1) from None
    except ValueError:  # a day that no month has
        raise UnreadableYaml("yaml_value") from None
    if not isinstance(data, dict):
        raise UnreadableYaml("yaml_shape", 1)
    return data


def _check_events(text: str) -> None:
    """Refuse references, and depths that no playbook has: the C loader overruns its stack on them."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if getattr(event, "anchor", None):
            raise UnreadableYaml("yaml_reference", _line(event.start_mark))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise UnreadableYaml("yaml_value", _line(event.start_mark))


def _line(mark: Any) -> int | None:
    return int(mark.line) + 1 if mark else None


def _step(node: Node, step: int | str) -> tuple[Node, int] | None:
    """The part of ``node`` that ``step`` names, with the line of its name (from 0)."""
    if isinstance(node, MappingNode):
        return next(((value, key.start_mark.line) for key, value in node.value if _name(key) == str(step)), None)
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.line
    return None


def _name(key: Node) -> str | None:
    return str(key.value) if isinstance(key, ScalarNode) else None


def _plain(node: Node | None, place: Place) -> Iterator[tuple[Place, ScalarNode]]:
    """The values without quotes, with their places."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield from _plain(value, (*place, _name(key) or ""))
    elif isinstance(node, SequenceNode):
        for number, one in enumerate(node.value):
            yield from _plain(one, (*place, number))
    elif isinstance(node, ScalarNode) and not node.style:  # the C loader says "" for None
        yield place, node


def _twice(node: Node, place: Place) -> Iterator[tuple[Place, int]]:
    if isinstance(node, MappingNode):
        seen: set[str | None] = set()
        for key, value in node.value:
            name = _name(key)
            if name is not None and name in seen:
                yield (*place, name), key.start_mark.line + 1
            seen.add(name)
            yield from _twice(value, (*place, name or ""))
    elif isinstance(node, SequenceNode):
        for number, one in enumerate(node.value):
            yield from _twice(one, (*place, number))
