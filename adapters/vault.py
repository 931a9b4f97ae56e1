"""Credentials at rest: each row has its own key, wrapped by a master key, all bound to owner and account.

A row that is copied to another person, account or exchange does not open. Logs nothing, and teaches the log what
to hide.
"""

import os
from collections.abc import Sequence

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, RowMapping, Select, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from adapters.key_ring import KEY_BYTES, NONCE_BYTES, KeyRing
from adapters.logs import redact
from adapters.persistence.reading import Reader
from adapters.persistence.side_tables import sealed_keys
from adapters.persistence.tables import accounts
from adapters.persistence.writer import Writer
from core.domain.account import Account
from core.domain.errors import NotFound, StorageError
from core.domain.values import AccountId, Credentials, FollowerId

FORM = 1
"""The form of the sealed text; bound, so that a text of one form is never read as another."""

PURPOSE = "exchange-credentials"
ROTATED_AT_ONCE = 100


class SqlVault:
    """Implements Vault."""

    def __init__(self, reader: Reader, writer: Writer, *, ring: KeyRing) -> None:
        self._reader, self._writer, self._ring = reader, writer, ring

    async def store(self, account: Account, credentials: Credentials) -> None:
        """Replaces what was there."""
        redact_all(credentials)
        bound_to, row_key = binding(account.id, account.follower_id, exchange=account.exchange), os.urandom(KEY_BYTES)
        row = {
            "key_id": self._ring.first,
            "wrapped": self._ring.seal(row_key, bound_to),
            "sealed": seal_credentials(credentials, row_key, bound_to=bound_to),
            "form": FORM,
        }
        new = insert(sealed_keys).values(account_id=account.id, **row)
        upsert = new.on_conflict_do_update(index_elements=["account_id"], set_=row)
        await self._writer.submit(lambda connection: connection.execute(upsert).rowcount)

    async def open(self, account: Account) -> Credentials:
        row = await self._reader.row(select(sealed_keys).where(sealed_keys.c.account_id == account.id))
        if row is None:
            raise NotFound("credentials-unknown")
        bound_to = binding(account.id, account.follower_id, exchange=account.exchange)
        credentials = open_credentials(row["sealed"], self._ring.open(row["wrapped"], bound_to), bound_to=bound_to)
        redact_all(credentials)
        return credentials

    async def erase(self, account: Account) -> None:
        gone = delete(sealed_keys).where(sealed_keys.c.account_id == account.id)
        await self._writer.submit(lambda connection: connection.execute(gone).rowcount)

    async def check(self) -> None:
        """At start: every master key in use is in the ring and is the right one (reliability.md, row 116)."""
        used = await self._reader.rows(select(sealed_keys.c.key_id).distinct())
        for row in used:
            for sample in await self._rows_of(row["key_id"], limit=1):
                self._ring.open(sample["wrapped"], bound_by(sample))

    async def rotate(self) -> int:
        """Wrap every row's key with the first master key; safe to interrupt and to repeat. Answers with the number."""
        rotated = 0
        while rows := await self._outdated():
            for row in rows:
                rotated += await self._rotate_row(row)
        return rotated

    async def uses(self, key_id: str) -> int:
        """How many rows still need a master key: drop it from the ring only at zero."""
        return len(await self._reader.rows(select(sealed_keys.c.account_id).where(sealed_keys.c.key_id == key_id)))

    async def _outdated(self) -> Sequence[RowMapping]:
        statement = with_owner().where(sealed_keys.c.key_id != self._ring.first).limit(ROTATED_AT_ONCE)
        return await self._reader.rows(statement)

    async def _rows_of(self, key_id: str, *, limit: int) -> Sequence[RowMapping]:
        return await self._reader.rows(with_owner().where(sealed_keys.c.key_id == key_id).limit(limit))

    async def _rotate_row(self, row: RowMapping) -> int:
        """Only if the row is still the one that was read: a key replaced meanwhile has its own wrapping."""
        bound_to = bound_by(row)
        wrapped = self._ring.seal(self._ring.open(row["wrapped"], bound_to), bound_to)
        same = (sealed_keys.c.account_id == row["account_id"]) & (sealed_keys.c.wrapped == row["wrapped"])
        change = update(sealed_keys).where(same).values(key_id=self._ring.first, wrapped=wrapped)

        def rewrap(connection: Connection) -> int:
            return connection.execute(change).rowcount

        return await self._writer.submit(rewrap)


def with_owner() -> Select[*tuple[object, ...]]:
    """Rows together with what they are bound to."""
    owner = accounts.c.follower_id, accounts.c.exchange
    return select(sealed_keys, *owner).join(accounts, accounts.c.id == sealed_keys.c.account_id)


def bound_by(row: RowMapping) -> bytes:
    return binding(row["account_id"], row["follower_id"], exchange=row["exchange"])


def binding(account_id: AccountId, follower_id: FollowerId, *, exchange: str) -> bytes:
    """Whose secret it is and for what: authenticated with the text, stored nowhere beside it."""
    return orjson.dumps([PURPOSE, FORM, follower_id, account_id, str(exchange)])


def seal_credentials(credentials: Credentials, row_key: bytes, *, bound_to: bytes) -> bytes:
    plain = orjson.dumps([credentials.api_key, credentials.secret, credentials.passphrase])
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(row_key).encrypt(nonce, plain, bound_to)


def open_credentials(sealed: bytes, row_key: bytes, *, bound_to: bytes) -> Credentials:
    try:
        plain = AESGCM(row_key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError) as error:
        raise StorageError("the credentials are damaged") from error
    api_key, secret, passphrase = orjson.loads(plain)
    return Credentials(api_key=api_key, secret=secret, passphrase=passphrase)


def redact_all(credentials: Credentials) -> None:
    """Whatever passes through here is never shown in a log afterwards."""
    for part in (credentials.api_key, credentials.secret, credentials.passphrase):
        redact(part)
