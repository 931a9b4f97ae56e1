"""A real database for any test: a fresh file with the whole schema, its writer running, its events collected.

    async with database(tmp_path) as db:
        async with db.units() as unit: ...; await unit.commit()
        assert db.events == [...]

Fast: the schema is migrated once per process and copied, and no test waits for a disk to be sure.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.identity import SystemClock
from adapters.key_ring import KeyRing
from adapters.persistence.chat_stores import SqlCardBook, SqlConversationStore, SqlUpdateInbox
from adapters.persistence.database import Database, assembled, make_ready
from adapters.persistence.engine import Durability, parse_url, writing_engine
from adapters.persistence.lease import Lease
from adapters.persistence.paper_store import SqlPaperStore
from adapters.persistence.quality import SqlQualityReads
from adapters.persistence.read_model import SqlReadModel
from adapters.persistence.unit_of_work import SqlUnitOfWorkFactory
from adapters.vault import SqlVault
from core.shared import DomainEvent


class RunningDatabase:
    """What a test holds: `units` is the UnitOfWorkFactory, `events` is all that was committed, in order.

    Besides `read_model`, `quality`, `vault`, `inbox`, `cards`, `conversations`, `papers`: the real adapters on it.
    """

    def __init__(self, opened: Database) -> None:
        self.opened, self.reader, self.writer = opened, opened.reader, opened.writer
        self.events: list[DomainEvent] = []
        self.units = SqlUnitOfWorkFactory(opened.reader, opened.writer, on_committed=self._collect)
        self.read_model, self.quality = SqlReadModel(opened.reader), SqlQualityReads(opened.reader)
        self.ring = KeyRing({"test": bytes(range(32))})
        self.vault = SqlVault(opened.reader, opened.writer, ring=self.ring)
        self.inbox = SqlUpdateInbox(opened.reader, opened.writer, ring=self.ring, clock=SystemClock())
        self.cards = SqlCardBook(opened.reader, opened.writer)
        self.conversations = SqlConversationStore(opened.reader, opened.writer)
        self.papers = SqlPaperStore(opened.reader, opened.writer)

    def _collect(self, events: Sequence[DomainEvent]) -> None:
        self.events.extend(events)


@asynccontextmanager
async def database(folder: Path) -> AsyncIterator[RunningDatabase]:
    """A database in `folder/tandem.db`; opened again, it is the same one."""
    path = folder / "tandem.db"
    if not path.exists():
        path.write_bytes(empty_database())
    opened = opened_at(path)
    group = asyncio.TaskGroup()
    await group.__aenter__()  # entered by hand, so that a test's failure isn't wrapped into a group
    group.create_task(opened.writer.run())
    try:
        yield RunningDatabase(opened)
    finally:
        opened.writer.stop()
        await group.__aexit__(None, None, None)
        await opened.close()


def opened_at(path: Path) -> Database:
    """Like `open_database`, but the file is known to be whole and new."""
    url, lease = parse_url(url_of(path)), Lease(path)
    lease.take()
    return assembled(url, lease=lease, writing=writing_engine(url, Durability.OFF))


def url_of(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


@cache
def empty_database() -> bytes:
    """The migrated file, made once."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        url = parse_url(url_of(path))
        engine = writing_engine(url, Durability.OFF)
        make_ready(url, engine)
        engine.dispose()
        return path.read_bytes()
