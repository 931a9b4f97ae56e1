"""Repositories whose questions the working set answers; the database is asked for what does not belong to it."""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from adapters.persistence.memory import Memory, Root
from adapters.persistence.reading import Reader
from adapters.persistence.repository import Kind, SqlRepository
from adapters.persistence.working_set import Shelf, WorkingSet

K = TypeVar("K", bound=Hashable)
A = TypeVar("A", bound=Root)


class WorkingRepository(SqlRepository[K, A]):
    """Finds what is in hand, then what is on the shelf, then what is stored."""

    def __init__(self, kind: Kind[A], memory: Memory, *, reader: Reader, working: WorkingSet, shelf: Shelf[A]) -> None:
        super().__init__(kind, memory, reader=reader)
        self._working, self._shelf = working, shelf

    async def find(self, key: K, /) -> A | None:
        known = self._memory.find(self._kind.form, key)
        if known is not None:
            return known
        await self._working.ready()
        kept = self._shelf.find(key)
        return await super().find(key) if kept is None else self._memory.keep_twin(self._kind.form, kept)

    async def _everything(self, fits: Callable[[A], bool]) -> Sequence[A]:
        """All on the shelf, then the unit's new ones; `fits` says the same of the changed object."""
        await self._working.ready()
        return self._in_hand(self._shelf.everything(), fits)

    async def _working_by(self, attribute: str, *values: Hashable, fits: Callable[[A], bool]) -> Sequence[A]:
        """The same for those whose attribute has one of the values."""
        await self._working.ready()
        return self._in_hand(self._shelf.by(attribute, *values), fits)

    def _in_hand(self, kept: Sequence[A], fits: Callable[[A], bool]) -> Sequence[A]:
        form = self._kind.form
        found = [self._memory.keep_twin(form, each) for each in kept]
        return [aggregate for aggregate in [*found, *self._memory.added(form)] if fits(aggregate)]
