"""Making a text file safe to hand to DuckDB: no endless line, no NUL, and in UTF-8.

A file is never loaded whole: it is looked through in blocks, and only a file in another encoding is written anew.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agent.errors import BadInput
from agent.signals.readers.files import new_file

LINE_LIMIT = 16 * 1024 * 1024
"""Bytes in a line. A conversation with all its messages has some ten thousand; a line of more is no export."""

_ESCAPED_NUL = rb"\u0000"
_BLOCK = 512 * 1024
_SAMPLE = 1024 * 1024
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SURE = 0.7
"""Share of letters that must be everyday ones; the right encoding gives over 0.9, a wrong one under 0.6."""
_ASCII = re.compile(r"[\x00-\x7f]+")
_HALF_KATAKANA = re.compile("[｡-ﾟ]")
_JAPANESE = re.compile("[ぁ-ヿ一-鿿、-〟！-｠]")


@dataclass(frozen=True)
class Text:
    """A file in UTF-8 without a mark; no line of it is longer than ``longest`` bytes."""

    path: Path
    longest: int


@dataclass
class _Scan:
    """What a look through all blocks found."""

    longest: int = 0
    sample: bytes = b""
    line_feeds: bool = False
    returns: bool = False


def prepare(path: Path, name: str, folder: Path, seen: Callable[[float], None]) -> Text:
    """Check a text file and bring it to UTF-8.

    Args:
        path: the file; ``name`` is what errors call it.
        folder: where a converted copy may be written.
        seen: told the share of the file that was looked through, 0–1.

    Raises:
        BadInput: a line over 16 MiB, NUL bytes, an encoding that is none of UTF-8, UTF-16, CP949 and CP932.
    """
    with path.open("rb") as file:
        mark = file.read(4)
    encoding = next((name for bom, name in _BOMS if mark.startswith(bom)), None)
    if encoding == "utf-16":
        path = _convert(path, name, folder, (encoding,))
        encoding = "utf-8"
    scan = _look_through(path, name, seen)
    candidates = (encoding,) if encoding else _candidates(scan.sample, name)
    if candidates == ("utf-8",) and (scan.line_feeds or not scan.returns):
        return Text(path, max(scan.longest, _BLOCK))
    converted = _convert(path, name, folder, candidates)
    return Text(converted, 3 * max(scan.longest, _BLOCK))


def _look_through(path: Path, name: str, seen: Callable[[float], None]) -> _Scan:
    scan, run, done, size = _Scan(), 0, 0, max(path.stat().st_size, 1)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if b"\0" in block or (b"u0000" in block and _ESCAPED_NUL in block):
                raise BadInput("import.nul", file=name, line=_line_at(path, done, block))
            end = b"\n" if b"\n" in block else b"\r"
            first = block.find(end)
            line = run + (len(block) if first < 0 else first)
            if line > LINE_LIMIT:
                line_number = _line_at(path, done - run, b"")
                raise BadInput("import.long_line", file=name, line=line_number, limit=LINE_LIMIT >> 20)
            scan.longest = max(scan.longest, line)
            run = line if first < 0 else len(block) - block.rfind(end) - 1
            scan.line_feeds |= end == b"\n"
            scan.returns |= first >= 0 and end == b"\r"
            if len(scan.sample) < _SAMPLE and not block.isascii():
                scan.sample += _whole_lines(block, first_block=done == 0)
            done += len(block)
            seen(done / size)
    return scan


def _whole_lines(block: bytes, *, first_block: bool) -> bytes:
    """Only lines that are whole, so that no letter is cut; all of it if there is but one line."""
    start = 0 if first_block else block.find(b"\n") + 1
    end = block.rfind(b"\n") + 1
    return block[start:end] if end > start else block


def _line_at(path: Path, offset: int, block: bytes) -> int:
    """The line (from 1) of the first NUL in ``block``, which starts at ``offset``; of ``offset`` if there is none."""
    places = [place for sign in (b"\0", _ESCAPED_NUL) if (place := block.find(sign)) >= 0]
    offset += min(places, default=0)
    lines = 1
    with path.open("rb") as file:
        while offset > 0 and (chunk := file.read(min(_BLOCK, offset))):
            lines += chunk.count(b"\n")
            offset -= len(chunk)
    return lines


def _candidates(sample: bytes, name: str) -> tuple[str, ...]:
    """Encodings worth trying, the likelier first."""
    if not sample or _decodes(sample, "utf-8"):
        return ("utf-8",)
    scores = {"cp949": _share(sample, "cp949", _is_korean), "cp932": _share(sample, "cp932", _is_japanese)}
    found = tuple(sorted((code for code, score in scores.items() if score > _SURE), key=lambda code: -scores[code]))
    if not found:
        raise BadInput("import.encoding", file=name)
    return found


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _share(sample: bytes, encoding: str, weight: Callable[[str], int]) -> float:
    """The mean weight of the sample's letters beyond ASCII; 0 if it is not in this encoding."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return 0.0
    letters = Counter(_ASCII.sub("", text))
    return sum(weight(letter) * count for letter, count in letters.items()) / max(letters.total(), 1)


def _is_korean(letter: str) -> int:
    """Everyday letters and signs: Japanese bytes turn into Hangul that only Windows' extension of EUC-KR has."""
    first, *rest = letter.encode("cp949")
    return int(0xA1 <= first <= 0xC8 and rest[0] >= 0xA1)


def _is_japanese(letter: str) -> int:
    """Kana and kanji count; half-width katakana, which is what Korean bytes turn into, count against it."""
    return -1 if _HALF_KATAKANA.match(letter) else int(_JAPANESE.match(letter) is not None)


def _convert(path: Path, name: str, folder: Path, encodings: tuple[str, ...]) -> Path:
    target = new_file(folder, "text")
    for encoding in encodings:
        try:
            with (
                path.open(encoding=encoding, newline=None) as file,
                target.open("w", encoding="utf-8", newline="\n") as out,
            ):
                while piece := file.read(_BLOCK):
                    out.write(piece)
        except UnicodeError:
            continue
        return target
    raise BadInput("import.encoding", file=name)
