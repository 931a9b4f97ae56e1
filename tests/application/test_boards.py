"""Prices, markets and balances in memory: fresh or not told, kept when a refresh fails."""

import pytest

from core.application.boards import LiveMarketBoard, LiveWalletBoard
from core.domain.errors import ExchangeUnavailable
from core.domain.values import Exchange, MarketKind
from tests.application.clock import FixedClock
from tests.application.edges import Directory
from tests.application.world import ANNS
from tests.builders import BTC, BTC_SPOT, ETH, an_account, d


def directory() -> Directory:
    return Directory({BTC: d(60000), BTC_SPOT: d(60001), ETH: d(0)}, FixedClock())


async def test_a_market_is_known_once_loaded() -> None:
    board = LiveMarketBoard(directory(), FixedClock())
    assert not board.is_loaded(Exchange.BINANCE)
    assert board.market(Exchange.BINANCE, BTC) is None
    await board.refresh_markets(Exchange.BINANCE)
    assert board.is_loaded(Exchange.BINANCE)
    assert board.market(Exchange.BINANCE, BTC) is not None
    assert board.market(Exchange.BYBIT, BTC) is None


async def test_a_price_ages_out() -> None:
    clock = FixedClock()
    board = LiveMarketBoard(directory(), clock)
    assert board.price(Exchange.BINANCE, BTC) is None
    await board.refresh_prices(Exchange.BINANCE, MarketKind.PERPETUAL)
    assert board.price(Exchange.BINANCE, BTC) == d(60000)
    assert board.price(Exchange.BINANCE, BTC_SPOT) is None
    assert board.price(Exchange.BINANCE, ETH) is None
    clock.move(15)
    assert board.price(Exchange.BINANCE, BTC) == d(60000)
    clock.move(0.1)
    assert board.price(Exchange.BINANCE, BTC) is None


async def test_a_balance_is_kept_when_a_refresh_fails() -> None:
    edge, account = directory(), an_account()
    wallets = LiveWalletBoard(edge)
    assert wallets.balance(ANNS, MarketKind.SPOT, "USDT") is None
    await wallets.refresh(account)
    edge.venue(ANNS).reads_fail = ExchangeUnavailable("away")
    with pytest.raises(ExchangeUnavailable):
        await wallets.refresh(account)
    balance = wallets.balance(ANNS, MarketKind.SPOT, "USDT")
    assert balance is not None
    assert balance.total == d(10_000)
    assert wallets.balance(ANNS, MarketKind.SPOT, "BTC") is None


async def test_a_refresh_is_asked_for_once() -> None:
    wallets = LiveWalletBoard(directory())
    for _ in range(3):
        wallets.refresh_soon(ANNS)
    assert wallets.wanted.qsize() == 1
    await wallets.refresh(an_account())
    wallets.refresh_soon(ANNS)
    assert wallets.wanted.qsize() == 2


async def test_a_holding_is_told_only_when_nothing_moved_since() -> None:
    wallets = LiveWalletBoard(directory())
    assert wallets.holding(ANNS, MarketKind.SPOT, "BTC") is None
    await wallets.refresh(an_account())
    assert wallets.holding(ANNS, MarketKind.SPOT, "BTC") == 0
    wallets.refresh_soon(ANNS)
    assert wallets.holding(ANNS, MarketKind.SPOT, "BTC") is None
    await wallets.refresh(an_account())
    assert wallets.holding(ANNS, MarketKind.SPOT, "USDT") == d(10_000)


async def test_equity_counts_each_wallet_once() -> None:
    edge, account = directory(), an_account()
    wallets = LiveWalletBoard(edge)
    assert wallets.equity(ANNS, "USDT") is None
    await wallets.refresh(account)
    assert wallets.equity(ANNS, "USDT") == d(10_000)
    edge.venue(ANNS).shares_wallet = False
    await wallets.refresh(account)
    assert wallets.equity(ANNS, "USDT") == d(20_000)
