"""Bybit v5, unified account: spot and linear perpetuals in its own calls (exchanges.md 5). Judges no error."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from adapters.exchanges.bybit_rows import (
    CATEGORIES,
    MARGIN_MODES,
    balances,
    execution,
    key_rights,
    order_result,
    position,
    stops_of,
)
from adapters.exchanges.clients import Observed
from adapters.exchanges.dialect import ProtectionPlan
from adapters.exchanges.funding_rows import BYBIT, BYBIT_KIND, payments
from adapters.exchanges.links import ClientLink
from adapters.exchanges.markets import QUOTE, Catalog
from adapters.exchanges.streams import FillLink, Sink
from adapters.exchanges.wire import Row, moment_or_epoch, number, row, rows, text, windows
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
    OrderStatus,
    Outcome,
    PositionMode,
    PositionSide,
    Symbol,
)

PAGE = 100
LONGEST_WINDOW = timedelta(days=7)
MODE_SYMBOL = "BTCUSDT"  # its rows tell the mode: one index 0, or 1 and 2 (exchanges.md 5.1)
HEDGE_INDEXES: Mapping[PositionSide, int] = {PositionSide.LONG: 1, PositionSide.SHORT: 2}
WIRE_POSITION_MODES: Mapping[PositionMode, int] = {PositionMode.ONE_WAY: 0, PositionMode.HEDGE: 3}
REMOVE = "0"


class Bybit:
    """One Bybit account. An answer to an order only says it was received (exchanges.md T16)."""

    exchange = Exchange.BYBIT
    shares_wallet = True

    def __init__(self, client: Observed, catalog: Catalog, *, new_client: Callable[[], Observed]) -> None:
        self._client, self._catalog, self._new_client = client, catalog, new_client

    async def send_order(self, order: OrderRequest, mode: PositionMode) -> OrderResult:
        answer = row(await self._client.privatePostV5OrderCreate(self._order_fields(order, mode)))
        order_id = str(row(answer.get("result")).get("orderId") or "")
        return OrderResult(
            outcome=Outcome.ACCEPTED if order_id else Outcome.AMBIGUOUS,
            client_order_id=order.client_order_id,
            status=OrderStatus.OPEN if order_id else OrderStatus.UNKNOWN,
            exchange_order_id=order_id,
            code="" if order_id else "no-order-id",
        )

    def _order_fields(self, order: OrderRequest, mode: PositionMode) -> dict[str, object]:
        fields: dict[str, object] = self._place(order.symbol) | {
            "side": order.side.capitalize(),
            "orderType": "Market",
            "qty": text(order.amount),
            "orderLinkId": order.client_order_id,
        }
        if order.limit_price is not None:
            fields |= {"orderType": "Limit", "price": text(order.limit_price), "timeInForce": "IOC"}
        if order.symbol.kind is MarketKind.SPOT:
            return fields | ({"marketUnit": "baseCoin"} if order.limit_price is None else {})
        return fields | {"reduceOnly": order.reduce_only, "positionIdx": _index(order.position_side, mode)}

    def _place(self, symbol: Symbol) -> dict[str, object]:
        return {"category": CATEGORIES[symbol.kind], "symbol": self._catalog.native(symbol)}

    async def cancel_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> None:
        await self._client.privatePostV5OrderCancel(self._place(symbol) | {"orderLinkId": client_order_id})

    async def find_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderResult | None:
        """Open and recent orders, then history: a server restart empties the recent ones (exchanges.md 3.4)."""
        request = self._place(symbol) | {"orderLinkId": client_order_id}
        for call in (self._client.privateGetV5OrderRealtime, self._client.privateGetV5OrderHistory):
            found = _listed(await call(request))
            if found:
                return order_result(found[0], client_order_id)
        return None

    async def with_fee(self, symbol: Symbol, result: OrderResult) -> OrderResult:
        return result

    async def fetch_open_orders(self, symbol: Symbol | None) -> Sequence[OrderResult]:
        places = (
            [self._place(symbol)] if symbol else [{"category": "spot"}, {"category": "linear", "settleCoin": QUOTE}]
        )
        found: list[Row] = []
        for place in places:
            found += await self._all_pages(self._client.privateGetV5OrderRealtime, place | {"openOnly": 0, "limit": 50})
        results = (order_result(order, ClientOrderId(str(order.get("orderLinkId", "")))) for order in found)
        return [result for result in results if not result.is_final]

    async def fetch_fills(self, since: datetime, symbols: Sequence[Symbol]) -> Sequence[AccountFill]:
        """Without a type, so that liquidation and ADL are there (exchanges.md T10); every symbol at once."""
        mode = await self.fetch_position_mode()
        found: list[AccountFill] = []
        for kind in MarketKind:
            for start, end in windows(since, int(self._client.milliseconds()), longest=LONGEST_WINDOW):
                request = {"category": CATEGORIES[kind], "limit": PAGE, "startTime": start, "endTime": end}
                executions = await self._all_pages(self._client.privateGetV5ExecutionList, request)
                executions.sort(key=_sequence)
                found += read_executions(executions, self._catalog, kind=kind, mode=mode)
        return sorted(found, key=lambda fill: fill.at)

    async def fetch_funding(self, since: datetime) -> Sequence[FundingPayment]:
        """Funding stands among the executions, where its ids are those of the stream too."""
        found: list[Row] = []
        place = {"category": CATEGORIES[MarketKind.PERPETUAL], "execType": BYBIT_KIND, "limit": PAGE}
        for start, end in windows(since, int(self._client.milliseconds()), longest=LONGEST_WINDOW):
            window = {"startTime": start, "endTime": end}
            found += await self._all_pages(self._client.privateGetV5ExecutionList, place | window)
        return payments(found, self._catalog, words=BYBIT)

    async def _all_pages(self, call: Callable[[Mapping[str, object]], Any], request: Mapping[str, object]) -> list[Row]:
        found: list[Row] = []
        cursor: str | None = ""
        while cursor is not None:
            before, answer = cursor, await call(dict(request) | ({"cursor": cursor} if cursor else {}))
            page = _listed(answer)
            found += page
            cursor = str(row(row(answer).get("result")).get("nextPageCursor") or "") or None if page else None
            if cursor == before:
                raise LookupError("the same page without end")
        return found

    async def fetch_positions(self) -> Sequence[ExchangePosition]:
        request = {"category": "linear", "settleCoin": QUOTE, "limit": 200}
        held = await self._all_pages(self._client.privateGetV5PositionList, request)
        margin = await self._margin_mode() if held else None
        read = (position(found, self._catalog, mode=margin) for found in held)
        return [found for found in read if found is not None]

    async def _margin_mode(self) -> MarginMode | None:
        """One setting of the whole account (exchanges.md 5.1)."""
        told = row(row(await self._client.privateGetV5AccountInfo()).get("result")).get("marginMode")
        return next((mode for mode, word in MARGIN_MODES.items() if word == told), None)

    async def fetch_balance(self, kind: MarketKind) -> Mapping[str, Balance]:
        answer = await self._client.privateGetV5AccountWalletBalance({"accountType": "UNIFIED"})
        return balances(row(row(answer)["result"]))

    async def set_leverage(self, symbol: Symbol, leverage: int) -> None:
        both = {"buyLeverage": str(leverage), "sellLeverage": str(leverage)}
        await self._client.privatePostV5PositionSetLeverage(self._place(symbol) | both)

    async def set_margin_mode(self, symbol: Symbol, mode: MarginMode) -> None:
        await self._client.privatePostV5AccountSetMarginMode({"setMarginMode": MARGIN_MODES[mode]})

    async def fetch_position_mode(self, symbol: Symbol | None = None) -> PositionMode:
        """Each symbol may have its own, though the account is switched as a whole."""
        native = MODE_SYMBOL if symbol is None else self._catalog.native(symbol)
        answer = await self._client.privateGetV5PositionList({"category": "linear", "symbol": native})
        legs = {str(found.get("positionIdx")) for found in _listed(answer)}
        return PositionMode.HEDGE if legs & {"1", "2"} else PositionMode.ONE_WAY

    async def set_position_mode(self, mode: PositionMode) -> None:
        request = {"category": "linear", "coin": QUOTE, "mode": WIRE_POSITION_MODES[mode]}
        await self._client.privatePostV5PositionSwitchMode(request)

    async def protect(self, plan: ProtectionPlan) -> None:
        """The position carries its stops itself: they cover all of it and end with it."""
        if plan.protection.is_empty and not await self._is_held(plan):
            return
        wanted = plan.protection
        await self._client.privatePostV5PositionTradingStop(
            self._place(plan.symbol)
            | {
                "tpslMode": "Full",
                "positionIdx": _index(plan.side, plan.mode),
                "stopLoss": text(wanted.stop_loss) if wanted.stop_loss else REMOVE,
                "takeProfit": text(wanted.take_profit) if wanted.take_profit else REMOVE,
                "slTriggerBy": "MarkPrice",
                "tpTriggerBy": "MarkPrice",
            }
        )

    async def _is_held(self, plan: ProtectionPlan) -> bool:
        held = _listed(await self._client.privateGetV5PositionList(self._place(plan.symbol)))
        read = (position(found, self._catalog, mode=None) for found in held)
        return any(found is not None and found.side is plan.side for found in read)

    async def fetch_stops(self, symbols: Sequence[Symbol]) -> Sequence[StandingStop]:
        request = {"category": "linear", "settleCoin": QUOTE, "limit": 200}
        held = await self._all_pages(self._client.privateGetV5PositionList, request)
        return [stop for found in held for stop in stops_of(found, self._catalog) if stop.symbol in symbols]

    async def fetch_key_rights(self) -> KeyRights:
        return key_rights(row(row(await self._client.privateGetV5UserQueryApi())["result"]))

    def link(self, kind: MarketKind, sink: Sink) -> FillLink:
        return ClientLink(
            self._new_client(), BybitStream(kind, self._catalog, ask_mode=self.fetch_position_mode), sink=sink
        )

    async def fetch_time(self) -> datetime:
        return moment_or_epoch(row(await self._client.publicGetV5MarketTime())["time"])

    async def synchronise_clock(self) -> None:
        await self._client.load_time_difference()

    async def aclose(self) -> None:
        await self._client.close()


class BybitStream:
    """The words of the private stream; spot and perpetual executions come by the same topic (exchanges.md 5.3)."""

    exchange = Exchange.BYBIT

    def __init__(self, kind: MarketKind, catalog: Catalog, *, ask_mode: Callable[[], Awaitable[PositionMode]]) -> None:
        self._kind, self._catalog, self._ask_mode = kind, catalog, ask_mode
        self._mode = PositionMode.ONE_WAY

    async def subscribe(self, client: Observed) -> None:
        self._mode = await self._ask_mode()
        url = client.implode_hostname(client.urls["api"]["ws"]["private"]["contract"])
        await client.authenticate(url)
        await client.listen(url, {"op": "subscribe", "req_id": "fills", "args": ["execution"]})

    def is_subscribed(self, message: Row) -> bool:
        return message.get("op") == "subscribe" and message.get("success") is True

    def is_over(self, message: Row) -> bool:
        return False

    def fills(self, message: Row) -> Sequence[AccountFill] | None:
        if message.get("topic") != "execution":
            return None
        ours = [found for found in rows(message.get("data")) if found.get("category") == CATEGORIES[self._kind]]
        return read_executions(ours, self._catalog, kind=self._kind, mode=self._mode)


def read_executions(
    executions: Iterable[Row], catalog: Catalog, *, kind: MarketKind, mode: PositionMode
) -> list[AccountFill]:
    found = []
    for executed in executions:
        symbol = catalog.find_symbol(kind, str(executed.get("symbol", "")))
        fill = execution(executed, symbol, mode=mode) if symbol is not None else None
        if fill is not None:
            found.append(fill)
    return found


def _listed(answer: object) -> list[Row]:
    return rows(row(row(answer)["result"]).get("list"))


def _index(side: PositionSide, mode: PositionMode) -> int:
    return HEDGE_INDEXES[side] if mode is PositionMode.HEDGE else 0


def _sequence(executed: Row) -> tuple[Decimal, Decimal]:
    """Executions of one millisecond are told apart by `seq`; their ids are random (exchanges.md 9.2)."""
    return number(executed.get("execTime")), number(executed.get("seq"))
