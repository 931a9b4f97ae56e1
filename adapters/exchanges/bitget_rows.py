"""Reads Bitget rows of both account families (exchanges.md 6.4) into our values. Pure: asks nobody."""

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from adapters.exchanges.dialect import protective_cause, standing_stop
from adapters.exchanges.markets import Catalog
from adapters.exchanges.wire import Row, maybe_price, moment, moment_or_epoch, number, row, rows, total_fee
from core.application.ports import AccountFill, ExchangePosition, FillCause, StandingStop
from core.domain.values import (
    ClientOrderId,
    MarginMode,
    MarketKind,
    OrderResult,
    OrderStatus,
    Outcome,
    PositionMode,
    PositionSide,
    Side,
    Symbol,
)

PRODUCT = "USDT-FUTURES"
STATUSES: Mapping[str, OrderStatus] = {
    "init": OrderStatus.OPEN,
    "new": OrderStatus.OPEN,
    "live": OrderStatus.OPEN,
    "partially_filled": OrderStatus.OPEN,
    "partially_fill": OrderStatus.OPEN,
    "filled": OrderStatus.FILLED,
    "full_fill": OrderStatus.FILLED,
    "canceled": OrderStatus.CANCELED,
    "cancelled": OrderStatus.CANCELED,
    "rejected": OrderStatus.REJECTED,
    "fail_execute": OrderStatus.REJECTED,
}
POSITION_MODES: Mapping[str, PositionMode] = {
    "one_way_mode": PositionMode.ONE_WAY,
    "hedge_mode": PositionMode.HEDGE,
}
MARGIN_MODES: Mapping[str, MarginMode] = {"crossed": MarginMode.CROSS, "isolated": MarginMode.ISOLATED}
WIRE_MARGIN_MODES = {mode: word for word, mode in MARGIN_MODES.items()}
SOURCE_CAUSES: Mapping[str, FillCause] = {
    "pos_loss_market": FillCause.STOP_LOSS,
    "loss_market": FillCause.STOP_LOSS,
    "pos_profit_market": FillCause.TAKE_PROFIT,
    "profit_market": FillCause.TAKE_PROFIT,
}


def acknowledgement(answer: Row, client_order_id: ClientOrderId) -> OrderResult:
    """A reduce-only order in one-way mode may come back without an id though it stands (exchanges.md 3.5)."""
    order_id = str(row(answer.get("data")).get("orderId") or "")
    return OrderResult(
        outcome=Outcome.ACCEPTED if order_id else Outcome.AMBIGUOUS,
        client_order_id=client_order_id,
        status=OrderStatus.OPEN if order_id else OrderStatus.UNKNOWN,
        exchange_order_id=order_id,
        code="" if order_id else "no-order-id",
    )


def order_result(found: Row, client_order_id: ClientOrderId) -> OrderResult:
    """Classic spot and futures and unified rows differ in names only."""
    word = str(found.get("status") or found.get("state") or found.get("orderStatus") or "")
    status = STATUSES.get(word, OrderStatus.UNKNOWN)
    fee, fee_coin = total_fee(_order_fees(found))
    return OrderResult(
        outcome=Outcome.REJECTED if status is OrderStatus.REJECTED else Outcome.ACCEPTED,
        client_order_id=client_order_id,
        status=status,
        exchange_order_id=str(found["orderId"]),
        filled=number(found.get("baseVolume") or found.get("cumExecQty")),
        average_price=maybe_price(found.get("priceAvg")) or maybe_price(found.get("avgPrice")),
        fee=fee,
        fee_coin=fee_coin,
        at=moment(found.get("uTime") or found.get("updatedTime")),
    )


def _order_fees(found: Row) -> Iterable[tuple[str, Decimal]]:
    """Paid is negative in the classic family and positive in the unified one (exchanges.md 6.4)."""
    detail = found.get("feeDetail")
    if "cumExecQty" in found:
        return [(str(line["feeCoin"]), number(line["fee"])) for line in rows(detail) if number(line.get("fee"))]
    if "marginCoin" in found:
        return [(str(found["marginCoin"]), -number(found.get("fee")))] if number(found.get("fee")) else []
    told = row(json.loads(detail)) if isinstance(detail, str) and detail else {}
    return [(coin, -number(row(line)["totalFee"])) for coin, line in told.items() if coin != "newFees"]


class OrderFacts:
    """What the rows of orders add to the rows of their fills, by order id."""

    def __init__(self, orders: Iterable[Row]) -> None:
        self._orders = {str(order["orderId"]): order for order in orders}

    def client_id(self, fill: Row) -> str:
        return str(fill.get("clientOid") or self._of(fill).get("clientOid") or "")

    def cause(self, fill: Row) -> FillCause:
        source = str(self._of(fill).get("orderSource", ""))
        return SOURCE_CAUSES.get(source) or protective_cause(self.client_id(fill))

    def _of(self, fill: Row) -> Row:
        return self._orders.get(str(fill.get("orderId", "")), {})


NO_FACTS = OrderFacts(())


def spot_fill(found: Row, symbol: Symbol, *, facts: OrderFacts) -> AccountFill:
    return _fill(found, symbol, facts, side=Side(str(found["side"])), leg=None)


def futures_fill(found: Row, symbol: Symbol, *, facts: OrderFacts, leg: PositionSide | None) -> AccountFill:
    """In hedge mode the leg and "open" or "close" tell the true side: REST's own side means the leg's direction."""
    side = Side(str(found["side"]))
    if leg is not None:
        side = leg.exit_side if is_close(found) else leg.entry_side
    return _fill(found, symbol, facts, side=side, leg=leg)


def rest_leg(found: Row) -> PositionSide | None:
    """Classic REST: a hedge fill's side is the direction of its position (exchanges.md 9.2)."""
    if found.get("posMode") != "hedge_mode":
        return None
    return _told_leg(found) or (PositionSide.LONG if found["side"] == "buy" else PositionSide.SHORT)


def stream_leg(found: Row) -> PositionSide | None:
    """Classic stream: the side is the true one."""
    if found.get("posMode") != "hedge_mode":
        return None
    opened = PositionSide.LONG if found["side"] == "buy" else PositionSide.SHORT
    return _told_leg(found) or (opened.opposite if is_close(found) else opened)


def unified_leg(found: Row) -> PositionSide | None:
    word = str(found.get("holdSide") or found.get("posSide") or "")
    return PositionSide(word) if word in {"long", "short"} else None


def is_close(found: Row) -> bool:
    return "close" in str(found.get("tradeSide", ""))


def _told_leg(found: Row) -> PositionSide | None:
    told = str(found.get("tradeSide", ""))
    return next((leg for leg in PositionSide if f"close_{leg}" in told), None)


def _fill(found: Row, symbol: Symbol, facts: OrderFacts, *, side: Side, leg: PositionSide | None) -> AccountFill:
    fee, fee_coin = total_fee(_fill_fees(found))
    cause = _forced(found)
    return AccountFill(
        fill_id=str(found.get("tradeId") or found["execId"]),
        symbol=symbol,
        side=side,
        amount=number(found.get("execQty") or found.get("baseVolume") or found.get("size")),
        price=number(found.get("execPrice") or found.get("price") or found.get("priceAvg")),
        at=moment_or_epoch(found.get("execTime") or found.get("cTime") or found.get("createdTime")),
        exchange_order_id=str(found["orderId"]),
        client_order_id=facts.client_id(found),
        position_side=leg,
        reduce_only=is_close(found),
        cause=facts.cause(found) if cause is FillCause.ORDER else cause,
        fee=fee,
        fee_coin=fee_coin,
    )


def _forced(found: Row) -> FillCause:
    """Liquidation and ADL have trade sides of their own; a unified account says it in execType (exchanges.md 9.2)."""
    told = str(found.get("tradeSide", ""))
    if "sys_adl" in told:
        return FillCause.ADL
    is_liquidation = told.startswith(("burst_", "reduce_")) or found.get("execType") == "liquidation"
    return FillCause.LIQUIDATION if is_liquidation else FillCause.ORDER


def _fill_fees(found: Row) -> list[tuple[str, Decimal]]:
    detail = found.get("feeDetail")
    lines = rows(detail) or ([row(detail)] if row(detail) else [])
    return [(str(line["feeCoin"]), _paid(line)) for line in lines]


def _paid(line: Row) -> Decimal:
    return number(line["fee"]) if "fee" in line else -number(line.get("totalFee"))


def position(found: Row, catalog: Catalog) -> ExchangePosition | None:
    symbol = catalog.find_symbol(MarketKind.PERPETUAL, str(found["symbol"]))
    amount = number(found.get("total"))
    if symbol is None or not amount:
        return None
    leverage = number(found.get("leverage"))
    return ExchangePosition(
        symbol=symbol,
        side=PositionSide(str(found.get("holdSide") or found.get("posSide"))),
        amount=amount,
        entry_price=number(found.get("openPriceAvg") or found.get("avgPrice")),
        leverage=int(leverage) if leverage else None,
        margin_mode=MARGIN_MODES.get(str(found.get("marginMode"))),
        liquidation_price=maybe_price(found.get("liquidationPrice")),
        unrealized_pnl=number(found.get("unrealizedPL") or found.get("unrealisedPnl")),
    )


def stops_of(found: Iterable[Row], catalog: Catalog, symbols: Sequence[Symbol]) -> list[StandingStop]:
    """Our protective orders in these symbols; the unified family names a trigger by what it does."""
    stops = []
    for order in found:
        symbol = catalog.find_symbol(MarketKind.PERPETUAL, str(order.get("symbol", "")))
        trigger = number(order.get("triggerPrice") or order.get("stopLoss") or order.get("takeProfit"))
        amount = number(order.get("size") or order.get("qty"))
        stop = standing_stop(str(order.get("clientOid", "")), symbol, trigger=trigger, amount=amount)
        if stop is not None and stop.symbol in symbols:
            stops.append(stop)
    return stops
