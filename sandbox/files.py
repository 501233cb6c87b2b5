"""Files that people and bots sent: kept in memory, named by id, described as the Bot API does."""

import base64
import hashlib
import random
import string
import struct
from dataclasses import dataclass
from itertools import islice
from typing import Any

MAX_DOWNLOAD = 20 * 2**20  # bytes that getFile gives out
MAX_UPLOAD = 50 * 2**20  # bytes
MAX_PHOTO = 10 * 2**20  # bytes
ID_LENGTH = 56  # characters of a file_id before those that are the bot's
FOLDERS = {
    "photo": "photos",
    "document": "documents",
    "voice": "voice",
    "video": "videos",
    "audio": "music",
    "sticker": "stickers",
    "animation": "animations",
    "video_note": "video_notes",
}
SUFFIXES = {
    "photo": ".jpg",
    "voice": ".oga",
    "video": ".mp4",
    "audio": ".mp3",
    "sticker": ".webp",
    "document": "",
    "animation": ".mp4",
    "video_note": ".mp4",
}
PHOTO_SIDES = (90, 320, 800, 1280)  # longest sides of the sizes that Telegram makes
MIME_TYPES = {
    "photo": "image/jpeg",
    "voice": "audio/ogg",
    "video": "video/mp4",
    "audio": "audio/mpeg",
    "sticker": "image/webp",
    "animation": "video/mp4",
    "video_note": "video/mp4",
    "document": "application/octet-stream",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in."""

    data: bytes
    name: str = ""
    mime_type: str = ""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file with its ids; `extra` holds the Bot API's fields of its kind (duration, width …)."""

    file_id: str
    unique_id: str
    kind: str
    path: str
    data: bytes
    name: str
    mime_type: str
    extra: dict[str, Any]

    def ids(self) -> dict[str, Any]:
        """The fields that every kind of file has."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.data)}


class FileStore:
    """All files by file_id and by download path."""

    def __init__(self, *, rng: random.Random) -> None:
        self._rng = rng
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._sizes: dict[str, list[dict[str, Any]]] = {}

    def keep(self, kind: str, upload: Upload, *, extra: dict[str, Any] | None = None) -> StoredFile:
        """Store a new file of this kind."""
        number = len(self._by_path)
        suffix = SUFFIXES.get(kind) or ("." + upload.name.rsplit(".", 1)[1] if "." in upload.name else "")
        stored = StoredFile(
            file_id=self._draw(ID_LENGTH),
            unique_id=self._draw(15),
            kind=kind,
            path=f"{FOLDERS[kind]}/file_{number}{suffix}",
            data=upload.data,
            name=upload.name,
            mime_type=upload.mime_type or MIME_TYPES.get(kind, "application/octet-stream"),
            extra=extra or {},
        )
        self._by_id[stored.file_id] = self._by_path[stored.path] = stored
        if kind == "photo":
            self._sizes[stored.file_id] = self._photo_sizes(stored)
        return stored

    def __len__(self) -> int:
        return len(self._by_path)

    def after(self, count: int) -> list[StoredFile]:
        """The files that came after the first `count`."""
        return list(islice(self._by_path.values(), count, None))

    def sizes(self, stored: StoredFile) -> list[dict[str, Any]]:
        """The PhotoSizes of a photo, none for other files."""
        return self._sizes.get(stored.file_id, [])

    def take_back(self, *, sizes: list[dict[str, Any]], **fields: Any) -> None:
        """Store a file of an earlier run under its old ids."""
        stored = StoredFile(**fields)
        self._by_path[stored.path] = stored
        for file_id in (stored.file_id, *(size["file_id"] for size in sizes)):
            self._by_id[file_id] = stored
        if sizes:
            self._sizes[stored.file_id] = sizes

    def by_id(self, file_id: str, *, bot_id: int | None = None) -> StoredFile | None:
        """The file of this file_id, which must be the name that a bot knows it by, if a bot asks."""
        if bot_id is not None and id_for(bot_id, file_id[:ID_LENGTH]) != file_id:
            return None
        return self._by_id.get(file_id[:ID_LENGTH])

    def by_path(self, path: str) -> StoredFile | None:
        """The file of this download path."""
        return self._by_path.get(path)

    def content(self, stored: StoredFile) -> dict[str, Any]:
        """The message field of a file: `{"document": {…}}`, `{"photo": [sizes]}` …"""
        if stored.kind == "photo":
            return {"photo": self._sizes[stored.file_id]}
        body = stored.ids() | stored.extra
        if stored.kind not in ("sticker", "video_note"):
            body["mime_type"] = stored.mime_type
        if stored.name and stored.kind in ("document", "video", "audio", "animation"):
            body["file_name"] = stored.name
        if stored.kind == "animation":  # older clients see a document
            named = {name: body[name] for name in ("mime_type", "file_name") if name in body}
            return {"animation": body, "document": stored.ids() | named}
        return {stored.kind: body}

    def _photo_sizes(self, stored: StoredFile) -> list[dict[str, Any]]:
        """The sizes of a photo, smallest first; the smaller ones carry the same bytes, for nothing here scales."""
        width, height = image_size(stored.data) or (800, 600)
        longest = max(width, height)
        sizes = []
        for side in (side for side in PHOTO_SIDES[:3] if side < longest):
            ids: dict[str, Any] = {
                "file_id": self._draw(ID_LENGTH),
                "file_unique_id": self._draw(15),
                "file_size": len(stored.data),
            }
            self._by_id[ids["file_id"]] = stored
            sizes.append(ids | {"width": max(1, width * side // longest), "height": max(1, height * side // longest)})
        return [*sizes, stored.ids() | {"width": width, "height": height}]

    def _draw(self, length: int) -> str:
        return "".join(self._rng.choices(string.ascii_letters + string.digits + "-_", k=length))


def id_for(bot_id: int, file_id: str) -> str:
    """The name by which a bot knows a file; another bot's does not work for it."""
    if len(file_id) != ID_LENGTH:
        return file_id
    digest = hashlib.blake2b(f"{bot_id}:{file_id}".encode(), digest_size=6).digest()
    return file_id + base64.urlsafe_b64encode(digest).decode()


def named_for(bot_id: int, value: Any) -> Any:
    """JSON as a bot reads it: every file under the bot's own name for it."""
    if isinstance(value, dict):
        return {
            key: id_for(bot_id, inner) if key == "file_id" else named_for(bot_id, inner) for key, inner in value.items()
        }
    if isinstance(value, list):
        return [named_for(bot_id, item) for item in value]
    return value


def image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF or JPEG in pixels; None for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:4] == b"GIF8" and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    return _jpeg_size(data) if data[:2] == b"\xff\xd8" else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        at += 2 + length
    return None
