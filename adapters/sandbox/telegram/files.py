"""Files that were uploaded: kept in memory, found by their id or path.

Must not fetch anything from the network; reads no more of a picture than its size.
"""

import hashlib
from collections.abc import Iterator

from adapters.sandbox.telegram.model import FileId, MediaKind, StoredFile
from adapters.sandbox.telegram.refusals import bad_request

PHOTO_LIMIT_BYTES = 10 * 1024 * 1024
DOCUMENT_LIMIT_BYTES = 50 * 1024 * 1024
PHOTO_SIDES_LIMIT_PIXELS = 10_000
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
JPEG_START = b"\xff\xd8"
JPEG_FRAME_MARKERS = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


class FileShelf:
    """Every file by id and by path; the same bytes sent twice are two files with one unique id."""

    def __init__(self) -> None:
        self._by_id: dict[FileId, StoredFile] = {}

    def put(self, kind: MediaKind, name: str, *, content: bytes, mime: str) -> StoredFile:
        width, height = _checked_size(kind, content)
        digest = hashlib.sha256(content).hexdigest()[:16]
        number = len(self._by_id) + 1
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        file = StoredFile(
            id=FileId(f"{kind.value}-{number}-{digest}"),
            unique_id=digest,
            name=name,
            mime=mime,
            path=f"{kind.value}s/file_{number}.{suffix}",
            content=content,
            width=width,
            height=height,
        )
        self._by_id[file.id] = file
        return file

    def get(self, file_id: str) -> StoredFile:
        file = self._by_id.get(FileId(file_id))
        if file is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return file

    def find_path(self, path: str) -> StoredFile | None:
        return next((file for file in self._by_id.values() if file.path == path), None)


def _checked_size(kind: MediaKind, content: bytes) -> tuple[int, int]:
    if not content:
        raise bad_request("file must be non-empty")
    if kind is MediaKind.DOCUMENT:
        _refuse_beyond(len(content), DOCUMENT_LIMIT_BYTES)
        return 0, 0
    _refuse_beyond(len(content), PHOTO_LIMIT_BYTES)
    size = picture_size(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > PHOTO_SIDES_LIMIT_PIXELS:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size


def _refuse_beyond(size_bytes: int, limit_bytes: int) -> None:
    if size_bytes > limit_bytes:
        raise bad_request("file is too big")


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG, from its header."""
    if content.startswith(PNG_SIGNATURE) and len(content) >= 24:
        return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    if content.startswith(JPEG_START):
        frames = (body for marker, body in _jpeg_segments(content) if marker in JPEG_FRAME_MARKERS)
        frame = next(frames, None)
        if frame is not None and len(frame) >= 5:
            return int.from_bytes(frame[3:5]), int.from_bytes(frame[1:3])
    return None


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    position = len(JPEG_START)
    while position + 4 <= len(content) and content[position] == 0xFF:
        size = int.from_bytes(content[position + 2 : position + 4])
        yield content[position + 1], content[position + 4 : position + 2 + size]
        position += 2 + size
