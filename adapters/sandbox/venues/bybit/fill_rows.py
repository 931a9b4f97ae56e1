"""Executions and funding payments as Bybit writes them, in REST answers and on the `execution` stream alike."""

import uuid
from decimal import Decimal

from adapters.sandbox.engine.accounts import LedgerLine, VenueAccount
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import Cause, Fill, Order, OrderType, Role
from adapters.sandbox.venues.bybit.order_rows import (
    CATEGORIES,
    SIDES,
    TAG_MARKET_UNIT,
    create_type,
    price_of,
    quote_sized,
    stop_order_type,
)
from adapters.sandbox.venues.bybit.wire import Row, plain

EXEC_TYPES = {Cause.TRADE: "Trade", Cause.LIQUIDATION: "BustTrade", Cause.ADL: "AdlTrade"}
EXEC_IDS = uuid.UUID("5f2c6c56-6a5b-4c5e-9d0a-6f6d1c6b7a10")


def exec_id(kind: str, number: int) -> str:
    return str(uuid.uuid5(EXEC_IDS, f"{kind}:{number}"))


def fill_row(fill: Fill, order: Order) -> Row:
    instrument = fill.instrument
    rate = instrument.taker_fee if fill.role is Role.TAKER else instrument.maker_fee
    row: Row = {
        "symbol": instrument.symbol,
        "orderId": fill.order_id,
        "orderLinkId": fill.client_id,
        "side": SIDES[fill.side],
        "orderPrice": price_of(order),
        "orderQty": plain(order.cost if quote_sized(order) else order.amount),
        "leavesQty": plain(_left_after(fill, order)),
        "orderType": "Market" if order.type is OrderType.MARKET else "Limit",
        "stopOrderType": stop_order_type(order) or "UNKNOWN",
        "createType": create_type(order),
        "execId": exec_id("fill", fill.fill_id),
        "execType": EXEC_TYPES[fill.cause],
        "execPrice": plain(fill.price),
        "execQty": plain(fill.amount),
        "execValue": plain(fill.cost),
        "execTime": str(fill.time_ms),
        "execFee": plain(fill.fee),
        "execPnl": plain(fill.realised_pnl),
        "feeRate": plain(rate),
        "feeCurrency": fill.fee_coin,
        "feeCoin": fill.fee_coin,
        "isMaker": fill.role is Role.MAKER,
        "closedSize": plain(fill.closed) if fill.instrument.kind is Kind.PERPETUAL else "",
        "markPrice": plain(fill.price),
        "marketUnit": order.tags.get(TAG_MARKET_UNIT, ""),
        "seq": fill.fill_id,
    }
    return row | _unused()


def streamed_fill_row(fill: Fill, order: Order) -> Row:
    return {"category": CATEGORIES[fill.instrument.kind], "isLeverage": "0"} | fill_row(fill, order)


def funding_row(line: LedgerLine) -> Row:
    """Funding arrives among the executions; fee and rate are the customer's own, positive when paid."""
    row: Row = {
        "symbol": line.symbol,
        "orderId": exec_id("funding-order", line.number),
        "orderLinkId": "",
        "side": "Buy" if line.position_amount > 0 else "Sell",
        "orderPrice": "0",
        "orderQty": "0",
        "leavesQty": "0",
        "orderType": "UNKNOWN",
        "stopOrderType": "UNKNOWN",
        "createType": "",
        "execId": exec_id("funding", line.number),
        "execType": "Funding",
        "execPrice": plain(line.mark),
        "execQty": plain(abs(line.position_amount)),
        "execValue": plain(abs(line.position_amount) * line.mark),
        "execTime": str(line.time_ms),
        "execFee": plain(-line.amount),
        "execPnl": "0",
        "feeRate": plain(line.rate if line.position_amount > 0 else -line.rate),
        "feeCurrency": line.coin,
        "feeCoin": line.coin,
        "isMaker": False,
        "closedSize": "0",
        "markPrice": plain(line.mark),
        "marketUnit": "",
        "seq": line.number,
    }
    return row | _unused()


def order_of(account: VenueAccount, fill: Fill) -> Order:
    return account.orders[fill.order_id]


def _left_after(fill: Fill, order: Order) -> Decimal:
    if quote_sized(order):
        return Decimal(0)
    done = sum((earlier.amount for earlier in order.fills if earlier.fill_id <= fill.fill_id), Decimal(0))
    return max(order.amount - done, Decimal(0))


def _unused() -> Row:
    return {"underlyingPrice": "", "indexPrice": "", "tradeIv": "", "markIv": "", "blockTradeId": "", "extraFees": ""}


def streamed_funding_row(line: LedgerLine) -> Row:
    return {"category": "linear", "isLeverage": "0"} | funding_row(line)


def fast_fill_row(fill: Fill) -> Row:
    """The topic that is quicker because it says less."""
    return {
        "category": CATEGORIES[fill.instrument.kind],
        "symbol": fill.instrument.symbol,
        "execId": exec_id("fill", fill.fill_id),
        "execPrice": plain(fill.price),
        "execQty": plain(fill.amount),
        "orderId": fill.order_id,
        "orderLinkId": fill.client_id,
        "isMaker": fill.role is Role.MAKER,
        "side": SIDES[fill.side],
        "execTime": str(fill.time_ms),
        "seq": fill.fill_id,
    }
