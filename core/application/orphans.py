"""What an order of ours must have meant, read from what the exchange did with it. Asks nobody and stores nothing."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from core.application.ports import AccountFill, ExchangePosition, FillCause
from core.domain.account import Account
from core.domain.follow import Follow
from core.domain.leader import CopyIntent, IntentKind, Leg
from core.domain.position import Position
from core.domain.trade import ADOPTED_EVENT, TradePlan, TradePurpose
from core.domain.values import (
    ZERO,
    ClientOrderId,
    FollowId,
    OrderResult,
    PositionSide,
    Side,
    Symbol,
    derive_client_order_id,
)

ADOPTED = "adopted"
"""What sized an adopted trade: the exchange's own book."""

Held = Mapping[tuple[Symbol, PositionSide], ExchangePosition]


class Orphan(NamedTuple):
    """An order of ours without a trade: one of its fills, and what the exchange knows of all of it."""

    fill: AccountFill
    result: OrderResult


class Meaning(NamedTuple):
    """Whose an orphan is; the intent where the leader's event was kept."""

    follow: Follow | None
    intent: CopyIntent | None


def is_ours(fill: AccountFill, prefix: str) -> bool:
    return fill.cause is FillCause.ORDER and fill.client_order_id.startswith(prefix)


def copy_key(installation: str, follow: Follow, leg: CopyIntent) -> ClientOrderId:
    """The name of the order that copies one leg of a leader's event for one follow."""
    event_key = f"{follow.id}|{leg.event_key}"
    return derive_client_order_id(installation, follow.account_id, event_key=event_key, leg=leg.leg)


def plan_of(
    account: Account, orphan: Orphan, meaning: Meaning, *, positions: Sequence[Position], held: Held
) -> TradePlan:
    """What must have been decided, read from what was done."""
    fill, result, follow = orphan.fill, orphan.result, meaning.follow
    leg = Leg.CLOSE if takes_off(fill, positions) else Leg.OPEN
    side = side_of(fill, leg)
    position = open_in(positions, None if follow is None else follow.id, fill.symbol)
    there = held.get((fill.symbol, side))
    return TradePlan(
        follower_id=account.follower_id,
        account_id=account.id,
        exchange=account.exchange,
        follow_id=None if follow is None else follow.id,
        position_id=None if position is None else position.id,
        event_key=f"{ADOPTED_EVENT}{result.client_order_id}" if meaning.intent is None else meaning.intent.event_key,
        leg=leg,
        kind=kind_of(leg, position, filled=result.filled),
        purpose=TradePurpose.COPY,
        symbol=fill.symbol,
        side=fill.side,
        position_side=side,
        amount=result.filled,
        reduce_only=leg is Leg.CLOSE,
        reserve=ZERO,
        reference_price=result.average_price or fill.price,
        decided_at=fill.at,
        leader_price=None if meaning.intent is None else meaning.intent.price,
        leader_at=None if meaning.intent is None else meaning.intent.occurred_at,
        leverage=there.leverage if there is not None and leg is Leg.OPEN else None,
        margin_mode=there.margin_mode if there is not None else None,
        sized_by=ADOPTED,
    )


def takes_off(fill: AccountFill, positions: Sequence[Position]) -> bool:
    """An exit by its own words, or because it meets what we hold."""
    if not fill.symbol.settle:
        return fill.side is Side.SELL
    if fill.position_side is not None:
        return fill.side is fill.position_side.exit_side
    met = [found.owner for found in positions if found.owner.symbol == fill.symbol]
    return fill.reduce_only or any(fill.side is owner.side.exit_side for owner in met)


def side_of(fill: AccountFill, leg: Leg) -> PositionSide:
    bought = PositionSide.LONG if fill.side is Side.BUY else PositionSide.SHORT
    return fill.position_side or (bought if leg is Leg.OPEN else bought.opposite)


def open_in(positions: Sequence[Position], follow_id: FollowId | None, symbol: Symbol) -> Position | None:
    own = (found for found in positions if found.is_open and found.owner.symbol == symbol)
    return next((found for found in own if found.owner.follow_id == follow_id), None)


def kind_of(leg: Leg, position: Position | None, *, filled: Decimal) -> IntentKind:
    if leg is Leg.OPEN:
        return IntentKind.OPEN if position is None else IntentKind.INCREASE
    return IntentKind.CLOSE if position is None or filled >= position.quantity else IntentKind.REDUCE
