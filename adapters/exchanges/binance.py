"""Binance: spot and USDT-margined futures in its own calls (exchanges.md 4). Judges no error, repeats nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from adapters.exchanges.binance_history import BinanceHistory
from adapters.exchanges.binance_rows import (
    MARGIN_MODES,
    event_fill,
    futures_balances,
    order_result,
    position,
    spot_balances,
)
from adapters.exchanges.clients import Observed
from adapters.exchanges.dialect import ProtectionPlan, standing_stop
from adapters.exchanges.links import ClientLink
from adapters.exchanges.markets import Catalog
from adapters.exchanges.streams import FillLink, Sink
from adapters.exchanges.wire import Row, moment_or_epoch, number, row, rows, text, total_fee
from core.application.ports import AccountFill, ExchangePosition, FundingPayment, StandingStop
from core.domain.values import (
    ZERO,
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

WIRE_MARGIN_MODES = {mode: name for name, mode in MARGIN_MODES.items()}
TRIGGER_TYPES: Mapping[str, str] = {"s": "STOP_MARKET", "t": "TAKE_PROFIT_MARKET"}
OVER_EVENTS = frozenset({"listenKeyExpired", "eventStreamTerminated"})


class Binance:
    """One Binance account. `new_client` builds the clients of the streams, which live one connection each."""

    exchange = Exchange.BINANCE
    shares_wallet = False

    def __init__(self, client: Observed, catalog: Catalog, *, new_client: Callable[[], Observed]) -> None:
        self._client, self._catalog, self._new_client = client, catalog, new_client

    async def send_order(self, order: OrderRequest, mode: PositionMode) -> OrderResult:
        fields = self._order_fields(order)
        if order.symbol.kind is MarketKind.SPOT:
            answer = await self._client.privatePostOrder(fields | {"newOrderRespType": "FULL"})
        else:
            leg = _leg_fields(order, mode)
            answer = await self._client.fapiPrivatePostOrder(fields | leg | {"newOrderRespType": "RESULT"})
        return order_result(row(answer), order.client_order_id)

    def _order_fields(self, order: OrderRequest) -> dict[str, object]:
        fields: dict[str, object] = {
            "symbol": self._catalog.native(order.symbol),
            "side": order.side.upper(),
            "type": "MARKET",
            "quantity": text(order.amount),
            "newClientOrderId": order.client_order_id,
        }
        if order.limit_price is not None:
            fields |= {"type": "LIMIT", "price": text(order.limit_price), "timeInForce": "IOC"}
        return fields

    async def cancel_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> None:
        request = {"symbol": self._catalog.native(symbol), "origClientOrderId": client_order_id}
        if symbol.kind is MarketKind.SPOT:
            await self._client.privateDeleteOrder(request)
        else:
            await self._client.fapiPrivateDeleteOrder(request)

    async def find_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderResult | None:
        request = {"symbol": self._catalog.native(symbol), "origClientOrderId": client_order_id}
        is_spot = symbol.kind is MarketKind.SPOT
        call = self._client.privateGetOrder if is_spot else self._client.fapiPrivateGetOrder
        return order_result(row(await call(request)), client_order_id)

    async def with_fee(self, symbol: Symbol, result: OrderResult) -> OrderResult:
        """Orders tell no fee except in spot's own answer: the trades of the order do."""
        if result.filled == ZERO or result.fee_coin:
            return result
        request = {"symbol": self._catalog.native(symbol), "orderId": result.exchange_order_id}
        is_spot = symbol.kind is MarketKind.SPOT
        call = self._client.privateGetMyTrades if is_spot else self._client.fapiPrivateGetUserTrades
        trades = rows(await call(request))
        fee, coin = total_fee((str(trade["commissionAsset"]), number(trade["commission"])) for trade in trades)
        return replace(result, fee=fee, fee_coin=coin)

    async def fetch_open_orders(self, symbol: Symbol | None) -> Sequence[OrderResult]:
        request = {} if symbol is None else {"symbol": self._catalog.native(symbol)}
        kinds = tuple(MarketKind) if symbol is None else (symbol.kind,)
        found: list[Row] = []
        for kind in kinds:
            is_spot = kind is MarketKind.SPOT
            call = self._client.privateGetOpenOrders if is_spot else self._client.fapiPrivateGetOpenOrders
            found += rows(await call(request))
        return [order_result(order, ClientOrderId(str(order["clientOrderId"]))) for order in found]

    async def fetch_fills(self, since: datetime, symbols: Sequence[Symbol]) -> Sequence[AccountFill]:
        return await BinanceHistory(self._client, self._catalog).fills(since, symbols)

    async def fetch_funding(self, since: datetime) -> Sequence[FundingPayment]:
        return await BinanceHistory(self._client, self._catalog).funding(since)

    async def fetch_positions(self) -> Sequence[ExchangePosition]:
        held = [
            found for found in rows(await self._client.fapiPrivateV3GetPositionRisk()) if number(found["positionAmt"])
        ]
        if not held:
            return []
        settings = {found["symbol"]: found for found in rows(await self._client.fapiPrivateGetSymbolConfig())}
        read = (self._position(found, row(settings.get(found["symbol"]))) for found in held)
        return [found for found in read if found is not None]

    def _position(self, found: Row, settings: Row) -> ExchangePosition | None:
        symbol = self._catalog.find_symbol(MarketKind.PERPETUAL, str(found["symbol"]))
        return position(found, settings, symbol=symbol) if symbol is not None else None

    async def fetch_balance(self, kind: MarketKind) -> Mapping[str, Balance]:
        if kind is MarketKind.SPOT:
            return spot_balances(row(await self._client.privateGetAccount({"omitZeroBalances": "true"})))
        return futures_balances(row(await self._client.fapiPrivateV3GetAccount()))

    async def set_leverage(self, symbol: Symbol, leverage: int) -> None:
        await self._client.fapiPrivatePostLeverage({"symbol": self._catalog.native(symbol), "leverage": leverage})

    async def set_margin_mode(self, symbol: Symbol, mode: MarginMode) -> None:
        request = {"symbol": self._catalog.native(symbol), "marginType": WIRE_MARGIN_MODES[mode]}
        await self._client.fapiPrivatePostMarginType(request)

    async def fetch_position_mode(self, symbol: Symbol | None = None) -> PositionMode:
        """One for the whole account."""
        answer = row(await self._client.fapiPrivateGetPositionSideDual())
        return PositionMode.HEDGE if answer["dualSidePosition"] in {True, "true"} else PositionMode.ONE_WAY

    async def set_position_mode(self, mode: PositionMode) -> None:
        is_hedge = "true" if mode is PositionMode.HEDGE else "false"
        await self._client.fapiPrivatePostPositionSideDual({"dualSidePosition": is_hedge})

    async def protect(self, plan: ProtectionPlan) -> None:
        """Algo orders (T7): first what is missing, then away with what is not wanted: never bare in between."""
        native = self._catalog.native(plan.symbol)
        present = rows(await self._client.fapiPrivateGetOpenAlgoOrders({"symbol": native}))
        ours = {str(found["clientAlgoId"]) for found in present if str(found["clientAlgoId"]).startswith(plan.prefix)}
        wanted = plan.triggers()
        for client_id in wanted.keys() - ours:
            await self._client.fapiPrivatePostAlgoOrder(_algo_fields(plan, native, client_id))
        for client_id in ours - wanted.keys():
            await self._client.fapiPrivateDeleteAlgoOrder({"symbol": native, "clientAlgoId": client_id})

    async def fetch_stops(self, symbols: Sequence[Symbol]) -> Sequence[StandingStop]:
        """Symbol by symbol: all at once weighs forty times as much."""
        found: list[StandingStop | None] = []
        for symbol in symbols:
            for order in rows(
                await self._client.fapiPrivateGetOpenAlgoOrders({"symbol": self._catalog.native(symbol)})
            ):
                trigger, amount = number(order.get("triggerPrice")), number(order.get("quantity"))
                found.append(standing_stop(str(order["clientAlgoId"]), symbol, trigger=trigger, amount=amount))
        return [stop for stop in found if stop is not None]

    async def fetch_key_rights(self) -> KeyRights:
        rights = row(await self._client.sapiGetAccountApiRestrictions())
        account = row(await self._client.privateGetAccount({"omitZeroBalances": "true"}))
        return KeyRights(
            uid=str(account.get("uid", "")),
            can_trade_spot=rights.get("enableSpotAndMarginTrading") is True,
            can_trade_perpetual=rights.get("enableFutures") is True,
            can_withdraw=rights.get("enableWithdrawals") is not False,
            can_transfer=rights.get("enableInternalTransfer") is True or rights.get("permitsUniversalTransfer") is True,
            ip_bound=rights.get("ipRestrict") is True,
        )

    def link(self, kind: MarketKind, sink: Sink) -> FillLink:
        return ClientLink(self._new_client(), BinanceStream(kind, self._catalog), sink=sink)

    async def fetch_time(self) -> datetime:
        return moment_or_epoch(row(await self._client.publicGetTime())["serverTime"])

    async def synchronise_clock(self) -> None:
        await self._client.load_time_difference()

    async def aclose(self) -> None:
        await self._client.close()


class BinanceStream:
    """The words of one user stream: spot by a signed subscription, futures by a listen key (exchanges.md 4.3)."""

    exchange = Exchange.BINANCE

    def __init__(self, kind: MarketKind, catalog: Catalog) -> None:
        self._kind, self._catalog = kind, catalog

    async def subscribe(self, client: Observed) -> None:
        if self._kind is MarketKind.SPOT:
            await client.ensure_user_data_stream_ws_subscribe_signature("spot")
            return
        await client.authenticate({"type": "swap", "subType": "linear"})
        await client.listen(client.get_private_ws_url("linear", client.options["linear"]["listenKey"]), None)

    def is_subscribed(self, message: Row) -> bool:
        return False

    def is_over(self, message: Row) -> bool:
        return row(message.get("event") or message).get("e") in OVER_EVENTS

    def fills(self, message: Row) -> Sequence[AccountFill] | None:
        event = row(message.get("event") or message)
        if "e" not in event:
            return None
        order = row(event.get("o")) if event["e"] == "ORDER_TRADE_UPDATE" else event
        if event["e"] not in {"ORDER_TRADE_UPDATE", "executionReport"}:
            return []
        fill = event_fill(order, self._kind, catalog=self._catalog)
        return [] if fill is None else [fill]


def _leg_fields(order: OrderRequest, mode: PositionMode) -> dict[str, object]:
    """Hedge mode refuses reduceOnly: there the leg itself bounds what a close can do."""
    if mode is PositionMode.HEDGE:
        return {"positionSide": order.position_side.upper()}
    return {"reduceOnly": "true"} if order.reduce_only else {}


def _algo_fields(plan: ProtectionPlan, native: str, client_id: str) -> dict[str, object]:
    kind, price = plan.triggers()[client_id]
    is_hedge = plan.mode is PositionMode.HEDGE
    leg: dict[str, object] = {"positionSide": plan.side.upper()} if is_hedge else {"reduceOnly": "true"}
    return leg | {
        "algoType": "CONDITIONAL",
        "symbol": native,
        "side": plan.side.exit_side.upper(),
        "type": TRIGGER_TYPES[kind],
        "triggerPrice": text(price),
        "quantity": text(plan.amount),
        "workingType": "MARK_PRICE",
        "clientAlgoId": client_id,
    }
