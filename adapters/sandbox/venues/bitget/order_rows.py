"""A classic account's orders and fills as REST tells them. Amounts are texts; fees are negative when paid."""

import json
from typing import Any

from adapters.sandbox.engine.orders import Fill, Order, Status
from adapters.sandbox.venues.bitget.envelope import plain
from adapters.sandbox.venues.bitget.words import (
    CANCELLED,
    STATUSES,
    cancel_reason,
    classic_side,
    closes,
    order_source,
    position_mode,
    source,
    trade_side,
)

TRADE_ID_BASE = 1_310_000_000_000_000_000


def spot_status(order: Order) -> str:
    """Spot writes "cancelled" where futures write "canceled"."""
    word = STATUSES[order.status]
    return CANCELLED if word == "canceled" else word


def native_size(order: Order) -> str:
    """A spot market buy is sized in quote coin, everything else in base coin."""
    return plain(order.cost if order.cost is not None else order.amount)


def spot_order(order: Order) -> dict[str, Any]:
    return {
        "userId": "",
        "symbol": order.symbol,
        "orderId": order.order_id,
        "clientOid": order.client_id,
        "price": plain(order.price) or "0",
        "size": native_size(order),
        "orderType": order.type.value,
        "side": order.side.value,
        "status": spot_status(order),
        "priceAvg": plain(order.average) or "0",
        "baseVolume": plain(order.filled),
        "quoteVolume": plain(order.filled_cost),
        "enterPointSource": source(order),
        "feeDetail": _spot_fee_detail(order),
        "orderSource": order_source(order),
        "cancelReason": cancel_reason(order),
        "tpslType": "normal",
        "triggerPrice": None,
        "quoteCoin": order.instrument.quote,
        "baseCoin": order.instrument.base,
        "cTime": str(order.created_ms),
        "uTime": str(order.updated_ms),
    }


def spot_open_order(order: Order) -> dict[str, Any]:
    """The list of open orders has its own names: the limit price is `priceAvg`, the average is `basePrice`."""
    row = spot_order(order)
    for absent in ("price", "feeDetail", "quoteCoin", "baseCoin", "cancelReason"):
        del row[absent]
    return row | {"priceAvg": plain(order.price) or "0", "basePrice": plain(order.average) or "0"}


def spot_fill(fill: Fill, order: Order) -> dict[str, Any]:
    return {
        "userId": "",
        "symbol": fill.instrument.symbol,
        "orderId": fill.order_id,
        "tradeId": trade_id(fill),
        "orderType": order.type.value,
        "side": fill.side.value,
        "priceAvg": plain(fill.price),
        "size": plain(fill.amount),
        "amount": plain(fill.cost),
        "feeDetail": fee_line(fill),
        "tradeScope": fill.role.value,
        "cTime": str(fill.time_ms),
        "uTime": str(fill.time_ms),
    }


def futures_order(order: Order) -> dict[str, Any]:
    """One row of the order detail; lists call the state `status`."""
    attached = order.attached
    return {
        "symbol": order.symbol,
        "size": plain(order.amount),
        "orderId": order.order_id,
        "clientOid": order.client_id,
        "baseVolume": plain(order.filled),
        "fee": plain(-order.fee),
        "price": plain(order.price),
        "priceAvg": plain(order.average),
        "state": STATUSES[order.status],
        "side": classic_side(order).value,
        "force": order.time_in_force.value,
        "totalProfits": plain(order.realised_pnl),
        "posSide": order.leg.value,
        "marginCoin": order.instrument.quote,
        "presetStopSurplusPrice": plain(attached.take_profit) if attached else "",
        "presetStopLossPrice": plain(attached.stop_loss) if attached else "",
        "quoteVolume": plain(order.filled_cost),
        "orderType": order.type.value,
        "leverage": order.tags.get("leverage", ""),
        "marginMode": order.tags.get("margin_mode", "crossed"),
        "reduceOnly": "YES" if closes(order) else "NO",
        "enterPointSource": source(order),
        "tradeSide": trade_side(order),
        "posMode": position_mode(order.leg),
        "orderSource": order_source(order),
        "cancelReason": cancel_reason(order),
        "newTradeSide": trade_side(order),
        "cTime": str(order.created_ms),
        "uTime": str(order.updated_ms),
    }


def futures_list_order(order: Order) -> dict[str, Any]:
    row = futures_order(order)
    return row | {"status": row.pop("state")}


def futures_fill(fill: Fill, order: Order) -> dict[str, Any]:
    return {
        "tradeId": trade_id(fill),
        "symbol": fill.instrument.symbol,
        "orderId": fill.order_id,
        "price": plain(fill.price),
        "baseVolume": plain(fill.amount),
        "feeDetail": [fee_line(fill)],
        "side": classic_side(order).value,
        "quoteVolume": plain(fill.cost),
        "profit": plain(fill.realised_pnl),
        "enterPointSource": source(order),
        "tradeSide": trade_side(order, fill.cause),
        "posMode": position_mode(fill.leg),
        "tradeScope": fill.role.value,
        "cTime": str(fill.time_ms),
    }


def fee_line(fill: Fill) -> dict[str, Any]:
    return {
        "deduction": "no",
        "feeCoin": fill.fee_coin,
        "totalDeductionFee": "0",
        "totalFee": plain(-fill.fee),
    }


def trade_id(fill: Fill) -> str:
    """Trade ids grow with time, as Bitget's do: `idLessThan` pages by them."""
    return str(fill_number(fill))


def fill_number(fill: Fill) -> int:
    return TRADE_ID_BASE + fill.fill_id


def _spot_fee_detail(order: Order) -> str:
    """A JSON text inside JSON; empty until something was filled."""
    if not order.filled or order.status is Status.PENDING:
        return ""
    line = {
        "deduction": False,
        "feeCoinCode": order.fee_coin,
        "totalDeductionFee": 0,
        "totalFee": plain(-order.fee),
    }
    totals = {
        "c": 0,
        "d": 0,
        "deduction": False,
        "r": plain(-order.fee),
        "t": plain(-order.fee),
        "totalDeductionFee": 0,
    }
    return json.dumps({"newFees": totals, order.fee_coin: line})
