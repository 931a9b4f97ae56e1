"""Partial-mode stop-loss and take-profit: reduce-only trigger orders of a fixed size. Full mode is the engine's own."""

from decimal import Decimal

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.orders import (
    Direction,
    Leg,
    Lifetime,
    Order,
    OrderType,
    PlaceOrder,
    Purpose,
    Side,
    Trigger,
)
from adapters.sandbox.engine.positions import Position
from adapters.sandbox.engine.refusals import Refused
from adapters.sandbox.venues.bybit.order_rows import PARTIAL, TAG_TPSL_MODE
from adapters.sandbox.venues.bybit.wire import Fields

# purpose: level, order type and limit price as they are called on the wire
WORDS = {
    Purpose.STOP_LOSS: ("stopLoss", "slOrderType", "slLimitPrice"),
    Purpose.TAKE_PROFIT: ("takeProfit", "tpOrderType", "tpLimitPrice"),
}


class PartialStops:
    """Places them on request, and for orders that bring them along, at each of their fills."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        engine.floor.after_fill.append(self._bring)

    def place(
        self, account: VenueAccount, position: Position, *, purpose: Purpose, fields: Fields, amount: Decimal
    ) -> Order | None:
        """Raises Refused; None when the fields name no level for this purpose."""
        level_word, type_word, limit_word = WORDS[purpose]
        level = fields.price(level_word)
        if level is None or position.side is None:
            return None
        limited = fields.text(type_word) == "Limit"
        wanted = PlaceOrder(
            instrument=position.instrument,
            side=position.side.opposite,
            type=OrderType.LIMIT if limited else OrderType.MARKET,
            price=fields.price(limit_word) if limited else None,
            amount=amount,
            leg=position.leg,
            reduce_only=position.leg is Leg.NET,
            trigger=_trigger(position.side, purpose, level=level),
            tags={TAG_TPSL_MODE: PARTIAL},
        )
        return self._engine.place(account, wanted)

    def _bring(self, account: VenueAccount, order: Order) -> None:
        if order.tags.get(TAG_TPSL_MODE) != PARTIAL or order.trigger is not None:
            return
        position = account.position(order.instrument, order.leg)
        if position.side is not order.side:
            return
        for purpose in WORDS:
            try:
                self.place(account, position, purpose=purpose, fields=Fields(order.tags), amount=order.fills[-1].amount)
            except Refused:
                continue  # passed meanwhile: Bybit drops such a level silently


def _trigger(side: Side, purpose: Purpose, *, level: Decimal) -> Trigger:
    falls = (side is Side.BUY) is (purpose is Purpose.STOP_LOSS)
    return Trigger(
        price=level,
        direction=Direction.FALLS if falls else Direction.RISES,
        purpose=purpose,
        lifetime=Lifetime.UNTIL_FLAT,
    )
