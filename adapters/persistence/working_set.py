"""What every copy needs, in memory as the newest commit left it: leaders, running follows, linked accounts, unsettled
trades, open positions, how far events have come. Hands out twins, never its own objects; writes nothing, and asks the
database once.

One process writes the database (the lease and the fence see to it), and every commit of a unit is told here in the
order of commits: what is found here is what a query would find.
"""

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Generic, Protocol, TypeVar, cast

from adapters.persistence.memory import Root
from adapters.persistence.progress import Journal, Progress
from adapters.persistence.reading import Reader, Rows
from adapters.persistence.repository import Kind
from core.domain.account import Account
from core.domain.follow import Follow
from core.domain.leader import Leader
from core.domain.position import Position
from core.domain.trade import Trade
from core.domain.values import LeaderId

A = TypeVar("A", bound=Root)
Attributes = Mapping[str, Callable[[A], Hashable]]
"""By what the things on a shelf are looked for."""

Place = tuple[str, Hashable]
"""An attribute and its value."""


class Keeps(Protocol):
    """A shelf, whatever lies on it."""

    async def read(self, reader: Reader) -> Sequence[Root]: ...

    def fill(self, found: Sequence[Root]) -> None: ...

    def takes(self, root: Root) -> bool: ...

    def put(self, root: Root) -> None: ...


class Shelf(Generic[A]):
    """One kind of aggregate, as far as it belongs to the working set; in the order in which they were first stored."""

    def __init__(
        self, kind: Kind[A], of_type: type[A], *, rows: Rows, keeps: Callable[[A], bool], attributes: Attributes[A]
    ) -> None:
        self._kind, self._type, self._rows, self._keeps, self._attributes = kind, of_type, rows, keeps, attributes
        self._kept: dict[Hashable, A] = {}
        self._places: dict[Place, dict[Hashable, None]] = {}

    async def read(self, reader: Reader) -> Sequence[Root]:
        found = await reader.rows(self._rows)
        return reader.understood(lambda: [self._kind.build(row) for row in found])

    def fill(self, found: Sequence[Root]) -> None:
        self._kept.clear()
        self._places.clear()
        for root in found:
            self.put(root)

    def takes(self, root: Root) -> bool:
        return isinstance(root, self._type)

    def put(self, root: Root) -> None:
        """The newest state of it, at its old place; an older one than is known says nothing."""
        aggregate = cast(A, root)
        known = self._kept.get(aggregate.id)
        if known is not None and known.version > aggregate.version:
            return
        old = () if known is None else self._places_of(known)
        new = self._places_of(aggregate) if self._keeps(aggregate) else ()
        for place in set(old) - set(new):
            self._places[place].pop(aggregate.id)
        for place in new:
            self._places.setdefault(place, {})[aggregate.id] = None
        if new:
            self._kept[aggregate.id] = aggregate
        else:
            self._kept.pop(aggregate.id, None)

    def find(self, key: Hashable) -> A | None:
        return self._kept.get(key)

    def everything(self) -> Sequence[A]:
        return list(self._kept.values())

    def by(self, attribute: str, *values: Hashable) -> Sequence[A]:
        """Those whose attribute has one of the values."""
        found = (self._places.get((attribute, value), {}) for value in values)
        return [self._kept[key] for keys in found for key in keys]

    def _places_of(self, aggregate: A) -> Sequence[Place]:
        return [(name, read(aggregate)) for name, read in self._attributes.items()]


class WorkingSet:
    """The shelves of one database, filled at the first look."""

    def __init__(
        self,
        reader: Reader,
        *,
        accounts: Shelf[Account],
        follows: Shelf[Follow],
        trades: Shelf[Trade],
        positions: Shelf[Position],
    ) -> None:
        self.accounts, self.follows, self.trades, self.positions = accounts, follows, trades, positions
        self._shelves: Sequence[Keeps] = (accounts, follows, trades, positions)
        self._reader, self._loading = reader, asyncio.Lock()
        self._is_loaded, self._commits = False, 0
        self.progress, self._leaders = Progress(), dict[LeaderId, Leader]()

    async def ready(self) -> None:
        """Return when the shelves are full."""
        if self._is_loaded:
            return
        async with self._loading:
            while not self._is_loaded:
                await self._load()

    def take(self, stored: Sequence[Root], journal: Journal) -> None:
        """Told in the loop right behind each commit, in the order of commits; each a twin that nobody changes."""
        self._commits += 1
        for root in stored:
            if isinstance(root, Leader):
                self.know(root)
            elif self._is_loaded:
                self._put(root)
        if self._is_loaded:
            self.progress.take(journal)

    def leader(self, leader_id: LeaderId) -> Leader | None:
        """As the newest commit left him, if anybody asked for him before: his counted fills are many."""
        return self._leaders.get(leader_id)

    def know(self, leader: Leader) -> None:
        """What was read may be older than what was told meanwhile."""
        known = self._leaders.get(leader.id)
        if known is None or known.version <= leader.version:
            self._leaders[leader.id] = leader

    async def _load(self) -> None:
        """A commit told meanwhile may be missing in what was read: then it is read again."""
        commits = self._commits
        found = [await shelf.read(self._reader) for shelf in self._shelves]
        progress = await Progress.read(self._reader)
        if commits == self._commits:
            self.progress = progress
            for shelf, roots in zip(self._shelves, found, strict=True):
                shelf.fill(roots)
            self._is_loaded = True

    def _put(self, root: Root) -> None:
        for shelf in self._shelves:
            if shelf.takes(root):
                shelf.put(root)
