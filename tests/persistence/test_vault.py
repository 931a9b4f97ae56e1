"""Keys at rest open for their owner and account only, survive rotation, and never lie about in the file."""

import asyncio
import base64
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from adapters.key_ring import KeyRing, new_entry
from adapters.logs import REDACTOR
from adapters.persistence.side_tables import sealed_keys
from adapters.vault import SqlVault
from core.domain.account import Account
from core.domain.errors import BadInput, NotFound, StorageError
from core.domain.values import AccountId, Credentials, Exchange
from tests.database import RunningDatabase
from tests.persistence.builders import ANNA, LEADER_ACCOUNT, NOW, OPERATOR, account

CREDENTIALS = Credentials(api_key="canary-api-key", secret="canary-secret", passphrase="canary-passphrase")
OLD, NEW = "old:" + base64.b64encode(b"o" * 32).decode(), "new:" + base64.b64encode(b"n" * 32).decode()


def vault_of(db: RunningDatabase, ring: str) -> SqlVault:
    return SqlVault(db.reader, db.writer, ring=KeyRing.parse(ring))


async def test_credentials_return_to_their_account(db: RunningDatabase) -> None:
    await db.vault.store(account(), CREDENTIALS)
    assert await db.vault.open(account()) == CREDENTIALS


async def test_an_opened_key_is_never_logged(db: RunningDatabase) -> None:
    fresh = Credentials(api_key="fresh-key-1", secret="fresh/secret 2", passphrase="fresh-pass-3")
    await db.vault.store(account(), fresh)
    shown = REDACTOR.clean(f"{fresh.api_key} {fresh.secret} {fresh.passphrase}")
    assert shown == "[hidden] [hidden] [hidden]"


async def test_a_new_key_replaces_the_old(db: RunningDatabase) -> None:
    replaced = Credentials(api_key="other", secret="other")
    await db.vault.store(account(), CREDENTIALS)
    await db.vault.store(account(), replaced)
    assert await db.vault.open(account()) == replaced


async def test_an_erased_key_is_unknown(db: RunningDatabase) -> None:
    await db.vault.store(account(), CREDENTIALS)
    await db.vault.erase(account())
    with pytest.raises(NotFound, match="credentials-unknown"):
        await db.vault.open(account())


async def test_a_row_copied_to_another_does_not_open(db: RunningDatabase) -> None:
    """Somebody with the file gives Anna's row to the operator's account."""
    await db.vault.store(account(), CREDENTIALS)
    moved = update(sealed_keys).values(account_id=LEADER_ACCOUNT)
    await db.writer.submit(lambda connection: connection.execute(moved).rowcount)
    with pytest.raises(StorageError):
        await db.vault.open(account(LEADER_ACCOUNT, OPERATOR))


async def test_another_owner_or_exchange_does_not_open(db: RunningDatabase) -> None:
    await db.vault.store(account(), CREDENTIALS)
    elsewhere = Account(
        account().id, follower_id=ANNA, exchange=Exchange.BINANCE, label="main", linked_at=NOW, rights=None
    )
    for thief in (account(follower_id=OPERATOR), elsewhere):
        with pytest.raises(StorageError):
            await db.vault.open(thief)


@pytest.mark.parametrize("column", ["wrapped", "sealed"])
async def test_a_changed_byte_does_not_open(db: RunningDatabase, column: str) -> None:
    await db.vault.store(account(), CREDENTIALS)

    def damage(connection: Connection) -> None:
        stored = connection.execute(sealed_keys.select()).mappings().one()[column]
        connection.execute(update(sealed_keys).values({column: stored[:-1] + bytes([stored[-1] ^ 1])}))

    await db.writer.submit(damage)
    with pytest.raises(StorageError):
        await db.vault.open(account())


async def test_the_file_holds_no_secret(db: RunningDatabase, tmp_path: Path) -> None:
    await db.vault.store(account(), CREDENTIALS)
    await db.inbox.accept(1, '{"text": "canary-in-a-message"}')
    files = bytes_in(tmp_path)
    assert b"sealed_keys" in files
    assert b"canary" not in files


def bytes_in(folder: Path) -> bytes:
    """Write-ahead log and lock included."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


async def test_rotation_needs_the_old_key_no_more(db: RunningDatabase) -> None:
    await vault_of(db, OLD).store(account(), CREDENTIALS)
    rotating = vault_of(db, f"{NEW},{OLD}")
    assert (await rotating.open(account()), await rotating.uses("old")) == (CREDENTIALS, 1)
    assert (await rotating.rotate(), await rotating.rotate(), await rotating.uses("old")) == (1, 0, 0)
    assert await vault_of(db, NEW).open(account()) == CREDENTIALS


async def test_an_interrupted_rotation_goes_on(db: RunningDatabase) -> None:
    many = [account(AccountId(f"a{number}")) for number in range(120)]
    async with db.units() as unit:
        for one in many:
            unit.accounts.add(one)
        await unit.commit()
    await asyncio.gather(*(vault_of(db, OLD).store(one, CREDENTIALS) for one in many))
    rotating = vault_of(db, f"{NEW},{OLD}")
    for turns in (1, 20, 100):
        async with asyncio.TaskGroup() as group:
            interrupted = group.create_task(rotating.rotate())
            for _ in range(turns):
                await asyncio.sleep(0)
            interrupted.cancel()
    assert [await rotating.open(one) for one in (many[0], many[-1])] == [CREDENTIALS] * 2
    await rotating.rotate()
    assert (await rotating.uses("old"), await rotating.uses("new")) == (0, 120)


async def test_a_lost_master_key_is_noticed_at_start(db: RunningDatabase) -> None:
    await vault_of(db, OLD).store(account(), CREDENTIALS)
    await vault_of(db, f"{NEW},{OLD}").check()
    with pytest.raises(StorageError, match="not in the ring"):
        await vault_of(db, NEW).check()


async def test_a_wrong_master_key_is_noticed_at_start(db: RunningDatabase) -> None:
    await vault_of(db, OLD).store(account(), CREDENTIALS)
    with pytest.raises(StorageError):
        await vault_of(db, new_entry("old")).check()


async def test_an_empty_vault_takes_any_key(db: RunningDatabase) -> None:
    await vault_of(db, NEW).check()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " , ",
        "no-colon",
        ":AAAA",
        "id:",
        "id:short",
        "id:" + base64.b64encode(b"x" * 31).decode(),
        "id:not base64 at all!",
        "bad id:" + base64.b64encode(b"x" * 32).decode(),
        f"{OLD},{OLD}",
    ],
)
def test_a_wrong_master_key_text_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        KeyRing.parse(text)
    assert caught.value.code == "bad-master-key"
    assert not text.strip() or text not in str(caught.value.facts)


def test_a_made_key_is_accepted() -> None:
    ring = KeyRing.parse(f"{new_entry('k2')}, {new_entry('k1')}")
    assert (ring.first, repr(ring)) == ("k2", "KeyRing(k2, k1)")
    assert ring.ids == {"k1", "k2"}


def test_sealing_twice_never_looks_the_same() -> None:
    ring = KeyRing.parse(OLD)
    assert ring.seal(b"same", b"owner") != ring.seal(b"same", b"owner")
    for broken in (b"", b"\x03old", b"\xff" * 40):
        with pytest.raises(StorageError):
            ring.open(broken, b"owner")


async def test_the_file_can_be_read_as_a_copy(db: RunningDatabase, tmp_path: Path) -> None:
    await db.vault.store(account(), CREDENTIALS)
    with closing(sqlite3.connect(tmp_path / "tandem.db")) as copy:
        assert copy.execute("SELECT account_id, key_id FROM sealed_keys").fetchall() == [("account", "test")]
