"""Reserves the exit of a position that somebody wants: the follower, a stop, or an obligation. Sends nothing.

The caller holds the account's turn from the reads to the commit, and reads what is pending before the position, so
that one position never has two exits: what settles in between is seen twice, never not at all.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from core.application.closing import end_questions
from core.application.ports import Clock, IdSource, MarketBoard, WalletBoard
from core.application.timing import USUAL, Timing
from core.application.unit_of_work import UnitOfWork
from core.domain.errors import NotPossibleNow
from core.domain.exits import exit_amount
from core.domain.exposure import ExitCause
from core.domain.leader import IntentKind, Leg
from core.domain.position import Position
from core.domain.trade import Trade, TradePlan, TradePurpose, TradeStatus
from core.domain.values import ZERO, TradeId, derive_client_order_id


class Exits:
    """Shared by closing by hand, by stopping a follow and by recovery."""

    def __init__(
        self, ids: IdSource, *, board: MarketBoard, wallets: WalletBoard, clock: Clock, timing: Timing = USUAL
    ) -> None:
        self._ids, self._board, self._wallets, self._clock = ids, board, wallets, clock
        self._timing = timing

    async def reserve(
        self,
        unit: UnitOfWork,
        position: Position,
        *,
        pending: Sequence[Trade],
        fraction: Decimal,
        purpose: TradePurpose,
    ) -> Trade:
        """Add the trade to the unit; refused while another order of the position is on its way."""
        if not position.is_open:
            raise NotPossibleNow("position-closed")
        await self._refuse_busy(unit, position, pending)
        number = len(await self._earlier(unit, position, purpose)) + 1
        plan = self._plan(position, fraction, event_key(position, purpose, number=number), purpose=purpose)
        installation = await unit.switches.installation_id()
        key = derive_client_order_id(installation, plan.account_id, event_key=plan.event_key, leg=Leg.CLOSE)
        trade = Trade.create_copy_trade(TradeId(self._ids.new()), key, plan=plan)
        unit.trades.add(trade)
        return trade

    async def reserve_owed(
        self, unit: UnitOfWork, position: Position, *, pending: Sequence[Trade], purpose: TradePurpose
    ) -> Trade | None:
        """All of it, again and again with growing pauses; what is too small to sell is written off."""
        earlier = await self._earlier(unit, position, purpose)
        if earlier and not is_due(earlier, self._clock.now(), timing=self._timing):
            return None
        try:
            return await self.reserve(unit, position, pending=pending, fraction=Decimal(1), purpose=purpose)
        except NotPossibleNow as refusal:
            if refusal.code == "position-is-dust":
                self.write_off_dust(position)
            return None

    def write_off_dust(self, position: Position) -> None:
        """Spot coins below what the exchange sells stay in the wallet and leave the book."""
        owner = position.owner
        price = self._board.price(owner.exchange, owner.symbol)
        market = self._board.market(owner.exchange, owner.symbol)
        if owner.symbol.settle or market is None or price is None or not position.is_open:
            return
        if not market.accepts(market.round_amount(position.quantity), price):
            position.close(price, "", at=self._clock.now(), cause=ExitCause.EXTERNAL)

    async def _refuse_busy(self, unit: UnitOfWork, position: Position, pending: Sequence[Trade]) -> None:
        """Questions give way. An entry in doubt may last: it keeps nobody from leaving with what is there."""
        own = [trade for trade in pending if is_of(trade, position) and not trade.is_settled]
        own = list(await end_questions(unit, own, "skipped-by-follower", at=self._clock.now()))
        if any(t.plan.leg is Leg.CLOSE or t.status is TradeStatus.RESERVED for t in own):
            raise NotPossibleNow("position-busy")

    @staticmethod
    async def _earlier(unit: UnitOfWork, position: Position, purpose: TradePurpose) -> Sequence[Trade]:
        """Exits of this purpose since the position last changed; the next is a new intent with a new id."""
        found: list[Trade] = []
        while trades := await unit.trades.of_event(event_key(position, purpose, number=len(found) + 1)):
            found.append(trades[0])
        return found

    def _plan(self, position: Position, fraction: Decimal, key: str, *, purpose: TradePurpose) -> TradePlan:
        owner = position.owner
        price = self._board.price(owner.exchange, owner.symbol) or position.entry_price
        amount = self._amount(position, fraction, price)
        return TradePlan(
            follower_id=owner.follower_id,
            account_id=owner.account_id,
            exchange=owner.exchange,
            follow_id=owner.follow_id,
            position_id=position.id,
            event_key=key,
            leg=Leg.CLOSE,
            kind=IntentKind.CLOSE if amount == position.quantity else IntentKind.REDUCE,
            purpose=purpose,
            symbol=owner.symbol,
            side=owner.side.exit_side,
            position_side=owner.side,
            amount=amount,
            reduce_only=True,
            reserve=ZERO,
            reference_price=price,
            decided_at=self._clock.now(),
            margin_mode=owner.margin_mode if owner.symbol.settle else None,
        )

    def _amount(self, position: Position, fraction: Decimal, price: Decimal) -> Decimal:
        """Spot sells what the wallet still holds, on the grid."""
        owner = position.owner
        market = self._board.market(owner.exchange, owner.symbol)
        amount = exit_amount(position, fraction, market=market, price=price)
        if owner.symbol.settle:
            return amount
        holding = self._wallets.holding(owner.account_id, owner.symbol.kind, owner.symbol.base)
        held = amount if holding is None else min(amount, holding)
        amount = held if market is None else market.round_amount(held)
        if amount <= ZERO or (market is not None and not market.accepts(amount, price)):
            raise NotPossibleNow("position-is-dust")
        return amount


def event_key(position: Position, purpose: TradePurpose, *, number: int) -> str:
    return f"{purpose}:{position.id}:{position.version}:{number}"


def is_of(trade: Trade, position: Position) -> bool:
    owner = position.owner
    return trade.plan.follow_id == owner.follow_id and trade.plan.symbol == owner.symbol


def is_due(earlier: Sequence[Trade], now: datetime, *, timing: Timing) -> bool:
    """The pause since the last try is over; one that ended in the future ended by a clock that was ahead."""
    ended_at = earlier[-1].settled_at or earlier[-1].plan.decided_at
    pause = min(timing.first_exit_pause * (1 << min(len(earlier) - 1, 10)), timing.longest_exit_pause)
    return now >= ended_at + pause or now < ended_at
