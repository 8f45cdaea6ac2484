"""Uploaded files: first a place to upload to, then content, then shared."""

import secrets
from dataclasses import dataclass, field


@dataclass
class File:
    """One file, with its content."""

    id: str
    name: str
    user: str
    created: int
    mimetype: str = "application/octet-stream"
    title: str = ""
    alt_txt: str = ""
    data: bytes | None = None
    length: int = 0
    complete: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)


class Files:
    """Every file by id, and the one-use addresses they are uploaded to."""

    def __init__(self) -> None:
        self._by_id: dict[str, File] = {}
        self._uploads: dict[str, str] = {}

    def expect(self, file: File) -> str:
        """Remember a file to come; the token of the address it is uploaded to."""
        self._by_id[file.id] = file
        token = secrets.token_urlsafe(16)
        self._uploads[token] = file.id
        return token

    def receive(self, token: str) -> File | None:
        """The file that may be uploaded with this token, once."""
        return self._by_id.get(self._uploads.pop(token, ""))

    def add(self, file: File) -> File:
        """Remember a file that arrived whole."""
        self._by_id[file.id] = file
        return file

    def get(self, file_id: str) -> File | None:
        """The file with this id."""
        return self._by_id.get(file_id)
