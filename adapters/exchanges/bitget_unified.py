"""Bitget's unified accounts: v3, one wallet for spot and futures (exchanges.md 6.3). Judges no error."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from adapters.exchanges.bitget import (
    BitgetStream,
    Family,
    all_pages,
    listed,
    read_fills,
    read_time,
    spot_size,
    synchronise,
    windows_of,
)
from adapters.exchanges.bitget_rows import (
    POSITION_MODES,
    PRODUCT,
    WIRE_MARGIN_MODES,
    acknowledgement,
    order_result,
    position,
    stops_of,
    unified_leg,
)
from adapters.exchanges.clients import Observed
from adapters.exchanges.dialect import ProtectionPlan
from adapters.exchanges.funding_rows import BITGET_UNIFIED, payments
from adapters.exchanges.links import ClientLink
from adapters.exchanges.markets import QUOTE, Catalog
from adapters.exchanges.streams import FillLink, Sink
from adapters.exchanges.wire import Row, number, row, rows, text
from core.application.ports import AccountFill, ExchangePosition, FundingPayment, StandingStop
from core.domain.errors import ExchangeRefused
from core.domain.values import (
    Balance,
    ClientOrderId,
    Exchange,
    KeyRights,
    MarginMode,
    MarketKind,
    OrderRequest,
    OrderResult,
    PositionMode,
    Symbol,
)

CATEGORIES: Mapping[MarketKind, str] = {MarketKind.SPOT: "SPOT", MarketKind.PERPETUAL: PRODUCT}
WIRE_POSITION_MODES = {mode: word for word, mode in POSITION_MODES.items()}
TRIGGERS: Mapping[str, tuple[str, str]] = {"s": ("stopLoss", "sl"), "t": ("takeProfit", "tp")}


class BitgetUnified:
    """One unified Bitget account. An answer to an order only says it was received (exchanges.md 3.5)."""

    exchange = Exchange.BITGET
    shares_wallet = True

    def __init__(self, client: Observed, catalog: Catalog, *, new_client: Callable[[], Observed]) -> None:
        self._client, self._catalog, self._new_client = client, catalog, new_client

    async def send_order(self, order: OrderRequest, mode: PositionMode) -> OrderResult:
        is_spot = order.symbol.kind is MarketKind.SPOT
        fields = self._place(order.symbol) | {
            "side": str(order.side),
            "orderType": "market" if order.limit_price is None else "limit",
            "qty": spot_size(order, self._catalog) if is_spot else text(order.amount),
            "clientOid": order.client_order_id,
        }
        if order.limit_price is not None:
            fields |= {"price": text(order.limit_price), "timeInForce": "ioc"}
        if not is_spot:
            fields |= _futures_fields(order, mode)
        answer = await self._client.privateUtaPostV3TradePlaceOrder(fields)
        return acknowledgement(row(answer), order.client_order_id)

    def _place(self, symbol: Symbol) -> dict[str, object]:
        return {"category": CATEGORIES[symbol.kind], "symbol": self._catalog.native(symbol)}

    async def cancel_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> None:
        await self._client.privateUtaPostV3TradeCancelOrder(self._place(symbol) | {"clientOid": client_order_id})

    async def find_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderResult | None:
        answer = await self._client.privateUtaGetV3TradeOrderInfo({"clientOid": client_order_id})
        return order_result(row(row(answer)["data"]), client_order_id)

    async def with_fee(self, symbol: Symbol, result: OrderResult) -> OrderResult:
        return result

    async def fetch_open_orders(self, symbol: Symbol | None) -> Sequence[OrderResult]:
        everywhere: list[dict[str, object]] = [{"category": category} for category in CATEGORIES.values()]
        found: list[Row] = []
        for place in [self._place(symbol)] if symbol else everywhere:
            call = self._client.privateUtaGetV3TradeUnfilledOrders
            found += await all_pages(call, place, cursor="cursor", ids=("orderId",))
        return [order_result(order, ClientOrderId(str(order.get("clientOid", "")))) for order in found]

    async def fetch_fills(self, since: datetime, symbols: Sequence[Symbol]) -> Sequence[AccountFill]:
        found: list[AccountFill] = []
        for kind, category in CATEGORIES.items():
            for window in windows_of(since, self._client):
                request = {"category": category} | window
                call = self._client.privateUtaGetV3TradeFills
                executed = await all_pages(call, request, cursor="cursor", ids=("execId",))
                found += read_fills(executed, self._catalog, kind=kind, leg=unified_leg)
        return sorted(found, key=lambda fill: (fill.at, fill.fill_id))

    async def fetch_funding(self, since: datetime) -> Sequence[FundingPayment]:
        """What was received and what was paid are two kinds of record, asked for one by one."""
        found: list[Row] = []
        for kind in sorted(BITGET_UNIFIED.kinds):
            for window in windows_of(since, self._client):
                request = {"category": PRODUCT, "type": kind} | window
                call = self._client.privateUtaGetV3AccountFinancialRecords
                found += await all_pages(call, request, cursor="cursor", ids=("id",))
        return payments(found, self._catalog, words=BITGET_UNIFIED)

    async def fetch_positions(self) -> Sequence[ExchangePosition]:
        held = listed(await self._client.privateUtaGetV3PositionCurrentPosition({"category": PRODUCT}))
        read = (position(found, self._catalog) for found in held)
        return [found for found in read if found is not None]

    async def fetch_balance(self, kind: MarketKind) -> Mapping[str, Balance]:
        answer = row(row(await self._client.privateUtaGetV3AccountAssets())["data"])
        found = {}
        for wallet in rows(answer.get("assets")):
            coin = str(wallet["coin"])
            total = number(wallet.get("equity") or wallet.get("balance"))
            found[coin] = Balance(coin=coin, total=total, free=number(wallet["available"]))
        return found

    async def set_leverage(self, symbol: Symbol, leverage: int) -> None:
        request = self._place(symbol) | {"leverage": str(leverage), "coin": QUOTE}
        await self._client.privateUtaPostV3AccountSetLeverage(request)

    async def set_margin_mode(self, symbol: Symbol, mode: MarginMode) -> None:
        """No endpoint changes it (exchanges.md 14): it must be so already."""
        native = self._catalog.native(symbol)
        for setting in rows((await self._settings()).get("symbolConfigList")):
            if setting.get("symbol") == native and setting.get("marginMode") == WIRE_MARGIN_MODES[mode]:
                return
        raise ExchangeRefused("change the margin mode in Bitget's app", code="margin-mode-by-hand")

    async def fetch_position_mode(self, symbol: Symbol | None = None) -> PositionMode:
        """One for the whole account."""
        return POSITION_MODES[(await self._settings())["holdMode"]]

    async def set_position_mode(self, mode: PositionMode) -> None:
        """Refused with open positions even when nothing changes, so look first."""
        if await self.fetch_position_mode() is not mode:
            await self._client.privateUtaPostV3AccountSetHoldMode({"holdMode": WIRE_POSITION_MODES[mode]})

    async def _settings(self) -> Row:
        return row(row(await self._client.privateUtaGetV3AccountSettings())["data"])

    async def protect(self, plan: ProtectionPlan) -> None:
        """Sized strategy orders, one per trigger: the new ones come before the old ones go."""
        place = self._place(plan.symbol)
        present = listed(await self._client.privateUtaGetV3TradeUnfilledStrategyOrders(place | {"type": "tpsl"}))
        ours = {str(found["clientOid"]): str(found["orderId"]) for found in present}
        ours = {client_id: order_id for client_id, order_id in ours.items() if client_id.startswith(plan.prefix)}
        wanted = plan.triggers()
        for client_id in wanted.keys() - ours.keys():
            request = place | _trigger_fields(plan, client_id)
            await self._client.privateUtaPostV3TradePlaceStrategyOrder(request)
        for client_id in ours.keys() - wanted.keys():
            await self._client.privateUtaPostV3TradeCancelStrategyOrder({"orderId": ours[client_id]})

    async def fetch_stops(self, symbols: Sequence[Symbol]) -> Sequence[StandingStop]:
        request = {"category": PRODUCT, "type": "tpsl"}
        answer = await self._client.privateUtaGetV3TradeUnfilledStrategyOrders(request)
        return stops_of(listed(answer), self._catalog, symbols)

    async def fetch_key_rights(self) -> KeyRights:
        key = row(row(await self._client.privateUtaGetV3AccountInfo())["data"])
        granted = set(key.get("permissions") or ())
        trades = "uta_trade" in granted and key.get("permType") != "read-only"
        return KeyRights(
            uid=str(key.get("userId", "")),
            can_trade_spot=trades,
            can_trade_perpetual=trades,
            can_withdraw="withdraw" in granted,
            can_transfer="transfer" in granted,
            ip_bound=bool(key.get("ips")),
        )

    def link(self, kind: MarketKind, sink: Sink) -> FillLink:
        words = BitgetStream(kind, self._catalog, family=Family.UNIFIED, leg=unified_leg)
        return ClientLink(self._new_client(), words, sink=sink)

    async def fetch_time(self) -> datetime:
        return await read_time(self._client)

    async def synchronise_clock(self) -> None:
        await synchronise(self._client)

    async def aclose(self) -> None:
        await self._client.close()


def _futures_fields(order: OrderRequest, mode: PositionMode) -> dict[str, object]:
    """Unlike the classic family, `side` is the true one in hedge mode too (exchanges.md 6.3)."""
    fields: dict[str, object] = {}
    if order.margin_mode is not None:
        fields["marginMode"] = WIRE_MARGIN_MODES[order.margin_mode]
    if mode is PositionMode.HEDGE:
        return fields | {"posSide": str(order.position_side)}
    return fields | {"reduceOnly": "yes" if order.reduce_only else "no"}


def _trigger_fields(plan: ProtectionPlan, client_id: str) -> dict[str, object]:
    kind, price = plan.triggers()[client_id]
    level, short = TRIGGERS[kind]
    return {
        "type": "tpsl",
        "tpslMode": "partial",
        "qty": text(plan.amount),
        "posSide": str(plan.side),
        level: text(price),
        f"{short}TriggerBy": "mark",
        f"{short}OrderType": "market",
        "clientOid": client_id,
    }
