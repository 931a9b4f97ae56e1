"""The only caller of place_order. Sends each reserved trade once, settles what is known, leaves the rest in flight.

Nothing here decides sizes or waits for Telegram. Per account orders leave one after another, exits first; accounts
don't wait for each other. Retries are only for what provably never left the machine, within the trade's freshness.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from datetime import timedelta
from typing import Any, Protocol

from core.application.ports import Clock, ExchangeDirectory, ExchangePort, WalletBoard
from core.application.settlement import Settled, Settlement
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.account import Account
from core.domain.errors import ConcurrentUpdate, ExchangeError, TandemError
from core.domain.leader import Leg
from core.domain.position import Position
from core.domain.trade import Trade, TradePurpose
from core.domain.values import AccountId, OrderResult, Outcome, TradeId

Spawn = Callable[[Coroutine[Any, Any, None]], None]
"""Starts a background task in the supervised group."""

RESEND_PAUSES_SECONDS = (0.2, 0.5, 1.0, 2.0)
ENTRY_FRESH = timedelta(seconds=30)
UPDATE_ATTEMPTS = 5


class Watcher(Protocol):
    """Told when a trade is settled or in doubt, so that what waits for it can go on."""

    def settled(self, trade: Trade) -> None: ...

    def in_doubt(self, trade: Trade) -> None: ...


class OrderDesk:
    """Lanes of orders, one per account."""

    def __init__(
        self,
        units: UnitOfWorkFactory,
        directory: ExchangeDirectory,
        *,
        settlement: Settlement,
        wallets: WalletBoard,
        clock: Clock,
        spawn: Spawn,
    ) -> None:
        self._units, self._directory, self._settlement = units, directory, settlement
        self._wallets, self._clock, self._spawn = wallets, clock, spawn
        self._lanes: dict[AccountId, deque[Trade]] = {}
        self._watchers: list[Watcher] = []
        self._idle = asyncio.Event()
        self._idle.set()

    def watch(self, watcher: Watcher) -> None:
        self._watchers.append(watcher)

    def submit(self, account: Account, trades: Sequence[Trade]) -> None:
        """Queue durable trades of one account; returns at once. The order of an event's legs is kept."""
        lane = self._lanes.get(account.id)
        if lane is not None:
            lane.extend(trades)
            return
        self._lanes[account.id] = deque(trades)
        self._idle.clear()
        self._spawn(self._drain(account))

    async def idle(self) -> None:
        """Return when no order is queued or on its way."""
        await self._idle.wait()

    def is_sending(self, account_id: AccountId) -> bool:
        return account_id in self._lanes

    async def _drain(self, account: Account) -> None:
        lane = self._lanes[account.id]
        try:
            while lane:
                await self._send(account, self._next(lane))
        finally:
            del self._lanes[account.id]
            if lane:
                self.submit(account, list(lane))
            elif not self._lanes:
                self._idle.set()

    @staticmethod
    def _next(lane: deque[Trade]) -> Trade:
        """Exits overtake entries of other events."""
        for trade in lane:
            if trade.plan.leg is Leg.CLOSE:
                lane.remove(trade)
                return trade
        return lane.popleft()

    async def _send(self, account: Account, trade: Trade) -> None:
        if trade.plan.leg is Leg.OPEN and await self._close_leg_failed(trade):
            await self.give_up(trade.id, "close-leg-failed")
            return
        result = await self._place(account, trade)
        settled = await self.settle(trade.id, result)
        if settled is not None and settled.position is not None:
            await self.protect(account, settled.position, key=trade.client_order_id)

    async def _close_leg_failed(self, trade: Trade) -> bool:
        """The open leg of a flip leaves only after its close leg was executed (reliability.md row 46)."""
        async with self._units() as unit:
            siblings = await unit.trades.of_event(trade.plan.event_key)
        closes = [
            other for other in siblings if other.plan.follow_id == trade.plan.follow_id and other.plan.leg is Leg.CLOSE
        ]
        return any(other.execution is None for other in closes)

    async def _place(self, account: Account, trade: Trade) -> OrderResult:
        """Send once; send again only while the answer proves that nothing left the machine."""
        result = await self._attempt(account, trade)
        for pause in RESEND_PAUSES_SECONDS:
            if result.outcome not in {Outcome.NOT_SENT, Outcome.CLOCK} or self._is_stale(trade):
                break
            await asyncio.sleep(pause)
            result = await self._attempt(account, trade)
        if result.outcome is Outcome.DUPLICATE:
            return await self._look_up(account, trade, result)
        return result

    async def _attempt(self, account: Account, trade: Trade) -> OrderResult:
        try:
            connection = await self._directory.connection(account)
        except TandemError as error:
            return OrderResult(
                outcome=Outcome.NOT_SENT, client_order_id=trade.client_order_id, message=type(error).__name__
            )
        return await connection.place_order(trade.order_request())

    async def _look_up(self, account: Account, trade: Trade, result: OrderResult) -> OrderResult:
        """A duplicate id means that the order exists: ask for it."""
        try:
            connection = await self._directory.connection(account)
            found = await connection.find_order(trade.plan.symbol, trade.client_order_id)
        except ExchangeError:
            found = None
        return found or result

    def _is_stale(self, trade: Trade) -> bool:
        return trade.plan.leg is Leg.OPEN and self._clock.now() - trade.plan.decided_at > ENTRY_FRESH

    async def settle(self, trade_id: TradeId, result: OrderResult) -> Settled | None:
        """Phase 2: apply and commit; a newer version in between means read again. None when it keeps changing.

        An exit that provably wasn't sent stays reserved: it is owed until it is done.
        """
        for _ in range(UPDATE_ATTEMPTS):
            try:
                settled = await self._settle_once(trade_id, result)
            except ConcurrentUpdate:
                continue
            self._tell(settled.trade)
            return settled
        return None

    async def _settle_once(self, trade_id: TradeId, result: OrderResult) -> Settled:
        async with self._units() as unit:
            trade = await unit.trades.get(trade_id)
            if is_owed(trade) and result.outcome in {Outcome.NOT_SENT, Outcome.CLOCK}:
                return Settled(trade=trade)
            settled = await self._settlement.apply(unit, trade, result, at=self._clock.now())
            await unit.commit()
            return settled

    async def give_up(self, trade_id: TradeId, code: str) -> None:
        """Roll back a trade that provably isn't at the exchange."""
        async with self._units() as unit:
            trade = await unit.trades.get(trade_id)
            if trade.is_settled:
                return
            trade.fail(code, self._clock.now())
            await unit.commit()
        self._tell(trade)

    def _tell(self, trade: Trade) -> None:
        self._wallets.refresh_soon(trade.plan.account_id)
        for watcher in self._watchers:
            if trade.is_settled:
                watcher.settled(trade)
            else:
                watcher.in_doubt(trade)

    async def protect(self, account: Account, position: Position, *, key: str) -> None:
        """Make the exchange hold the position's stop-loss and take-profit; tell the follower when it refuses."""
        if position.protection.is_empty and position.is_open:
            return
        try:
            connection = await self._directory.connection(account)
            await place_protection(connection, position, key)
        except ExchangeError as error:
            if position.is_open:
                await self._protection_missed(position, error.code or type(error).__name__)

    async def _protection_missed(self, position: Position, code: str) -> None:
        async with self._units() as unit:
            stored = await unit.positions.get(position.id)
            if stored.is_open:
                stored.protection_missed(code, self._clock.now())
                await unit.commit()


async def place_protection(connection: ExchangePort, position: Position, key: str) -> None:
    """Exactly the planned protection for what is open; nothing for what is closed."""
    owner = position.owner
    if not position.is_open or position.protection.is_empty:
        await connection.cancel_protection(owner.symbol, owner.side)
        return
    await connection.place_protection(
        owner.symbol, owner.side, amount=position.quantity, protection=position.protection, key=key
    )


def is_owed(trade: Trade) -> bool:
    """An exit is an obligation: only the exchange's answer ends it."""
    return trade.plan.leg is Leg.CLOSE or trade.plan.purpose is not TradePurpose.COPY
