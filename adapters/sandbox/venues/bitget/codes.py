"""The engine's neutral refusals in Bitget's codes and words: futures, spot and unified accounts differ.

Decides nothing about orders.
"""

from enum import StrEnum

from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.venues.bitget.envelope import NativeError


class Area(StrEnum):
    """Which of Bitget's three code tables answers."""

    SPOT = "spot"
    FUTURES = "futures"
    UNIFIED = "unified"


_FUTURES = {
    Refusal.INSUFFICIENT_FUNDS: ("40762", "The order amount exceeds the balance"),
    Refusal.BELOW_MIN_AMOUNT: ("45111", "less than the minimum order quantity"),
    Refusal.BELOW_MIN_COST: ("45110", "less than the minimum amount 5 USDT"),
    Refusal.MAX_AMOUNT: ("45112", "more than the maximum order quantity"),
    Refusal.BAD_STEP: ("40808", "Parameter verification exception size checkBDScale error"),
    Refusal.BAD_TICK: ("45115", "The price you enter should be a multiple of the price step"),
    Refusal.BAD_PARAMETER: ("40017", "Parameter verification failed"),
    Refusal.UNKNOWN_SYMBOL: ("40034", "Parameter symbol does not exist"),
    Refusal.DUPLICATE_CLIENT_ID: ("40786", "Duplicate clientOid"),
    Refusal.REDUCE_ONLY: ("22002", "No position to close"),
    Refusal.NO_POSITION: ("22002", "No position to close"),
    Refusal.POSITION_SIDE_MISMATCH: (
        "40774",
        "The order type for unilateral position must also be the unilateral position type.",
    ),
    Refusal.MODE_LOCKED: ("40920", "Position or order exists, the position mode cannot be switched"),
    Refusal.LEVERAGE_TOO_HIGH: ("40797", "Exceeded the maximum settable leverage"),
    Refusal.NO_CHANGE: ("45054", "No change in leverage"),
    Refusal.WOULD_TRIGGER: ("40917", "Stop price for long positions please < mark price"),
    Refusal.WOULD_TAKE: ("40815", "The order price is higher than the highest bid price"),
    Refusal.NOT_FOUND: (
        "40109",
        "The data of the order cannot be found, please confirm the order number",
    ),
    Refusal.SYMBOL_CLOSED: ("40309", "The contract has been removed"),
}

_SPOT = _FUTURES | {
    Refusal.INSUFFICIENT_FUNDS: ("43012", "Insufficient balance"),
    Refusal.BELOW_MIN_AMOUNT: (
        "43006",
        "The order quantity is less than the minimum transaction quantity",
    ),
    Refusal.BELOW_MIN_COST: ("45110", "less than the minimum amount 1 USDT"),
    Refusal.MAX_AMOUNT: ("43007", "The order quantity is greater than the maximum transaction quantity"),
    Refusal.BAD_TICK: ("40808", "Parameter verification exception price checkBDScale error"),
    Refusal.DUPLICATE_CLIENT_ID: ("43118", "clientOrderId duplicate"),
    Refusal.NOT_FOUND: ("43001", "The order does not exist"),
    Refusal.SYMBOL_CLOSED: ("43120", "Symbol is not open trade"),
}

_UNIFIED = _FUTURES | {
    Refusal.INSUFFICIENT_FUNDS: ("25202", "Insufficient balance"),
    Refusal.BELOW_MIN_AMOUNT: ("25611", "Order quantity must be greater than the minimum order amount"),
    Refusal.MAX_AMOUNT: ("25233", "Order quantity cannot exceed the maximum for this level"),
    Refusal.BAD_STEP: ("25610", "Order amount does not meet precision requirements"),
    Refusal.BAD_TICK: ("25244", "Price should be a multiple of the price step"),
    Refusal.UNKNOWN_SYMBOL: ("25100", "Trading pair does not exist"),
    Refusal.DUPLICATE_CLIENT_ID: ("25212", "Duplicate clientOid"),
    Refusal.REDUCE_ONLY: ("25227", "No position available to close"),
    Refusal.NO_POSITION: ("25227", "No position available to close"),
    Refusal.POSITION_SIDE_MISMATCH: ("25236", "Incorrect position open type"),
    Refusal.MODE_LOCKED: ("25107", "There is currently a position, please close the position"),
    Refusal.LEVERAGE_TOO_HIGH: ("25223", "Exceeds Max. leverage"),
    Refusal.WOULD_TRIGGER: (
        "25590",
        "For long position TP/SL (close long), the stop-loss trigger price must be less than the mark price",
    ),
    Refusal.NOT_FOUND: ("25204", "Order does not exist"),
    Refusal.SYMBOL_CLOSED: ("25101", "Trading pair not open for trading"),
}

_TABLES = {Area.SPOT: _SPOT, Area.FUTURES: _FUTURES, Area.UNIFIED: _UNIFIED}


def native(refused: Refused, area: Area) -> NativeError:
    code, text = _TABLES[area][refused.refusal]
    return NativeError(code, text)


def no_such_order(area: Area) -> NativeError:
    code, text = _TABLES[area][Refusal.NOT_FOUND]
    return NativeError(code, text)


def no_such_symbol(area: Area, symbol: str) -> NativeError:
    if area is Area.UNIFIED:
        return NativeError("25100", f"Trading pair {symbol} does not exist")
    return NativeError("40034", f"Parameter {symbol} does not exist")
