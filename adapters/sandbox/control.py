"""/control/...: how tests, the demo and the chat page's panel act on the exchanges and read their true books.

Telegram's part of /control is its own. Wrong bodies answer 400, refusals of the exchange 409, unknown names 404.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from aiohttp import web
from pydantic import ValidationError

from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.faults import ANY, FaultPlan
from adapters.sandbox.hands import account_of, change_account, change_settings, open_accounts, trade_by_hand
from adapters.sandbox.market import SimulatedMarket
from adapters.sandbox.pulse import Pulse
from adapters.sandbox.requests import RequestLog
from adapters.sandbox.views import View, account_view, book_view, fault_view, keys_view, order_view, plain
from adapters.sandbox.wishes import (
    AccountChange,
    Deleveraging,
    FaultWish,
    Funding,
    HandOrder,
    MarketRun,
    NewAccount,
    PriceMove,
    VenueSettings,
    Wish,
)

W = TypeVar("W", bound=Wish)
Handler = Callable[[web.Request], Awaitable[web.Response]]


class Control:
    """The world's levers. `add_to` hangs them on the world's application."""

    def __init__(
        self,
        *,
        engines: Mapping[str, Engine],
        logs: Mapping[str, RequestLog],
        market: SimulatedMarket,
        pulse: Pulse,
        faults: FaultPlan,
        handshake: Callable[[], View],
    ) -> None:
        self._engines, self._logs, self._market = engines, logs, market
        self._pulse, self._faults, self._handshake = pulse, faults, handshake

    def add_to(self, app: web.Application) -> None:
        exchange, market, faults = "/control/exchanges/{venue}", "/control/market", "/control/faults"
        routes: tuple[tuple[str, str, Handler], ...] = (
            ("GET", "/control/world", self.world),
            ("GET", f"{exchange}/book", self.book),
            ("GET", f"{exchange}/requests", self.requests),
            ("POST", f"{exchange}/orders", self.place),
            ("DELETE", f"{exchange}/accounts/{{name}}/orders/{{order_id}}", self.cancel),
            ("POST", f"{exchange}/settings", self.settings),
            ("POST", f"{exchange}/accounts", self.open_accounts),
            ("GET", f"{exchange}/accounts/{{name}}", self.account),
            ("POST", f"{exchange}/accounts/{{name}}", self.change_account),
            ("POST", f"{exchange}/deleverage", self.deleverage),
            ("GET", market, self.market),
            ("POST", f"{market}/price", self.move_price),
            ("POST", f"{market}/run", self.run_market),
            ("POST", "/control/funding", self.fund),
            ("GET", faults, self.list_faults),
            ("POST", faults, self.add_fault),
            ("DELETE", faults, self.clear_faults),
            ("DELETE", f"{faults}/{{number:[0-9]+}}", self.remove_fault),
        )
        for method, path, handler in routes:
            app.router.add_route(method, path, _guarded(handler))

    async def world(self, request: web.Request) -> web.Response:
        return web.json_response(self._handshake())

    async def book(self, request: web.Request) -> web.Response:
        engine = self._engine(request)
        return web.json_response(book_view(engine, self._log(engine).posts))

    async def requests(self, request: web.Request) -> web.Response:
        log = self._log(self._engine(request))
        return web.json_response({"operations": dict(log.operations), "posts": dict(log.posts)})

    async def place(self, request: web.Request) -> web.Response:
        order = trade_by_hand(self._engine(request), await _read(request, HandOrder))
        return web.json_response(order_view(order))

    async def cancel(self, request: web.Request) -> web.Response:
        engine = self._engine(request)
        account = account_of(engine, request.match_info["name"])
        order = account.orders.get(request.match_info["order_id"])
        if order is None:
            raise Refused(Refusal.NOT_FOUND, "no such order")
        return web.json_response(order_view(engine.cancel(account, order)))

    async def settings(self, request: web.Request) -> web.Response:
        engine = self._engine(request)
        change_settings(engine, await _read(request, VenueSettings))
        limits = {name: limit.units for name, limit in engine.limits.limits.items()}
        settings = engine.settings
        return web.json_response(
            {
                "ack_delay_s": settings.ack_delay_s,
                "query_lag_s": settings.query_lag_s,
                "latency_s": settings.latency_s,
                "limits": limits,
            }
        )

    async def open_accounts(self, request: web.Request) -> web.Response:
        accounts = open_accounts(self._engine(request), await _read(request, NewAccount))
        return web.json_response([{"name": found.name, "keys": keys_view(found)} for found in accounts])

    async def account(self, request: web.Request) -> web.Response:
        """One account's book alone, with all order POSTs of the exchange: cheap to ask often."""
        engine = self._engine(request)
        account = account_of(engine, request.match_info["name"])
        return web.json_response(account_view(engine, account) | {"posts": dict(self._log(engine).posts)})

    async def change_account(self, request: web.Request) -> web.Response:
        engine = self._engine(request)
        account = account_of(engine, request.match_info["name"])
        change_account(engine, account, change=await _read(request, AccountChange))
        return web.json_response(account_view(engine, account))

    async def deleverage(self, request: web.Request) -> web.Response:
        engine, wish = self._engine(request), await _read(request, Deleveraging)
        account = account_of(engine, wish.account)
        symbol = f"{wish.base.upper()}USDT"
        order = engine.deleverage(account, symbol, leg=wish.position_side, fraction=wish.fraction)
        return web.json_response(order_view(order))

    async def market(self, request: web.Request) -> web.Response:
        prices = {base: plain(self._market.price(base)) for base in self._market.bases}
        return web.json_response({"running": self._pulse.running, "speed": self._pulse.speed, "prices": prices})

    async def move_price(self, request: web.Request) -> web.Response:
        wish = await _read(request, PriceMove)
        if wish.base not in self._market.bases or wish.price <= 0:
            raise Refused(Refusal.BAD_PARAMETER, f"no price {wish.price} for {wish.base}")
        self._market.move(wish.base, wish.price)
        return await self.market(request)

    async def run_market(self, request: web.Request) -> web.Response:
        wish = await _read(request, MarketRun)
        if wish.running:
            self._pulse.run(wish.speed)
        else:
            self._pulse.pause()
        return await self.market(request)

    async def fund(self, request: web.Request) -> web.Response:
        wish = await _read(request, Funding)
        lines = [
            {"exchange": engine.name, "symbol": line.symbol, "amount": plain(line.amount)}
            for engine in self._engines.values()
            if wish.venue in (ANY, engine.name)
            for line in engine.fund(wish.rate)
        ]
        return web.json_response(lines)

    async def list_faults(self, request: web.Request) -> web.Response:
        listed = self._faults.listed().items()
        return web.json_response([fault_view(number, fault, left=left) for number, (fault, left) in listed])

    async def add_fault(self, request: web.Request) -> web.Response:
        wish = await _read(request, FaultWish)
        return web.json_response({"id": self._faults.add(wish.fault())})

    async def clear_faults(self, request: web.Request) -> web.Response:
        self._faults.clear()
        return web.json_response({"ok": True})

    async def remove_fault(self, request: web.Request) -> web.Response:
        self._faults.remove(int(request.match_info["number"]))
        return web.json_response({"ok": True})

    def _engine(self, request: web.Request) -> Engine:
        engine = self._engines.get(request.match_info["venue"])
        if engine is None:
            raise Refused(Refusal.NOT_FOUND, f"no exchange {request.match_info['venue']}")
        return engine

    def _log(self, engine: Engine) -> RequestLog:
        return self._logs.get(engine.name) or RequestLog()


async def _read(request: web.Request, wish: type[W]) -> W:
    return wish.model_validate_json(await request.read() or b"{}")


def _guarded(handler: Handler) -> Handler:
    async def guarded(request: web.Request) -> web.Response:
        try:
            return await handler(request)
        except ValidationError as error:
            return web.json_response({"error": str(error)}, status=400)
        except Refused as refused:
            status = 404 if refused.refusal is Refusal.NOT_FOUND else 409
            return web.json_response({"refusal": refused.refusal.value, "error": refused.text}, status=status)

    return guarded
