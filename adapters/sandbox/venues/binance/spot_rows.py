"""Spot orders, trades and events in Binance's fields. Reads the engine's objects and changes nothing."""

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.happenings import Change
from adapters.sandbox.engine.orders import Fill, Order, Role, Side, Status
from adapters.sandbox.venues.binance.wire import Payload, fixed
from adapters.sandbox.venues.binance.words import native_tif, native_type, status_of

NO_LIST = -1
NO_TRADE = -1
SELF_TRADE_MODE = "EXPIRE_MAKER"

EXECUTION_TYPES: dict[Change, str] = {
    Change.ACCEPTED: "NEW",
    Change.TRIGGERED: "NEW",
    Change.AMENDED: "REPLACED",
    Change.CANCELED: "CANCELED",
    Change.EXPIRED: "EXPIRED",
    Change.REJECTED: "REJECTED",
}


def core_row(order: Order) -> Payload:
    return {
        "symbol": order.symbol,
        "orderId": int(order.order_id),
        "orderListId": NO_LIST,
        "clientOrderId": order.client_id,
        "price": fixed(order.price),
        "origQty": fixed(order.amount),
        "executedQty": fixed(order.filled),
        "origQuoteOrderQty": fixed(order.cost),
        "cummulativeQuoteQty": fixed(order.filled_cost),
        "status": status_of(order),
        "timeInForce": native_tif(order),
        "type": native_type(order),
        "side": order.side.value.upper(),
        "selfTradePreventionMode": SELF_TRADE_MODE,
    } | ({"stopPrice": fixed(order.trigger.price)} if order.trigger else {})


def order_row(order: Order) -> Payload:
    """The answer of a query."""
    return core_row(order) | {
        "stopPrice": fixed(order.trigger.price if order.trigger else None),
        "icebergQty": fixed(None),
        "time": order.created_ms,
        "updateTime": order.updated_ms,
        "isWorking": order.status is not Status.WAITING,
        "workingTime": NO_TRADE if order.status is Status.WAITING else order.created_ms,
    }


def placed_row(order: Order, answer: str) -> Payload:
    """The answer of a placement in the wanted length: ACK, RESULT or FULL."""
    row = core_row(order) | {"transactTime": order.created_ms, "workingTime": order.created_ms}
    match answer:
        case "ACK":
            kept = ("symbol", "orderId", "orderListId", "clientOrderId", "transactTime")
            return {name: row[name] for name in kept}
        case "RESULT":
            return row
        case _:
            return row | {"fills": [placed_fill(fill) for fill in order.fills]}


def placed_fill(fill: Fill) -> Payload:
    return {
        "price": fixed(fill.price),
        "qty": fixed(fill.amount),
        "commission": fixed(fill.fee),
        "commissionAsset": fill.fee_coin,
        "tradeId": fill.fill_id,
    }


def canceled_row(order: Order, cancel_id: str) -> Payload:
    """A cancel has a client id of its own; the order's stands in origClientOrderId."""
    return core_row(order) | {
        "origClientOrderId": order.client_id,
        "clientOrderId": cancel_id,
        "transactTime": order.updated_ms,
    }


def trade_row(fill: Fill) -> Payload:
    return {
        "symbol": fill.instrument.symbol,
        "id": fill.fill_id,
        "orderId": int(fill.order_id),
        "orderListId": NO_LIST,
        "price": fixed(fill.price),
        "qty": fixed(fill.amount),
        "quoteQty": fixed(fill.cost),
        "commission": fixed(fill.fee),
        "commissionAsset": fill.fee_coin,
        "time": fill.time_ms,
        "isBuyer": fill.side is Side.BUY,
        "isMaker": fill.role is Role.MAKER,
        "isBestMatch": True,
    }


def balance_rows(account: VenueAccount) -> list[Payload]:
    wallet = account.spot
    return [
        {
            "asset": coin,
            "free": fixed(wallet.balance(coin) - wallet.held(coin)),
            "locked": fixed(wallet.held(coin)),
        }
        for coin in sorted(wallet.balances)
    ]


def execution_report(order: Order, execution: str, *, now_ms: int, cancel_id: str = "") -> Payload:
    """The event of a change that is not a fill."""
    return {
        "e": "executionReport",
        "E": now_ms,
        "s": order.symbol,
        "c": cancel_id or order.client_id,
        "S": order.side.value.upper(),
        "o": native_type(order),
        "f": native_tif(order),
        "q": fixed(order.amount),
        "p": fixed(order.price),
        "P": fixed(order.trigger.price if order.trigger else None),
        "F": fixed(None),
        "g": NO_LIST,
        "C": order.client_id if cancel_id else "",
        "x": execution,
        "X": "NEW" if execution == "NEW" else status_of(order),
        "r": order.reason.upper() if order.status is Status.REJECTED else "NONE",
        "i": int(order.order_id),
        "l": fixed(None),
        "z": fixed(None if execution == "NEW" else order.filled),
        "L": fixed(None),
        "n": "0",
        "N": None,
        "T": order.updated_ms,
        "t": NO_TRADE,
        "I": order.number,
        "w": execution == "NEW" and order.status is not Status.WAITING,
        "m": False,
        "M": False,
        "O": order.created_ms,
        "Z": fixed(None if execution == "NEW" else order.filled_cost),
        "Y": fixed(None),
        "Q": fixed(order.cost),
        "W": order.created_ms,
        "V": SELF_TRADE_MODE,
    }


def fill_report(order: Order, fill: Fill, *, now_ms: int) -> Payload:
    return execution_report(order, "TRADE", now_ms=now_ms) | {
        "l": fixed(fill.amount),
        "L": fixed(fill.price),
        "n": fixed(fill.fee),
        "N": fill.fee_coin,
        "T": fill.time_ms,
        "t": fill.fill_id,
        "m": fill.role is Role.MAKER,
        "M": True,
        "Y": fixed(fill.cost),
    }


def account_position(account: VenueAccount, coins: set[str], *, now_ms: int) -> Payload:
    """The balances after an order touched them."""
    rows = [row for row in balance_rows(account) if row["asset"] in coins]
    return {
        "e": "outboundAccountPosition",
        "E": now_ms,
        "u": account.spot.updated_ms or now_ms,
        "B": [{"a": row["asset"], "f": row["free"], "l": row["locked"]} for row in rows],
    }
