"""Futures trading of a classic account: orders and fills, one-way and hedge mode. Trigger orders live in plans.py."""

from decimal import Decimal
from typing import Any

from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.orders import Attached, Book, Leg, PlaceOrder, Side
from adapters.sandbox.engine.positions import MarginMode
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.venues.bitget.call import Call, is_traded
from adapters.sandbox.venues.bitget.codes import no_such_symbol
from adapters.sandbox.venues.bitget.envelope import NativeError
from adapters.sandbox.venues.bitget.order_rows import (
    futures_fill,
    futures_list_order,
    futures_order,
)
from adapters.sandbox.venues.bitget.orders import (
    acknowledgement,
    client_id,
    get,
    is_hedged,
    limit_price,
    listed,
    listed_fills,
    make_room,
    order_type,
    side,
    time_in_force,
)
from adapters.sandbox.venues.bitget.paging import end_of
from adapters.sandbox.venues.bitget.words import MARGIN_MODES

MODES_BY_WORD = {word: mode for mode, word in MARGIN_MODES.items()}


def place(call: Call) -> Any:
    fields, account, instrument = call.fields, call.account, traded_instrument(call)
    fields.get("marginCoin")
    take_margin_mode(call, instrument)
    native_side, leg, reduces = intention(call, instrument)
    amount = fields.get_number("size")
    one_way_reduce = reduces and leg is Leg.NET
    if one_way_reduce:
        make_room(call.engine, account, instrument=instrument, side=native_side, amount=amount)
    wanted = PlaceOrder(
        instrument=instrument,
        side=native_side,
        type=order_type(fields),
        amount=amount,
        price=limit_price(fields),
        time_in_force=time_in_force(fields, "force"),
        leg=leg,
        reduce_only=one_way_reduce,
        client_id=client_id(call),
        attached=attached(fields.find_number("presetStopLossPrice"), fields.find_number("presetStopSurplusPrice")),
        late_rejection=call.late_rejection(),
        tags=settings_tags(call, instrument, leg=leg),
    )
    answer = acknowledgement(call.engine.place(account, wanted))
    if one_way_reduce or call.loses_order_id():
        del answer["orderId"]
    return answer


def intention(call: Call, instrument: Instrument) -> tuple[Side, Leg, bool]:
    """Side, leg and whether it only reduces. In hedge mode `side` names the leg and tradeSide what to do with it."""
    fields, named = call.fields, side(call.fields)
    if not is_hedged(call.account, instrument):
        return named, Leg.NET, fields.choice("reduceOnly", "no", "yes") == "yes"
    if not fields.find("tradeSide"):
        raise Refused(Refusal.POSITION_SIDE_MISMATCH)
    closing = fields.choice("tradeSide", "open", "close") == "close"
    leg = Leg.LONG if named is Side.BUY else Leg.SHORT
    return (named.opposite if closing else named), leg, closing


def traded_instrument(call: Call) -> Instrument:
    if not is_traded(call.fields):
        raise no_such_symbol(call.area, call.fields.find("symbol"))
    return call.instrument(Kind.PERPETUAL)


def take_margin_mode(call: Call, instrument: Instrument) -> None:
    """Every classic order names its margin mode; it holds for the symbol from then on."""
    word = call.fields.get("marginMode")
    mode = MODES_BY_WORD.get(word)
    if mode is None:
        raise NativeError("40017", "Parameter verification failed marginMode")
    switch_margin_mode(call, instrument, mode=mode)


def switch_margin_mode(call: Call, instrument: Instrument, *, mode: MarginMode) -> None:
    try:
        call.engine.preferences.set_margin_mode(call.account, mode, instrument=instrument)
    except Refused as refused:
        if refused.refusal is Refusal.MODE_LOCKED:
            text = "Currently holding positions or orders, the margin mode cannot be adjusted"
            raise NativeError("45117", text) from refused
        if refused.refusal is not Refusal.NO_CHANGE:
            raise


def attached(stop_loss: Decimal | None, take_profit: Decimal | None) -> Attached | None:
    if stop_loss is None and take_profit is None:
        return None
    return Attached(stop_loss=stop_loss, take_profit=take_profit)


def settings_tags(call: Call, instrument: Instrument, *, leg: Leg) -> dict[str, str]:
    """An order's row tells the settings it was placed with."""
    account = call.account
    return {
        "leverage": str(account.leverage_of(instrument.symbol, leg)),
        "margin_mode": MARGIN_MODES[account.margin_mode_of(instrument.symbol)],
    }


def cancel(call: Call) -> Any:
    traded_instrument(call)
    try:
        return acknowledgement(call.engine.cancel(call.account, get(call, Kind.PERPETUAL)))
    except Refused as refused:
        raise NativeError("40768", "Order does not exist") from refused


def detail(call: Call) -> Any:
    traded_instrument(call)
    return futures_order(get(call, Kind.PERPETUAL))


def pending(call: Call) -> Any:
    found = call.engine.open_orders(call.account, Kind.PERPETUAL, symbol=_symbol(call), book=Book.ORDERS)
    return _listing([futures_list_order(order) for order in listed(call, found)] if is_traded(call.fields) else [])


def history(call: Call) -> Any:
    found = call.engine.orders(call.account, Kind.PERPETUAL, symbol=_symbol(call), book=Book.ORDERS)
    ended = [order for order in found if not order.is_open]
    return _listing([futures_list_order(order) for order in listed(call, ended)] if is_traded(call.fields) else [])


def fills(call: Call) -> Any:
    if not is_traded(call.fields):
        return {"fillList": [], "endId": None}
    found = listed_fills(call, Kind.PERPETUAL)
    rows = [futures_fill(fill, order) for fill, order in found]
    return {"fillList": rows, "endId": end_of(rows, "tradeId")}


def _listing(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """An empty list is null on the wire."""
    return {"entrustedList": rows or None, "endId": end_of(rows, "orderId")}


def _symbol(call: Call) -> str:
    return call.fields.find("symbol").upper()
