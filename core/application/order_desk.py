"""The only caller of place_order. Sends each reserved trade once, settles what is known, leaves the rest in flight.

Nothing here decides sizes or waits for Telegram. Per account orders leave one after another, exits first; accounts
don't wait for each other. Retries are only for what provably never left the machine, within the trade's freshness.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from core.application.closing import end_if_closed
from core.application.gates import Gates
from core.application.lanes import Lane, next_exit, next_of
from core.application.points import Point, reached
from core.application.ports import Clock, ExchangeDirectory, WalletBoard
from core.application.precedence import Precedence
from core.application.preparing import Preparing
from core.application.protecting import Protecting
from core.application.repeating import repeated
from core.application.sending import NEVER_LEFT, Sending, is_owed
from core.application.settlement import Settled, Settlement
from core.application.timing import USUAL, Timing
from core.application.turning import OLD_SIDE_OPEN, Queued, Turn, Turning
from core.application.unit_of_work import UnitOfWorkFactory
from core.application.unsent import Unsent
from core.domain.account import Account
from core.domain.errors import ConcurrentUpdate, TandemError
from core.domain.leader import Leg
from core.domain.position import Position
from core.domain.trade import Trade
from core.domain.values import POSITION_MODE, AccountId, OrderResult, Outcome, TradeId

Spawn = Callable[[Coroutine[Any, Any, None]], None]
"""Starts a background task in the supervised group."""

LISTENING_SECONDS = 0.1

KeyCheck = Callable[[AccountId], Coroutine[Any, Any, None]]
AboutTrade = Callable[[Trade], Coroutine[Any, Any, None]]


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
        timing: Timing = USUAL,
        gates: Gates | None = None,
        precedence: Precedence | None = None,
    ) -> None:
        self._units, self._directory, self._settlement = units, directory, settlement
        self._wallets, self._clock, self._spawn = wallets, clock, spawn
        self._sending = Sending(directory, Preparing(clock), clock=clock, timing=timing, gates=gates or Gates())
        self._unsent = Unsent(clock, timing.unsent_pauses_seconds)
        self._protecting = Protecting(units, directory, clock=clock)
        self._turning = Turning(units, clock=clock, timing=timing)
        self._lanes: dict[AccountId, Lane] = {}
        self._held: set[TradeId] = set()
        self._watchers: list[Watcher] = []
        self._check_key: KeyCheck | None = None
        self._note_mode: AboutTrade | None = None
        self._look_after: AboutTrade | None = None
        self.precedence = precedence or Precedence()
        self._idle = asyncio.Event()
        self._idle.set()

    def watch(self, watcher: Watcher) -> None:
        self._watchers.append(watcher)

    def when_key_is_refused(self, check: KeyCheck) -> None:
        """Who looks at a key after the exchange refused an order for it."""
        self._check_key = check

    def when_mode_is_refused(self, note: AboutTrade) -> None:
        """Who stops entries after the exchange refused an order for its position mode."""
        self._note_mode = note

    def when_closed(self, look: AboutTrade) -> None:
        """Who looks at what a settled close may have done besides."""
        self._look_after = look

    def submit(self, account: Account, trades: Sequence[Trade], *, since: datetime | None = None) -> None:
        """Queue durable trades, wanted `since`; returns at once. What is queued already isn't queued twice."""
        fresh = [Queued(account, trade) for trade in trades if trade.id not in self._held]
        self._held.update(queued.trade.id for queued in fresh)
        self._sending.queued([queued.trade for queued in fresh], since)
        reached(Point.RESERVED)
        lane = self._lanes.get(account.id)
        if lane is not None:
            lane.queue.extend(fresh)
            if any(queued.trade.plan.leg is Leg.CLOSE for queued in fresh):
                self.precedence.let_through()
        elif fresh:
            lane = self._lanes[account.id] = Lane(deque(fresh))
            self._idle.clear()
            self._spawn(self._drain(account.id, lane))

    async def idle(self) -> None:
        """Return when no order is queued or on its way."""
        await self._idle.wait()

    def is_sending(self, account_id: AccountId) -> bool:
        return account_id in self._lanes

    def last_sent(self, trade_id: TradeId) -> datetime | None:
        """When an order of an unsettled trade may last have left; None when none did in this process."""
        return self._sending.last_sent(trade_id)

    @property
    def turning(self) -> Turning:
        """Open legs of flips that wait for their close legs."""
        return self._turning

    @property
    def unsent(self) -> Unsent:
        """Exits that provably haven't left yet."""
        return self._unsent

    async def _drain(self, account_id: AccountId, lane: Lane) -> None:
        """Cancelled, it drops what is queued: the trades are durable, and the next start asks about them."""
        try:
            while lane.queue:
                lane.failures += await self._send_alone(next_of(lane.queue))
        finally:
            self._held.difference_update(queued.trade.id for queued in lane.queue)
            del self._lanes[account_id]
            if not self._lanes:
                self._idle.set()
        if lane.failures:
            raise ExceptionGroup(f"orders of account {account_id}", lane.failures)

    async def _lull(self, account_id: AccountId, seconds: float) -> None:
        """One order waits for its next try; exits of the account don't wait with it."""
        lane = self._lanes[account_id]
        while True:
            while (leaving := next_exit(lane.queue)) is not None:
                lane.failures += await self._send_alone(leaving)
            await asyncio.sleep(min(seconds, LISTENING_SECONDS))
            seconds -= LISTENING_SECONDS
            if seconds <= 0:
                return

    async def _send_alone(self, queued: Queued) -> list[Exception]:
        """One order's failure keeps no other from leaving; whoever supervises the lane is told at its end."""
        try:
            await self._send(queued)
        except Exception as error:  # noqa: BLE001 - the fan-out is one of the four places for it
            return [error, *await self._leave_in_doubt(queued.trade)]
        finally:
            self._held.discard(queued.trade.id)
        return []

    async def _leave_in_doubt(self, trade: Trade) -> list[Exception]:
        """Nobody knows how far it came: the exchange is asked. Without a database it stays reserved: asked too."""
        unknown = OrderResult(outcome=Outcome.AMBIGUOUS, client_order_id=trade.client_order_id)
        try:
            await self.settle(trade.id, unknown)
        except TandemError as error:
            return [error]
        return []

    async def _send(self, queued: Queued) -> None:
        account, trade = queued
        match await self._turning.of(queued):
            case Turn.WAITS:
                return
            case Turn.BLOCKED:
                await self.give_up(trade.id, OLD_SIDE_OPEN)
                return
            case Turn.FREE:
                pass
        if self._sending.is_barred(account, trade):
            await self.give_up(trade.id, "entries-closed")
            return
        result = await self._sending.place(account, trade, partial(self._lull, account.id))
        await self.precedence.give_way()
        settled = await self.settle(trade.id, result)
        reached(Point.SETTLED)
        if result.outcome is Outcome.AUTH and self._check_key is not None:
            self._spawn(self._check_key(account.id))
        if result.code == POSITION_MODE and self._note_mode is not None:
            self._spawn(self._note_mode(trade))
        await self.protect_settled(account, settled)

    async def settle(self, trade_id: TradeId, result: OrderResult) -> Settled | None:
        """Phase 2: apply and commit; a newer version in between means read again. None when it keeps changing.

        An exit that provably wasn't sent stays reserved: it is owed until it is done.
        """
        try:
            settled = await repeated(partial(self._settle_once, trade_id, result))
        except ConcurrentUpdate:
            return None
        self._tell(settled.trade)
        return settled

    async def _settle_once(self, trade_id: TradeId, result: OrderResult) -> Settled:
        async with self._units() as unit:
            trade = await unit.trades.get(trade_id)
            if is_owed(trade) and result.outcome in NEVER_LEFT:
                self._unsent.note(trade.id)
                return Settled(trade=trade)
            settled = await self._settlement.apply(unit, trade, result, at=self._clock.now())
            again = await self._settlement.second_try(unit, trade, at=self._clock.now())
            await unit.commit()
        if again is not None:
            self._unsent.note(again.id)
        return settled

    async def give_up(self, trade_id: TradeId, code: str) -> None:
        """Roll back a trade that provably isn't at the exchange."""
        self._tell(await repeated(partial(self._give_up_once, trade_id, code)))

    async def _give_up_once(self, trade_id: TradeId, code: str) -> Trade:
        async with self._units() as unit:
            trade = await unit.trades.get(trade_id)
            if not trade.is_settled:
                trade.fail(code, self._clock.now())
                await end_if_closed(unit, trade.plan.follow_id, self._clock.now())
                await unit.commit()
        return trade

    def _tell(self, trade: Trade) -> None:
        self._wallets.refresh_soon(trade.plan.account_id)
        if trade.is_settled:
            self._sending.forget(trade.id)
            self._unsent.forget(trade.id)
            if (freed := self._turning.settled(trade)) is not None:
                self.submit(freed.account, [freed.trade])
        for watcher in self._watchers:
            if trade.is_settled:
                watcher.settled(trade)
            else:
                watcher.in_doubt(trade)

    async def protect_settled(self, account: Account, settled: Settled | None) -> None:
        """The exchange's stops follow what a settlement changed."""
        if settled is not None and settled.position is not None and self._protecting.concerns(settled.position):
            await self._protecting.protect(account, settled.position.id)
        if settled is not None and is_settled_close(settled.trade) and self._look_after is not None:
            self._spawn(self._look_after(settled.trade))

    async def note_adopted(self, account: Account, adopted: Sequence[Settled]) -> None:
        """Trades that the exchange carried out and the book had lost: as if they were settled just now."""
        for settled in adopted:
            self._tell(settled.trade)
            await self.protect_settled(account, settled)

    async def protect(self, account: Account, position: Position) -> None:
        """Make the exchange hold its stop-loss and take-profit; tell the follower when it refuses."""
        await self._protecting.protect(account, position.id)

    async def protect_owed(self, account: Account) -> None:
        """What couldn't be carried to the exchange then: also a stop that a closed position left behind."""
        for position_id in self._protecting.owed_of(account.id):
            await self._protecting.protect(account, position_id)

    def owes_stops(self, account_id: AccountId) -> bool:
        return bool(self._protecting.owed_of(account_id))

    def owes_protection(self, position: Position) -> bool:
        """The exchange couldn't be reached when the position's protection had to change."""
        return self._protecting.is_owed(position)


def is_settled_close(trade: Trade) -> bool:
    return trade.is_settled and trade.plan.leg is Leg.CLOSE
