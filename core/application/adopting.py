"""Orders of ours that the exchange knows and our book doesn't, after a power cut or an old backup (reliability.md
row 37): taken into the book as what they are. Sends nothing, and takes nothing that another installation sent.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import product

from core.application.order_desk import OrderDesk
from core.application.orphans import ADOPTED, Held, Meaning, Orphan, copy_key, is_ours, plan_of
from core.application.ports import AccountFill, Clock, ExchangePort, IdSource
from core.application.repeating import repeated
from core.application.settlement import Settled, Settlement, is_clear
from core.application.turns import Turns
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.account import Account
from core.domain.drift_events import StrayOrderCancelledEvent, TradesRecoveredEvent
from core.domain.errors import AlreadyExists, ExchangeUnavailable
from core.domain.follow import Follow
from core.domain.leader import CopyIntent
from core.domain.position import Position
from core.domain.trade import Trade
from core.domain.values import ZERO, ClientOrderId, FollowId, OrderResult, Symbol, TradeId, own_order_prefix
from core.domain.verdict import CopyOrder


class Adopting:
    """Safe to repeat: what was adopted has a trade, and is no orphan any more."""

    def __init__(
        self,
        units: UnitOfWorkFactory,
        settlement: Settlement,
        *,
        desk: OrderDesk,
        ids: IdSource,
        clock: Clock,
        turns: Turns,
    ) -> None:
        self._units, self._settlement, self._desk = units, settlement, desk
        self._ids, self._clock, self._turns = ids, clock, turns

    async def adopt(self, connection: ExchangePort, account: Account, fills: Sequence[AccountFill]) -> int:
        """How many were taken in. Raises ExchangeUnavailable while the exchange doesn't tell an order whole."""
        fills = await self._unknown(fills)
        if not fills:
            return 0
        orphans = [Orphan(fill, await whole_order(connection, fill)) for fill in fills]
        held = {(there.symbol, there.side): there for there in await connection.fetch_positions()}
        async with self._turns.of([account.id]):
            settled = await repeated(partial(self._adopt_once, account, orphans, held=held))
        await self._desk.note_adopted(account, settled)
        return len(settled)

    async def cancel_strays(self, connection: ExchangePort, account: Account, symbols: Sequence[Symbol]) -> int:
        """Open orders that bear our name and that nobody knows: what they may still fill is nobody's wish."""
        async with self._units() as unit:
            prefix = own_order_prefix(await unit.switches.installation_id())
        cancelled = 0
        for symbol in symbols:
            for order in await connection.fetch_open_orders(symbol):
                if order.client_order_id.startswith(prefix):
                    cancelled += await self._cancel(connection, account, symbol, order=order)
        return cancelled

    async def _cancel(self, connection: ExchangePort, account: Account, symbol: Symbol, *, order: OrderResult) -> int:
        async with self._units() as unit:
            if await unit.trades.by_client_order_id(order.client_order_id) is not None:
                return 0
            unit.record(stray_event(account, symbol, order, self._clock.now()))
            await connection.cancel_order(symbol, order.client_order_id)
            with suppress(AlreadyExists):
                await unit.commit()
        return 1

    async def _unknown(self, fills: Sequence[AccountFill]) -> Sequence[AccountFill]:
        """The first fill of each order that bears our name and has no trade."""
        async with self._units() as unit:
            prefix = own_order_prefix(await unit.switches.installation_id())
            ours = {fill.client_order_id: fill for fill in reversed(fills) if is_ours(fill, prefix)}
            known = [await unit.trades.by_client_order_id(ClientOrderId(key)) for key in ours]
        lost = [fill for fill, trade in zip(ours.values(), known, strict=True) if trade is None]
        return sorted(lost, key=lambda fill: fill.at)

    async def _adopt_once(self, account: Account, orphans: Sequence[Orphan], *, held: Held) -> Sequence[Settled]:
        now, settled = self._clock.now(), list[Settled]()
        async with self._units() as unit:
            for orphan in orphans:
                if await unit.trades.by_client_order_id(orphan.result.client_order_id) is None:
                    trade = await self._trade(unit, account, orphan, held=held)
                    settled.append(await self._settlement.apply(unit, trade, orphan.result, at=now))
            if settled:
                unit.record(recovered_event(account, settled))
                await unit.commit()
        return settled

    async def _trade(self, unit: UnitOfWork, account: Account, orphan: Orphan, *, held: Held) -> Trade:
        positions = await unit.positions.open_of_accounts([account.id])
        meaning = await meaning_of(unit, account, orphan, positions=positions)
        plan = plan_of(account, orphan, meaning, positions=positions, held=held)
        key = orphan.result.client_order_id
        trade = Trade.create_copy_trade(TradeId(self._ids.new()), key, plan=plan)
        unit.trades.add(trade)
        if meaning.follow is not None and meaning.intent is not None:
            note_decision(unit, meaning.follow, meaning.intent, trade=trade)
        return trade


async def whole_order(connection: ExchangePort, fill: AccountFill) -> OrderResult:
    result = await connection.find_order(fill.symbol, ClientOrderId(fill.client_order_id))
    if result is None or not is_clear(result) or result.filled <= ZERO:
        raise ExchangeUnavailable("an order of ours isn't told whole yet")
    return result


async def meaning_of(unit: UnitOfWork, account: Account, orphan: Orphan, *, positions: Sequence[Position]) -> Meaning:
    """Named by the leader's event where that was kept; else whoever owns the symbol, or the only one there is."""
    follows = await unit.follows.running_of_account(account.id)
    installation = await unit.switches.installation_id()
    legs = [leg for intent in await unit.leader_events.unfinished() for leg in intent.legs()]
    for follow, leg in product(follows, legs):
        if copy_key(installation, follow, leg) == orphan.result.client_order_id:
            return Meaning(follow, leg)
    owners = {found.owner.follow_id for found in positions if found.owner.symbol == orphan.fill.symbol}
    of_symbol = [follow for follow in follows if follow.id in owners] or follows
    return Meaning(of_symbol[0] if len(of_symbol) == 1 else None, None)


def note_decision(unit: UnitOfWork, follow: Follow, leg: CopyIntent, *, trade: Trade) -> None:
    """The event counts as decided, so that it isn't copied a second time."""
    plan = trade.plan
    verdict = CopyOrder(
        symbol=plan.symbol,
        side=plan.side,
        position_side=plan.position_side,
        amount=plan.amount,
        reduce_only=plan.reduce_only,
        reference_price=plan.reference_price,
        reserve=ZERO,
        sized_by=ADOPTED,
    )
    unit.decisions.add(
        follow_id=follow.id,
        follower_id=follow.follower_id,
        intent=leg,
        verdict=verdict,
        trade_id=trade.id,
        at=plan.decided_at,
    )


async def note_adopted(unit: UnitOfWork, intent: CopyIntent, follows: Sequence[Follow]) -> None:
    """An event that was lost and came again: where its order is in the book, it is decided already.

    The order was adopted meanwhile, or a damaged log left newer pages beneath older ones: a trade without its verdict.
    """
    installation = await unit.switches.installation_id()
    decided = await decided_in_book(unit, intent)
    for follow, leg in product(follows, intent.legs()):
        trade = await unit.trades.by_client_order_id(copy_key(installation, follow, leg))
        if trade is not None and (follow.id, leg.leg) not in decided:
            note_decision(unit, follow, leg, trade=trade)


async def decided_in_book(unit: UnitOfWork, intent: CopyIntent) -> frozenset[tuple[FollowId, str]]:
    """The (follow, leg) pairs with a stored verdict, also where a damaged log lost their event and it began anew."""
    return frozenset((verdict.follow_id, verdict.leg) for verdict in await unit.decisions.verdicts([intent.event_key]))


def recovered_event(account: Account, settled: Sequence[Settled]) -> TradesRecoveredEvent:
    last = settled[-1].trade
    return TradesRecoveredEvent(
        event_id=f"Recovered:{last.client_order_id}",
        occurred_at=last.plan.decided_at,
        account_id=account.id,
        follower_id=account.follower_id,
        exchange=account.exchange,
        count=len(settled),
    )


def stray_event(account: Account, symbol: Symbol, order: OrderResult, at: datetime) -> StrayOrderCancelledEvent:
    return StrayOrderCancelledEvent(
        event_id=f"Stray:{order.client_order_id}",
        occurred_at=at,
        account_id=account.id,
        follower_id=account.follower_id,
        exchange=account.exchange,
        symbol=symbol,
    )
