"""Waiting until an immediate order has ended, as Binance answers a market order with its result. Changes nothing."""

import asyncio

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.happenings import Filled, Happening, OrderChanged
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import Order, Status, TimeInForce
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.venues.binance.complaints import Complaint

PATIENCE_S = 5.0


async def settled(engine: Engine, account: VenueAccount, *, order: Order) -> Order:
    """An order filled in slices with pauses is answered after the last one; resting orders are answered at once."""
    if order.trigger is not None or order.time_in_force in (TimeInForce.GTC, TimeInForce.POST_ONLY):
        return order
    if order.is_open:
        await _ended(engine, account, order)
    return order


async def _ended(engine: Engine, account: VenueAccount, order: Order) -> None:
    ended = asyncio.Event()

    def watch(_: VenueAccount, happening: Happening) -> None:
        concerned = isinstance(happening, Filled | OrderChanged) and happening.order is order
        if concerned and not order.is_open:
            ended.set()

    unsubscribe = engine.subscribe(account, watch)
    try:
        async with asyncio.timeout(PATIENCE_S):
            await ended.wait()
    except TimeoutError:
        return
    finally:
        unsubscribe()


def raise_if_rejected(order: Order) -> None:
    """The engine took the order and its matching refused it: Binance answers that as an error, not as an order."""
    if order.status is Status.REJECTED:
        known = order.reason in set(Refusal)
        raise Refused(Refusal(order.reason) if known else Refusal.BAD_PARAMETER, order.reason)
    unfilled = order.status is Status.EXPIRED and order.filled == 0
    if unfilled and order.time_in_force is TimeInForce.FOK and order.kind is Kind.PERPETUAL:
        text = "Due to the order could not be filled immediately, the FOK order has been rejected."
        raise Complaint(-5021, text)
