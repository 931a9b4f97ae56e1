"""Reading an order wish out of parameters: sides, types, ids, with Binance's complaints. Places nothing."""

import re
import secrets
from decimal import Decimal

from adapters.sandbox.engine.instruments import Instrument
from adapters.sandbox.engine.orders import Direction, FiresAs, Lifetime, OrderType, Purpose, Side, TimeInForce, Trigger
from adapters.sandbox.venues.binance.complaints import Complaint, missing
from adapters.sandbox.venues.binance.wire import Params, plain
from adapters.sandbox.venues.binance.words import TIMES_IN_FORCE

CLIENT_ID = re.compile(r"[.A-Z:/a-z0-9_-]{1,36}")
MADE_ID_BYTES = 11


def side_of(params: Params) -> Side:
    try:
        return Side(params.required("side").lower())
    except ValueError as error:
        raise Complaint(-1117, "Invalid side.") from error


def time_in_force_of(params: Params, order_type: OrderType) -> TimeInForce:
    """Limit orders must say it; market orders are immediate whatever they say."""
    if order_type is OrderType.MARKET:
        return TimeInForce.IOC
    found = TIMES_IN_FORCE.get(params.required("timeInForce"))
    if found is None:
        raise Complaint(-1115, "Invalid timeInForce.")
    return found


def price_of(params: Params, order_type: OrderType) -> Decimal | None:
    if order_type is OrderType.MARKET:
        return None
    price = params.number("price")
    if price is None:
        raise missing("price")
    return price


def client_id_of(params: Params, name: str, *, complaint: Complaint) -> str:
    """The id sent, or a made-up one as Binance makes them."""
    value = params.text(name)
    if not value:
        return secrets.token_hex(MADE_ID_BYTES)
    if not CLIENT_ID.fullmatch(value):
        raise complaint
    return value


def check_precision(amount: Decimal | None, *, places: int, complaint: Complaint) -> None:
    exponent = amount.normalize().as_tuple().exponent if amount else 0
    if isinstance(exponent, int) and -exponent > places:
        raise complaint


def trigger_of(price: Decimal, side: Side, *, purpose: Purpose, fires_as: FiresAs, lifetime: Lifetime) -> Trigger:
    """A stop waits for the price to go with its side, a take-profit for it to come back."""
    with_side = Direction.RISES if side is Side.BUY else Direction.FALLS
    against = Direction.FALLS if side is Side.BUY else Direction.RISES
    direction = with_side if purpose is Purpose.STOP_LOSS else against
    return Trigger(price=price, direction=direction, purpose=purpose, fires_as=fires_as, lifetime=lifetime)


def notional_complaint(instrument: Instrument) -> Complaint:
    text = f"Order's notional must be no smaller than {plain(instrument.min_cost)} (unless you choose reduce only)."
    return Complaint(-4164, text)
