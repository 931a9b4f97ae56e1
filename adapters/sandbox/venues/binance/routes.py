"""What a call is and what a route needs: access, weight, the neutral operation name. Handles nothing itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from adapters.sandbox.engine.accounts import ApiKey, VenueAccount
from adapters.sandbox.venues.binance.complaints import bad_key
from adapters.sandbox.venues.binance.wire import Params

Answer = dict[str, Any] | list[Any]


class Access(StrEnum):
    """What a request must prove: nothing, a known key, or a signature; the last three also name the right."""

    PUBLIC = "public"
    KEY = "key"
    READ = "read"
    SPOT = "spot"
    FUTURES = "futures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request past the gate. What a handler puts into `headers` leaves with the answer."""

    params: Params
    key: ApiKey | None
    now_ms: int
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def account(self) -> VenueAccount:
        if self.key is None:
            raise bad_key()
        return self.key.account


Handler = Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`wide_weight` is charged when the call names no symbol."""

    method: str
    path: str
    operation: str
    handler: Handler
    access: Access = Access.PUBLIC
    weight: int = 1
    wide_weight: int = 0

    def charge(self, params: Params) -> int:
        return self.weight if params.has("symbol") or not self.wide_weight else self.wide_weight


Routes = list[Route]


def read(path: str, operation: str, *, handler: Handler, weight: int = 1, wide_weight: int = 0) -> Route:
    return Route(
        method="GET",
        path=path,
        operation=operation,
        handler=handler,
        access=Access.READ,
        weight=weight,
        wide_weight=wide_weight,
    )


def trade(method: str, path: str, *, operation: str, handler: Handler, weight: int = 1) -> Route:
    """A futures route that changes something."""
    return Route(method=method, path=path, operation=operation, handler=handler, access=Access.FUTURES, weight=weight)


def spot_trade(method: str, path: str, *, operation: str, handler: Handler) -> Route:
    return Route(method=method, path=path, operation=operation, handler=handler, access=Access.SPOT)
