"""USDT-margined user events in Binance's fields: orders, conditional orders, accounts. Changes nothing."""

from decimal import Decimal

from adapters.sandbox.engine.accounts import QUOTE, VenueAccount
from adapters.sandbox.engine.happenings import Change
from adapters.sandbox.engine.orders import Cause, Fill, Order, Origin, Role, Status
from adapters.sandbox.engine.positions import Position
from adapters.sandbox.venues.binance.futures_rows import SELF_TRADE_MODE, algo_status, average_of
from adapters.sandbox.venues.binance.wire import Payload, plain
from adapters.sandbox.venues.binance.words import (
    POSITION_SIDES,
    WORKING_TYPE,
    live_type,
    native_tif,
    native_type,
    status_of,
)

EXECUTION_TYPES: dict[Change, str] = {
    Change.ACCEPTED: "NEW",
    Change.TRIGGERED: "NEW",
    Change.AMENDED: "AMENDMENT",
    Change.CANCELED: "CANCELED",
    Change.EXPIRED: "EXPIRED",
    Change.REJECTED: "EXPIRED",
}


def order_update(order: Order, execution: str, *, now_ms: int, fill: Fill | None = None) -> Payload:
    return {
        "e": "ORDER_TRADE_UPDATE",
        "E": now_ms,
        "T": order.updated_ms,
        "o": _order_part(order, execution) | (_fill_part(fill) if fill is not None else {}),
    }


def fill_update(order: Order, fill: Fill, *, now_ms: int) -> Payload:
    """Liquidation and auto-deleveraging come as CALCULATED, everything else as TRADE."""
    execution = "TRADE" if fill.cause is Cause.TRADE else "CALCULATED"
    return order_update(order, execution, now_ms=now_ms, fill=fill)


def _order_part(order: Order, execution: str) -> Payload:
    fresh = execution == "NEW"
    return {
        "s": order.symbol,
        "c": order.client_id,
        "S": order.side.value.upper(),
        "o": "LIQUIDATION" if order.origin is Origin.LIQUIDATION else live_type(order),
        "f": native_tif(order),
        "q": plain(order.amount),
        "p": plain(order.price),
        "ap": plain(None if fresh else average_of(order)),
        "sp": "0",
        "x": execution,
        "X": "NEW" if fresh else _status(order),
        "i": int(order.order_id),
        "l": "0",
        "z": plain(None if fresh else order.filled),
        "L": "0",
        "n": "0",
        "N": QUOTE,
        "T": order.updated_ms,
        "t": 0,
        "b": "0",
        "a": "0",
        "m": False,
        "R": order.reduce_only,
        "wt": order.tags.get(WORKING_TYPE, "CONTRACT_PRICE"),
        "ot": native_type(order),
        "ps": POSITION_SIDES[order.leg],
        "cp": order.close_position,
        "rp": "0",
        "pP": False,
        "si": 0,
        "ss": 0,
        "V": SELF_TRADE_MODE,
        "pm": "NONE",
        "gtd": 0,
    }


def _fill_part(fill: Fill) -> Payload:
    return {
        "l": plain(fill.amount),
        "L": plain(fill.price),
        "n": plain(fill.fee),
        "N": fill.fee_coin,
        "T": fill.time_ms,
        "t": fill.fill_id,
        "m": fill.role is Role.MAKER,
        "rp": plain(fill.realised_pnl),
    }


def _status(order: Order) -> str:
    return "NEW_ADL" if order.origin is Origin.ADL else status_of(order)


def trade_lite(order: Order, fill: Fill, *, now_ms: int) -> Payload:
    """A short form of the same fill, sent besides the order's update."""
    return {
        "e": "TRADE_LITE",
        "E": now_ms,
        "T": fill.time_ms,
        "s": order.symbol,
        "q": plain(order.amount),
        "p": plain(order.price),
        "m": fill.role is Role.MAKER,
        "c": order.client_id,
        "S": order.side.value.upper(),
        "L": plain(fill.price),
        "l": plain(fill.amount),
        "t": fill.fill_id,
        "i": int(order.order_id),
    }


def algo_update(account: VenueAccount, order: Order, *, now_ms: int) -> Payload:
    child = account.orders.get(order.child_id)
    return {
        "e": "ALGO_UPDATE",
        "E": now_ms,
        "T": order.updated_ms,
        "o": {
            "caid": order.client_id,
            "aid": int(order.order_id),
            "at": "CONDITIONAL",
            "o": native_type(order),
            "s": order.symbol,
            "S": order.side.value.upper(),
            "ps": POSITION_SIDES[order.leg],
            "f": native_tif(order),
            "q": plain(order.asked),
            "X": algo_status(account, order),
            "ai": order.child_id,
            "ap": plain(average_of(child) if child else None),
            "aq": plain(child.filled if child else None),
            "act": live_type(child) if child else "0",
            "tp": plain(order.trigger.price if order.trigger else None),
            "p": plain(order.price),
            "V": SELF_TRADE_MODE,
            "wt": order.tags.get(WORKING_TYPE, "CONTRACT_PRICE"),
            "pm": "NONE",
            "cp": order.close_position,
            "pP": False,
            "R": order.reduce_only,
            "tt": order.updated_ms if order.child_id else 0,
            "gtd": 0,
            "rm": order.reason if order.status is Status.REJECTED else "",
        },
    }


def account_update(
    account: VenueAccount,
    reason: str,
    *,
    positions: list[tuple[Position, Decimal]],
    change: Decimal,
    now_ms: int,
) -> Payload:
    """The wallet and, where a position is concerned, the position AFTER the event; each with its mark price."""
    balance = account.futures.balance(QUOTE)
    isolated = sum((held.isolated_margin for held in account.held_positions()), Decimal(0))
    return {
        "e": "ACCOUNT_UPDATE",
        "E": now_ms,
        "T": now_ms,
        "a": {
            "m": reason,
            "B": [{"a": QUOTE, "wb": plain(balance), "cw": plain(balance - isolated), "bc": plain(change)}],
            "P": [_position_part(position, mark) for position, mark in positions],
        },
    }


def _position_part(position: Position, mark: Decimal) -> Payload:
    entry = Decimal(0) if position.is_flat else round(position.entry_price, 8)
    return {
        "s": position.symbol,
        "pa": plain(position.amount),
        "ep": plain(entry),
        "bep": plain(entry),
        "cr": plain(position.realised_pnl),
        "up": plain(Decimal(0) if position.is_flat else round(position.unrealised(mark), 8)),
        "mt": position.margin_mode.value,
        "iw": plain(position.isolated_margin),
        "ps": POSITION_SIDES[position.leg],
    }


def leverage_update(symbol: str, leverage: int, *, now_ms: int) -> Payload:
    return {"e": "ACCOUNT_CONFIG_UPDATE", "E": now_ms, "T": now_ms, "ac": {"s": symbol, "l": leverage}}
