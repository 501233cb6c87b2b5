"""Files that people and bots sent: kept in memory, named by id, described as the Bot API does."""

import base64
import hashlib
import random
import string
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from sandbox.pictures import scaled, size_of, sizes_for

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
        self._smaller: dict[str, dict[str, Any]] = {}
        self._made: dict[str, StoredFile] = {}

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
            self._name_sizes(stored, self._photo_sizes(stored))
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
        self._by_id[stored.file_id] = self._by_path[stored.path] = stored
        if sizes:
            self._name_sizes(stored, sizes)

    def by_id(self, file_id: str, *, bot_id: int | None = None) -> StoredFile | None:
        """The file of this file_id, which must be the name that a bot knows it by, if a bot asks.

        The smaller sizes of a photo are the photo itself here, for whoever sends it on sends all of them.
        """
        if bot_id is not None and id_for(bot_id, file_id[:ID_LENGTH]) != file_id:
            return None
        return self._by_id.get(file_id[:ID_LENGTH])

    def by_path(self, path: str) -> StoredFile | None:
        """The file of this download path; slow when it is a photo's size that nobody has asked for yet."""
        return self.in_size(self._smaller[path]["file_id"]) if path in self._smaller else self._by_path.get(path)

    def in_size(self, file_id: str, *, bot_id: int | None = None) -> StoredFile | None:
        """As ``by_id``, but a photo's smaller size is a file of its own; slow the first time, for it is made then."""
        whole, key = self.by_id(file_id, bot_id=bot_id), file_id[:ID_LENGTH]
        if whole is None or key not in self._smaller:
            return whole
        if key not in self._made:
            self._made[key] = _smaller_file(whole, self._smaller[key])
        return self._made[key]

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
        """The sizes of a photo, smallest first; those that are made only when asked for have no file_size yet."""
        own = size_of(stored.data) or (800, 600)
        sizes = []
        for width, height in sizes_for(*own):
            is_own = (width, height) == own
            ids = stored.ids() if is_own else {"file_id": self._draw(ID_LENGTH), "file_unique_id": self._draw(15)}
            sizes.append(ids | {"width": width, "height": height})
        return sizes

    def _name_sizes(self, stored: StoredFile, sizes: list[dict[str, Any]]) -> None:
        self._sizes[stored.file_id] = sizes
        for size in sizes:
            self._by_id[size["file_id"]] = stored
            if size["file_id"] != stored.file_id:
                self._smaller[size["file_id"]] = self._smaller[_path_of_size(stored, size)] = size

    def _draw(self, length: int) -> str:
        return "".join(self._rng.choices(string.ascii_letters + string.digits + "-_", k=length))


def _path_of_size(stored: StoredFile, size: dict[str, Any]) -> str:
    return str(PurePosixPath(stored.path).with_stem(f"{PurePosixPath(stored.path).stem}_{size['width']}"))


def _smaller_file(whole: StoredFile, size: dict[str, Any]) -> StoredFile:
    """A size of a photo as a file; a photo that cannot be scaled has the same bytes in all sizes."""
    data = scaled(whole.data, width=size["width"], height=size["height"])
    return replace(
        whole,
        file_id=size["file_id"],
        unique_id=size["file_unique_id"],
        path=_path_of_size(whole, size),
        data=data or whole.data,
        mime_type=MIME_TYPES["photo"] if data else whole.mime_type,
    )


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
