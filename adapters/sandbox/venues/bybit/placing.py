"""Reading a Bybit order out of a create request. Places nothing; what only the engine can know it leaves to it."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.orders import (
    Attached,
    Direction,
    Leg,
    OrderType,
    PlaceOrder,
    Side,
    TimeInForce,
    Trigger,
)
from adapters.sandbox.faults import FaultKind
from adapters.sandbox.venues.bybit.calls import PrivateCall
from adapters.sandbox.venues.bybit.order_rows import (
    FULL,
    PARTIAL,
    TAG_MARKET_UNIT,
    TAG_ORDER_FILTER,
    TAG_PRICE_ON_CREATED,
    TAG_STOP_LOSS,
    TAG_TAKE_PROFIT,
    TAG_TPSL_MODE,
)
from adapters.sandbox.venues.bybit.wire import Fields, Native, plain

LEGS = {0: Leg.NET, 1: Leg.LONG, 2: Leg.SHORT}
SIDES = {"Buy": Side.BUY, "Sell": Side.SELL}
TYPES = {"Market": OrderType.MARKET, "Limit": OrderType.LIMIT}
TIMES_IN_FORCE = {
    "": TimeInForce.GTC,
    "GTC": TimeInForce.GTC,
    "IOC": TimeInForce.IOC,
    "FOK": TimeInForce.FOK,
    "PostOnly": TimeInForce.POST_ONLY,
}
DIRECTIONS = {1: Direction.RISES, 2: Direction.FALLS}
CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,36}")
LATE_REASON = "EC_Others"
LEVEL_TAGS = (TAG_STOP_LOSS, "slOrderType", "slLimitPrice", TAG_TAKE_PROFIT, "tpOrderType", "tpLimitPrice")

Choice = TypeVar("Choice")


def read_order(call: PrivateCall) -> PlaceOrder:
    """The wish in the engine's words; raises Native for what Bybit refuses by form alone."""
    fields, instrument = call.fields, call.instrument()
    last = call.engine.quote(instrument).last
    side = choice(SIDES, fields.need("side"), message="Side invalid")
    kind = choice(TYPES, fields.need("orderType"), message="orderType invalid")
    tags = {TAG_PRICE_ON_CREATED: plain(last)}
    amount, cost = _spot_size(fields, instrument, side=side, type_=kind, last=last, tags=tags)
    closes_all = instrument.kind is Kind.PERPETUAL and _closes_all(fields)
    if not (amount or cost or closes_all):
        raise Native(10001, "Qty invalid")
    return PlaceOrder(
        instrument=instrument,
        side=side,
        type=kind,
        amount=amount or None,
        cost=cost,
        close_position=closes_all,
        price=fields.price("price") if kind is OrderType.LIMIT else None,
        time_in_force=_time_in_force(fields, kind),
        leg=read_leg(fields, instrument),
        reduce_only=instrument.kind is Kind.PERPETUAL and fields.flag("reduceOnly"),
        client_id=_client_id(fields),
        trigger=_trigger(fields, instrument, last=last, tags=tags),
        attached=_attached(fields, instrument, side=side, price=fields.price("price") or last, tags=tags),
        late_rejection=_late_rejection(call),
        tags=tags,
    )


def read_leg(fields: Fields, instrument: Instrument) -> Leg:
    if instrument.kind is Kind.SPOT:
        return Leg.NET
    index = fields.number("positionIdx")
    if index not in LEGS:
        raise Native(10001, "params error: positionIdx invalid")
    return LEGS[index]


def check_levels(side: Side, price: Decimal, *, stop_loss: Decimal | None, take_profit: Decimal | None) -> None:
    """A stop-loss belongs on the losing side of the price, a take-profit on the winning one; zero means none."""
    gains = side.sign
    for level, away, word in ((stop_loss, -gains, "StopLoss"), (take_profit, gains, "TakeProfit")):
        if level and (level - price) * away <= 0:
            position, relation = ("Buy" if side is Side.BUY else "Sell"), ("higher" if away > 0 else "lower")
            text = f"{word}:{plain(level)} set for {position} position should {relation} than base_price:{plain(price)}"
            raise Native(10001, text)


def choice(choices: Mapping[str, Choice], text: str, *, message: str) -> Choice:
    if text not in choices:
        raise Native(10001, message)
    return choices[text]


def _spot_size(
    fields: Fields, instrument: Instrument, *, side: Side, type_: OrderType, last: Decimal, tags: dict[str, str]
) -> tuple[Decimal | None, Decimal | None]:
    """Amount in base, or cost in quote. Spot market buys count in quote unless told otherwise."""
    quantity = fields.decimal("qty")
    if instrument.kind is not Kind.SPOT or type_ is not OrderType.MARKET:
        return quantity, None
    unit = fields.text("marketUnit", "quoteCoin" if side is Side.BUY else "baseCoin")
    tags[TAG_MARKET_UNIT] = unit
    if unit == "baseCoin":
        return quantity, None
    if side is Side.BUY:
        return None, quantity
    return instrument.on_grid((quantity or Decimal(0)) / last), None


def _closes_all(fields: Fields) -> bool:
    """Quantity "0" with both flags closes the whole position."""
    return fields.text("qty") == "0" and fields.flag("reduceOnly") and fields.flag("closeOnTrigger")


def _time_in_force(fields: Fields, kind: OrderType) -> TimeInForce:
    if kind is OrderType.MARKET:
        return TimeInForce.IOC
    return choice(TIMES_IN_FORCE, fields.text("timeInForce"), message="timeInForce invalid")


def _client_id(fields: Fields) -> str:
    given = fields.text("orderLinkId")
    if given and not CLIENT_ID.fullmatch(given):
        raise Native(10001, "params error: OrderLinkedID invalid")
    return given


def _trigger(fields: Fields, instrument: Instrument, *, last: Decimal, tags: dict[str, str]) -> Trigger | None:
    price = fields.price("triggerPrice")
    if price is None:
        return None
    if instrument.kind is Kind.SPOT:
        # Spot has no direction field of its own: the order waits for whichever side of the price it is on.
        tags[TAG_ORDER_FILTER] = fields.text("orderFilter", "StopOrder")
        return Trigger(price=price, direction=Direction.RISES if price > last else Direction.FALLS)
    direction = DIRECTIONS.get(fields.number("triggerDirection"))
    if direction is None:
        raise Native(10001, "params error: TriggerDirection invalid")
    _check_direction(direction, price, last=last)
    return Trigger(price=price, direction=direction)


def _check_direction(direction: Direction, price: Decimal, *, last: Decimal) -> None:
    if direction is Direction.RISES and price <= last:
        raise Native(110092, f"expect Rising, but trigger_price[{plain(price)}] <= current[{plain(last)}]")
    if direction is Direction.FALLS and price >= last:
        raise Native(110093, f"expect Falling, but trigger_price[{plain(price)}] >= current[{plain(last)}]")


def _attached(
    fields: Fields, instrument: Instrument, *, side: Side, price: Decimal, tags: dict[str, str]
) -> Attached | None:
    stop_loss, take_profit = fields.price("stopLoss"), fields.price("takeProfit")
    if stop_loss is None and take_profit is None:
        return None
    if instrument.kind is Kind.SPOT:
        raise Native(170227, "This feature is not supported.")
    check_levels(side, price, stop_loss=stop_loss, take_profit=take_profit)
    tags[TAG_TPSL_MODE] = fields.text("tpslMode", FULL)
    tags.update({tag: fields.text(tag) for tag in LEVEL_TAGS if tag in fields})
    if tags[TAG_TPSL_MODE] == PARTIAL:
        return None
    return Attached(stop_loss=stop_loss, take_profit=take_profit)


def _late_rejection(call: PrivateCall) -> str:
    fault = call.fault
    if fault is None or fault.kind is not FaultKind.LATE_REJECTION:
        return ""
    return fault.code or LATE_REASON
