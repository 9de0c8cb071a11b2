"""Files on the pretend platform: kept with their bytes, named by file ids of one kind each."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from adapters.sandbox.telegram.api_error import Json, bad_request

LARGEST_DOWNLOAD = 20 * 1024 * 1024
LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024
IMAGE_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF", b"BM")
FOLDERS = {"photo": "photos", "document": "documents", "voice": "voice", "video": "videos", "sticker": "stickers"}
EXTENSIONS = {"photo": "jpg", "voice": "oga", "video": "mp4", "sticker": "webp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """The bytes behind a file id. ``kind`` is the field of the message it came in (``photo``, ``voice``…)."""

    file_id: str
    file_unique_id: str
    kind: str
    filename: str | None
    data: bytes
    path: str

    def json(self) -> Json:
        """The fields that every file object of the API shares."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.file_unique_id,
            "file_size": len(self.data),
        }


class Files:
    """Every file of the pretend platform; none is ever lost."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(self, kind: str, data: bytes, filename: str | None = None) -> StoredFile:
        """Keep ``data`` under a new file id."""
        number = len(self._by_id) + 1
        unique = base64.urlsafe_b64encode(hashlib.sha256(f"{number}".encode()).digest()[:12]).decode()
        extension = EXTENSIONS.get(kind) or (filename or "").rpartition(".")[2] or "bin"
        stored = StoredFile(
            file_id=f"BQACAgEAAxkBAA{unique}{kind[0].upper()}",
            file_unique_id=unique,
            kind=kind,
            filename=filename,
            data=data,
            path=f"{FOLDERS[kind]}/file_{number}.{extension}",
        )
        self._by_id[stored.file_id] = stored
        self._by_path[stored.path] = stored
        return stored

    def add_upload(self, kind: str, data: bytes, filename: str | None) -> StoredFile:
        """Keep what a bot uploads, refused as the platform refuses: empty, too large, no image."""
        if not data:
            raise bad_request("file must be non-empty")
        if kind == "photo":
            if len(data) > LARGEST_PHOTO:
                raise bad_request(
                    f"file of size {len(data)} bytes is too big for a photo; the maximum size is {LARGEST_PHOTO} bytes"
                )
            if not data.startswith(IMAGE_STARTS):
                raise bad_request("IMAGE_PROCESS_FAILED")
        return self.add(kind, data, filename)

    def sendable(self, kind: str, file_id: str) -> StoredFile:
        """The file behind an id used in a send; ids of one kind cannot be sent as another."""
        if file_id.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")  # the sandbox reaches no other host
        stored = self._by_id.get(file_id)
        if stored is None:
            raise bad_request("wrong remote file identifier specified: can't unserialize it")
        if stored.kind != kind:
            raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return stored

    def downloadable(self, file_id: str) -> StoredFile:
        """The file behind an id given to getFile."""
        stored = self._by_id.get(file_id)
        if stored is None:
            raise bad_request("invalid file_id")
        if len(stored.data) > LARGEST_DOWNLOAD:
            raise bad_request("file is too big")
        return stored

    def at(self, path: str) -> StoredFile | None:
        """The file at a path that getFile gave."""
        return self._by_path.get(path)
