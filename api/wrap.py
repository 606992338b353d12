"""Lines that fit a terminal: wide letters count twice, and what follows "1. " or "- " hangs under its text."""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells

_JA = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff"  # kana and ideographs, between which a line may break
_CLOSING = "、。」』）！？…・ー〜々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"  # no line starts with these
_OPENING = "「『（"  # no line ends with these
_UNIT = re.compile(
    rf" +|[{_OPENING}]*[{_JA}][{_CLOSING}]*|[{_OPENING}]*[^ {_JA}{_OPENING}]+[{_CLOSING}]*|[{_OPENING}]+"
)
_MARKER = re.compile(r"(?:\d+\.|[-·]) ")


def wrap(text: str, width: int, indent: int = 0) -> str:
    """``text`` in lines of at most ``width`` cells, each ``indent`` cells from the left and with no space behind."""
    return "\n".join(line for part in text.split("\n") for line in _lines(part, width, indent))


def _lines(text: str, width: int, indent: int) -> list[str]:
    marker = _MARKER.match(text)
    hang = " " * (indent + (len(marker.group()) if marker else 0))
    lines, line = [], " " * indent
    for unit in _pieces(text, width - len(hang)):
        if line.strip() and cell_len(line + unit.rstrip()) > width:
            lines.append(line.rstrip())
            line = hang
        if unit.strip() or line.strip():
            line += unit
    return [*lines, line.rstrip()]


def _pieces(text: str, width: int) -> list[str]:
    """What must stay together, cut only where it is longer than a whole line."""
    return [piece for unit in _UNIT.findall(text) for piece in chop_cells(unit, max(2, width))]
