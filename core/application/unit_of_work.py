"""What commits together: aggregates, their events, stored decisions. Promises only; the database adapter implements.

A unit reads at once and writes at commit: nothing is locked while the core thinks, versions catch lost updates.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from core.application.operations import Operations
from core.domain.account import Account
from core.domain.confirmation import Confirmation
from core.domain.follow import Follow
from core.domain.follower import Follower
from core.domain.invite import Invite
from core.domain.leader import CopyIntent, Leader, Leg
from core.domain.position import Position
from core.domain.trade import Trade
from core.domain.undo import Undo
from core.domain.values import (
    AccountId,
    ClientOrderId,
    ConfirmationId,
    FollowerId,
    FollowId,
    LeaderId,
    PositionId,
    Symbol,
    TradeId,
    UndoId,
)
from core.domain.verdict import CopyOrder, Skip
from core.shared import DomainEvent

A = TypeVar("A")
K_contra = TypeVar("K_contra", contravariant=True)


class Repository(Protocol, Generic[K_contra, A]):
    """Aggregates by id; what was got or added is stored at commit when it changed."""

    async def get(self, key: K_contra, /) -> A:
        """Raises NotFound."""
        ...

    async def find(self, key: K_contra, /) -> A | None: ...

    def add(self, aggregate: A, /) -> None:
        """New; commit raises AlreadyExists when a unique key holds it."""
        ...


class Followers(Repository[FollowerId, Follower], Protocol):
    async def operators(self) -> Sequence[Follower]: ...


class Accounts(Repository[AccountId, Account], Protocol):
    async def many(self, account_ids: Sequence[AccountId], /) -> Sequence[Account]: ...

    async def of_follower(self, follower_id: FollowerId, /) -> Sequence[Account]:
        """Linked ones (not unlinked), oldest first."""
        ...

    async def linked(self) -> Sequence[Account]: ...


class Leaders(Repository[LeaderId, Leader], Protocol):
    async def active(self) -> Sequence[Leader]: ...

    async def of_owner(self, owner_id: FollowerId, /) -> Leader | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningFollow:
    """A running follow in short: which one, and whose turn it takes to decide on it."""

    follow_id: FollowId
    account_id: AccountId


class Follows(Repository[FollowId, Follow], Protocol):
    async def many(self, follow_ids: Sequence[FollowId], /) -> Sequence[Follow]: ...

    async def running_of_leader(self, leader_id: LeaderId, /) -> Sequence[Follow]:
        """Not stopped; active, paused and close-only."""
        ...

    async def running_in_short(self, leader_id: LeaderId, /) -> Sequence[RunningFollow]:
        """The same as stored, in the same order: a fan-out reads each in its own group."""
        ...

    async def rested(self, at: datetime, /) -> Sequence[Follow]:
        """Paused for a time that is over by then."""
        ...

    async def running_of_follower(self, follower_id: FollowerId, /) -> Sequence[Follow]: ...

    async def running_of_account(self, account_id: AccountId, /) -> Sequence[Follow]: ...


class Trades(Repository[TradeId, Trade], Protocol):
    async def by_client_order_id(self, client_order_id: ClientOrderId, /) -> Trade | None: ...

    async def unsettled(self, account_id: AccountId | None = None) -> Sequence[Trade]:
        """RESERVED and NEEDS_RECONCILIATION, oldest first; of one account or of all."""
        ...

    async def unsettled_of_accounts(self, account_ids: Sequence[AccountId], /) -> Sequence[Trade]: ...

    async def by_exchange_order_id(self, account_id: AccountId, exchange_order_id: str, /) -> Trade | None: ...

    async def of_event(self, event_key: str, /) -> Sequence[Trade]: ...

    async def entries_since(self, follow_id: FollowId, at: datetime, /) -> Sequence[Trade]:
        """Those of a follow that were decided then or later, oldest first."""
        ...

    async def adopted(self, account_id: AccountId, /) -> Sequence[Trade]:
        """Those found at the exchange whose leader's event the book had lost as well."""
        ...


class Positions(Repository[PositionId, Position], Protocol):
    async def open_of_follow(self, follow_id: FollowId, /) -> Sequence[Position]: ...

    async def open_of_accounts(self, account_ids: Sequence[AccountId], /) -> Sequence[Position]: ...

    async def open_of_follower(self, follower_id: FollowerId, /) -> Sequence[Position]: ...

    async def held_since(self, follower_id: FollowerId, at: datetime, /) -> Sequence[Position]:
        """Open ones, and those closed at that moment or later."""
        ...

    async def open_in(self, follow_id: FollowId, symbol: Symbol, /) -> Position | None:
        """The open position of a follow in a symbol (one side at a time)."""
        ...


class Confirmations(Repository[ConfirmationId, Confirmation], Protocol):
    async def open_of_trade(self, trade_id: TradeId, /) -> Confirmation | None: ...

    async def open_of_trades(self, trade_ids: Sequence[TradeId], /) -> Sequence[Confirmation]: ...

    async def due(self, at: datetime, /) -> Sequence[Confirmation]:
        """Open and past their deadline."""
        ...


class LeaderEvents(Protocol):
    """Leader events whose fan-out isn't finished: resumed after a crash from the stored intent, never re-read."""

    def begin(self, intent: CopyIntent) -> None:
        """Stored with the leader's counted fills; UNIQUE(event_key)."""
        ...

    def finish(self, event_key: str) -> None:
        """Every follow's decision is durable."""
        ...

    async def unfinished(self) -> Sequence[CopyIntent]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A stored decision, in short."""

    follow_id: FollowId
    follower_id: FollowerId
    leg: Leg
    is_skipped: bool


class Decisions(Protocol):
    """Every verdict with its numbers; UNIQUE(follow, event, leg) makes a second attempt impossible."""

    def add(
        self,
        *,
        follow_id: FollowId,
        follower_id: FollowerId,
        intent: CopyIntent,
        verdict: CopyOrder | Skip,
        trade_id: TradeId | None,
        at: datetime,
    ) -> None: ...

    async def decided(self, event_key: str) -> frozenset[tuple[FollowId, str]]:
        """The (follow, leg) pairs that have their verdict already."""
        ...

    async def verdicts(self, event_keys: Sequence[str]) -> Sequence[Verdict]:
        """All stored verdicts on these events."""
        ...


class AccountFills(Protocol):
    """Fills booked from an account, so that each counts once: UNIQUE(account, symbol, fill id)."""

    def add(self, account_id: AccountId, symbol: Symbol, *, fill_id: str, at: datetime) -> None: ...

    async def booked(self, account_id: AccountId, symbol: Symbol, *, fill_ids: Sequence[str]) -> frozenset[str]: ...


class IgnoredDrifts(Protocol):
    """Differences that a follower doesn't want to hear of again while they stay as they are; a mark names one."""

    def add(self, account_id: AccountId, mark: str, *, at: datetime) -> None:
        """UNIQUE(account, mark)."""
        ...

    async def of(self, account_id: AccountId) -> frozenset[str]: ...


class Switches(Protocol):
    """The installation's own state: copying paused by the operator, its random installation id."""

    async def installation_id(self) -> str: ...

    async def is_copying_paused(self) -> bool: ...

    def pause_copying(self) -> None: ...

    def resume_copying(self) -> None: ...


class UnitOfWork(Protocol):
    """One transaction of the core, committed by the one writer with others in a group."""

    @property
    def followers(self) -> Followers: ...
    @property
    def invites(self) -> Repository[str, Invite]: ...
    @property
    def undos(self) -> Repository[UndoId, Undo]: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def leaders(self) -> Leaders: ...
    @property
    def follows(self) -> Follows: ...
    @property
    def trades(self) -> Trades: ...
    @property
    def positions(self) -> Positions: ...
    @property
    def confirmations(self) -> Confirmations: ...
    @property
    def leader_events(self) -> LeaderEvents: ...
    @property
    def decisions(self) -> Decisions: ...
    @property
    def account_fills(self) -> AccountFills: ...
    @property
    def ignored_drifts(self) -> IgnoredDrifts: ...
    @property
    def switches(self) -> Switches: ...
    @property
    def operations(self) -> Operations: ...

    def record(self, event: DomainEvent) -> None:
        """An event that belongs to no aggregate, committed with the rest."""
        ...

    async def commit(self) -> None:
        """Durable when it returns; its events are then handed to the bus.

        Raises ConcurrentUpdate (repeat the unit), AlreadyExists, StorageError. Cancelling doesn't undo it.
        """
        ...


UnitOfWorkFactory = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
"""Opens a unit; leaving it without commit forgets everything."""
