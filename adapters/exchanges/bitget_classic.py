"""Bitget's classic accounts: v2, spot and futures money apart (exchanges.md 6.2). Judges no error."""

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
    MARGIN_MODES,
    POSITION_MODES,
    PRODUCT,
    WIRE_MARGIN_MODES,
    OrderFacts,
    acknowledgement,
    order_result,
    position,
    rest_leg,
    stops_of,
    stream_leg,
)
from adapters.exchanges.clients import Observed
from adapters.exchanges.dialect import ProtectionPlan
from adapters.exchanges.funding_rows import BITGET_CLASSIC, CLASSIC_KIND, payments
from adapters.exchanges.links import ClientLink
from adapters.exchanges.markets import QUOTE, Catalog
from adapters.exchanges.streams import FillLink, Sink
from adapters.exchanges.wire import Row, number, row, rows, text
from core.application.ports import AccountFill, ExchangePosition, FundingPayment, StandingStop
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
    PositionSide,
    Symbol,
)

MODE_SYMBOL = "BTCUSDT"
FUTURES: Mapping[str, object] = {"productType": PRODUCT, "marginCoin": QUOTE}
PLAN_TYPES: Mapping[str, str] = {"s": "loss_plan", "t": "profit_plan"}
ONE_WAY_HOLD: Mapping[PositionSide, str] = {PositionSide.LONG: "buy", PositionSide.SHORT: "sell"}
WIRE_POSITION_MODES = {mode: word for word, mode in POSITION_MODES.items()}


class BitgetClassic:
    """One classic Bitget account. An answer to an order only says it was received (exchanges.md 3.5)."""

    exchange = Exchange.BITGET
    shares_wallet = False

    def __init__(self, client: Observed, catalog: Catalog, *, new_client: Callable[[], Observed]) -> None:
        self._client, self._catalog, self._new_client = client, catalog, new_client

    async def send_order(self, order: OrderRequest, mode: PositionMode) -> OrderResult:
        fields: dict[str, object] = {
            "symbol": self._catalog.native(order.symbol),
            "orderType": "market" if order.limit_price is None else "limit",
            "clientOid": order.client_order_id,
        }
        if order.limit_price is not None:
            fields |= {"price": text(order.limit_price), "force": "ioc"}
        if order.symbol.kind is MarketKind.SPOT:
            sized = {"side": str(order.side), "size": spot_size(order, self._catalog)}
            answer = await self._client.privateSpotPostV2SpotTradePlaceOrder({"force": "gtc"} | fields | sized)
        else:
            answer = await self._client.privateMixPostV2MixOrderPlaceOrder(fields | _futures_fields(order, mode))
        return acknowledgement(row(answer), order.client_order_id)

    async def cancel_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> None:
        request: dict[str, object] = {"symbol": self._catalog.native(symbol), "clientOid": client_order_id}
        if symbol.kind is MarketKind.SPOT:
            await self._client.privateSpotPostV2SpotTradeCancelOrder(request)
        else:
            await self._client.privateMixPostV2MixOrderCancelOrder({**request, **FUTURES})

    async def find_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderResult | None:
        if symbol.kind is MarketKind.SPOT:
            found = listed(await self._client.privateSpotGetV2SpotTradeOrderInfo({"clientOid": client_order_id}))
            return order_result(found[0], client_order_id) if found else None
        request = {"symbol": self._catalog.native(symbol), "productType": PRODUCT, "clientOid": client_order_id}
        answer = row(await self._client.privateMixGetV2MixOrderDetail(request))
        return order_result(row(answer["data"]), client_order_id)

    async def with_fee(self, symbol: Symbol, result: OrderResult) -> OrderResult:
        return result

    async def fetch_open_orders(self, symbol: Symbol | None) -> Sequence[OrderResult]:
        named = {} if symbol is None else {"symbol": self._catalog.native(symbol)}
        found: list[Row] = []
        if symbol is None or symbol.kind is MarketKind.SPOT:
            found += listed(await self._client.privateSpotGetV2SpotTradeUnfilledOrders(named))
        if symbol is None or symbol.kind is MarketKind.PERPETUAL:
            found += listed(await self._client.privateMixGetV2MixOrderOrdersPending(named | {"productType": PRODUCT}))
        return [order_result(order, ClientOrderId(str(order.get("clientOid", "")))) for order in found]

    async def fetch_fills(self, since: datetime, symbols: Sequence[Symbol]) -> Sequence[AccountFill]:
        """All futures at once; the exchange lists spot fills per symbol or altogether likewise."""
        client, found = self._client, list[AccountFill]()
        calls = {
            MarketKind.SPOT: (client.privateSpotGetV2SpotTradeFills, client.privateSpotGetV2SpotTradeHistoryOrders, {}),
            MarketKind.PERPETUAL: (
                client.privateMixGetV2MixOrderFills,
                client.privateMixGetV2MixOrderOrdersHistory,
                {"productType": PRODUCT},
            ),
        }
        for kind, (ask_fills, ask_orders, place) in calls.items():
            for window in windows_of(since, client):
                executed = await all_pages(ask_fills, place | window, cursor="idLessThan", ids=("tradeId",))
                if not executed:
                    continue
                orders = await all_pages(ask_orders, place | window, cursor="idLessThan", ids=("orderId",))
                found += read_fills(executed, self._catalog, kind=kind, leg=rest_leg, facts=OrderFacts(orders))
        return sorted(found, key=lambda fill: (fill.at, fill.fill_id))

    async def fetch_funding(self, since: datetime) -> Sequence[FundingPayment]:
        found: list[Row] = []
        for window in windows_of(since, self._client):
            request = {"productType": PRODUCT, "businessType": CLASSIC_KIND} | window
            call = self._client.privateMixGetV2MixAccountBill
            found += await all_pages(call, request, cursor="idLessThan", ids=("billId",))
        return payments(found, self._catalog, words=BITGET_CLASSIC)

    async def fetch_positions(self) -> Sequence[ExchangePosition]:
        held = listed(await self._client.privateMixGetV2MixPositionAllPosition(dict(FUTURES)))
        read = (position(found, self._catalog) for found in held)
        return [found for found in read if found is not None]

    async def fetch_balance(self, kind: MarketKind) -> Mapping[str, Balance]:
        if kind is MarketKind.SPOT:
            return _spot_balances(listed(await self._client.privateSpotGetV2SpotAccountAssets()))
        return _futures_balances(listed(await self._client.privateMixGetV2MixAccountAccounts({"productType": PRODUCT})))

    async def set_leverage(self, symbol: Symbol, leverage: int) -> None:
        """Isolated legs of hedge mode have a leverage each."""
        request = {"symbol": self._catalog.native(symbol), **FUTURES}
        now = row(row(await self._client.privateMixGetV2MixAccountAccount(request))["data"])
        is_by_leg = now.get("posMode") == "hedge_mode" and now.get("marginMode") == "isolated"
        for leg in [{"holdSide": str(side)} for side in PositionSide] if is_by_leg else [{}]:
            await self._client.privateMixPostV2MixAccountSetLeverage(request | {"leverage": str(leverage)} | leg)

    async def set_margin_mode(self, symbol: Symbol, mode: MarginMode) -> None:
        """The exchange refuses a change to what already is while a position stands, so look first."""
        request = {"symbol": self._catalog.native(symbol), **FUTURES}
        now = row(row(await self._client.privateMixGetV2MixAccountAccount(request))["data"])
        if MARGIN_MODES.get(str(now.get("marginMode"))) is not mode:
            wanted = {"marginMode": WIRE_MARGIN_MODES[mode]}
            await self._client.privateMixPostV2MixAccountSetMarginMode(request | wanted)

    async def fetch_position_mode(self, symbol: Symbol | None = None) -> PositionMode:
        """One for the whole product, asked by way of a symbol."""
        native = MODE_SYMBOL if symbol is None else self._catalog.native(symbol)
        answer = await self._client.privateMixGetV2MixAccountAccount({"symbol": native, **FUTURES})
        return POSITION_MODES[row(row(answer)["data"])["posMode"]]

    async def set_position_mode(self, mode: PositionMode) -> None:
        """Refused with open positions even when nothing changes, so look first."""
        if await self.fetch_position_mode() is not mode:
            request = {"productType": PRODUCT, "posMode": WIRE_POSITION_MODES[mode]}
            await self._client.privateMixPostV2MixAccountSetPositionMode(request)

    async def protect(self, plan: ProtectionPlan) -> None:
        """Sized stop orders: several may stand at once, so the new ones come before the old ones go."""
        place = {"symbol": self._catalog.native(plan.symbol), "productType": PRODUCT}
        answer = await self._client.privateMixGetV2MixOrderOrdersPlanPending(place | {"planType": "profit_loss"})
        present = {str(found["clientOid"]): found for found in listed(answer)}
        ours = {client_id for client_id in present if client_id.startswith(plan.prefix)}
        wanted = plan.triggers()
        for client_id in wanted.keys() - ours:
            await self._client.privateMixPostV2MixOrderPlaceTpslOrder(place | _trigger_fields(plan, client_id))
        for client_id in ours - wanted.keys():
            named = [{"orderId": present[client_id]["orderId"], "clientOid": client_id}]
            request = place | {"marginCoin": QUOTE, "planType": "profit_loss", "orderIdList": named}
            await self._client.privateMixPostV2MixOrderCancelPlanOrder(request)

    async def fetch_stops(self, symbols: Sequence[Symbol]) -> Sequence[StandingStop]:
        request = {"productType": PRODUCT, "planType": "profit_loss"}
        answer = await self._client.privateMixGetV2MixOrderOrdersPlanPending(request)
        return stops_of(listed(answer), self._catalog, symbols)

    async def fetch_key_rights(self) -> KeyRights:
        key = row(row(await self._client.privateSpotGetV2SpotAccountInfo())["data"])
        granted = set(key.get("authorities") or ())
        return KeyRights(
            uid=str(key.get("userId", "")),
            can_trade_spot="stow" in granted,
            can_trade_perpetual={"coow", "cpow"} <= granted,
            can_withdraw="wwow" in granted,
            can_transfer="wtow" in granted,
            ip_bound=bool(key.get("ips")),
        )

    def link(self, kind: MarketKind, sink: Sink) -> FillLink:
        words = BitgetStream(kind, self._catalog, family=Family.CLASSIC, leg=stream_leg)
        return ClientLink(self._new_client(), words, sink=sink)

    async def fetch_time(self) -> datetime:
        return await read_time(self._client)

    async def synchronise_clock(self) -> None:
        await synchronise(self._client)

    async def aclose(self) -> None:
        await self._client.close()


def _futures_fields(order: OrderRequest, mode: PositionMode) -> dict[str, object]:
    """In hedge mode `side` names the position's direction and `tradeSide` what happens to it (exchanges.md 6.2)."""
    margin = WIRE_MARGIN_MODES[order.margin_mode or MarginMode.CROSS]
    fields: dict[str, object] = {"size": text(order.amount), "marginMode": margin, **FUTURES}
    if mode is PositionMode.HEDGE:
        trade_side = "open" if order.side is order.position_side.entry_side else "close"
        return fields | {"side": str(order.position_side.entry_side), "tradeSide": trade_side}
    return fields | {"side": str(order.side), "reduceOnly": "YES" if order.reduce_only else "NO"}


def _trigger_fields(plan: ProtectionPlan, client_id: str) -> dict[str, object]:
    kind, price = plan.triggers()[client_id]
    is_hedge = plan.mode is PositionMode.HEDGE
    return {
        "marginCoin": QUOTE,
        "planType": PLAN_TYPES[kind],
        "triggerPrice": text(price),
        "triggerType": "mark_price",
        "holdSide": str(plan.side) if is_hedge else ONE_WAY_HOLD[plan.side],
        "size": text(plan.amount),
        "clientOid": client_id,
    }


def _spot_balances(wallets: Sequence[Row]) -> dict[str, Balance]:
    found = {}
    for wallet in rows(wallets):
        coin, free = str(wallet["coin"]), number(wallet["available"])
        held = number(wallet.get("frozen")) + number(wallet.get("locked"))
        found[coin] = Balance(coin=coin, total=free + held, free=free)
    return found


def _futures_balances(wallets: Sequence[Row]) -> dict[str, Balance]:
    found = {}
    for wallet in rows(wallets):
        coin = str(wallet["marginCoin"])
        free = number(wallet["crossedMaxAvailable"])
        found[coin] = Balance(coin=coin, total=number(wallet["accountEquity"]), free=free)
    return found
