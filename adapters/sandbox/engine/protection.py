"""Stop-loss and take-profit of whole positions, as trigger orders that end with the position. Decides no level."""

from decimal import Decimal

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.checks import check_attached, protective_direction
from adapters.sandbox.engine.desk import Desk
from adapters.sandbox.engine.floor import Floor
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import Attached, Lifetime, Order, PlaceOrder, Purpose, Trigger
from adapters.sandbox.engine.positions import Position
from adapters.sandbox.engine.refusals import Refusal, Refused


class Protection:
    """A position has at most one stop-loss and one take-profit of this sort; a new one replaces the old."""

    def __init__(self, floor: Floor, desk: Desk) -> None:
        self._floor, self._desk = floor, desk
        floor.after_fill.append(self._bring_attached)

    def protect(self, account: VenueAccount, position: Position, wanted: Attached) -> list[Order]:
        """A None leaves that level, ZERO removes it; returns the new trigger orders."""
        if position.side is None:
            raise Refused(Refusal.NO_POSITION, "there is no position to protect")
        last = self._floor.price(position.instrument)
        check_attached(position.instrument, wanted, side=position.side, price=last)
        placed = []
        for purpose, level in ((Purpose.STOP_LOSS, wanted.stop_loss), (Purpose.TAKE_PROFIT, wanted.take_profit)):
            if level is not None:
                self._drop(account, position, purpose)
            if level:
                placed.append(self._guard(account, position, purpose=purpose, level=level))
        return placed

    def find(self, account: VenueAccount, position: Position, purpose: Purpose) -> Order | None:
        """The order that guards this position, if any."""
        for order in account.open.values():
            trigger = order.trigger
            guards = trigger is not None and trigger.lifetime is Lifetime.UNTIL_FLAT and order.close_position
            if guards and trigger is not None and trigger.purpose is purpose and _same(order, position):
                return order
        return None

    def _drop(self, account: VenueAccount, position: Position, purpose: Purpose) -> None:
        order = self.find(account, position, purpose)
        if order is not None:
            self._desk.cancel(account, order)

    def _guard(self, account: VenueAccount, position: Position, *, purpose: Purpose, level: Decimal) -> Order:
        entry = position.side
        if entry is None:
            raise Refused(Refusal.NO_POSITION, "there is no position to protect")
        trigger = Trigger(
            price=level,
            direction=protective_direction(entry, purpose),
            purpose=purpose,
            fires_as=self._floor.rules.protection_fires_as,
            lifetime=Lifetime.UNTIL_FLAT,
        )
        wanted = PlaceOrder(
            instrument=position.instrument,
            side=entry.opposite,
            leg=position.leg,
            close_position=True,
            trigger=trigger,
        )
        return self._desk.place(account, wanted)

    def _bring_attached(self, account: VenueAccount, order: Order) -> None:
        """An order's own levels take effect with its first fill. A level passed meanwhile is dropped."""
        if order.attached is None or order.kind is Kind.SPOT:
            return
        wanted, order.attached = order.attached, None
        position = account.position(order.instrument, order.leg)
        if position.side is not order.side:
            return
        for level in (Attached(stop_loss=wanted.stop_loss), Attached(take_profit=wanted.take_profit)):
            try:
                self.protect(account, position, level)
            except Refused:
                continue


def _same(order: Order, position: Position) -> bool:
    return order.symbol == position.symbol and order.leg is position.leg
