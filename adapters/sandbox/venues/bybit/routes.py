"""Every REST path of this exchange and who answers it: the index of the protocol. Answers nothing itself."""

from adapters.sandbox.venues.bybit import account_api, fills_api, market_api, orders_api, positions_api
from adapters.sandbox.venues.bybit.calls import Access, PrivateAnswer, PrivateRoute, PublicRoute, Route
from adapters.sandbox.venues.bybit.partial_stops import PartialStops

RouteKey = tuple[str, str]
LOOKUPS = ("/v5/order/realtime", "/v5/order/history")


def routes(partials: PartialStops) -> dict[RouteKey, Route]:
    stops = positions_api.TradingStop(partials)
    return {**PUBLIC, **ORDERS, **POSITIONS, **ACCOUNT, ("POST", "/v5/position/trading-stop"): _contract(stops.set)}


def _contract(answer: PrivateAnswer, operation: str = "protection") -> PrivateRoute:
    return PrivateRoute(answer=answer, operation=operation, bucket="settings", access=Access.CONTRACTS)


def _read(answer: PrivateAnswer, operation: str, *, bucket: str = "query") -> PrivateRoute:
    return PrivateRoute(answer=answer, operation=operation, bucket=bucket)


def _trade(answer: PrivateAnswer, operation: str, *, bucket: str) -> PrivateRoute:
    return PrivateRoute(answer=answer, operation=operation, bucket=bucket, access=Access.TRADE)


PUBLIC: dict[RouteKey, Route] = {
    ("GET", "/v5/market/time"): PublicRoute(answer=market_api.time, operation="time"),
    ("GET", "/v5/market/instruments-info"): PublicRoute(answer=market_api.instruments, operation="markets"),
    ("GET", "/v5/market/tickers"): PublicRoute(answer=market_api.tickers, operation="tickers"),
    ("GET", "/v5/market/orderbook"): PublicRoute(answer=market_api.order_book, operation="other"),
    ("GET", "/v5/market/kline"): PublicRoute(answer=market_api.candles, operation="other"),
}
ORDERS: dict[RouteKey, Route] = {
    ("POST", "/v5/order/create"): _trade(orders_api.create, "order.create", bucket="create"),
    ("POST", "/v5/order/amend"): _trade(orders_api.amend, "order.amend", bucket="amend"),
    ("POST", "/v5/order/cancel"): _trade(orders_api.cancel, "order.cancel", bucket="cancel"),
    ("POST", "/v5/order/cancel-all"): _trade(orders_api.cancel_all, "order.cancel", bucket="cancel"),
    ("GET", "/v5/order/realtime"): _read(orders_api.realtime, "order.open"),
    ("GET", "/v5/order/history"): _read(orders_api.history, "order.history"),
    ("GET", "/v5/execution/list"): _read(fills_api.executions, "fills"),
}
POSITIONS: dict[RouteKey, Route] = {
    ("GET", "/v5/position/list"): _read(positions_api.positions, "positions"),
    ("POST", "/v5/position/set-leverage"): _contract(positions_api.set_leverage, "leverage"),
    ("POST", "/v5/position/switch-mode"): _contract(positions_api.switch_mode, "position_mode"),
    ("POST", "/v5/position/switch-isolated"): _contract(positions_api.switch_isolated, "margin_mode"),
}
ACCOUNT: dict[RouteKey, Route] = {
    ("GET", "/v5/user/query-api"): _read(account_api.query_api, "permissions", bucket="permissions"),
    ("GET", "/v5/account/info"): _read(account_api.info, "other"),
    ("GET", "/v5/account/wallet-balance"): _read(account_api.wallet_balance, "balance"),
    ("GET", "/v5/account/fee-rate"): _read(account_api.fee_rate, "other"),
    ("GET", "/v5/account/transaction-log"): _read(fills_api.transaction_log, "ledger"),
    ("POST", "/v5/account/set-margin-mode"): PrivateRoute(
        answer=account_api.set_margin_mode,
        operation="margin_mode",
        bucket="margin_mode",
        access=Access.CONTRACTS,
    ),
    ("GET", "/v5/asset/coin/query-info"): _read(account_api.coins_info, "other"),
    ("GET", "/v5/asset/transfer/query-account-coins-balance"): _read(account_api.funding_wallet, "balance"),
}
