"""What is this file really? Told by its first bytes, whatever its name says."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Literal

from agent.errors import BadInput

Container = Literal["workbook", "parquet", "text"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARIES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"%PDF",
    b"MZ",
    b"\x7fELF",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"BZh",
    b"RIFF",
)
_HEAD = 64 * 1024
_STRAY = 4
"""Control characters that may get into a text by accident; they are named by line later."""
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r\f\x1b\x1c\x1d\x1e\x1f")


def container_of(path: Path) -> Container:
    """Say what the file is; raises ``BadInput`` if it is nothing that could be read."""
    head = _head(path)
    if head.startswith(b"PK\x03\x04"):
        return "workbook"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(_OLE):
        raise BadInput(_ole_fault(path), file=path.name)
    if _is_binary(head):
        raise BadInput("import.binary", file=path.name)
    return "text"


def new_file(folder: Path, stem: str, suffix: str = "") -> Path:
    """A path in ``folder`` that nothing has yet."""
    return folder / f"{stem}{len(list(folder.iterdir()))}{suffix}"


def unglobbed(path: Path, folder: Path) -> Path:
    """The same content under a name that DuckDB takes literally: it expands ``*``, ``?`` and ``[`` in names."""
    if not set(str(path)) & set("*?["):
        return path
    copy = new_file(folder, "copy")
    shutil.copyfile(path, copy)
    return copy


def _head(path: Path) -> bytes:
    if path.is_dir():
        raise BadInput("import.directory", file=path.name or str(path))
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        raise BadInput("import.missing", file=path.name) from None
    except OSError:
        raise BadInput("import.no_access", file=path.name) from None
    if not head.strip(b" \t\r\n\xef\xbb\xbf\xff\xfe\0"):
        raise BadInput("import.empty", file=path.name)
    return head


def _is_binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    if head.startswith(_BINARIES):
        return True
    controls = len(head) - len(head.translate(None, _CONTROL))
    return controls > _STRAY and controls * 100 > len(head)


def _ole_fault(path: Path) -> str:
    """An OLE file is either an old workbook or a locked new one, which holds a stream of this name."""
    marker = "EncryptedPackage".encode("utf-16-le")
    tail = b""
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            if marker in tail + chunk:
                return "import.password"
            tail = chunk[-len(marker) :]
    return "import.old_workbook"
