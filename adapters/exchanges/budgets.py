"""What requests cost at each exchange, and how urgent they are, as tables (exchanges.md 12). Counts nothing.

Address budgets are shared by everybody behind this machine's address; account budgets belong to one key.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum, auto
from functools import lru_cache
from typing import NamedTuple

from core.domain.values import Exchange


class Purpose(IntEnum):
    """What a request is for, the most urgent first."""

    CLOSE = 0
    PROTECTION = 1
    LOOKUP = 2
    CANCEL = 3
    OPEN = 4
    READ = 5


class Share(IntEnum):
    """Parts of a budget that less important requests can't use up."""

    CLOSES = 0
    LOOKUPS = 1
    OPENS = 2
    REST = 3


SHARE_OF: Mapping[Purpose, Share] = {
    Purpose.CLOSE: Share.CLOSES,
    Purpose.PROTECTION: Share.CLOSES,
    Purpose.LOOKUP: Share.LOOKUPS,
    Purpose.CANCEL: Share.LOOKUPS,
    Purpose.OPEN: Share.OPENS,
    Purpose.READ: Share.REST,
}
PARTS_PERCENT: Mapping[Share, int] = {Share.CLOSES: 40, Share.LOOKUPS: 30, Share.OPENS: 20, Share.REST: 10}


class Scope(Enum):
    ADDRESS = auto()
    ACCOUNT = auto()


@dataclass(frozen=True, slots=True)
class Budget:
    """So many units in a window of so many seconds; `shares` are kept free for what is more urgent."""

    name: str
    units: int
    seconds: float
    scope: Scope = Scope.ADDRESS
    shares: frozenset[Share] = frozenset({Share.CLOSES, Share.LOOKUPS, Share.OPENS})


class Charge(NamedTuple):
    """What one request takes from one budget."""

    budget: Budget
    weight: int


SPOT_WEIGHT = Budget("spot-weight", 6000, 60.0)
SAPI_WEIGHT = Budget("sapi-weight", 12_000, 60.0)
FUTURES_WEIGHT = Budget("futures-weight", 2400, 60.0)
BYBIT_ADDRESS = Budget("requests", 600, 5.0)
BITGET_ADDRESS = Budget("requests", 6000, 60.0)
DIALS = Budget("dials", 300, 300.0, shares=frozenset())

EXITS_FIRST = frozenset({Share.CLOSES})
SPOT_ORDERS = Budget("spot-orders", 100, 10.0, Scope.ACCOUNT, EXITS_FIRST)
FUTURES_ORDERS = Budget("futures-orders", 300, 10.0, Scope.ACCOUNT, EXITS_FIRST)

SPOT_WEIGHTS: Mapping[str, int] = {
    "GET order": 4,
    "GET openOrders": 80,
    "GET allOrders": 20,
    "GET account": 20,
    "GET myTrades": 20,
    "GET exchangeInfo": 20,
    "GET ticker/price": 4,
    "GET ticker/24hr": 80,
}
FUTURES_WEIGHTS: Mapping[str, int] = {
    "POST order": 0,
    "POST algoOrder": 0,
    "GET openOrders": 40,
    "GET allOrders": 5,
    "GET account": 5,
    "GET positionRisk": 5,
    "GET userTrades": 5,
    "GET income": 30,
    "GET symbolConfig": 5,
    "GET positionSide/dual": 30,
    "GET ticker/price": 2,
    "GET ticker/24hr": 40,
}
ORDER_PATHS = frozenset({"POST order", "POST algoOrder"})

# Requests per second and account, by what the path ends with; else as PER_SECOND_ELSE says.
PER_SECOND: Mapping[Exchange, Mapping[str, int]] = {
    Exchange.BYBIT: {
        "order/realtime": 50,
        "order/history": 50,
        "execution/list": 50,
        "position/list": 50,
        "account/wallet-balance": 50,
        "account/set-margin-mode": 5,
    },
    Exchange.BITGET: {
        "spot/trade/orderInfo": 20,
        "trade/order-info": 20,
        "account/set-leverage": 5,
        "account/set-margin-mode": 5,
        "account/set-position-mode": 5,
        "account/set-hold-mode": 5,
        "spot/account/info": 1,
    },
}
PER_SECOND_ELSE = 10


@lru_cache(maxsize=1024)
def charges_of(exchange: Exchange, api: str, *, method: str, path: str) -> tuple[Charge, ...]:
    """What a call takes; `api` and `path` are ccxt's names of its section and endpoint."""
    match exchange:
        case Exchange.BINANCE:
            return tuple(_binance(api, f"{method} {path}"))
        case Exchange.BYBIT:
            return tuple(_per_path(exchange, BYBIT_ADDRESS, path, is_private=api == "private"))
        case Exchange.BITGET:
            return tuple(_per_path(exchange, BITGET_ADDRESS, path, is_private=api.startswith("private")))


def _binance(api: str, call: str) -> Iterator[Charge]:
    if api.startswith("fapi"):
        yield Charge(FUTURES_WEIGHT, FUTURES_WEIGHTS.get(call, 1))
        if call in ORDER_PATHS:
            yield Charge(FUTURES_ORDERS, 1)
    elif api.startswith("sapi"):
        yield Charge(SAPI_WEIGHT, 1)
    else:
        yield Charge(SPOT_WEIGHT, SPOT_WEIGHTS.get(call, 1))
        if call in ORDER_PATHS:
            yield Charge(SPOT_ORDERS, 1)


def _per_path(exchange: Exchange, address: Budget, path: str, *, is_private: bool) -> Iterator[Charge]:
    yield Charge(address, 1)
    if is_private:
        limits = PER_SECOND[exchange].items()
        units = next((limit for ending, limit in limits if path.endswith(ending)), PER_SECOND_ELSE)
        yield Charge(Budget(path, units, 1.0, Scope.ACCOUNT, EXITS_FIRST), 1)
