"""One ready-made picture for a person who sends "a photo" and does not care which.

Must not need a picture library.
"""

import struct
import zlib

WIDTH_PIXELS, HEIGHT_PIXELS = 320, 200


def sample_photo() -> bytes:
    """A small PNG: a blue evening sky."""
    rows = b"".join(b"\x00" + _row(line) for line in range(HEIGHT_PIXELS))
    header = struct.pack(">IIBBBBB", WIDTH_PIXELS, HEIGHT_PIXELS, 8, 2, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _row(line: int) -> bytes:
    shade = line * 120 // HEIGHT_PIXELS
    return bytes((40 + shade, 90 + shade, 200)) * WIDTH_PIXELS


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
