"""What can go wrong in the library and its index."""

from __future__ import annotations


class LibraryError(Exception):
    """A playbook file does not follow the format; says which file, which place and why."""

    def __init__(self, file: str, place: str, detail: str) -> None:
        super().__init__(f"{file}: {place}: {detail}")
        self.file, self.place, self.detail = file, place, detail


class IndexBusy(Exception):
    """Another process owns the index folder."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self.folder = folder


class IndexUnreachable(Exception):
    """The Chroma server does not answer."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url
