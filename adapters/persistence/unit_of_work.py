"""One transaction of the core: reads at once, remembers, writes everything in one work of the writer. Locks nothing."""

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from adapters.messaging.event_codec import encode_event, kind_of
from adapters.persistence import people_repositories as people
from adapters.persistence import trading_repositories as trading
from adapters.persistence.drift_ledger import SqlIgnoredDrifts
from adapters.persistence.ledgers import SqlAccountFills, SqlDecisions, SqlLeaderEvents, SqlSwitches
from adapters.persistence.memory import Held, Memory, Root
from adapters.persistence.operations import SqlOperations
from adapters.persistence.plan import Plan, Row
from adapters.persistence.progress import Journal
from adapters.persistence.reading import Reader
from adapters.persistence.side_tables import outbox
from adapters.persistence.working_set import WorkingSet
from adapters.persistence.writer import Writer
from core.shared import DomainEvent

OnCommitted = Callable[[Sequence[DomainEvent]], None]
"""Told in the loop, right behind the commit, in the order of commits."""


def tell_nobody(_events: Sequence[DomainEvent]) -> None:
    """The relay finds the events in the outbox at its next start."""


class SqlUnitOfWork:
    """Implements UnitOfWork. May commit more than once; after a failed commit it must be thrown away."""

    def __init__(self, reader: Reader, writer: Writer, *, working: WorkingSet, on_committed: OnCommitted) -> None:
        self._reader, self._writer, self._working = reader, writer, working
        self._on_committed = on_committed
        self._memory = Memory()
        self._recorded: list[DomainEvent] = []
        self._renew(Plan())
        self.followers = people.SqlFollowers(people.FOLLOWERS, self._memory, reader=reader)
        self.invites = people.SqlInvites(people.INVITES, self._memory, reader=reader)
        self.accounts = people.SqlAccounts(
            people.ACCOUNTS, self._memory, reader=reader, working=working, shelf=working.accounts
        )
        self.undos = people.SqlUndos(people.UNDOS, self._memory, reader=reader)
        self.leaders = people.SqlLeaders(self._memory, reader, working=working)
        self.follows = people.SqlFollows(
            people.FOLLOWS, self._memory, reader=reader, working=working, shelf=working.follows
        )
        self.trades = trading.SqlTrades(
            trading.TRADES, self._memory, reader=reader, working=working, shelf=working.trades
        )
        self.positions = trading.SqlPositions(
            trading.POSITIONS, self._memory, reader=reader, working=working, shelf=working.positions
        )
        self.confirmations = trading.SqlConfirmations(trading.CONFIRMATIONS, self._memory, reader=reader)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to give back: a unit holds no connection and no lock."""

    def record(self, event: DomainEvent) -> None:
        self._recorded.append(event)

    async def commit(self) -> None:
        plan = self._plan
        changed = [(held, state) for held in self._memory.held() if (state := held.note(plan)) is not None]
        events = self._note_events(plan, [held.aggregate for held, _ in changed])
        if plan.is_empty:
            return
        stored, journal = [held.as_stored() for held, _ in changed], self._journal
        await self._writer.submit(plan.carry_out, after=lambda _: self._tell(stored, journal, events))
        self._settled(changed)

    def _tell(self, stored: Sequence[Root], journal: Journal, events: Sequence[DomainEvent]) -> None:
        self._working.take(stored, journal)
        if events:
            self._on_committed(events)

    def _note_events(self, plan: Plan, aggregates: Sequence[Root]) -> Sequence[DomainEvent]:
        """The outbox rows; the events of one aggregate keep their order all the way to the subscribers."""
        raised = [(event, source_of(root)) for root in aggregates for event in root.get_domain_events()]
        for event, source in [*raised, *((event, "") for event in self._recorded)]:
            plan.insert(outbox, outbox_row(event, source))
        return [*(event for event, _ in raised), *self._recorded]

    def _settled(self, changed: Sequence[tuple[Held, Row]]) -> None:
        for held, state in changed:
            held.settled(state)
        self._memory.forget_new()
        self._recorded = []
        self._renew(Plan())

    def _renew(self, plan: Plan) -> None:
        self._plan, self._journal = plan, Journal()
        self.leader_events = SqlLeaderEvents(plan, self._journal, self._working)
        self.decisions = SqlDecisions(plan, self._reader, journal=self._journal, working=self._working)
        self.account_fills = SqlAccountFills(plan, self._reader)
        self.ignored_drifts = SqlIgnoredDrifts(plan, self._reader)
        self.switches = SqlSwitches(plan, self._journal, self._working)
        self.operations = SqlOperations(plan, self._reader)


class SqlUnitOfWorkFactory:
    """Implements UnitOfWorkFactory."""

    def __init__(self, reader: Reader, writer: Writer, *, on_committed: OnCommitted = tell_nobody) -> None:
        self._reader, self._writer, self._on_committed = reader, writer, on_committed
        self._working = working_set(reader)

    def __call__(self) -> SqlUnitOfWork:
        return SqlUnitOfWork(
            self._reader,
            self._writer,
            working=self._working,
            on_committed=self._on_committed,
        )


def working_set(reader: Reader) -> WorkingSet:
    return WorkingSet(
        reader,
        accounts=people.linked_accounts(),
        follows=people.running_follows(),
        trades=trading.unsettled_trades(),
        positions=trading.open_positions(),
    )


def source_of(root: Root) -> str:
    return f"{type(root).__name__}:{root.id}"


def outbox_row(event: DomainEvent, source: str) -> Row:
    return {
        "event_id": event.event_id,
        "source": source,
        "kind": kind_of(event),
        "payload": encode_event(event),
        "occurred_at": event.occurred_at,
        "delivered_at": None,
    }
