"""The one writer of the database: groups what is waiting into one durable commit. Waits for no network.

A work is a function of a connection, so that it can be repeated as a whole. A group runs in the writer's own
thread from BEGIN IMMEDIATE to COMMIT: one hop however many statements, so a busy event loop delays no commit.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Generic, Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from adapters.persistence.failures import UNSTORABLE, DiskFull, is_busy, is_full, translate
from core.domain.errors import StorageError, TandemError

T = TypeVar("T")

GROUP_UNITS = 64
BUSY_ATTEMPTS = 3

Work = Callable[[Connection], T]
Telling = Callable[[], None]
"""Tells a waiter, in the loop, what became of its work."""

Observer = Callable[[int, float], None]
"""Hears of each group: how many works, and how many seconds it took."""


def hear_nothing(_works: int, _seconds: float) -> None:
    """Nobody measures."""


Give = Callable[[], bool]
"""Gives room on the disk back; whether there was any."""

Fence = Callable[[Connection], None]
"""Raises FencedOff when this instance may write no more; asked in every transaction."""

Hear = Callable[[TandemError], None]
"""Hears, in the loop, of every error of the database that a group met."""


def nothing_to_give() -> bool:
    return False


def no_fence(_connection: Connection) -> None:
    """The lease is enough."""


class Waiting(Protocol):
    """A work in the queue, whatever its result."""

    def attempt(self, connection: Connection) -> Telling: ...

    def refuse(self, error: TandemError) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted(Generic[T]):
    """A work with who waits for it."""

    work: Work[T]
    done: "asyncio.Future[T]"
    after: Callable[[T], None]

    def attempt(self, connection: Connection) -> Telling:
        return partial(self._settle, self.work(connection))

    def refuse(self, error: TandemError) -> None:
        if not self.done.done():
            self.done.set_exception(error)

    def _settle(self, result: T) -> None:
        """A waiter that went away does not undo anything."""
        self.after(result)
        if not self.done.done():
            self.done.set_result(result)


class Writer:
    """`submit` waits for durability; `run` does the writing and belongs to the supervised workers."""

    def __init__(
        self,
        engine: Engine,
        *,
        observe: Observer = hear_nothing,
        give: Give = nothing_to_give,
        fence: Fence = no_fence,
    ) -> None:
        self._engine, self._observe, self._give, self._fence = engine, observe, give, fence
        self._listeners: list[Hear] = []
        self._queue: asyncio.Queue[Waiting | None] = asyncio.Queue()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._is_stopping = False
        self.last_seconds = 0.0

    async def submit(self, work: Work[T], *, after: Callable[[T], None] = lambda _result: None) -> T:
        """Durable when it returns. `after` runs in the loop right behind the commit, waiter or no waiter.

        Raises what the work raises, AlreadyExists, ConcurrentUpdate or StorageError. Cancelling doesn't undo.
        """
        if self._is_stopping:
            raise StorageError("the writer is stopping")
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(Submitted(work=work, done=done, after=after))
        return await done

    async def run(self) -> None:
        """Write until stopped; whoever still waits when it ends is told that nothing is promised."""
        try:
            while group := await self._next_group():
                await self._write(group)
        finally:
            while not self._queue.empty():
                refuse_all([self._queue.get_nowait()])

    @property
    def waiting(self) -> int:
        """Works that nobody has begun to write."""
        return self._queue.qsize()

    def listen(self, hear: Hear) -> None:
        self._listeners.append(hear)

    def stop(self) -> None:
        """What was submitted before is still written; nothing more is taken."""
        if not self._is_stopping:
            self._is_stopping = True
            self._queue.put_nowait(None)

    def close(self) -> None:
        """Give the thread back; only after `run` has ended."""
        self._is_stopping = True
        self._thread.shutdown()

    async def _next_group(self) -> list[Waiting]:
        """All that waits, up to the limit; empty at the end."""
        group: list[Waiting] = []
        if self._is_stopping and self._queue.empty():
            return group
        waiting = await self._queue.get()
        while waiting is not None:
            group.append(waiting)
            if len(group) == GROUP_UNITS or self._queue.empty():
                break
            waiting = self._queue.get_nowait()
        return group

    async def _write(self, group: Sequence[Waiting]) -> None:
        began = perf_counter()
        writing = asyncio.get_running_loop().run_in_executor(self._thread, self._commit, group)
        try:
            tell_all(await asyncio.shield(writing))
        except asyncio.CancelledError:
            # The thread can't be stopped: what it commits is committed (reliability.md, fact 5).
            tell_all(await writing)
            raise
        finally:
            refuse_all(group)
        self.last_seconds = perf_counter() - began
        self._observe(len(group), self.last_seconds)

    def _commit(self, group: Sequence[Waiting]) -> list[Telling]:
        """In the writer's thread: the group together, or one by one when the database refused the group."""
        told: list[Telling] = []
        for attempt in range(1, BUSY_ATTEMPTS + 1):
            try:
                return told + self._commit_together(group)
            except SQLAlchemyError as error:
                if is_full(error) and self._give():
                    told.append(partial(self._tell, DiskFull("the disk is full: the spare room is in use")))
                    continue
                if is_busy(error) and attempt < BUSY_ATTEMPTS:
                    continue
                if len(group) == 1:
                    return [*told, *self._refused(group[0], translate(error))]
                break
            except StorageError as fenced:
                return [telling for waiting in group for telling in self._refused(waiting, fenced)]
        return told + [telling for waiting in group for telling in self._commit([waiting])]

    def _refused(self, waiting: Waiting, error: TandemError) -> list[Telling]:
        return [partial(self._tell, error), partial(waiting.refuse, error)]

    def _tell(self, error: TandemError) -> None:
        for hear in self._listeners:
            hear(error)

    def _commit_together(self, group: Sequence[Waiting]) -> list[Telling]:
        with self._engine.begin() as connection:
            self._fence(connection)
            return [attempt_one(connection, waiting) for waiting in group]


def attempt_one(connection: Connection, waiting: Waiting) -> Telling:
    """One work inside its savepoint: its own refusal takes back only what it did itself."""
    connection.exec_driver_sql("SAVEPOINT work")
    try:
        telling = waiting.attempt(connection)
    except (IntegrityError, *UNSTORABLE) as error:
        telling = refused(connection, waiting, error=translate(error))
    except TandemError as error:
        telling = refused(connection, waiting, error=error)
    connection.exec_driver_sql("RELEASE work")
    return telling


def refused(connection: Connection, waiting: Waiting, *, error: TandemError) -> Telling:
    connection.exec_driver_sql("ROLLBACK TO work")
    return partial(waiting.refuse, error)


def tell_all(tellings: Sequence[Telling]) -> None:
    for tell in tellings:
        tell()


def refuse_all(group: Sequence[Waiting | None]) -> None:
    """Nobody waits for ever: who wasn't told an outcome is told that none is known."""
    for waiting in group:
        if waiting is not None:
            waiting.refuse(StorageError("the writer stopped before the outcome was known"))
