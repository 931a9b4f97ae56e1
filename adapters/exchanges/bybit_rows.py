"""Reads Bybit v5 rows (exchanges.md 5.2) into our values. Pure: asks nobody."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from adapters.exchanges.markets import QUOTE, Catalog
from adapters.exchanges.wire import (
    Row,
    maybe_number,
    maybe_price,
    moment,
    moment_or_epoch,
    number,
    row,
    rows,
    total_fee,
)
from core.application.ports import AccountFill, ExchangePosition, FillCause, StandingStop
from core.domain.exposure import ProtectionHit
from core.domain.values import (
    ZERO,
    Balance,
    ClientOrderId,
    KeyRights,
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

CATEGORIES: Mapping[MarketKind, str] = {MarketKind.SPOT: "spot", MarketKind.PERPETUAL: "linear"}
SIDES: Mapping[str, Side] = {"Buy": Side.BUY, "Sell": Side.SELL}
STATUSES: Mapping[str, OrderStatus] = {
    "New": OrderStatus.OPEN,
    "PartiallyFilled": OrderStatus.OPEN,
    "Untriggered": OrderStatus.OPEN,
    "Triggered": OrderStatus.OPEN,
    "Filled": OrderStatus.FILLED,
    "PartiallyFilledCanceled": OrderStatus.CANCELED,
    "Cancelled": OrderStatus.CANCELED,
    "Deactivated": OrderStatus.CANCELED,
    "Rejected": OrderStatus.REJECTED,
}
MARGIN_MODES: Mapping[MarginMode, str] = {
    MarginMode.CROSS: "REGULAR_MARGIN",
    MarginMode.ISOLATED: "ISOLATED_MARGIN",
}
EXECUTIONS: Mapping[str, FillCause] = {
    "Trade": FillCause.ORDER,
    "BustTrade": FillCause.LIQUIDATION,
    "AdlTrade": FillCause.ADL,
    "Settle": FillCause.ORDER,
    "Delivery": FillCause.ORDER,
}


def order_result(found: Row, client_order_id: ClientOrderId) -> OrderResult:
    status = STATUSES.get(str(found.get("orderStatus", "")), OrderStatus.UNKNOWN)
    is_rejected = status is OrderStatus.REJECTED
    details = row(found.get("cumFeeDetail"))
    fee, fee_coin = total_fee((coin, number(paid)) for coin, paid in details.items())
    return OrderResult(
        outcome=Outcome.REJECTED if is_rejected else Outcome.ACCEPTED,
        client_order_id=client_order_id,
        status=status,
        exchange_order_id=str(found["orderId"]),
        filled=number(found.get("cumExecQty")),
        average_price=maybe_price(found.get("avgPrice")),
        fee=fee if details else number(found.get("cumExecFee")),
        fee_coin=fee_coin or (QUOTE if maybe_price(found.get("cumExecFee")) else ""),
        code=str(found.get("rejectReason", "")) if is_rejected else "",
        at=moment(found.get("updatedTime")),
    )


def execution(found: Row, symbol: Symbol, *, mode: PositionMode) -> AccountFill | None:
    """An execution of REST or stream; None for funding and the like. Rows do not name the hedge leg."""
    cause = EXECUTIONS.get(str(found.get("execType", "")))
    if cause is None or number(found.get("execQty")) == ZERO:
        return None
    side, closed = SIDES[found["side"]], number(found.get("closedSize"))
    return AccountFill(
        fill_id=str(found["execId"]),
        symbol=symbol,
        side=side,
        amount=number(found["execQty"]),
        price=number(found["execPrice"]),
        at=moment_or_epoch(found["execTime"]),
        exchange_order_id=str(found["orderId"]),
        client_order_id=str(found.get("orderLinkId", "")),
        position_side=_leg(side, closed) if mode is PositionMode.HEDGE and symbol.settle else None,
        reduce_only=closed > ZERO and closed == number(found["execQty"]),
        cause=_protective_cause(found) if cause is FillCause.ORDER else cause,
        fee=number(found.get("execFee")),
        fee_coin=str(found.get("feeCurrency") or found.get("feeCoin") or QUOTE),
        ends_order=maybe_number(found.get("leavesQty")) == ZERO,
    )


def _leg(side: Side, closed: Decimal) -> PositionSide:
    """In hedge mode a fill either opens its own side or closes the other."""
    opened = PositionSide.LONG if side is Side.BUY else PositionSide.SHORT
    return opened.opposite if closed > ZERO else opened


def _protective_cause(found: Row) -> FillCause:
    origin = str(found.get("createType", ""))
    if "StopLoss" in origin:
        return FillCause.STOP_LOSS
    return FillCause.TAKE_PROFIT if "TakeProfit" in origin else FillCause.ORDER


def position(found: Row, catalog: Catalog, *, mode: MarginMode | None) -> ExchangePosition | None:
    symbol = catalog.find_symbol(MarketKind.PERPETUAL, str(found["symbol"]))
    amount = number(found.get("size"))
    if symbol is None or amount == ZERO:
        return None
    leverage = number(found.get("leverage"))
    return ExchangePosition(
        symbol=symbol,
        side=PositionSide.LONG if found["side"] == "Buy" else PositionSide.SHORT,
        amount=amount,
        entry_price=number(found.get("avgPrice")),
        leverage=int(leverage) if leverage else None,
        margin_mode=mode,
        liquidation_price=maybe_price(found.get("liqPrice")),
        unrealized_pnl=number(found.get("unrealisedPnl")),
    )


def stops_of(found: Row, catalog: Catalog) -> list[StandingStop]:
    """What a position carries itself: it covers all of it."""
    held = position(found, catalog, mode=None)
    told = {"stopLoss": ProtectionHit.STOP_LOSS, "takeProfit": ProtectionHit.TAKE_PROFIT}
    return [
        StandingStop(symbol=held.symbol, side=held.side, hit=hit, trigger=trigger)
        for name, hit in told.items()
        if held is not None and (trigger := maybe_price(found.get(name))) is not None
    ]


def balances(answer: Row) -> dict[str, Balance]:
    """Free is what neither orders nor positions hold; for USDT never more than the account may use (5.2)."""
    found = {}
    for account in rows(answer.get("list")):
        for wallet in rows(account.get("coin")):
            coin = str(wallet["coin"])
            held = (
                number(wallet.get("locked"))
                + number(wallet.get("totalOrderIM"))
                + number(wallet.get("totalPositionIM"))
            )
            free = number(wallet["walletBalance"]) - held
            if coin == QUOTE and account.get("totalAvailableBalance"):
                free = min(free, number(account["totalAvailableBalance"]))
            total = number(wallet.get("equity") or wallet["walletBalance"])
            found[coin] = Balance(coin=coin, total=total, free=max(free, ZERO))
    return found


def key_rights(key: Row) -> KeyRights:
    granted = row(key.get("permissions"))
    writes = str(key.get("readOnly")) == "0"
    wallet = granted.get("Wallet") or []
    return KeyRights(
        uid=str(key.get("userID", "")),
        can_trade_spot=writes and "SpotTrade" in (granted.get("Spot") or []),
        can_trade_perpetual=writes and "Order" in (granted.get("ContractTrade") or []),
        can_withdraw=writes and "Withdraw" in wallet,
        can_transfer=writes and any("Transfer" in right for right in wallet),
        ip_bound=key.get("ips") not in (None, [], ["*"]),
        expires_at=_expiry(str(key.get("expiredAt") or "")),
    )


def _expiry(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo is not None else read.replace(tzinfo=UTC)
