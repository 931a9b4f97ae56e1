"""What a Binance account filled, paid and received in the past, page by page (exchanges.md 9.3). Judges no error."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from adapters.exchanges.binance_rows import OrderFacts, order_facts, spot_balances, trade_fill
from adapters.exchanges.clients import Observed
from adapters.exchanges.funding_rows import BINANCE, BINANCE_KIND, payments
from adapters.exchanges.markets import QUOTE, Catalog
from adapters.exchanges.wire import MILLISECOND, Row, milliseconds, moment_or_epoch, row, rows, windows
from core.application.ports import AccountFill, FundingPayment
from core.domain.values import ZERO, MarketKind, Symbol

PAGE = 1000
AT_ONCE = 200  # rows read between two turns of the loop
LONGEST_WINDOW = timedelta(days=7)
DAY = timedelta(days=1)  # the longest window of spot trades, and how far a start alone reaches
OLDER_ORDERS = timedelta(hours=24)  # an order may be older than its fills


class BinanceHistory:
    """One look back; asked anew every time."""

    def __init__(self, client: Observed, catalog: Catalog) -> None:
        self._client, self._catalog = client, catalog

    async def fills(self, since: datetime, symbols: Sequence[Symbol]) -> Sequence[AccountFill]:
        """Per symbol, for the exchange wants one: those asked for, those held, those that paid a commission since."""
        asked = set(symbols) | await self._touched_futures(since) | await self._held_spot()
        found: list[AccountFill] = []
        for symbol in sorted(asked):
            found += await self._fills_of(symbol, since)
        return sorted(found, key=lambda fill: (fill.at, fill.fill_id))

    async def funding(self, since: datetime) -> Sequence[FundingPayment]:
        """Pages go by time and overlap by a millisecond, for many symbols are settled in the same one."""
        lines = await self._incomes(since, {"incomeType": BINANCE_KIND})
        found = {(line["symbol"], line["tranId"]): line for line in lines}
        return payments(found.values(), self._catalog, words=BINANCE)

    async def _incomes(self, since: datetime, kind: Row) -> list[Row]:
        """Pages overlap, so lines come twice."""
        found: list[Row] = []
        start, is_last = milliseconds(since), False
        while not is_last:
            page = rows(await self._client.fapiPrivateGetIncome({**kind, "startTime": start, "limit": PAGE}))
            found += page
            is_last = len(page) < PAGE
            start = max(start + 1, int(page[-1]["time"])) if page else start
        return found

    async def _fills_of(self, symbol: Symbol, since: datetime) -> list[AccountFill]:
        is_spot = symbol.kind is MarketKind.SPOT
        ask_orders = self._client.privateGetAllOrders if is_spot else self._client.fapiPrivateGetAllOrders
        trades = await self._trades_of(symbol, since)
        if not trades:
            return []
        older = milliseconds(moment_or_epoch(trades[0]["time"]) - OLDER_ORDERS) + 1
        request = {"symbol": self._catalog.native(symbol), "startTime": older, "limit": PAGE}
        facts = {str(order["orderId"]): order_facts(order) for order in rows(await ask_orders(request))}
        found: list[AccountFill] = []
        for start in range(0, len(trades), AT_ONCE):
            some = trades[start : start + AT_ONCE]
            found += (trade_fill(each, symbol, facts=facts.get(str(each["orderId"]), OrderFacts())) for each in some)
            await asyncio.sleep(0)
        return found

    async def _trades_of(self, symbol: Symbol, since: datetime) -> list[Row]:
        """The first trade is found by time, a window per question; from there on pages go by id."""
        is_spot = symbol.kind is MarketKind.SPOT
        ask = self._client.privateGetMyTrades if is_spot else self._client.fapiPrivateGetUserTrades
        place: dict[str, object] = {"symbol": self._catalog.native(symbol), "limit": PAGE}
        now = int(self._client.milliseconds())
        if is_spot and now - milliseconds(since) >= DAY // MILLISECOND:
            newest = rows(await ask(place))
            if len(newest) < PAGE:
                return [trade for trade in newest if int(trade["time"]) >= milliseconds(since)]
        page: list[Row] = []
        is_complete = False
        for start, end in windows(since, now, longest=DAY if is_spot else LONGEST_WINDOW):
            is_complete = end > now
            page = rows(await ask(place | {"startTime": start, "endTime": end - 1 if is_spot else end}))
            if page:
                break
        found = list(page)
        while page and not (is_complete and len(page) < PAGE):
            page = rows(await ask(place | {"fromId": int(page[-1]["id"]) + 1}))
            is_complete = True
            found += page
        return found

    async def _touched_futures(self, since: datetime) -> set[Symbol]:
        incomes = await self._incomes(since, {})
        held = rows(await self._client.fapiPrivateV3GetPositionRisk())
        return self._known(MarketKind.PERPETUAL, (str(found.get("symbol", "")) for found in (*incomes, *held)))

    async def _held_spot(self) -> set[Symbol]:
        coins = spot_balances(row(await self._client.privateGetAccount({"omitZeroBalances": "true"})))
        return self._known(MarketKind.SPOT, (coin + QUOTE for coin, balance in coins.items() if balance.total > ZERO))

    def _known(self, kind: MarketKind, natives: Iterable[str]) -> set[Symbol]:
        return {symbol for native in natives if (symbol := self._catalog.find_symbol(kind, native)) is not None}
