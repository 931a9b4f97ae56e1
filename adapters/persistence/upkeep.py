"""What is done for the book now and then: its high water, the disk, its health, its backups, what it tells of leaders,
what of it nobody can use any more.

Starts nothing itself.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from loguru import logger
from sqlalchemy import delete

from adapters.persistence.backup import back_up_daily
from adapters.persistence.condition import Condition
from adapters.persistence.database import Database
from adapters.persistence.episodes import EpisodeTeller
from adapters.persistence.tables import undos
from adapters.persistence.writer import Writer
from core.application.gates import Gates
from core.application.ports import Clock
from core.domain.errors import StorageError

MARK_SECONDS = 5.0
LOOK_SECONDS = 5.0
TELL_SECONDS = 60.0
CHECK_SECONDS = 24 * 3600.0
FORGET_SECONDS = 24 * 3600.0
BACKUP_SECONDS = 3600.0
"""A copy a day, whenever the bot was started: the hour is only how soon it is noticed that one is due."""

UNDOS_KEPT = timedelta(days=30)
"""An undo works for half a minute; the rest is for whoever asks what was done."""

Chore = tuple[str, float, Callable[[], Awaitable[object]]]


def upkeep(database: Database, gates: Gates, *, clock: Clock, folder: Path | None, kept_days: int) -> Sequence[Chore]:
    """Name, seconds between, and what to do."""
    condition = Condition(database, gates)
    chores: list[Chore] = [
        ("note the high water", MARK_SECONDS, database.note_high_water),
        ("look at the disk", LOOK_SECONDS, condition.look),
        ("check the book", CHECK_SECONDS, condition.check),
        ("tell leaders' episodes", TELL_SECONDS, EpisodeTeller(database.reader, database.writer).catch_up),
        ("forget old undos", FORGET_SECONDS, partial(forget_undos, database.writer, clock)),
    ]
    if kept_days:
        chores.append(("back up", BACKUP_SECONDS, daily_backup(database.url, folder, kept_days=kept_days)))
    return chores


async def forget_undos(writer: Writer, clock: Clock) -> None:
    """Used or not: whatever is that old has expired."""
    old = delete(undos).where(undos.c.made_at < clock.now() - UNDOS_KEPT)
    await writer.submit(lambda connection: connection.execute(old).rowcount)


def daily_backup(url: str, folder: Path | None, *, kept_days: int) -> Callable[[], Awaitable[None]]:
    async def make() -> None:
        """A missing backup stops nothing."""
        try:
            await asyncio.to_thread(back_up_daily, url, folder, kept_days=kept_days)
        except (StorageError, OSError) as error:
            logger.bind(error=str(error)).error("no backup was made; the next try is in an hour")

    return make
