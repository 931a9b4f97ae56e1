"""The whole world on loopback, put together: market, exchanges, gateway, Telegram, chat page, control.

Holds no rule of any of them. Everything listens on 127.0.0.1 only.
"""

from pathlib import Path

from aiohttp import web

from adapters.sandbox.control import Control
from adapters.sandbox.engine.catalog import BINANCE, BITGET, BYBIT
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.rules import Rules
from adapters.sandbox.engine.timers import LoopTimers
from adapters.sandbox.faults import FaultPlan
from adapters.sandbox.gateway import Gateway
from adapters.sandbox.market import SimulatedMarket
from adapters.sandbox.page.routes import add_page
from adapters.sandbox.pulse import Pulse
from adapters.sandbox.residents import RESIDENTS, move_in
from adapters.sandbox.streams import Streams
from adapters.sandbox.telegram.chat_world import ChatWorld
from adapters.sandbox.telegram.routes import add_routes
from adapters.sandbox.venues.binance.venue import venue as binance_venue
from adapters.sandbox.venues.bitget.venue import venue as bitget_venue
from adapters.sandbox.venues.bybit.venue import venue as bybit_venue
from adapters.sandbox.venues.venue import Venue
from adapters.sandbox.views import View, keys_view

LOOPBACK = "127.0.0.1"
STOP_PATIENCE_S = 0.2
LARGEST_UPLOAD = 60 << 20


class World:
    """Start it, read `handshake`, stop it. The market stands still until `pulse.run` (or control) lets it walk."""

    def __init__(self, directory: Path, *, seed: int = 1, page_port: int = 0) -> None:
        self._directory, self._page_port = directory, page_port
        self._timers = LoopTimers()
        self.market = SimulatedMarket(seed=seed, now_ms=self._timers.now_ms())
        self.pulse = Pulse(self.market, self._timers)
        self.faults = FaultPlan()
        self.engines = {rules.name: self._engine(rules) for rules in (BINANCE, BYBIT, BITGET)}
        self.chat_world = ChatWorld()
        self.gateway = self._gateway()
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=STOP_PATIENCE_S)
        self.url = ""
        for resident in RESIDENTS:
            move_in(self.engines[resident.venue], resident)

    async def start(self) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        await self.gateway.start()
        await self._runner.setup()
        await web.TCPSite(self._runner, LOOPBACK, self._page_port).start()
        self.url = f"http://{LOOPBACK}:{self._runner.addresses[0][1]}"
        self.pulse.start()

    async def stop(self) -> None:
        """In reverse; safe after a start that failed half-way."""
        self._timers.close()
        await self._runner.cleanup()
        await self.gateway.stop()
        for engine in self.engines.values():
            engine.close()

    async def __aenter__(self) -> "World":
        await self.start()
        return self

    async def __aexit__(self, *reasons: object) -> None:
        await self.stop()

    @property
    def handshake(self) -> View:
        """Everything a bot, a test or a page needs to live here. Its keys open nothing anywhere else."""
        return {
            "gateway": self.gateway.address,
            "ca_file": str(self.gateway.ca_file),
            "telegram_url": self.url,
            "bot_token": self.chat_world.token,
            "page_url": f"{self.url}/",
            "control_url": f"{self.url}/control",
            "accounts": [account for engine in self.engines.values() for account in _accounts(engine)],
        }

    def _engine(self, rules: Rules) -> Engine:
        return Engine(rules, self.market, LoopTimers())

    def _gateway(self) -> Gateway:
        binance, bybit, bitget = self.engines.values()
        self.venues: tuple[Venue, ...] = (
            binance_venue(binance, Streams(binance.name, self.faults)),
            bybit_venue(bybit, Streams(bybit.name, self.faults)),
            bitget_venue(bitget, Streams(bitget.name, self.faults)),
        )
        return Gateway(self.venues, faults=self.faults, directory=self._directory)

    def _application(self) -> web.Application:
        app = web.Application(client_max_size=LARGEST_UPLOAD)
        control = Control(
            engines=self.engines,
            logs=self.gateway.logs,
            market=self.market,
            pulse=self.pulse,
            faults=self.faults,
            handshake=lambda: self.handshake,
        )
        control.add_to(app)
        add_routes(app, self.chat_world)
        add_page(app)
        return app


def _accounts(engine: Engine) -> list[View]:
    return [
        {
            "exchange": engine.name,
            "name": f"{account.name}@{engine.name}",
            "uid": account.uid,
            "family": account.family.value,
            "keys": keys_view(account),
        }
        for account in engine.floor.accounts.values()
    ]
