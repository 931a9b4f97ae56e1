"""What an endpoint is given and what a route knows. Holds no behaviour of any endpoint."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from adapters.sandbox.engine.accounts import ApiKey, Right, VenueAccount
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.refusals import Refused
from adapters.sandbox.faults import Fault
from adapters.sandbox.venues.bybit.refusals import native
from adapters.sandbox.venues.bybit.wire import Fields, Native, Row

KINDS = {"spot": Kind.SPOT, "linear": Kind.PERPETUAL}
TRADING_RIGHT = {Kind.SPOT: Right.SPOT, Kind.PERPETUAL: Right.FUTURES}


class Access(StrEnum):
    """What a key needs for a route. TRADE needs the right of the order's own category."""

    PUBLIC = "public"
    READ = "read"
    TRADE = "trade"
    CONTRACTS = "contracts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One public request."""

    engine: Engine
    fields: Fields

    def kind(self) -> Kind:
        """Spot or linear; the emulated exchange lists no inverse contracts and no options."""
        category = self.fields.need("category")
        if category not in KINDS:
            raise Native(10001, "params error: Illegal category")
        return KINDS[category]

    def instrument(self) -> Instrument:
        kind = self.kind()
        try:
            return self.engine.instrument(kind, self.fields.need("symbol"))
        except Refused as refused:
            raise native(refused, kind) from refused


@dataclass(slots=True, kw_only=True)
class Memory:
    """What `realtime` still knows of ended orders: a restart of the exchange empties it, `history` keeps them."""

    begins_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateCall(Call):
    """One request of a known key."""

    key: ApiKey
    memory: Memory
    fault: Fault | None = None

    @property
    def account(self) -> VenueAccount:
        return self.key.account


PublicAnswer = Callable[[Call], Row]
PrivateAnswer = Callable[[PrivateCall], Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRoute:
    answer: PublicAnswer
    operation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateRoute:
    """`bucket` names the rate limit an account's calls of this route count against."""

    answer: PrivateAnswer
    operation: str
    bucket: str
    access: Access = Access.READ


Route = PublicRoute | PrivateRoute
