"""A dry run pays fees and slippage, respects minimums, is liquidated, and survives a restart."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from adapters.exchanges.paper import PaperExchange
from adapters.exchanges.paper_book import PaperRules
from adapters.exchanges.paper_store import MemoryPaperStore
from core.application.ports import FillCause
from core.domain.errors import ExchangeRefused, ExchangeUnavailable
from core.domain.market import Market
from core.domain.values import (
    ZERO,
    AccountId,
    ClientOrderId,
    Exchange,
    MarginMode,
    MarketKind,
    OrderRequest,
    OrderStatus,
    Outcome,
    PositionMode,
    PositionSide,
    Protection,
    Side,
    Symbol,
)
from tests.builders import BTC, BTC_SPOT, NOON, a_market, d

PAPER = AccountId("paper")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class Bourse:
    """Markets and prices of one exchange, as a test sets them; `is_away` makes prices unreadable."""

    prices: dict[Symbol, Decimal] = field(default_factory=lambda: {BTC: d(60000), BTC_SPOT: d(60000)})
    is_away: bool = False

    async def fetch_markets(self) -> Mapping[Symbol, Market]:
        return {symbol: a_market(symbol) for symbol in self.prices}

    async def fetch_prices(self, kind: MarketKind) -> Mapping[Symbol, Decimal]:
        if self.is_away:
            raise ExchangeUnavailable("away")
        return {symbol: price for symbol, price in self.prices.items() if symbol.kind is kind}

    async def fetch_time(self) -> datetime:
        return NOON

    def now(self) -> datetime:
        return NOON

    def move(self, price: str) -> None:
        self.prices[BTC] = self.prices[BTC_SPOT] = d(price)


@dataclass
class Dry:
    bourse: Bourse = field(default_factory=Bourse)
    store: MemoryPaperStore = field(default_factory=MemoryPaperStore)
    rules: PaperRules = field(default_factory=lambda: PaperRules(slippage=ZERO))
    orders: int = 0

    def open(self) -> PaperExchange:
        return PaperExchange(
            PAPER,
            exchange=Exchange.BINANCE,
            source=self.bourse,
            prices=self.bourse,
            store=self.store,
            clock=self.bourse,
            rules=self.rules,
        )

    def order(self, side: Side = Side.BUY, amount: str = "0.1", symbol: Symbol = BTC) -> OrderRequest:
        self.orders += 1
        return OrderRequest(
            client_order_id=ClientOrderId(f"dry{self.orders}"),
            symbol=symbol,
            side=side,
            position_side=PositionSide.LONG,
            amount=d(amount),
            reduce_only=False,
        )


async def test_slippage_goes_against_the_trader() -> None:
    dry = Dry(rules=PaperRules(slippage=d("0.001")))
    paper = dry.open()
    bought = await paper.place_order(dry.order())
    sold = await paper.place_order(replace(dry.order(Side.SELL), reduce_only=True))
    assert (bought.average_price, sold.average_price) == (d("60060.0"), d("59940.0"))


async def test_round_trip_costs_both_fees() -> None:
    dry = Dry()
    paper = dry.open()
    bought = await paper.place_order(dry.order())
    sold = await paper.place_order(replace(dry.order(Side.SELL), reduce_only=True))
    balance = (await paper.fetch_balance(MarketKind.PERPETUAL))["USDT"]
    assert (bought.fee, sold.fee) == (d(3), d(3))
    assert balance.total == balance.free == d(10000) - 6


async def test_profit_comes_home_with_the_close() -> None:
    dry = Dry()
    paper = dry.open()
    await paper.place_order(dry.order())
    dry.bourse.move("61000")
    [held] = await paper.fetch_positions()
    await paper.place_order(replace(dry.order(Side.SELL), reduce_only=True))
    assert held.unrealized_pnl == d(100)
    assert (await paper.fetch_balance(MarketKind.PERPETUAL))["USDT"].total == d(10000) + 100 - 3 - d("3.05")


async def test_entry_is_weighted_over_increases() -> None:
    dry = Dry()
    paper = dry.open()
    await paper.place_order(dry.order())
    dry.bourse.move("62000")
    await paper.place_order(dry.order())
    [held] = await paper.fetch_positions()
    assert (held.amount, held.entry_price) == (d("0.2"), d(61000))


async def test_margin_binds_by_leverage() -> None:
    dry = Dry()
    paper = dry.open()
    await paper.set_leverage(BTC, 10)
    await paper.place_order(dry.order())
    assert (await paper.fetch_balance(MarketKind.PERPETUAL))["USDT"].free == d(10000) - 600 - 3


async def test_isolated_position_loses_its_margin_only() -> None:
    dry = Dry()
    paper = dry.open()
    await paper.set_leverage(BTC, 10)
    await paper.set_margin_mode(BTC, MarginMode.ISOLATED)
    await paper.place_order(dry.order())
    dry.bourse.move("30000")
    assert list(await paper.fetch_positions()) == []
    balance = (await paper.fetch_balance(MarketKind.PERPETUAL))["USDT"].total
    fills = await paper.fetch_fills(LONG_AGO)
    assert balance == d(10000) - 600 - sum(fill.fee for fill in fills)
    assert fills[-1].cause is FillCause.LIQUIDATION


async def test_cross_position_takes_everything_but_no_more() -> None:
    dry = Dry()
    paper = dry.open()
    await paper.place_order(dry.order(amount="0.8"))
    dry.bourse.move("40000")
    assert list(await paper.fetch_positions()) == []
    assert (await paper.fetch_balance(MarketKind.PERPETUAL))["USDT"].total == ZERO


async def test_liquidation_price_is_where_it_happens() -> None:
    dry = Dry()
    paper = dry.open()
    await paper.place_order(dry.order(amount="0.5"))
    [held] = await paper.fetch_positions()
    assert held.liquidation_price is not None
    dry.bourse.move(str(held.liquidation_price + 10))
    assert len(await paper.fetch_positions()) == 1
    dry.bourse.move(str(held.liquidation_price - 10))
    assert list(await paper.fetch_positions()) == []


async def test_hedge_mode_holds_both_legs() -> None:
    dry = Dry()
    paper = dry.open()
    await paper.set_position_mode(PositionMode.HEDGE)
    await paper.place_order(dry.order())
    await paper.place_order(replace(dry.order(Side.SELL), position_side=PositionSide.SHORT))
    assert {held.side for held in await paper.fetch_positions()} == set(PositionSide)


async def test_one_way_mode_flips() -> None:
    dry = Dry()
    paper = dry.open()
    await paper.place_order(dry.order(amount="0.1"))
    await paper.place_order(dry.order(Side.SELL, amount="0.3"))
    [held] = await paper.fetch_positions()
    assert (held.side, held.amount) == (PositionSide.SHORT, d("0.2"))


async def test_same_name_is_taken_once() -> None:
    dry = Dry()
    paper = dry.open()
    order = dry.order()
    await paper.place_order(order)
    assert (await paper.place_order(order)).outcome is Outcome.DUPLICATE
    assert (await paper.fetch_positions())[0].amount == d("0.1")


async def test_book_survives_a_restart() -> None:
    dry = Dry()
    first = dry.open()
    order = dry.order()
    await first.place_order(order)
    await first.set_leverage(BTC, 7)
    protection = Protection(stop_loss=d(55000))
    await first.place_protection(BTC, PositionSide.LONG, amount=d("0.1"), protection=protection, key="v1")
    second = dry.open()
    assert await second.fetch_positions() == await first.fetch_positions()
    assert await second.fetch_fills(LONG_AGO) == await first.fetch_fills(LONG_AGO)
    found = await second.find_order(BTC, order.client_order_id)
    assert found is not None
    assert found.status is OrderStatus.FILLED
    dry.bourse.move("54000")
    assert (await second.fetch_positions(), (await second.fetch_fills(LONG_AGO))[-1].cause) == (
        [],
        FillCause.STOP_LOSS,
    )


async def test_without_prices_nothing_is_sent() -> None:
    dry = Dry()
    paper = dry.open()
    dry.bourse.is_away = True
    assert (await paper.place_order(dry.order())).outcome is Outcome.NOT_SENT


async def test_leverage_beyond_the_market_is_refused() -> None:
    with pytest.raises(ExchangeRefused):
        await Dry().open().set_leverage(BTC, 126)


async def test_spot_money_and_coin_change_hands() -> None:
    dry = Dry()
    paper = dry.open()
    await paper.place_order(dry.order(symbol=BTC_SPOT))
    held = await paper.fetch_balance(MarketKind.SPOT)
    assert (held["BTC"].total, held["USDT"].free) == (d("0.1"), d(10000) - 6000 - 3)
