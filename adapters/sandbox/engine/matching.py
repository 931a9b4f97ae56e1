"""Turning live orders into fills: at once, in slices, over a thin book, or when a price is reached. Checks no wish."""

from collections import deque
from decimal import Decimal
from functools import partial

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.clearing import Clearing
from adapters.sandbox.engine.floor import Floor
from adapters.sandbox.engine.happenings import Change
from adapters.sandbox.engine.locks import closable, fit_to_position, is_closing, secure
from adapters.sandbox.engine.order_book import OrderBook
from adapters.sandbox.engine.orders import (
    Direction,
    FiresAs,
    Order,
    OrderType,
    Role,
    Side,
    Status,
    TimeInForce,
)
from adapters.sandbox.engine.parts import Part, crosses, price_of, split
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.engine.spawning import child_of


class Matching:
    """Takes every accepted order exactly once, and again whenever a price it waits for is reached."""

    def __init__(self, floor: Floor, clearing: Clearing, orders: OrderBook) -> None:
        self._floor, self._clearing, self._orders = floor, clearing, orders

    def take(self, account: VenueAccount, order: Order) -> None:
        """The matching engine sees the order for the first time (after the ack, if that is delayed)."""
        if order.status is not Status.PENDING:
            return
        if order.late_rejection:
            self._reject(account, order, order.late_rejection)
        elif order.trigger is not None:
            self._orders.change(account, order, status=Status.WAITING, change=Change.ACCEPTED)
            self.wait(account, order)
        else:
            self._go_live(account, order, change=Change.ACCEPTED)

    def wait(self, account: VenueAccount, order: Order) -> None:
        """Put a trigger order or a resting limit order on the ladder."""
        if order.status is Status.WAITING and order.trigger is not None:
            direction = order.trigger.direction
            self._orders.await_price(order, direction, action=partial(self._fire, account, order))
        else:
            direction = Direction.FALLS if order.side is Side.BUY else Direction.RISES
            self._orders.await_price(order, direction, action=partial(self._reached, account, order))

    def retake(self, account: VenueAccount, order: Order) -> None:
        """After an amendment: where does it stand now?"""
        self._orders.leave_ladder(order)
        if order.status is Status.WAITING:
            self.wait(account, order)
        elif order.status is not Status.PENDING:
            self._match(account, order)

    def _fire(self, account: VenueAccount, order: Order) -> None:
        if order.trigger is not None and order.trigger.fires_as is FiresAs.CHILD:
            child = child_of(self._floor, order)
            order.child_id = child.order_id
            self._orders.finish(account, order, status=Status.TRIGGERED, change=Change.TRIGGERED)
            self._orders.register(account, child)
            self._fund_and_live(account, child, change=Change.ACCEPTED)
        else:
            self._fund_and_live(account, order, change=Change.TRIGGERED)

    def _fund_and_live(self, account: VenueAccount, order: Order, *, change: Change) -> None:
        """Trigger orders hold no money while they wait, so it is asked for when they fire."""
        try:
            fit_to_position(account, order)
            secure(self._floor, account, order=order)
        except Refused as refused:
            self._reject(account, order, refused.refusal.value)
        else:
            self._go_live(account, order, change=change)

    def _go_live(self, account: VenueAccount, order: Order, *, change: Change) -> None:
        try:
            fit_to_position(account, order)
            self._size_by_cost(order)
        except Refused as refused:
            self._reject(account, order, refused.refusal.value)
            return
        if order.time_in_force is TimeInForce.POST_ONLY and crosses(order, self._floor.price(order.instrument)):
            self._reject(account, order, Refusal.WOULD_TAKE.value)
            return
        self._orders.change(account, order, status=Status.OPEN, change=change)
        self._match(account, order)

    def _size_by_cost(self, order: Order) -> None:
        if order.cost is None:
            return
        worst = self._floor.price(order.instrument) + order.instrument.price_step * (order.slices - 1)
        order.amount = order.instrument.on_grid(order.cost / worst)
        if order.amount < max(order.instrument.min_amount, order.instrument.amount_step):
            raise Refused(Refusal.BELOW_MIN_AMOUNT, "the cost buys less than the minimum amount")

    def _match(self, account: VenueAccount, order: Order) -> None:
        if not crosses(order, self._floor.price(order.instrument)):
            self._rest_or_expire(account, order)
            return
        depth = self._floor.settings.depths.get(order.symbol)
        parts = deque(split(order, depth))
        if order.time_in_force is TimeInForce.FOK and not self._fills_whole(order, parts):
            parts.clear()
        self._work(account, order, parts)

    def _fills_whole(self, order: Order, parts: deque[Part]) -> bool:
        last = self._floor.price(order.instrument)
        reached = [part.amount for part in parts if crosses(order, price_of(order, part, last=last))]
        return sum(reached, Decimal(0)) >= order.remaining

    def _work(self, account: VenueAccount, order: Order, parts: deque[Part]) -> None:
        """Fill part by part; with a pause between parts the rest is an appointment."""
        while parts and order.is_open:
            part = parts.popleft()
            price = price_of(order, part, last=self._floor.price(order.instrument))
            amount = self._still_fits(account, order, part.amount)
            if amount == 0 or not crosses(order, price):
                break
            self._clearing.fill(account, order, price=price, amount=amount, role=Role.TAKER)
            if parts and order.slice_pause_s > 0:
                self._floor.timers.after(order.slice_pause_s, partial(self._work, account, order, parts))
                return
        if order.is_open:
            self._rest_or_expire(account, order)

    def _still_fits(self, account: VenueAccount, order: Order, amount: Decimal) -> Decimal:
        return min(amount, closable(account, order)) if is_closing(order) else amount

    def _rest_or_expire(self, account: VenueAccount, order: Order) -> None:
        rests = order.time_in_force in (TimeInForce.GTC, TimeInForce.POST_ONLY)
        if order.type is OrderType.LIMIT and rests:
            self.wait(account, order)
        else:
            self._orders.finish(account, order, status=Status.EXPIRED, change=Change.EXPIRED)

    def _reached(self, account: VenueAccount, order: Order) -> None:
        """The price came to a resting limit order: it is the maker, at its own price."""
        try:
            fit_to_position(account, order)
        except Refused as refused:
            self._orders.finish(
                account, order, status=Status.CANCELED, change=Change.CANCELED, reason=refused.refusal.value
            )
            return
        if order.price is not None:
            self._clearing.fill(account, order, price=order.price, amount=order.remaining, role=Role.MAKER)

    def _reject(self, account: VenueAccount, order: Order, reason: str) -> None:
        self._orders.finish(account, order, status=Status.REJECTED, change=Change.REJECTED, reason=reason)
