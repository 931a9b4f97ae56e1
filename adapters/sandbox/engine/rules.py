"""How one exchange differs from another inside: data, not code. Settings may change while it runs, Rules never."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from adapters.sandbox.engine.instruments import Instrument
from adapters.sandbox.engine.orders import FiresAs


class ClientIdRule(StrEnum):
    """exchanges.md 3.3: Binance forgets an id when the order ends, Bybit never, Bitget once it is filled."""

    UNIQUE_AMONG_OPEN = "unique_among_open"
    UNIQUE_ALWAYS = "unique_always"
    UNIQUE_UNFILLED = "unique_unfilled"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyShape:
    """What this exchange's keys look like; a length of 0 means it has no such part."""

    prefix: str
    key_length: int
    secret_length: int
    passphrase_length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """`protection_fires_as`: how a position's own stop becomes an order. Prefixes name orders nobody sent by API."""

    name: str
    instruments: tuple[Instrument, ...]
    client_id_rule: ClientIdRule
    default_leverage: int
    protection_fires_as: FiresAs
    order_id: Callable[[int], str]
    key_shape: KeyShape
    hand_prefix: str = "web_"
    liquidation_prefix: str = ""
    adl_prefix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """How much stands on each level of one side, how far apart levels are, how many there are."""

    amount: Decimal
    step_ticks: int = 1
    levels: int = 5


@dataclass(slots=True, kw_only=True)
class Settings:
    """`depths` by symbol; a symbol without one takes any amount at the last price."""

    ack_delay_s: float = 0.0
    query_lag_s: float = 0.0
    latency_s: float = 0.0
    depths: dict[str, Depth] = field(default_factory=dict)
