"""Bybit's request limits: per address for everything, per account and bucket for private calls. Only counts."""

from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.limits import Standing
from adapters.sandbox.venues.bybit.wire import Native

ADDRESS = "ip"
PER_ADDRESS = (
    600,
    5,
)  # exchanges.md 12; over it: 403 for the rest of the window (the real one stays closed 10 minutes)
PER_SECOND = {
    "create.linear": 10,
    "create.spot": 20,
    "amend": 10,
    "cancel": 10,
    "query": 50,
    "settings": 10,
    "margin_mode": 5,
    "permissions": 10,
}
GENEROSITY = 20  # a test asks faster than a person may; `use_published_limits` takes it back


class Throttle:
    """Counts on the engine's counters, so that control may change every limit by its name."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        _define(engine, GENEROSITY)

    def count_address(self, address: str) -> None:
        if self._engine.limits.hit(ADDRESS, address).exceeded:
            raise banned()

    def count_account(self, bucket: str, uid: str) -> Standing:
        return self._engine.limits.hit(bucket, uid)


def use_published_limits(engine: Engine) -> None:
    """The numbers Bybit publishes, instead of generous ones."""
    _define(engine, 1)


def headers(standing: Standing, now_ms: int) -> dict[str, str]:
    return {
        "Timenow": str(now_ms),
        "X-Bapi-Limit": str(standing.limit),
        "X-Bapi-Limit-Status": str(standing.left),
        "X-Bapi-Limit-Reset-Timestamp": str(standing.reset_ms),
    }


def too_many() -> Native:
    return Native(10006, "Too many visits. Exceeded the API Rate Limit.")


def banned() -> Native:
    return Native(10018, "403, access too frequent", status=403)


def _define(engine: Engine, times: int) -> None:
    units, window_s = PER_ADDRESS
    engine.limits.define(ADDRESS, units=units * times, window_s=window_s)
    for bucket, per_second in PER_SECOND.items():
        engine.limits.define(bucket, units=per_second * times, window_s=1)
