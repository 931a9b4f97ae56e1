"""Binance's request weight per address and order counts per account, with its headers and its 429 and 418.

Counts only; what a call weighs is said by its route.
"""

from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.venues.binance.complaints import Complaint

MINUTE_S = 60
ORDERS_S = 10
DAY_S = 86_400
BAN_FACTOR = 2
BAN_S = 120

WEIGHTS = {Kind.SPOT: "spot_weight", Kind.PERPETUAL: "futures_weight"}
# (limit, header, words of the refusal)
ORDER_LIMITS: dict[Kind, tuple[tuple[str, str, str], ...]] = {
    Kind.SPOT: (
        ("spot_orders_10s", "X-MBX-ORDER-COUNT-10S", "10 SECOND"),
        ("spot_orders_1d", "X-MBX-ORDER-COUNT-1D", "1 DAY"),
    ),
    Kind.PERPETUAL: (
        ("futures_orders_10s", "X-MBX-ORDER-COUNT-10S", "10 SECOND"),
        ("futures_orders_1m", "X-MBX-ORDER-COUNT-1M", "1 MINUTE"),
    ),
}


class Throttle:
    """The limits live in the engine under these names, so that they can be changed while it runs."""

    def __init__(self, engine: Engine) -> None:
        self._limits = engine.limits
        self._now_ms = engine.now_ms
        self._limits.define("spot_weight", units=6000, window_s=MINUTE_S)
        self._limits.define("futures_weight", units=2400, window_s=MINUTE_S)
        self._limits.define("spot_orders_10s", units=100, window_s=ORDERS_S)
        self._limits.define("spot_orders_1d", units=200_000, window_s=DAY_S)
        self._limits.define("futures_orders_10s", units=300, window_s=ORDERS_S)
        self._limits.define("futures_orders_1m", units=1200, window_s=MINUTE_S)

    def charge(self, kind: Kind, address: str, *, weight: int) -> dict[str, str]:
        """Count a request; the headers of its answer. Whoever goes on over the limit is banned."""
        standing = self._limits.hit(WEIGHTS[kind], address, weight=weight)
        headers = weight_headers(standing.used)
        if standing.used > standing.limit * BAN_FACTOR:
            raise self.ban(BAN_S, headers)
        if standing.exceeded:
            wait_s = max((standing.reset_ms - self._now_ms()) // 1000, 1)
            raise self.slow_down(wait_s, headers, limit=standing.limit)
        return headers

    def check_orders(self, kind: Kind, uid: str) -> None:
        """Refuse a placement when the account's count is full."""
        for name, header, words in ORDER_LIMITS[kind]:
            standing = self._limits.hit(name, uid, weight=0)
            if standing.left == 0:
                text = f"Too many new orders; current limit is {standing.limit} orders per {words}."
                wait_s = max((standing.reset_ms - self._now_ms()) // 1000, 1)
                headers = {"Retry-After": str(wait_s), header: str(standing.used)}
                raise Complaint(-1015, text, status=429, headers=headers)

    def count_order(self, kind: Kind, uid: str, *, weight: int) -> dict[str, str]:
        """Count a placed order (spot counts only what did not fill at once); the headers of its answer."""
        return {header: str(self._limits.hit(name, uid, weight=weight).used) for name, header, _ in ORDER_LIMITS[kind]}

    def slow_down(self, wait_s: int, headers: dict[str, str], *, limit: int) -> Complaint:
        text = (
            f"Too many requests; current limit is {limit} requests per minute. "
            "Please use the websocket for live updates to avoid polling the API."
        )
        return Complaint(-1003, text, status=429, headers={**headers, "Retry-After": str(wait_s)})

    def ban(self, wait_s: int, headers: dict[str, str]) -> Complaint:
        until = self._now_ms() + wait_s * 1000
        text = (
            f"Way too much request weight used; IP banned until {until}. "
            "Please use WebSocket Streams for live updates to avoid bans."
        )
        return Complaint(-1003, text, status=418, headers={**headers, "Retry-After": str(wait_s)})


def weight_headers(used: int) -> dict[str, str]:
    return {"X-MBX-USED-WEIGHT": str(used), "X-MBX-USED-WEIGHT-1M": str(used)}
