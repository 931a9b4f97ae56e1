"""Every path Bitget answers here: who may call it, with which right, under which neutral name. A table, no logic."""

from adapters.sandbox.engine.accounts import Right
from adapters.sandbox.venues.bitget import (
    accounts,
    futures,
    markets,
    plans,
    prices,
    spot,
    strategies,
    unified_accounts,
    unified_trading,
)
from adapters.sandbox.venues.bitget.call import Access, Handler, Route, Routes
from adapters.sandbox.venues.bitget.codes import Area

Row = tuple[str, str, str, Handler]

PUBLIC: tuple[Row, ...] = (
    ("GET", "/api/v2/public/time", "time", markets.time),
    ("GET", "/api/v2/spot/public/coins", "markets", markets.coins),
    ("GET", "/api/v2/spot/public/symbols", "markets", markets.symbols),
    ("GET", "/api/v2/margin/currencies", "markets", markets.margin_currencies),
    ("GET", "/api/v2/mix/market/contracts", "markets", markets.contracts),
    ("GET", "/api/v2/spot/market/tickers", "tickers", prices.spot_tickers),
    ("GET", "/api/v2/mix/market/ticker", "tickers", prices.futures_tickers),
    ("GET", "/api/v2/mix/market/tickers", "tickers", prices.futures_tickers),
    ("GET", "/api/v2/mix/market/symbol-price", "tickers", prices.mark_prices),
    ("GET", "/api/v2/mix/market/current-fund-rate", "tickers", prices.funding_rates),
    ("GET", "/api/v2/spot/market/orderbook", "other", prices.spot_book),
    ("GET", "/api/v2/mix/market/merge-depth", "other", prices.futures_book),
    ("GET", "/api/v2/spot/market/candles", "other", prices.spot_candles),
    ("GET", "/api/v2/spot/market/history-candles", "other", prices.spot_candles),
    ("GET", "/api/v2/mix/market/candles", "other", prices.futures_candles),
    ("GET", "/api/v2/mix/market/history-candles", "other", prices.futures_candles),
)
PUBLIC_UNIFIED: tuple[Row, ...] = (
    ("GET", "/api/v3/market/instruments", "markets", markets.instruments),
    ("GET", "/api/v3/market/tickers", "tickers", prices.unified_tickers),
    ("GET", "/api/v3/market/current-fund-rate", "tickers", prices.funding_rates),
    ("GET", "/api/v3/market/orderbook", "other", prices.unified_book),
    ("GET", "/api/v3/market/candles", "other", prices.unified_candles),
    ("GET", "/api/v3/market/history-candles", "other", prices.unified_candles),
)
SPOT_READING: tuple[Row, ...] = (
    ("GET", "/api/v2/spot/account/info", "permissions", accounts.permissions),
    ("GET", "/api/v2/spot/account/assets", "balance", accounts.spot_assets),
    ("GET", "/api/v2/spot/trade/orderInfo", "order.find", spot.detail),
    ("GET", "/api/v2/spot/trade/unfilled-orders", "order.open", spot.unfilled),
    ("GET", "/api/v2/spot/trade/history-orders", "order.history", spot.history),
    ("GET", "/api/v2/spot/trade/fills", "fills", spot.fills),
    ("GET", "/api/v2/spot/trade/current-plan-order", "order.open", spot.current_plans),
)
SPOT_TRADING: tuple[Row, ...] = (
    ("POST", "/api/v2/spot/trade/place-order", "order.create", spot.place),
    ("POST", "/api/v2/spot/trade/cancel-order", "order.cancel", spot.cancel),
    ("POST", "/api/v2/spot/trade/place-plan-order", "protection", spot.place_plan),
    ("POST", "/api/v2/spot/trade/cancel-plan-order", "order.cancel", spot.cancel_plan),
)
FUTURES_READING: tuple[Row, ...] = (
    ("GET", "/api/v2/mix/account/accounts", "balance", accounts.futures_accounts),
    ("GET", "/api/v2/mix/account/account", "leverage", accounts.symbol_account),
    ("GET", "/api/v2/mix/account/bill", "ledger", accounts.bills),
    ("GET", "/api/v2/mix/position/all-position", "positions", accounts.positions),
    ("GET", "/api/v2/mix/position/single-position", "positions", accounts.positions),
    ("GET", "/api/v2/mix/order/detail", "order.find", futures.detail),
    ("GET", "/api/v2/mix/order/orders-pending", "order.open", futures.pending),
    ("GET", "/api/v2/mix/order/orders-history", "order.history", futures.history),
    ("GET", "/api/v2/mix/order/fills", "fills", futures.fills),
    ("GET", "/api/v2/mix/order/fill-history", "fills", futures.fills),
    ("GET", "/api/v2/mix/order/orders-plan-pending", "order.open", plans.pending),
)
FUTURES_TRADING: tuple[Row, ...] = (
    ("POST", "/api/v2/mix/account/set-leverage", "leverage", accounts.set_leverage),
    ("POST", "/api/v2/mix/account/set-margin-mode", "margin_mode", accounts.set_margin_mode),
    ("POST", "/api/v2/mix/account/set-position-mode", "position_mode", accounts.set_position_mode),
    ("POST", "/api/v2/mix/order/place-order", "order.create", futures.place),
    ("POST", "/api/v2/mix/order/cancel-order", "order.cancel", futures.cancel),
    ("POST", "/api/v2/mix/order/place-tpsl-order", "protection", plans.place_tpsl),
    ("POST", "/api/v2/mix/order/modify-tpsl-order", "order.amend", plans.modify_tpsl),
    ("POST", "/api/v2/mix/order/place-plan-order", "protection", plans.place_plan),
    ("POST", "/api/v2/mix/order/cancel-plan-order", "order.cancel", plans.cancel),
)
UNIFIED_READING: tuple[Row, ...] = (
    ("GET", "/api/v3/account/settings", "permissions", unified_accounts.settings),
    ("GET", "/api/v3/account/info", "permissions", unified_accounts.permissions),
    ("GET", "/api/v3/account/assets", "balance", unified_accounts.assets),
    ("GET", "/api/v3/account/financial-records", "ledger", unified_accounts.financial_records),
    ("GET", "/api/v3/position/current-position", "positions", unified_accounts.positions),
    ("GET", "/api/v3/trade/order-info", "order.find", unified_trading.order_info),
    ("GET", "/api/v3/trade/unfilled-orders", "order.open", unified_trading.unfilled),
    ("GET", "/api/v3/trade/history-orders", "order.history", unified_trading.history),
    ("GET", "/api/v3/trade/fills", "fills", unified_trading.fills),
    ("GET", "/api/v3/trade/unfilled-strategy-orders", "order.open", strategies.unfilled),
    ("GET", "/api/v3/trade/history-strategy-orders", "order.history", strategies.history),
)
UNIFIED_FUTURES: tuple[Row, ...] = (
    ("POST", "/api/v3/account/set-leverage", "leverage", unified_accounts.set_leverage),
    ("POST", "/api/v3/account/set-hold-mode", "position_mode", unified_accounts.set_hold_mode),
    ("POST", "/api/v3/trade/place-strategy-order", "protection", strategies.place),
    ("POST", "/api/v3/trade/modify-strategy-order", "order.amend", strategies.modify),
    ("POST", "/api/v3/trade/cancel-strategy-order", "order.cancel", strategies.cancel),
)
UNIFIED_TRADING: tuple[Row, ...] = (
    ("POST", "/api/v3/trade/place-order", "order.create", unified_trading.place),
    ("POST", "/api/v3/trade/cancel-order", "order.cancel", unified_trading.cancel),
)


def all_routes() -> Routes:
    return {
        **_routes(PUBLIC, Access.PUBLIC, area=Area.FUTURES),
        **_routes(PUBLIC_UNIFIED, Access.PUBLIC, area=Area.UNIFIED),
        **_routes(SPOT_READING, Access.CLASSIC, area=Area.SPOT, right=Right.READ),
        **_routes(SPOT_TRADING, Access.CLASSIC, area=Area.SPOT, right=Right.SPOT),
        **_routes(FUTURES_READING, Access.CLASSIC, area=Area.FUTURES, right=Right.READ),
        **_routes(FUTURES_TRADING, Access.CLASSIC, area=Area.FUTURES, right=Right.FUTURES),
        **_routes(UNIFIED_READING, Access.UNIFIED, area=Area.UNIFIED, right=Right.READ),
        **_routes(UNIFIED_FUTURES, Access.UNIFIED, area=Area.UNIFIED, right=Right.FUTURES),
        **_routes(UNIFIED_TRADING, Access.UNIFIED, area=Area.UNIFIED),
    }


def _routes(rows: tuple[Row, ...], access: Access, *, area: Area, right: Right | None = None) -> Routes:
    return {
        (method, path): Route(handler=handler, operation=operation, access=access, area=area, right=right)
        for method, path, operation, handler in rows
    }
