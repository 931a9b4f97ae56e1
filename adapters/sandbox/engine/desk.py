"""Where orders come in, are changed and withdrawn. Matches nothing itself."""

from decimal import Decimal
from functools import partial

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.checks import check_amount, check_order, check_price, check_trigger
from adapters.sandbox.engine.floor import Floor
from adapters.sandbox.engine.happenings import Change
from adapters.sandbox.engine.locks import fit_to_position, secure
from adapters.sandbox.engine.matching import Matching
from adapters.sandbox.engine.order_book import OrderBook
from adapters.sandbox.engine.orders import Order, OrderType, PlaceOrder, Status, Trigger
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.engine.spawning import order_from


class Desk:
    """What it accepts is registered with its money held; what it refuses leaves no trace."""

    def __init__(self, floor: Floor, matching: Matching, orders: OrderBook) -> None:
        self._floor, self._matching, self._orders = floor, matching, orders

    def place(self, account: VenueAccount, wanted: PlaceOrder) -> Order:
        order = order_from(self._floor, account, wanted=wanted)
        check_order(self._floor, account, order=order)
        if order.trigger is None:
            fit_to_position(account, order)
            secure(self._floor, account, order=order)
        self._orders.register(account, order)
        delay = self._floor.settings.ack_delay_s
        if delay > 0:
            self._floor.timers.after(delay, partial(self._matching.take, account, order))
        else:
            self._matching.take(account, order)
        return order

    def cancel(self, account: VenueAccount, order: Order) -> Order:
        _require_open(order)
        self._orders.finish(account, order, status=Status.CANCELED, change=Change.CANCELED, reason="user")
        return order

    def amend(
        self,
        account: VenueAccount,
        order: Order,
        *,
        amount: Decimal | None = None,
        price: Decimal | None = None,
        trigger_price: Decimal | None = None,
    ) -> Order:
        _require_open(order)
        if price is not None and order.type is OrderType.LIMIT:
            check_price(order.instrument, price)
        if amount is not None:
            check_amount(order.instrument, amount)
        trigger = self._moved_trigger(order, trigger_price)
        self._resize(account, order, amount=amount, price=price)
        order.trigger = trigger
        self._orders.change(account, order, status=order.status, change=Change.AMENDED)
        self._matching.retake(account, order)
        return order

    def _moved_trigger(self, order: Order, price: Decimal | None) -> Trigger | None:
        if price is None or order.trigger is None:
            return order.trigger
        old = order.trigger
        trigger = Trigger(
            price=price,
            direction=old.direction,
            purpose=old.purpose,
            fires_as=old.fires_as,
            lifetime=old.lifetime,
        )
        check_trigger(order.instrument, trigger, last=self._floor.price(order.instrument))
        return trigger

    def _resize(self, account: VenueAccount, order: Order, *, amount: Decimal | None, price: Decimal | None) -> None:
        """Change the numbers and hold the right money for them; on refusal everything is as before."""
        before = (order.amount, order.price)
        held = order.locked
        self._orders.unlock(account, order)
        order.amount = amount or order.amount
        order.price = price if price is not None and order.type is OrderType.LIMIT else order.price
        if order.status is Status.WAITING:
            return
        try:
            secure(self._floor, account, order=order)
        except Refused:
            order.amount, order.price = before
            order.locked = held
            account.wallet_for(order.kind).locked[order.lock_coin] += held
            raise


def _require_open(order: Order) -> None:
    if not order.is_open:
        raise Refused(Refusal.NOT_FOUND, "the order is no longer open")
