"""A unified account's orders, fills and positions, as REST and streams tell them. Fees are positive when paid."""

from typing import Any

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.orders import Fill, Leg, Order
from adapters.sandbox.engine.positions import Position
from adapters.sandbox.venues.bitget.envelope import plain, ratio
from adapters.sandbox.venues.bitget.order_rows import native_size, spot_status, trade_id
from adapters.sandbox.venues.bitget.words import (
    FUTURES,
    MARGIN_MODES,
    SPOT,
    cancel_reason,
    closes,
    execution,
    hold_side,
    position_mode,
    source,
    trade_side,
)


def category_of(instrument: Instrument) -> str:
    return SPOT if instrument.kind is Kind.SPOT else FUTURES


def unified_order(order: Order) -> dict[str, Any]:
    attached = order.attached
    return {
        **_common(order),
        "category": category_of(order.instrument),
        "posSide": _position_side(order),
        "reduceOnly": "YES" if closes(order) and order.kind is Kind.PERPETUAL else "NO",
        "execType": execution(order),
        "enterPointSource": source(order),
        "tpTriggerBy": None,
        "slTriggerBy": None,
        "takeProfit": plain(attached.take_profit) if attached and attached.take_profit else None,
        "stopLoss": plain(attached.stop_loss) if attached and attached.stop_loss else None,
        "tpOrderType": None,
        "slOrderType": None,
        "tpLimitPrice": None,
        "slLimitPrice": None,
    }


def unified_stream_order(order: Order) -> dict[str, Any]:
    """Streams write the category small, call the leg holdSide and say what the trade did."""
    perpetual = order.kind is Kind.PERPETUAL
    return {
        **_common(order),
        "category": category_of(order.instrument).lower(),
        "holdSide": _position_side(order),
        "tradeSide": trade_side(order) if perpetual else order.side.value,
        "marginMode": order.tags.get("margin_mode", "crossed") if perpetual else "crossed",
        "marginCoin": order.instrument.quote,
        "reduceOnly": "yes" if closes(order) and perpetual else "no",
        "totalProfit": plain(order.realised_pnl),
        "leverage": order.tags.get("leverage", ""),
        "execType": execution(order),
    }


def _common(order: Order) -> dict[str, Any]:
    return {
        "orderId": order.order_id,
        "clientOid": order.client_id,
        "symbol": order.symbol,
        "orderType": order.type.value,
        "side": order.side.value,
        "price": plain(order.price) or "0",
        "qty": native_size(order),
        "amount": plain(order.cost) or "0",
        "cumExecQty": plain(order.filled),
        "cumExecValue": plain(order.filled_cost),
        "avgPrice": plain(order.average) or "0",
        "timeInForce": order.time_in_force.value,
        "orderStatus": spot_status(order),
        "holdMode": position_mode(order.leg),
        "feeDetail": [{"feeCoin": order.fee_coin, "fee": plain(order.fee) if order.filled else ""}],
        "cancelReason": cancel_reason(order),
        "stpMode": "none",
        "createdTime": str(order.created_ms),
        "updatedTime": str(order.updated_ms),
    }


def unified_fill(fill: Fill, order: Order) -> dict[str, Any]:
    perpetual = order.kind is Kind.PERPETUAL
    return {
        "execId": trade_id(fill),
        "execLinkId": trade_id(fill),
        "orderId": fill.order_id,
        "clientOid": fill.client_id,
        "category": category_of(fill.instrument),
        "symbol": fill.instrument.symbol,
        "orderType": order.type.value,
        "side": fill.side.value,
        "tradeSide": trade_side(order, fill.cause) if perpetual else fill.side.value,
        "holdSide": _position_side(order),
        "execPrice": plain(fill.price),
        "execQty": plain(fill.amount),
        "execValue": plain(fill.cost),
        "tradeScope": fill.role.value,
        "feeDetail": [{"feeCoin": fill.fee_coin, "fee": plain(fill.fee)}],
        "execPnl": plain(fill.realised_pnl),
        "execType": execution(order),
        "createdTime": str(fill.time_ms),
        "execTime": str(fill.time_ms),
        "updatedTime": str(fill.time_ms),
    }


def unified_position(engine: Engine, account: VenueAccount, *, position: Position) -> dict[str, Any]:
    mark = engine.quote(position.instrument).mark
    profit, margin = position.unrealised(mark), position.initial_margin
    return {
        "category": FUTURES,
        "symbol": position.symbol,
        "marginCoin": position.instrument.quote,
        "holdMode": position_mode(position.leg),
        "posSide": hold_side(position),
        "marginMode": MARGIN_MODES[position.margin_mode],
        "positionBalance": plain(margin),
        "available": plain(position.size),
        "frozen": "0",
        "total": plain(position.size),
        "leverage": str(position.leverage),
        "curRealisedPnl": plain(position.realised_pnl),
        "avgPrice": plain(position.entry_price),
        "positionStatus": "ended" if position.is_flat else "normal",
        "unrealisedPnl": plain(profit),
        "liquidationPrice": plain(engine.liquidation_price(account, position)) or "0",
        "mmr": plain(position.instrument.maintenance_margin_rate),
        "profitRate": ratio(profit, margin),
        "markPrice": plain(mark),
        "breakEvenPrice": plain(position.entry_price),
        "totalFunding": plain(position.funding),
        "openFeeTotal": plain(-position.fees),
        "closeFeeTotal": "0",
        "createdTime": str(position.created_ms),
        "updatedTime": str(position.updated_ms),
    }


def unified_stream_position(engine: Engine, account: VenueAccount, *, position: Position) -> dict[str, Any]:
    """The channel has other names for the size, the margin and the liquidation price."""
    row = unified_position(engine, account, position=position)
    row["size"], row["marginSize"] = row.pop("total"), row.pop("positionBalance")
    row["liqPrice"], row["totalFundingFee"] = row.pop("liquidationPrice"), row.pop("totalFunding")
    return row


def _position_side(order: Order) -> str:
    if order.kind is Kind.SPOT:
        return ""
    return "net" if order.leg is Leg.NET else order.leg.value
