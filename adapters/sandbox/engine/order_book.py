"""Which orders live, where they wait, how they end. Moves no money but what an order had locked."""

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.floor import Floor
from adapters.sandbox.engine.happenings import Change, OrderChanged
from adapters.sandbox.engine.ladder import Action, Rung
from adapters.sandbox.engine.orders import ZERO, Direction, Leg, Lifetime, Order, Status


class OrderBook:
    """Every order is registered once and ended once; its rung on the ladder never outlives it."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._rungs: dict[str, Rung] = {}

    def register(self, account: VenueAccount, order: Order) -> None:
        account.orders[order.order_id] = order
        account.open[order.order_id] = order
        if order.client_id:
            account.by_client[(order.kind, order.book, order.client_id)] = order

    def change(self, account: VenueAccount, order: Order, *, status: Status, change: Change) -> None:
        order.status, order.updated_ms = status, self._floor.now_ms()
        self._floor.tell(account, OrderChanged(order=order, change=change))

    def finish(self, account: VenueAccount, order: Order, *, status: Status, change: Change, reason: str = "") -> None:
        order.reason = reason
        self.close(account, order)
        self.change(account, order, status=status, change=change)

    def close(self, account: VenueAccount, order: Order) -> None:
        """Take it off the open ones, free its lock and its rung; says nothing to anybody."""
        self.leave_ladder(order)
        self.unlock(account, order)
        account.open.pop(order.order_id, None)

    def unlock(self, account: VenueAccount, order: Order) -> None:
        if order.locked:
            account.wallet_for(order.kind).locked[order.lock_coin] -= order.locked
            order.locked = ZERO

    def await_price(self, order: Order, direction: Direction, *, action: Action) -> None:
        price = order.price if order.trigger is None or order.status is not Status.WAITING else order.trigger.price
        if price is not None:
            ladder = self._floor.ladder(order.instrument)
            self._rungs[order.order_id] = ladder.add(price, direction, action=action)

    def leave_ladder(self, order: Order) -> None:
        rung = self._rungs.pop(order.order_id, None)
        if rung is not None:
            rung.cancel()

    def cancel_bound(self, account: VenueAccount, symbol: str, *, leg: Leg) -> None:
        """The position they guarded is gone or turned."""
        for order in list(account.open.values()):
            bound = order.trigger is not None and order.trigger.lifetime is Lifetime.UNTIL_FLAT
            if bound and order.symbol == symbol and order.leg is leg and order.is_open:
                self.finish(account, order, status=Status.CANCELED, change=Change.CANCELED, reason="flat")
