"""The XML parts of a workbook's ZIP, unpacked in pieces without believing what the ZIP says about their size.

A workbook of a few kilobytes can claim, or turn out, to hold gigabytes.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from agent.errors import BadInput

PART_LIMIT = 512 * 1024 * 1024
"""Bytes of one part: about a million rows of ten columns, which is where a sheet ends anyway."""
TOTAL_LIMIT = 1024 * 1024 * 1024
"""Bytes of all parts together."""

_PIECE = 256 * 1024
_LOCAL_HEADER = 30
_LOCKED = 1


class Packed:
    """The XML parts of one workbook by their path in the ZIP; every method raises ``BadInput``."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._name = name
        try:
            with zipfile.ZipFile(path) as archive:
                entries = [info for info in archive.infolist() if info.filename.endswith((".xml", ".rels"))]
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise self.broken() from None
        self.parts = {info.filename.lstrip("/"): info for info in entries}
        if len(self.parts) < len(entries):
            raise self.broken()
        if sum(info.file_size for info in entries) > TOTAL_LIMIT:
            raise self.too_large()

    def broken(self) -> BadInput:
        return BadInput("import.broken_workbook", file=self._name)

    def too_large(self) -> BadInput:
        return BadInput("import.too_large", file=self._name, limit=PART_LIMIT >> 20)

    def pieces(self, part: str) -> Iterator[bytes]:
        """Unpack a part; stops with an error as soon as it is longer than stated or than the limit."""
        info = self.parts.get(part)
        if (
            info is None
            or info.flag_bits & _LOCKED
            or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        ):
            raise self.broken()
        if info.file_size > PART_LIMIT:
            raise self.too_large()
        total = 0
        with self._path.open("rb") as file:
            self._seek(file, info)
            try:
                for piece in _unpacked(file, info):
                    total += len(piece)
                    if total > info.file_size:
                        raise self.too_large()
                    yield piece
            except zlib.error:
                raise self.broken() from None
        if total != info.file_size:
            raise self.broken()

    def _seek(self, file: IO[bytes], info: zipfile.ZipInfo) -> None:
        file.seek(info.header_offset)
        header = file.read(_LOCAL_HEADER)
        if len(header) < _LOCAL_HEADER or header[:4] != b"PK\x03\x04":
            raise self.broken()
        name_length, extra_length = struct.unpack("<HH", header[26:])
        file.seek(name_length + extra_length, 1)


def _unpacked(file: IO[bytes], info: zipfile.ZipInfo) -> Iterator[bytes]:
    left = info.compress_size
    inflate = zlib.decompressobj(-zlib.MAX_WBITS) if info.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0 and (packed := file.read(min(left, _PIECE))):
        left -= len(packed)
        if inflate is None:
            yield packed
            continue
        while packed:
            yield inflate.decompress(packed, _PIECE)
            packed = inflate.unconsumed_tail
    if inflate is not None:
        yield inflate.flush()
