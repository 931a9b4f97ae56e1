"""Making Order objects: from a wish, from a fired trigger, from the exchange's own hand. Registers nothing."""

from decimal import Decimal

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.floor import Floor
from adapters.sandbox.engine.orders import (
    ZERO,
    Order,
    OrderType,
    Origin,
    PlaceOrder,
    Purpose,
    Side,
    TimeInForce,
)
from adapters.sandbox.engine.positions import Position

ORIGIN_OF_PURPOSE = {
    Purpose.PLAIN: Origin.TRIGGER,
    Purpose.STOP_LOSS: Origin.STOP_LOSS,
    Purpose.TAKE_PROFIT: Origin.TAKE_PROFIT,
}


def order_from(floor: Floor, account: VenueAccount, *, wanted: PlaceOrder) -> Order:
    number, now = next(floor.order_numbers), floor.now_ms()
    client_id = wanted.client_id
    if not client_id and wanted.origin is Origin.HAND and floor.rules.hand_prefix:
        client_id = f"{floor.rules.hand_prefix}{number}"
    pause = account.slice_pause_s if wanted.slice_pause_s is None else wanted.slice_pause_s
    return Order(
        order_id=floor.rules.order_id(number),
        number=number,
        client_id=client_id,
        instrument=wanted.instrument,
        side=wanted.side,
        type=wanted.type,
        time_in_force=wanted.time_in_force,
        leg=wanted.leg,
        amount=wanted.amount or ZERO,
        asked=wanted.amount or ZERO,
        cost=wanted.cost,
        price=wanted.price if wanted.type is OrderType.LIMIT else None,
        reduce_only=wanted.reduce_only,
        close_position=wanted.close_position,
        trigger=wanted.trigger,
        attached=wanted.attached,
        origin=wanted.origin,
        slices=account.slices if wanted.slices is None else wanted.slices,
        slice_pause_s=pause,
        created_ms=now,
        updated_ms=now,
        visible_ms=now + round(floor.settings.query_lag_s * 1000),
        tags=dict(wanted.tags),
        late_rejection=wanted.late_rejection,
    )


def child_of(floor: Floor, plan: Order) -> Order:
    """The ordinary order a fired trigger becomes; it keeps the client id, in the other book."""
    purpose = plan.trigger.purpose if plan.trigger is not None else Purpose.PLAIN
    number, now = next(floor.order_numbers), floor.now_ms()
    return Order(
        order_id=floor.rules.order_id(number),
        number=number,
        client_id=plan.client_id,
        instrument=plan.instrument,
        side=plan.side,
        type=plan.type,
        time_in_force=plan.time_in_force,
        leg=plan.leg,
        amount=plan.amount,
        asked=plan.asked,
        cost=plan.cost,
        price=plan.price,
        reduce_only=plan.reduce_only,
        close_position=plan.close_position,
        trigger=None,
        attached=None,
        origin=ORIGIN_OF_PURPOSE[purpose],
        slices=plan.slices,
        slice_pause_s=plan.slice_pause_s,
        created_ms=now,
        updated_ms=now,
        visible_ms=now,
        tags=dict(plan.tags),
        parent_id=plan.order_id,
    )


def closing_order(floor: Floor, position: Position, *, amount: Decimal, origin: Origin, prefix: str) -> Order:
    """The exchange itself closes a part of a position: liquidation, auto-deleveraging."""
    number, now = next(floor.order_numbers), floor.now_ms()
    return Order(
        order_id=floor.rules.order_id(number),
        number=number,
        client_id=f"{prefix}{number}" if prefix.endswith("-") else prefix,
        instrument=position.instrument,
        side=Side.SELL if position.amount > 0 else Side.BUY,
        type=OrderType.MARKET,
        time_in_force=TimeInForce.IOC,
        leg=position.leg,
        amount=amount,
        asked=amount,
        cost=None,
        price=None,
        reduce_only=True,
        close_position=False,
        trigger=None,
        attached=None,
        origin=origin,
        slices=1,
        slice_pause_s=0.0,
        created_ms=now,
        updated_ms=now,
        visible_ms=now,
        tags={},
    )
