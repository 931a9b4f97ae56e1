"""What makes a wish unacceptable before it costs anything. Raises Refused; changes nothing."""

from decimal import Decimal

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.floor import Floor
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.locks import is_closing
from adapters.sandbox.engine.orders import Attached, Direction, Leg, Order, OrderType, Purpose, Side, Status, Trigger
from adapters.sandbox.engine.positions import PositionMode
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.engine.rules import ClientIdRule


def check_order(floor: Floor, account: VenueAccount, *, order: Order) -> None:
    """Everything but money, in the order exchanges tend to complain."""
    _check_form(order)
    _check_leg(account, order)
    _check_amount(floor, order)
    check_client_id(floor.rules.client_id_rule, account, order=order)
    last = floor.price(order.instrument)
    if order.trigger is not None:
        check_trigger(order.instrument, order.trigger, last=last)
    if order.attached is not None:
        check_attached(order.instrument, order.attached, side=order.side, price=order.price or last)


def check_price(instrument: Instrument, price: Decimal) -> None:
    if price <= 0:
        raise Refused(Refusal.BAD_PARAMETER, "a price must be positive")
    if not instrument.has_tick(price):
        raise Refused(Refusal.BAD_TICK, f"price {price} is not a multiple of {instrument.price_step}")


def check_amount(instrument: Instrument, amount: Decimal) -> None:
    if amount <= 0:
        raise Refused(Refusal.BAD_PARAMETER, "an amount must be positive")
    if amount < instrument.min_amount:
        raise Refused(Refusal.BELOW_MIN_AMOUNT, f"amount {amount} is below {instrument.min_amount}")
    if not instrument.has_step(amount):
        raise Refused(Refusal.BAD_STEP, f"amount {amount} is not a multiple of {instrument.amount_step}")


def check_client_id(rule: ClientIdRule, account: VenueAccount, *, order: Order) -> None:
    before = account.by_client.get((order.kind, order.book, order.client_id))
    if not order.client_id or before is None:
        return
    taken = {
        ClientIdRule.UNIQUE_AMONG_OPEN: before.is_open,
        ClientIdRule.UNIQUE_ALWAYS: True,
        ClientIdRule.UNIQUE_UNFILLED: before.status not in (Status.FILLED, Status.REJECTED),
    }
    if taken[rule]:
        raise Refused(Refusal.DUPLICATE_CLIENT_ID, f"duplicate client id {order.client_id}")


def check_trigger(instrument: Instrument, trigger: Trigger, *, last: Decimal) -> None:
    """A trigger whose price is already reached would fire at once: all three exchanges refuse it."""
    check_price(instrument, trigger.price)
    reached = last >= trigger.price if trigger.direction is Direction.RISES else last <= trigger.price
    if reached:
        raise Refused(Refusal.WOULD_TRIGGER, "the trigger price is already reached")


def check_attached(instrument: Instrument, attached: Attached, *, side: Side, price: Decimal) -> None:
    """Stop-loss on the losing side of `price`, take-profit on the winning one."""
    for level, purpose in ((attached.stop_loss, Purpose.STOP_LOSS), (attached.take_profit, Purpose.TAKE_PROFIT)):
        if level:
            direction = protective_direction(side, purpose)
            check_trigger(instrument, Trigger(price=level, direction=direction), last=price)


def protective_direction(entry_side: Side, purpose: Purpose) -> Direction:
    """Which way the price must go to hit a stop-loss or a take-profit of a position entered with `entry_side`."""
    loses_on_fall = entry_side is Side.BUY
    falls = loses_on_fall if purpose is Purpose.STOP_LOSS else not loses_on_fall
    return Direction.FALLS if falls else Direction.RISES


def _check_form(order: Order) -> None:
    sizes = (order.asked > 0) + (order.cost is not None) + order.close_position
    if sizes != 1 or order.asked < 0:
        raise Refused(Refusal.BAD_PARAMETER, "exactly one of amount, cost and close_position")
    by_cost = order.kind is Kind.SPOT and order.side is Side.BUY and order.type is OrderType.MARKET
    if order.cost is not None and not (by_cost and order.cost > 0):
        raise Refused(Refusal.BAD_PARAMETER, "cost is for spot market buys")
    if order.type is OrderType.LIMIT:
        if order.price is None:
            raise Refused(Refusal.BAD_PARAMETER, "a limit order needs a price")
        check_price(order.instrument, order.price)


def _check_leg(account: VenueAccount, order: Order) -> None:
    hedged = order.kind is Kind.PERPETUAL and account.position_mode_of(order.symbol) is PositionMode.HEDGE
    if hedged is (order.leg is Leg.NET):
        raise Refused(Refusal.POSITION_SIDE_MISMATCH, "position side does not match the position mode")


def _check_amount(floor: Floor, order: Order) -> None:
    instrument = order.instrument
    price = order.price or (order.trigger.price if order.trigger else floor.price(instrument))
    if order.cost is None and not order.close_position:
        check_amount(instrument, order.amount)
    exempt = order.kind is Kind.PERPETUAL and is_closing(order)
    if not exempt and (order.cost or order.amount * price) < instrument.min_cost:
        raise Refused(Refusal.BELOW_MIN_COST, f"order value is below {instrument.min_cost}")
    if order.type is OrderType.MARKET and order.amount > instrument.max_market_amount:
        raise Refused(Refusal.MAX_AMOUNT, f"amount is above {instrument.max_market_amount}")
