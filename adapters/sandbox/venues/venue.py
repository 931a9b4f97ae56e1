"""What the gateway needs of an exchange's protocol. Names no exchange."""

from typing import Protocol

from aiohttp import web

from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.faults import Fault
from adapters.sandbox.streams import Streams

# Each package offers `def venue(engine: Engine, streams: Streams) -> Venue` in adapters/sandbox/venues/<name>/venue.py.


class Venue(Protocol):
    """One exchange's REST and WebSocket protocol. The gateway calls these; faults are applied around `handle`.

    `operation` is a neutral name faults are matched with: order.create order.cancel order.amend order.find order.open
    order.history fills positions balance markets leverage margin_mode position_mode permissions tickers time stream
    protection ledger other. `api_key` names the key a request carries, or "".
    """

    @property
    def engine(self) -> Engine: ...

    @property
    def streams(self) -> Streams: ...

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host name the gateway hands to this venue."""
        ...

    def operation(self, request: web.Request) -> str: ...

    def api_key(self, request: web.Request) -> str: ...

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer REST and WebSocket alike, by Host and path. `faults.fault_of(request)` tells what the venue itself
        must play: Kind LATE_REJECTION (pass `late_rejection=fault.code` to the engine), MISSING_ORDER_ID."""
        ...

    def refusal(self, request: web.Request, fault: Fault) -> web.Response:
        """The native error answer with the fault's code, status and text."""
        ...

    def throttled(self, request: web.Request, retry_after_s: int) -> web.Response:
        """The native 429 (Binance -1003, Bybit 10006, Bitget 429), with its headers."""
        ...

    def banned(self, request: web.Request, retry_after_s: int) -> web.Response:
        """The native IP ban (Binance 418, Bybit 403, Bitget 429)."""
        ...

    async def close(self) -> None:
        """Close every open stream."""
        ...
