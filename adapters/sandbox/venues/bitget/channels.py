"""Which private channel hears of which happening, and in what rows. Sends nothing itself."""

from typing import Any

from adapters.sandbox.engine.accounts import VenueAccount, WalletKind
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.happenings import (
    Filled,
    FundingPaid,
    Happening,
    LeverageChanged,
    OrderChanged,
    PositionChanged,
    WalletChanged,
)
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import Book, Fill, Order
from adapters.sandbox.engine.positions import Position
from adapters.sandbox.venues.bitget.accounts import spot_asset
from adapters.sandbox.venues.bitget.envelope import plain
from adapters.sandbox.venues.bitget.plan_rows import stream_plan
from adapters.sandbox.venues.bitget.stream_rows import (
    futures_stream_fill,
    futures_stream_order,
    spot_stream_fill,
    spot_stream_order,
    stream_futures_account,
    stream_position,
)
from adapters.sandbox.venues.bitget.unified_accounts import asset_rows
from adapters.sandbox.venues.bitget.unified_rows import unified_fill, unified_stream_order, unified_stream_position
from adapters.sandbox.venues.bitget.words import FUTURES, SPOT

Rows = list[dict[str, Any]]
News = list[tuple[str, str, Rows]]  # instType, channel, rows
INST_TYPES = {Kind.SPOT: SPOT, Kind.PERPETUAL: FUTURES}
CLASSIC_CHANNELS = {
    SPOT: ("orders", "fill", "account", "orders-algo"),
    FUTURES: ("orders", "fill", "account", "orders-algo", "positions"),
}
UNIFIED = "UTA"
UNIFIED_TOPICS = ("order", "fill", "position", "account")


class ClassicNews:
    """A classic account's happenings as news of its channels."""

    def __init__(self, engine: Engine, account: VenueAccount) -> None:
        self._engine, self._account = engine, account

    def of(self, happening: Happening) -> News:
        match happening:
            case OrderChanged(order=order):
                return self._order_news(order, None) + self._position_news(order)
            case Filled(order=order, fill=fill):
                return [*self._order_news(order, fill), self._fill_news(order, fill)]
            case PositionChanged() | FundingPaid():
                return [(FUTURES, "positions", self._held())]
            case WalletChanged(wallet=wallet, coin=coin):
                return [self._wallet_news(wallet, coin)]
            case LeverageChanged():
                return []

    def snapshot(self, inst_type: str, channel: str) -> Rows:
        """What a new subscriber hears at once. Positions are always told whole: a closed one is simply absent."""
        match inst_type, channel:
            case _, "positions":
                return self._held()
            case "SPOT", "account":
                return [spot_asset(self._account, coin) for coin in self._account.spot.balances]
            case _, "account":
                return [stream_futures_account(self._engine, self._account)]
            case _:
                return []

    def _order_news(self, order: Order, fill: Fill | None) -> News:
        inst_type = INST_TYPES[order.kind]
        if order.book is Book.PLANS:
            return [(inst_type, "orders-algo", [stream_plan(order)])]
        shape = spot_stream_order if order.kind is Kind.SPOT else futures_stream_order
        return [(inst_type, "orders", [shape(order, fill)])]

    def _position_news(self, order: Order) -> News:
        """Positions are told at every order made or withdrawn too, though nothing of them has changed."""
        plain_futures = order.kind is Kind.PERPETUAL and order.book is Book.ORDERS
        return [(FUTURES, "positions", self._held())] if plain_futures else []

    def _held(self) -> Rows:
        held = self._engine.positions(self._account)
        return [stream_position(self._engine, self._account, position=position) for position in held]

    def _fill_news(self, order: Order, fill: Fill) -> tuple[str, str, Rows]:
        shape = spot_stream_fill if order.kind is Kind.SPOT else futures_stream_fill
        return INST_TYPES[order.kind], "fill", [shape(fill, order)]

    def _wallet_news(self, wallet: WalletKind, coin: str) -> tuple[str, str, Rows]:
        if wallet is WalletKind.SPOT:
            return SPOT, "account", [spot_asset(self._account, coin)]
        return FUTURES, "account", [stream_futures_account(self._engine, self._account)]


class UnifiedNews:
    """A unified account's happenings: one set of topics for spot and futures."""

    def __init__(self, engine: Engine, account: VenueAccount) -> None:
        self._engine, self._account = engine, account

    def of(self, happening: Happening) -> News:
        match happening:
            case OrderChanged(order=order):
                return [] if order.book is Book.PLANS else [(UNIFIED, "order", [unified_stream_order(order)])]
            case Filled(order=order, fill=fill):
                row = unified_fill(fill, order)
                return [(UNIFIED, "order", [unified_stream_order(order)]), (UNIFIED, "fill", [row])]
            case PositionChanged(position=position) | FundingPaid(position=position):
                return [(UNIFIED, "position", self._positions(position))]
            case WalletChanged():
                return [(UNIFIED, "account", self.snapshot(UNIFIED, "account"))]
            case LeverageChanged():
                return []

    def snapshot(self, inst_type: str, channel: str) -> Rows:
        match channel:
            case "position":
                return self._positions(None)
            case "account":
                return [self._account_row()]
            case _:
                return []

    def _positions(self, changed: Position | None) -> Rows:
        """All that is open, and the one that has just ended with size 0."""
        held = self._engine.positions(self._account)
        if changed is not None and changed.is_flat:
            held = [*held, changed]
        return [unified_stream_position(self._engine, self._account, position=position) for position in held]

    def _account_row(self) -> dict[str, Any]:
        equity = plain(self._engine.equity(self._account))
        coins = [{**row, "debts": row["debt"], "borrow": "0"} for row in asset_rows(self._engine, self._account)]
        return {"totalEquity": equity, "effEquity": equity, "mmr": "0", "imr": "0", "mgnRatio": "0", "coin": coins}
