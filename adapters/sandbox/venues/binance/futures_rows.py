"""USDT-margined orders, trades and conditional orders in Binance's fields. Reads the engine's objects only."""

from decimal import Decimal

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.orders import Fill, Order, Origin, Role, Side, Status
from adapters.sandbox.venues.binance.wire import Payload, plain
from adapters.sandbox.venues.binance.words import (
    POSITION_SIDES,
    STATUSES,
    WORKING_TYPE,
    live_type,
    native_tif,
    native_type,
    status_of,
)

SELF_TRADE_MODE = "EXPIRE_MAKER"
AVERAGE_PLACES = 8


def order_row(order: Order) -> Payload:
    """The answer of a query; a placement's is the same without `time`."""
    return {
        "orderId": int(order.order_id),
        "symbol": order.symbol,
        "status": status_of(order),
        "clientOrderId": order.client_id,
        "price": plain(order.price),
        "avgPrice": plain(average_of(order)),
        "origQty": plain(order.amount),
        "executedQty": plain(order.filled),
        "cumQty": plain(order.filled),
        "cumQuote": plain(order.filled_cost),
        "timeInForce": native_tif(order),
        "type": "LIQUIDATION" if order.origin is Origin.LIQUIDATION else live_type(order),
        "reduceOnly": order.reduce_only,
        "closePosition": order.close_position,
        "side": order.side.value.upper(),
        "positionSide": POSITION_SIDES[order.leg],
        "stopPrice": "0",
        "workingType": order.tags.get(WORKING_TYPE, "CONTRACT_PRICE"),
        "priceProtect": False,
        "origType": native_type(order),
        "priceMatch": "NONE",
        "selfTradePreventionMode": SELF_TRADE_MODE,
        "goodTillDate": 0,
        "time": order.created_ms,
        "updateTime": order.updated_ms,
    }


def placed_row(order: Order, answer: str) -> Payload:
    """RESULT tells what was filled; ACK (the default) shows the order as if it were only taken."""
    row = {name: value for name, value in order_row(order).items() if name != "time"}
    if answer == "RESULT":
        return row
    untold = {"status": "NEW", "avgPrice": "0.00", "executedQty": "0", "cumQty": "0", "cumQuote": "0"}
    return row | untold


def average_of(order: Order) -> Decimal | None:
    average = order.average
    return None if average is None else round(average, AVERAGE_PLACES)


def trade_row(fill: Fill) -> Payload:
    return {
        "symbol": fill.instrument.symbol,
        "id": fill.fill_id,
        "orderId": int(fill.order_id),
        "side": fill.side.value.upper(),
        "price": plain(fill.price),
        "qty": plain(fill.amount),
        "realizedPnl": plain(fill.realised_pnl),
        "quoteQty": plain(fill.cost),
        "commission": plain(fill.fee),
        "commissionAsset": fill.fee_coin,
        "time": fill.time_ms,
        "buyer": fill.side is Side.BUY,
        "maker": fill.role is Role.MAKER,
        "positionSide": POSITION_SIDES[fill.leg],
    }


def algo_row(account: VenueAccount, order: Order) -> Payload:
    """A conditional order; once fired it names the order it became."""
    child = account.orders.get(order.child_id)
    return {
        "algoId": int(order.order_id),
        "clientAlgoId": order.client_id,
        "algoType": "CONDITIONAL",
        "orderType": native_type(order),
        "symbol": order.symbol,
        "side": order.side.value.upper(),
        "positionSide": POSITION_SIDES[order.leg],
        "timeInForce": native_tif(order),
        "quantity": plain(order.asked),
        "algoStatus": algo_status(account, order),
        "actualOrderId": order.child_id,
        "actualPrice": plain(average_of(child) if child else None),
        "triggerPrice": plain(order.trigger.price if order.trigger else None),
        "price": plain(order.price),
        "icebergQuantity": None,
        "selfTradePreventionMode": SELF_TRADE_MODE,
        "workingType": order.tags.get(WORKING_TYPE, "CONTRACT_PRICE"),
        "priceMatch": "NONE",
        "closePosition": order.close_position,
        "priceProtect": False,
        "reduceOnly": order.reduce_only,
        "createTime": order.created_ms,
        "updateTime": order.updated_ms,
        "triggerTime": order.updated_ms if order.child_id else 0,
        "goodTillDate": 0,
    }


def algo_status(account: VenueAccount, order: Order) -> str:
    """TRIGGERED while the order it became lives, FINISHED when that has ended."""
    if order.status is not Status.TRIGGERED:
        return STATUSES[order.status]
    child = account.orders.get(order.child_id)
    return "TRIGGERED" if child is None or child.is_open else "FINISHED"
