"""Killed amid a change of master keys, every credential still opens, and the next start goes on (row 117)."""

import asyncio
import sys
from pathlib import Path

from core.domain.values import AccountId
from tests.database import database
from tests.persistence.builders import account, add_cast
from tests.persistence.test_vault import CREDENTIALS, NEW, OLD, vault_of

MANY = 150
KILLS = 3

VICTIM = """
import asyncio, sys
from adapters.key_ring import KeyRing
from adapters.persistence.database import open_database
from adapters.vault import SqlVault

async def main():
    db = await open_database(sys.argv[1])
    async with asyncio.TaskGroup() as group:
        group.create_task(db.writer.run())
        vault = SqlVault(db.reader, db.writer, ring=KeyRing.parse(sys.argv[2]))
        print("rotating", flush=True)
        await vault.rotate()
        print("done", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def killed_while_rotating(path: Path) -> None:
    """It may come to its end first; then there was nothing to interrupt."""
    url = f"sqlite+aiosqlite:///{path}"
    victim = await asyncio.create_subprocess_exec(
        sys.executable, "-c", VICTIM, url, f"{NEW},{OLD}", stdout=asyncio.subprocess.PIPE
    )
    assert victim.stdout is not None
    assert await victim.stdout.readline() == b"rotating\n"
    await asyncio.sleep(0.02)
    victim.kill()
    await victim.stdout.read()
    await victim.wait()


async def test_a_killed_rotation_goes_on(tmp_path: Path) -> None:
    many = [account(AccountId(f"a{number}")) for number in range(MANY)]
    async with database(tmp_path) as db:
        async with db.units() as unit:
            await add_cast(unit)
            for one in many:
                unit.accounts.add(one)
            await unit.commit()
        await asyncio.gather(*(vault_of(db, OLD).store(one, CREDENTIALS) for one in many))
    for _ in range(KILLS):
        await killed_while_rotating(tmp_path / "tandem.db")
        async with database(tmp_path) as db:
            opened = [await vault_of(db, f"{NEW},{OLD}").open(one) for one in many]
            assert opened == [CREDENTIALS] * MANY
    async with database(tmp_path) as db:
        await vault_of(db, f"{NEW},{OLD}").rotate()
        assert (await vault_of(db, NEW).uses("old"), await vault_of(db, NEW).uses("new")) == (0, MANY)
