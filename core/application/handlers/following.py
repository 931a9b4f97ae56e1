"""Becoming a leader; starting, changing, pausing and stopping a follow. Sizes nothing."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from core.application.admission import refuse_start
from core.application.closing import end_if_closed, end_questions
from core.application.commands import (
    ChangeFollowCommand,
    ObserveLeaderCommand,
    PauseFollowCommand,
    PublishLeaderCommand,
    ResumeFollowCommand,
    RetireLeaderCommand,
    StartFollowCommand,
    StopFollowCommand,
)
from core.application.exits import Exits
from core.application.farewell import leave_alone
from core.application.handlers.accounts import is_same_place, own_account
from core.application.handlers.people import require_trading
from core.application.leader_commands import LossCause
from core.application.leader_looks import perpetual_holdings
from core.application.order_desk import OrderDesk
from core.application.ports import Clock, ExchangeDirectory, ExchangePort, IdSource, MarketBoard
from core.application.turns import Turns
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.account import Account
from core.domain.errors import (
    AlreadyExists,
    BadInput,
    ConcurrentUpdate,
    ExchangeError,
    NotFound,
    NotPossibleNow,
    StorageError,
)
from core.domain.events import LeaderTermsChangedEvent
from core.domain.follow import Follow, FollowStatus, StopChoice
from core.domain.leader import Leader, LedgerKey
from core.domain.trade import Trade, TradePurpose
from core.domain.values import ZERO, FollowerId, FollowId, LeaderId, MarketKind, Symbol

NAME_LENGTH = 32


async def own_follow(unit: UnitOfWork, actor: FollowerId, follow_id: FollowId) -> Follow:
    """A stranger's follow answers like none at all."""
    follow = await unit.follows.find(follow_id)
    if follow is None or follow.follower_id != actor:
        raise NotFound("follow-unknown")
    return follow


class LeadingHandlers:
    """A person with a linked account becomes a leader; a read-only key is enough."""

    def __init__(
        self,
        units: UnitOfWorkFactory,
        directory: ExchangeDirectory,
        *,
        board: MarketBoard,
        ids: IdSource,
        clock: Clock,
    ) -> None:
        self._units, self._directory, self._board = units, directory, board
        self._ids, self._clock = ids, clock

    async def publish(self, command: PublishLeaderCommand) -> LeaderId:
        name = command.name.strip()
        if not 0 < len(name) <= NAME_LENGTH:
            raise BadInput("bad-name", limit=NAME_LENGTH)
        async with self._units() as unit:
            (await require_trading(unit, command.actor)).terms.require_leading()
            account = await own_account(unit, command.actor, command.account_id)
            if not account.has_key:
                raise NotPossibleNow("account-needs-key")
            await self._refuse_circle(unit, account)
            leader = await self._renewed(unit, command, name)
            now = self._clock.now()
            leader.start_from(await self._holdings(account), at=now)
            await unit.commit()
        await self.observe(ObserveLeaderCommand(leader_id=leader.id))
        return leader.id

    @staticmethod
    async def _refuse_circle(unit: UnitOfWork, account: Account) -> None:
        """Copies into an account that leads would be copied again, round and round (reliability.md row 51)."""
        for follow in await unit.follows.running_of_follower(account.follower_id):
            if is_same_place(await unit.accounts.get(follow.account_id), account):
                raise NotPossibleNow("account-in-use")

    async def retire(self, command: RetireLeaderCommand) -> None:
        async with self._units() as unit:
            leader = await unit.leaders.find(command.leader_id)
            if leader is None or leader.owner_id != command.actor:
                raise NotFound("leader-unknown")
            leader.retire()
            for follow in await unit.follows.running_of_leader(leader.id):
                if follow.status in {FollowStatus.ACTIVE, FollowStatus.PAUSED}:
                    await leave_alone(unit, follow, LossCause.RETIRED, at=self._clock.now())
            await unit.commit()

    async def observe(self, command: ObserveLeaderCommand) -> None:
        """Equity and leverages of the leader, off the path; an exchange that doesn't answer changes nothing."""
        async with self._units() as unit:
            leader = await unit.leaders.get(command.leader_id)
            account = await unit.accounts.get(leader.account_id)
            try:
                connection = await self._directory.live_connection(account)
                equity, leverages = await equity_of(connection), await leverages_of(connection)
            except (ExchangeError, NotFound, StorageError):
                return
            changed = {symbol for symbol, set_to in leverages.items() if leader.leverages.get(symbol, set_to) != set_to}
            for follow in await unit.follows.running_of_leader(leader.id) if changed else ():
                for symbol in changed:
                    unit.record(terms_event(leader, follow, symbol, after=leverages[symbol], at=self._clock.now()))
            leader.observe(equity, leverages)
            try:
                await unit.commit()
            except ConcurrentUpdate:
                return

    async def _renewed(self, unit: UnitOfWork, command: PublishLeaderCommand, name: str) -> Leader:
        """The owner's leader, new or come back; from now on only what happens from now on counts."""
        now = self._clock.now()
        leader = await unit.leaders.of_owner(command.actor)
        if leader is None:
            leader = Leader(
                LeaderId(self._ids.new()),
                owner_id=command.actor,
                account_id=command.account_id,
                name=name,
                since=now,
            )
            unit.leaders.add(leader)
            return leader
        if leader.is_active:
            raise NotPossibleNow("leads-already")
        leader.resume(command.account_id)
        leader.name = name
        return leader

    async def _holdings(self, account: Account) -> dict[LedgerKey, Decimal]:
        """What the leader has open before anybody follows."""
        try:
            connection = await self._directory.live_connection(account)
            holdings = await perpetual_holdings(connection)
            spot = await connection.fetch_balance(MarketKind.SPOT)
        except ExchangeError as error:
            raise NotPossibleNow("exchange-away") from error
        for coin, balance in spot.items():
            symbol = Symbol(base=coin, quote="USDT") if coin != "USDT" else None
            if symbol is not None and self._board.market(account.exchange, symbol) is not None:
                holdings[(symbol, None)] = balance.total
        return holdings


def terms_event(leader: Leader, follow: Follow, symbol: Symbol, *, after: int, at: datetime) -> LeaderTermsChangedEvent:
    return LeaderTermsChangedEvent(
        event_id=f"Terms:{follow.id}:{symbol}:{leader.version}",
        occurred_at=at,
        follow_id=follow.id,
        follower_id=follow.follower_id,
        leader_id=leader.id,
        symbol=symbol,
        before=leader.leverages[symbol],
        after=after,
    )


async def equity_of(connection: ExchangePort) -> Decimal | None:
    balance = (await connection.fetch_balance(MarketKind.PERPETUAL)).get("USDT")
    return balance.total if balance is not None and balance.total > ZERO else None


async def leverages_of(connection: ExchangePort) -> dict[Symbol, int]:
    return {p.symbol: p.leverage for p in await connection.fetch_positions() if p.leverage is not None}


class FollowingHandlers:
    """A follower's standing order, from the first to the last day."""

    def __init__(
        self,
        units: UnitOfWorkFactory,
        exits: Exits,
        *,
        desk: OrderDesk,
        ids: IdSource,
        clock: Clock,
        turns: Turns,
    ) -> None:
        self._units, self._exits, self._desk = units, exits, desk
        self._ids, self._clock, self._turns = ids, clock, turns

    async def start(self, command: StartFollowCommand) -> FollowId:
        async with self._units() as unit:
            follower = await require_trading(unit, command.actor)
            leader = await unit.leaders.find(command.leader_id)
            if leader is None:
                raise NotFound("leader-unknown")
            account = await own_account(unit, command.actor, command.account_id)
            await refuse_start(unit, leader, account)
            follow = Follow(
                FollowId(self._ids.new()),
                follower_id=command.actor,
                leader_id=command.leader_id,
                account_id=command.account_id,
                rules=follower.terms.applied_to(command.rules),
                mode=command.mode,
                started_at=self._clock.now(),
            )
            unit.follows.add(follow)
            try:
                await unit.commit()
            except AlreadyExists as error:
                raise NotPossibleNow("follows-already") from error
        return follow.id

    async def change(self, command: ChangeFollowCommand) -> None:
        async with self._units() as unit:
            follow = await own_follow(unit, command.actor, command.follow_id)
            follower = await require_trading(unit, command.actor)
            follow.change(follower.terms.applied_to(command.rules), command.mode)
            await unit.commit()

    async def pause(self, command: PauseFollowCommand) -> int:
        """In turn with the fan-out: an entry is decided before, and counted here, or not at all."""
        async with self._units() as unit:
            account_id = (await own_follow(unit, command.actor, command.follow_id)).account_id
        async with self._turns.of([account_id]), self._units() as unit:
            follow = await own_follow(unit, command.actor, command.follow_id)
            follow.pause(None if command.length is None else self._clock.now() + command.length)
            pending = await unit.trades.unsettled(account_id)
            await unit.commit()
        return sum(trade.plan.follow_id == follow.id and not trade.plan.reduce_only for trade in pending)

    async def resume(self, command: ResumeFollowCommand) -> None:
        async with self._units() as unit:
            follow = await own_follow(unit, command.actor, command.follow_id)
            leader = await unit.leaders.get(follow.leader_id)
            if not leader.is_active:
                raise NotPossibleNow("leader-retired")
            follow.resume()
            await unit.commit()

    async def stop(self, command: StopFollowCommand) -> int:
        """Close all, keep, or let the leader close: the follower chose."""
        async with self._units() as unit:
            account_id = (await own_follow(unit, command.actor, command.follow_id)).account_id
        async with self._turns.of([account_id]), self._units() as unit:
            follow = await own_follow(unit, command.actor, command.follow_id)
            account = await unit.accounts.get(follow.account_id)
            pending = await unit.trades.unsettled(account_id)
            own = [trade for trade in pending if trade.plan.follow_id == follow.id]
            await end_questions(unit, own, "follow-stopped", at=self._clock.now())
            trades: list[Trade] = []
            match command.choice:
                case StopChoice.LEADER_CLOSES:
                    follow.only_close()
                case StopChoice.KEEP:
                    follow.stop(self._clock.now())
                case StopChoice.CLOSE_ALL:
                    trades = await self._close_all(unit, follow, own)
            await unit.commit()
        self._desk.submit(account, trades)
        return len(trades)

    async def _close_all(self, unit: UnitOfWork, follow: Follow, pending: Sequence[Trade]) -> list[Trade]:
        """What can't be closed this moment stays owed: recovery goes on until the last position is gone."""
        now = self._clock.now()
        follow.close_out(now)
        positions = await unit.positions.open_of_follow(follow.id)
        owed = [
            await self._exits.reserve_owed(unit, each, pending=pending, purpose=TradePurpose.STOP) for each in positions
        ]
        await end_if_closed(unit, follow.id, now)
        return [trade for trade in owed if trade is not None]
