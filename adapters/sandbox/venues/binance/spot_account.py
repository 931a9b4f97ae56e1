"""Spot money, spot fills, and what sapi tells of keys and coins. Moves no money."""

from decimal import Decimal

from adapters.sandbox.engine.accounts import ApiKey, Right
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.venues.binance.complaints import bad_key
from adapters.sandbox.venues.binance.fill_pages import page_of_fills
from adapters.sandbox.venues.binance.routes import Answer, Call, Route, Routes, read
from adapters.sandbox.venues.binance.spot_rows import balance_rows, trade_row
from adapters.sandbox.venues.binance.wire import Payload

MAX_WINDOW_MS = 24 * 3_600_000
QUOTE_COIN = "USDT"


class SpotAccount:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def routes(self) -> Routes:
        return [
            read("/api/v3/account", "balance", handler=self.account, weight=20),
            read("/api/v3/myTrades", "fills", handler=self.trades, weight=20),
            read("/sapi/v1/account/apiRestrictions", "permissions", handler=self.restrictions),
            read("/sapi/v1/capital/config/getall", "markets", handler=self.coins, weight=10),
            read("/sapi/v1/margin/allPairs", "markets", handler=self.nothing),
            read("/sapi/v1/margin/isolated/allPairs", "markets", handler=self.nothing),
            Route(method="GET", path="/sapi/v1/system/status", operation="time", handler=self.status),
        ]

    async def account(self, call: Call) -> Answer:
        """canTrade and canWithdraw tell of the account, not of the key (exchanges.md 11)."""
        return {
            "makerCommission": 10,
            "takerCommission": 10,
            "buyerCommission": 0,
            "sellerCommission": 0,
            "canTrade": True,
            "canWithdraw": True,
            "canDeposit": True,
            "brokered": False,
            "requireSelfTradePrevention": False,
            "preventSor": False,
            "updateTime": call.account.spot.updated_ms or call.now_ms,
            "accountType": "SPOT",
            "balances": self._balances(call),
            "permissions": ["SPOT"],
            "uid": int(call.account.uid),
        }

    def _balances(self, call: Call) -> list[Payload]:
        rows = balance_rows(call.account)
        if not call.params.flag("omitZeroBalances"):
            return rows
        return [row for row in rows if Decimal(row["free"]) or Decimal(row["locked"])]

    async def trades(self, call: Call) -> Answer:
        found = page_of_fills(self._engine, call, kind=Kind.SPOT, max_window_ms=MAX_WINDOW_MS)
        return [trade_row(fill) for fill in found]

    async def restrictions(self, call: Call) -> Answer:
        if call.key is None:
            raise bad_key()
        return restrictions_row(call.key)

    async def coins(self, call: Call) -> Answer:
        coins = {found.base for found in self._engine.instruments(Kind.SPOT)} | {QUOTE_COIN}
        balances = {row["asset"]: row for row in balance_rows(call.account)}
        return [coin_row(coin, balances.get(coin, {})) for coin in sorted(coins)]

    async def nothing(self, call: Call) -> Answer:
        """No margin pairs are offered."""
        return []

    async def status(self, call: Call) -> Answer:
        return {"status": 0, "msg": "normal"}


def restrictions_row(key: ApiKey) -> Payload:
    moves = key.may(Right.TRANSFER)
    return {
        "ipRestrict": bool(key.ips),
        "createTime": key.created_ms,
        "enableReading": key.may(Right.READ),
        "enableSpotAndMarginTrading": key.may(Right.SPOT),
        "enableWithdrawals": key.may(Right.WITHDRAW),
        "enableInternalTransfer": moves,
        "permitsUniversalTransfer": moves,
        "enableMargin": False,
        "enableFutures": key.may(Right.FUTURES),
        "enableVanillaOptions": False,
        "enablePortfolioMarginTrading": False,
        "enableFixApiTrade": False,
        "enableFixReadOnly": False,
    }


def coin_row(coin: str, balance: Payload) -> Payload:
    return {
        "coin": coin,
        "name": coin,
        "free": balance.get("free", "0"),
        "locked": balance.get("locked", "0"),
        "freeze": "0",
        "withdrawing": "0",
        "ipoing": "0",
        "ipoable": "0",
        "storage": "0",
        "isLegalMoney": False,
        "trading": True,
        "depositAllEnable": True,
        "withdrawAllEnable": True,
        "networkList": [],
    }
