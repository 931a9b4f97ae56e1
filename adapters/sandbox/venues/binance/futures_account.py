"""USDT-margined money, positions, fills and income over REST. Changes nothing."""

from decimal import Decimal

from adapters.sandbox.engine.accounts import QUOTE, VenueAccount, WalletKind
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.positions import PositionMode
from adapters.sandbox.venues.binance.fill_pages import page_of_fills
from adapters.sandbox.venues.binance.futures_rows import trade_row
from adapters.sandbox.venues.binance.income import income_rows
from adapters.sandbox.venues.binance.position_rows import PositionRows
from adapters.sandbox.venues.binance.routes import Answer, Call, Routes, read
from adapters.sandbox.venues.binance.wire import Payload, fixed

MAX_WINDOW_MS = 7 * 24 * 3_600_000
ZERO = Decimal(0)


class FuturesAccount:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._rows = PositionRows(engine)

    def routes(self) -> Routes:
        return [
            read("/fapi/v2/account", "balance", handler=self.account_v2, weight=5),
            read("/fapi/v3/account", "balance", handler=self.account, weight=5),
            read("/fapi/v2/balance", "balance", handler=self.balance, weight=5),
            read("/fapi/v3/balance", "balance", handler=self.balance, weight=5),
            read("/fapi/v2/positionRisk", "positions", handler=self.risk_v2, weight=5),
            read("/fapi/v3/positionRisk", "positions", handler=self.risk, weight=5),
            read("/fapi/v1/userTrades", "fills", handler=self.trades, weight=5),
            read("/fapi/v1/income", "ledger", handler=self.income, weight=30),
            read("/fapi/v1/accountConfig", "other", handler=self.config, weight=5),
            read("/fapi/v1/multiAssetsMargin", "other", handler=self.multi_assets, weight=30),
            read("/fapi/v1/commissionRate", "other", handler=self.commission, weight=20),
        ]

    async def account(self, call: Call) -> Answer:
        rows = [self._rows.account_row(call.account, found) for found in self._engine.positions(call.account)]
        return self._totals(call.account) | {"assets": [self._asset(call.account, call.now_ms)], "positions": rows}

    async def account_v2(self, call: Call) -> Answer:
        """The older form lists every symbol and adds leverage and settings."""
        flags = {"feeTier": 0, "canTrade": True, "canDeposit": True, "canWithdraw": True, "updateTime": 0}
        more: Payload = {"multiAssetsMargin": False, "tradeGroupId": -1}
        rows = [self._rows.settled_row(call.account, found) for found in self._rows.every(call.account)]
        assets = [self._asset(call.account, call.now_ms)]
        return flags | more | self._totals(call.account) | {"assets": assets, "positions": rows}

    async def balance(self, call: Call) -> Answer:
        account, free = call.account, fixed(self._free(call.account))
        wallet = fixed(account.futures.balance(QUOTE))
        return [
            {
                "accountAlias": account.uid,
                "asset": QUOTE,
                "balance": wallet,
                "crossWalletBalance": fixed(account.futures.balance(QUOTE) - self._isolated(account)),
                "crossUnPnl": fixed(self._rows.cross_profit(account)),
                "availableBalance": free,
                "maxWithdrawAmount": free,
                "marginAvailable": True,
                "updateTime": account.futures.updated_ms or call.now_ms,
            }
        ]

    async def risk(self, call: Call) -> Answer:
        """Only symbols with a position or an order (version 3)."""
        found = self._engine.positions(call.account, symbol=call.params.text("symbol"))
        return [self._rows.risk_row(call.account, position) for position in found]

    async def risk_v2(self, call: Call) -> Answer:
        symbol = call.params.text("symbol")
        found = [position for position in self._rows.every(call.account) if symbol in ("", position.symbol)]
        return [self._rows.risk_row_v2(call.account, position) for position in found]

    async def trades(self, call: Call) -> Answer:
        found = page_of_fills(self._engine, call, kind=Kind.PERPETUAL, max_window_ms=MAX_WINDOW_MS)
        return [trade_row(fill) for fill in found]

    async def income(self, call: Call) -> Answer:
        return income_rows(call.account, call.params)

    async def config(self, call: Call) -> Answer:
        return {
            "feeTier": 0,
            "canTrade": True,
            "canDeposit": True,
            "canWithdraw": True,
            "dualSidePosition": call.account.position_mode is PositionMode.HEDGE,
            "updateTime": 0,
            "multiAssetsMargin": False,
            "tradeGroupId": -1,
        }

    async def multi_assets(self, call: Call) -> Answer:
        return {"multiAssetsMargin": False}

    async def commission(self, call: Call) -> Answer:
        instrument = self._engine.instrument(Kind.PERPETUAL, call.params.required("symbol"))
        return {
            "symbol": instrument.symbol,
            "makerCommissionRate": str(instrument.maker_fee),
            "takerCommissionRate": str(instrument.taker_fee),
        }

    def _free(self, account: VenueAccount) -> Decimal:
        return max(self._engine.available(account, WalletKind.FUTURES), ZERO)

    def _isolated(self, account: VenueAccount) -> Decimal:
        return sum((held.isolated_margin for held in account.held_positions()), ZERO)

    def _totals(self, account: VenueAccount) -> Payload:
        row = self._asset(account, 0)
        return {
            "totalInitialMargin": row["initialMargin"],
            "totalMaintMargin": row["maintMargin"],
            "totalWalletBalance": row["walletBalance"],
            "totalUnrealizedProfit": row["unrealizedProfit"],
            "totalMarginBalance": row["marginBalance"],
            "totalPositionInitialMargin": row["positionInitialMargin"],
            "totalOpenOrderInitialMargin": row["openOrderInitialMargin"],
            "totalCrossWalletBalance": row["crossWalletBalance"],
            "totalCrossUnPnl": row["crossUnPnl"],
            "availableBalance": row["availableBalance"],
            "maxWithdrawAmount": row["maxWithdrawAmount"],
        }

    def _asset(self, account: VenueAccount, now_ms: int) -> Payload:
        """A zero updateTime would make ccxt skip the asset, so a fresh account shows the present."""
        wallet = account.futures
        positions = sum((held.initial_margin for held in account.held_positions()), ZERO)
        return {
            "asset": QUOTE,
            "walletBalance": fixed(wallet.balance(QUOTE)),
            "unrealizedProfit": fixed(self._engine.equity(account) - wallet.balance(QUOTE)),
            "marginBalance": fixed(self._engine.equity(account)),
            "maintMargin": fixed(self._rows.maintenance(account)),
            "initialMargin": fixed(positions + wallet.held(QUOTE)),
            "positionInitialMargin": fixed(positions),
            "openOrderInitialMargin": fixed(wallet.held(QUOTE)),
            "crossWalletBalance": fixed(wallet.balance(QUOTE) - self._isolated(account)),
            "crossUnPnl": fixed(self._rows.cross_profit(account)),
            "availableBalance": fixed(self._free(account)),
            "maxWithdrawAmount": fixed(self._free(account)),
            "marginAvailable": True,
            "updateTime": wallet.updated_ms or now_ms,
        }
