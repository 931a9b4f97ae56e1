"""The engine's neutral refusals in Bybit's numbers and words, which differ between spot and contracts.

exchanges.md 7.2 lists them. Decides nothing.
"""

from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.venues.bybit.wire import Native

Answer = tuple[int, str]

LINEAR: dict[Refusal, Answer] = {
    Refusal.INSUFFICIENT_FUNDS: (110007, "ab not enough for new order"),
    Refusal.BELOW_MIN_AMOUNT: (10001, "The number of contracts below the minimum limit allowed"),
    Refusal.BELOW_MIN_COST: (110094, "Order does not meet minimum order value 5USDT"),
    Refusal.MAX_AMOUNT: (10001, "The number of contracts exceeds maximum limit allowed: too large"),
    Refusal.BAD_STEP: (10001, "Qty invalid"),
    Refusal.BAD_TICK: (10001, "Price invalid"),
    Refusal.BAD_PARAMETER: (10001, "params error"),
    Refusal.UNKNOWN_SYMBOL: (10001, "params error: symbol invalid"),
    Refusal.DUPLICATE_CLIENT_ID: (110072, "OrderLinkedID is duplicate"),
    Refusal.REDUCE_ONLY: (110017, "current position is zero, cannot fix reduce-only order qty"),
    Refusal.POSITION_SIDE_MISMATCH: (10001, "position idx not match position mode"),
    Refusal.MODE_LOCKED: (110024, "You have an existing position, so the position mode cannot be switched"),
    Refusal.LEVERAGE_TOO_HIGH: (110013, "cannot set leverage gt maxLeverage by risk limit"),
    Refusal.NO_CHANGE: (110043, "leverage not modified"),
    Refusal.WOULD_TRIGGER: (10001, "trigger price is already passed"),
    Refusal.WOULD_TAKE: (10001, "PostOnly order would take liquidity"),
    Refusal.NOT_FOUND: (110001, "order not exists or too late to cancel"),
    Refusal.NO_POSITION: (10001, "can not set tp/sl/ts for zero position"),
    Refusal.SYMBOL_CLOSED: (110066, "Trading is currently not allowed."),
}

SPOT: dict[Refusal, Answer] = {
    Refusal.INSUFFICIENT_FUNDS: (170131, "Insufficient balance."),
    Refusal.BELOW_MIN_AMOUNT: (170136, "Order quantity exceeded lower limit."),
    Refusal.BELOW_MIN_COST: (170140, "Order value exceeded lower limit."),
    Refusal.MAX_AMOUNT: (170135, "Order quantity exceeded upper limit."),
    Refusal.BAD_STEP: (170137, "Order quantity has too many decimals."),
    Refusal.BAD_TICK: (170134, "Order price has too many decimals."),
    Refusal.BAD_PARAMETER: (170130, "Data sent for parameter is not valid."),
    Refusal.UNKNOWN_SYMBOL: (170121, "Invalid symbol."),
    Refusal.DUPLICATE_CLIENT_ID: (170141, "Duplicate clientOrderId."),
    Refusal.WOULD_TAKE: (170218, "The LIMIT-MAKER order is rejected due to invalid price."),
    Refusal.NOT_FOUND: (170213, "Order does not exist."),
    Refusal.SYMBOL_CLOSED: (170151, "Symbol is not open for trading."),
}


def native(refused: Refused, kind: Kind) -> Native:
    """The answer for an order; settings word a few refusals of their own."""
    table = SPOT if kind is Kind.SPOT else LINEAR
    code, message = table.get(refused.refusal) or LINEAR[refused.refusal]
    return Native(code, message)
