"""The master keys and what they seal: AES-256-GCM, bound to a purpose and an owner. Stores nothing, logs nothing.

MASTER_KEY is `id:base64` or several of them with commas: the first seals, all of them open. Rotation is: put a new
key in front, let the vault rotate, drop the old one when nothing needs it any more.
"""

import base64
import binascii
import os
from collections.abc import Mapping
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.domain.errors import BadInput, StorageError

KEY_BYTES = 32
NONCE_BYTES = 12
LONGEST_ID = 32


class KeyRing:
    """Seals with the first key, opens with the one that the sealed text names. Its repr tells ids only."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self.first = next(iter(self._keys))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises BadInput bad-master-key; the message never holds a part of the text."""
        entries = [entry.strip() for entry in text.split(",") if entry.strip()]
        keys = dict(parse_entry(entry) for entry in entries)
        if not keys:
            raise BadInput("bad-master-key", problem="empty")
        if len(keys) != len(entries):
            raise BadInput("bad-master-key", problem="id-twice")
        return cls(keys)

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(self._keys)

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(self._keys)})"

    def seal(self, plain: bytes, bound_to: bytes) -> bytes:
        """Opens only with the same `bound_to`; the key's id stands in front, and is bound too."""
        head = bytes([len(self.first)]) + self.first.encode()
        nonce = os.urandom(NONCE_BYTES)
        return head + nonce + self._keys[self.first].encrypt(nonce, plain, head + bound_to)

    def open(self, sealed: bytes, bound_to: bytes) -> bytes:
        """Raises StorageError for an unknown key, another owner, or a changed byte."""
        head = sealed[: 1 + sealed[0]] if sealed else b""
        key = self._keys.get(head[1:].decode("ascii", "replace"))
        if key is None:
            raise StorageError("the master key that sealed this is not in the ring")
        rest = sealed[len(head) :]
        try:
            return key.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], head + bound_to)
        except (InvalidTag, ValueError) as error:
            raise StorageError("sealed for something else, with another key, or damaged") from error


def parse_entry(entry: str) -> tuple[str, bytes]:
    key_id, colon, encoded = entry.partition(":")
    if not (colon and key_id.isascii() and key_id.isalnum() and len(key_id) <= LONGEST_ID):
        raise BadInput("bad-master-key", problem="no-id")
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInput("bad-master-key", problem="not-base64") from error
    if len(key) != KEY_BYTES:
        raise BadInput("bad-master-key", problem="not-32-bytes")
    return key_id, key


def new_entry(key_id: str) -> str:
    """A fresh key in the form that `parse` reads."""
    return f"{key_id}:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"
