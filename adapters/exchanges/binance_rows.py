"""Reads Binance's rows (exchanges.md 4.2, 4.3) into our values. Pure: asks nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from adapters.exchanges.dialect import protective_cause
from adapters.exchanges.markets import Catalog
from adapters.exchanges.wire import Row, maybe_price, moment, moment_or_epoch, number, rows, total_fee
from core.application.ports import AccountFill, ExchangePosition, FillCause
from core.domain.values import (
    ZERO,
    Balance,
    ClientOrderId,
    MarginMode,
    MarketKind,
    OrderResult,
    OrderStatus,
    Outcome,
    PositionSide,
    Side,
    Symbol,
)

STATUSES: Mapping[str, OrderStatus] = {
    "NEW": OrderStatus.OPEN,
    "PARTIALLY_FILLED": OrderStatus.OPEN,
    "FILLED": OrderStatus.FILLED,
    "CANCELED": OrderStatus.CANCELED,
    "EXPIRED": OrderStatus.CANCELED,
    "EXPIRED_IN_MATCH": OrderStatus.CANCELED,
    "REJECTED": OrderStatus.REJECTED,
}
POSITION_SIDES: Mapping[str, PositionSide] = {"LONG": PositionSide.LONG, "SHORT": PositionSide.SHORT}
MARGIN_MODES: Mapping[str, MarginMode] = {"CROSSED": MarginMode.CROSS, "ISOLATED": MarginMode.ISOLATED}
CLIENT_ID_CAUSES: Mapping[str, FillCause] = {
    "autoclose-": FillCause.LIQUIDATION,
    "adl_autoclose": FillCause.ADL,
}
TYPE_CAUSES: Mapping[str, FillCause] = {
    "STOP": FillCause.STOP_LOSS,
    "STOP_MARKET": FillCause.STOP_LOSS,
    "TAKE_PROFIT": FillCause.TAKE_PROFIT,
    "TAKE_PROFIT_MARKET": FillCause.TAKE_PROFIT,
    "LIQUIDATION": FillCause.LIQUIDATION,
    "ADL": FillCause.ADL,
}


def order_result(row: Row, client_order_id: ClientOrderId) -> OrderResult:
    """An order as the exchange tells it; without an id it is no proof of anything (exchanges.md T2)."""
    order_id = str(row.get("orderId") or "")
    if not order_id:
        return OrderResult(outcome=Outcome.AMBIGUOUS, client_order_id=client_order_id, code="no-order-id")
    status = STATUSES.get(str(row.get("status", "")), OrderStatus.UNKNOWN)
    filled = number(row.get("executedQty"))
    fee, fee_coin = total_fee(
        (str(fill["commissionAsset"]), number(fill["commission"])) for fill in rows(row.get("fills"))
    )
    return OrderResult(
        outcome=Outcome.REJECTED if status is OrderStatus.REJECTED else Outcome.ACCEPTED,
        client_order_id=client_order_id,
        status=status,
        exchange_order_id=order_id,
        filled=filled,
        average_price=_average(row, filled),
        fee=fee,
        fee_coin=fee_coin,
        at=moment(row.get("updateTime") or row.get("transactTime") or row.get("time")),
    )


def _average(row: Row, filled: Decimal) -> Decimal | None:
    if filled == ZERO:
        return None
    told = maybe_price(row.get("avgPrice"))
    cost = number(row.get("cummulativeQuoteQty") or row.get("cumQuote"))
    return told or (cost / filled if cost > ZERO else None)


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What a trade row does not say about its order."""

    client_order_id: str = ""
    kind: str = ""
    is_reduce_only: bool = False

    @property
    def cause(self) -> FillCause:
        return cause_of(self.client_order_id, self.kind)


def order_facts(row: Row) -> OrderFacts:
    kind = str(row.get("origType") or row.get("type") or "")
    return OrderFacts(str(row.get("clientOrderId", "")), kind, row.get("reduceOnly") is True)


def cause_of(client_order_id: str, order_type: str) -> FillCause:
    for prefix, cause in CLIENT_ID_CAUSES.items():
        if client_order_id.startswith(prefix):
            return cause
    return TYPE_CAUSES.get(order_type) or protective_cause(client_order_id)


def trade_fill(row: Row, symbol: Symbol, *, facts: OrderFacts) -> AccountFill:
    """A row of myTrades or userTrades."""
    is_buy = row["side"] == "BUY" if "side" in row else bool(row.get("isBuyer", row.get("buyer")))
    return AccountFill(
        fill_id=str(row["id"]),
        symbol=symbol,
        side=Side.BUY if is_buy else Side.SELL,
        amount=number(row["qty"]),
        price=number(row["price"]),
        at=moment_or_epoch(row["time"]),
        exchange_order_id=str(row["orderId"]),
        client_order_id=facts.client_order_id,
        position_side=POSITION_SIDES.get(str(row.get("positionSide", ""))),
        reduce_only=facts.is_reduce_only,
        cause=facts.cause,
        fee=number(row.get("commission")),
        fee_coin=str(row.get("commissionAsset") or ""),
    )


def event_fill(order: Row, kind: MarketKind, *, catalog: Catalog) -> AccountFill | None:
    """The execution inside ORDER_TRADE_UPDATE (its `o`) or executionReport; liquidations come as CALCULATED (T9)."""
    symbol = catalog.find_symbol(kind, str(order.get("s", "")))
    if symbol is None or order.get("x") not in {"TRADE", "CALCULATED"} or number(order.get("l")) == ZERO:
        return None
    return AccountFill(
        fill_id=str(order["t"]),
        symbol=symbol,
        side=Side.BUY if order["S"] == "BUY" else Side.SELL,
        amount=number(order["l"]),
        price=number(order["L"]),
        at=moment_or_epoch(order["T"]),
        exchange_order_id=str(order["i"]),
        client_order_id=str(order["c"]),
        position_side=POSITION_SIDES.get(str(order.get("ps", ""))),
        reduce_only=order.get("R") is True,
        cause=cause_of(str(order["c"]), str(order.get("ot") or order.get("o") or "")),
        fee=number(order.get("n")),
        fee_coin=str(order.get("N") or ""),
        ends_order=order.get("X") == "FILLED",
    )


def position(row: Row, settings: Row, *, symbol: Symbol) -> ExchangePosition | None:
    """A row of positionRisk; leverage and margin mode come from symbolConfig (exchanges.md 4.1). None when flat."""
    amount = number(row["positionAmt"])
    if amount == ZERO:
        return None
    leverage = number(settings.get("leverage") or row.get("leverage"))
    return ExchangePosition(
        symbol=symbol,
        side=PositionSide.LONG if amount > ZERO else PositionSide.SHORT,
        amount=abs(amount),
        entry_price=number(row["entryPrice"]),
        leverage=int(leverage) if leverage else None,
        margin_mode=MARGIN_MODES.get(str(settings.get("marginType", "")).upper()),
        liquidation_price=maybe_price(row.get("liquidationPrice")),
        unrealized_pnl=number(row.get("unRealizedProfit")),
    )


def spot_balances(account: Row) -> dict[str, Balance]:
    found = {}
    for wallet in rows(account["balances"]):
        coin, free = str(wallet["asset"]), number(wallet["free"])
        found[coin] = Balance(coin=coin, total=free + number(wallet["locked"]), free=free)
    return found


def futures_balances(account: Row) -> dict[str, Balance]:
    found = {}
    for wallet in rows(account["assets"]):
        coin = str(wallet["asset"])
        total = number(wallet.get("marginBalance") or wallet["walletBalance"])
        found[coin] = Balance(coin=coin, total=total, free=number(wallet["availableBalance"]))
    return found
