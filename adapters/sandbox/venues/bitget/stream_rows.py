"""What a classic account's streams tell of orders, fills, positions and balances; names differ from REST."""

from typing import Any

from adapters.sandbox.engine.accounts import QUOTE, VenueAccount
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.orders import Fill, Order, Role
from adapters.sandbox.engine.positions import Position
from adapters.sandbox.venues.bitget.accounts import futures_account, margin_ratio
from adapters.sandbox.venues.bitget.envelope import plain, ratio
from adapters.sandbox.venues.bitget.order_rows import (
    fee_line,
    native_size,
    spot_fill,
    spot_status,
    trade_id,
)
from adapters.sandbox.venues.bitget.words import (
    MARGIN_MODES,
    STATUSES,
    cancel_reason,
    classic_side,
    closes,
    hold_side,
    position_mode,
    source,
    trade_side,
)

SCOPES = {Role.TAKER: "T", Role.MAKER: "M"}


def spot_stream_order(order: Order, fill: Fill | None) -> dict[str, Any]:
    row = {
        "instId": order.symbol,
        "orderId": order.order_id,
        "clientOid": order.client_id,
        # `size` is an amount of quote coin for buys and worth ignoring; `newSize` is what was asked for.
        "size": native_size(order),
        "newSize": native_size(order),
        "notional": plain(order.cost) if order.cost is not None else plain(order.filled_cost),
        "orderType": order.type.value,
        "force": order.time_in_force.value,
        "side": order.side.value,
        "accBaseVolume": plain(order.filled),
        "priceAvg": plain(order.average) or "0",
        "status": spot_status(order),
        "cancelReason": cancel_reason(order),
        "cTime": str(order.created_ms),
        "uTime": str(order.updated_ms),
        "stpMode": "none",
        "feeDetail": _fee_detail(order),
        "enterPointSource": source(order),
    }
    if order.price is not None:
        row["price"] = plain(order.price)
    return row | (_latest(fill) if fill else {})


def futures_stream_order(order: Order, fill: Fill | None) -> dict[str, Any]:
    attached = order.attached
    row = {
        "instId": order.symbol,
        "orderId": order.order_id,
        "clientOid": order.client_id,
        "price": plain(order.price) or "0",
        "size": plain(order.amount),
        "posMode": position_mode(order.leg),
        "posSide": order.leg.value,
        "enterPointSource": source(order),
        "tradeSide": trade_side(order),
        "notionalUsd": plain(order.filled_cost),
        "orderType": order.type.value,
        "force": order.time_in_force.value,
        "side": classic_side(order).value,
        "marginMode": order.tags.get("margin_mode", "crossed"),
        "marginCoin": order.instrument.quote,
        "accBaseVolume": plain(order.filled),
        "status": STATUSES[order.status],
        "cancelReason": cancel_reason(order),
        "leverage": order.tags.get("leverage", ""),
        "feeDetail": _fee_detail(order),
        "reduceOnly": "yes" if closes(order) else "no",
        "presetStopSurplusPrice": plain(attached.take_profit) if attached else "",
        "presetStopLossPrice": plain(attached.stop_loss) if attached else "",
        "totalProfits": plain(order.realised_pnl),
        "stpMode": "none",
        "cTime": str(order.created_ms),
        "uTime": str(order.updated_ms),
    }
    if order.filled:
        row["priceAvg"] = plain(order.average)
    if fill is not None:
        row |= _latest(fill) | {"pnl": plain(fill.realised_pnl), "fillNotionalUsd": plain(fill.cost)}
    return row


def futures_stream_fill(fill: Fill, order: Order) -> dict[str, Any]:
    """Here the side is the true one: closing a long sells, unlike in the order API."""
    return {
        "orderId": fill.order_id,
        "tradeId": trade_id(fill),
        "clientOid": fill.client_id,
        "symbol": fill.instrument.symbol,
        "orderType": order.type.value,
        "side": fill.side.value,
        "price": plain(fill.price),
        "baseVolume": plain(fill.amount),
        "quoteVolume": plain(fill.cost),
        "profit": plain(fill.realised_pnl),
        "tradeSide": trade_side(order, fill.cause),
        "posMode": position_mode(fill.leg),
        "tradeScope": fill.role.value,
        "feeDetail": [fee_line(fill)],
        "cTime": str(fill.time_ms),
        "uTime": str(fill.time_ms),
    }


def spot_stream_fill(fill: Fill, order: Order) -> dict[str, Any]:
    row = spot_fill(fill, order)
    del row["userId"]
    return row | {"feeDetail": [fee_line(fill)], "clientOid": fill.client_id}


def stream_position(engine: Engine, account: VenueAccount, *, position: Position) -> dict[str, Any]:
    mark = engine.quote(position.instrument).mark
    profit, margin = position.unrealised(mark), position.initial_margin
    return {
        "posId": f"{position.instrument.symbol}-{position.leg}-{position.number}",
        "instId": position.symbol,
        "marginCoin": position.instrument.quote,
        "marginSize": plain(margin),
        "marginMode": MARGIN_MODES[position.margin_mode],
        "holdSide": hold_side(position),
        "posMode": position_mode(position.leg),
        "total": plain(position.size),
        "available": plain(position.size),
        "frozen": "0",
        "openPriceAvg": plain(position.entry_price),
        "leverage": position.leverage,
        "achievedProfits": plain(position.realised_pnl),
        "unrealizedPL": plain(profit),
        "unrealizedPLR": ratio(profit, margin),
        "liquidationPrice": plain(engine.liquidation_price(account, position)) or "0",
        "keepMarginRate": plain(position.instrument.maintenance_margin_rate),
        "marginRate": margin_ratio(engine, account, position=position),
        "breakEvenPrice": plain(position.entry_price),
        "totalFee": plain(position.funding),
        "deductedFee": plain(position.fees),
        "markPrice": plain(mark),
        "assetMode": "single",
        "autoMargin": "off",
        "cTime": str(position.created_ms),
        "uTime": str(position.updated_ms),
    }


def stream_futures_account(engine: Engine, account: VenueAccount) -> dict[str, Any]:
    row = futures_account(engine, account)
    return {
        "marginCoin": QUOTE,
        "frozen": row["locked"],
        "available": row["available"],
        "maxOpenPosAvailable": row["crossedMaxAvailable"],
        "maxTransferOut": row["maxTransferOut"],
        "equity": row["accountEquity"],
        "usdtEquity": row["usdtEquity"],
    }


def _latest(fill: Fill) -> dict[str, Any]:
    return {
        "fillPrice": plain(fill.price),
        "tradeId": trade_id(fill),
        "baseVolume": plain(fill.amount),
        "fillTime": str(fill.time_ms),
        "fillFee": plain(-fill.fee),
        "fillFeeCoin": fill.fee_coin,
        "tradeScope": SCOPES[fill.role],
    }


def _fee_detail(order: Order) -> list[dict[str, Any]]:
    return [{"feeCoin": order.fee_coin, "fee": plain(-order.fee)}] if order.filled else []
