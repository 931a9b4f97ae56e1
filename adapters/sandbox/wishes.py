"""The bodies of control requests, checked. Amounts are strings, so that no digit is lost on the way."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from adapters.sandbox.engine.accounts import Family, KeyState, Right, WalletKind
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import Leg, Side, TimeInForce
from adapters.sandbox.engine.positions import MarginMode, PositionMode
from adapters.sandbox.faults import ANY, FOREVER, Fault, FaultKind, Stage

LASTING = frozenset({FaultKind.REFUSE_CONNECTIONS, FaultKind.STREAM_SILENT})


class Wish(BaseModel):
    """Unknown fields are mistakes, not decoration."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class HandOrder(Wish):
    """A person trades on the exchange. `cost` in quote coin instead of `amount`; `close` for the whole position.
    With a `price` it is a limit order. `stop_loss` and `take_profit` come with it."""

    account: str
    kind: Kind = Kind.PERPETUAL
    base: str
    side: Side
    amount: Decimal | None = None
    cost: Decimal | None = None
    close: bool = False
    price: Decimal | None = None
    time_in_force: TimeInForce = TimeInForce.GTC
    reduce_only: bool = False
    position_side: Leg | None = None
    slices: int = 1
    slice_pause_s: float = 0.0
    leverage: int | None = None
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None


class ThinBook(Wish):
    """None of an amount means the book is deep again."""

    symbol: str
    amount: Decimal | None = None
    step_ticks: int = 1
    levels: int = 5


class VenueSettings(Wish):
    ack_delay_s: float | None = None
    query_lag_s: float | None = None
    latency_s: float | None = None
    depth: ThinBook | None = None
    limits: dict[str, int] = {}


class NewAccount(Wish):
    """`count` accounts at once get a number behind their name; for load."""

    name: str
    usdt: Decimal = Decimal(10_000)
    family: Family = Family.CLASSIC
    rights: frozenset[Right] = frozenset({Right.READ, Right.SPOT, Right.FUTURES})
    count: int = 1


class AccountChange(Wish):
    rights: frozenset[Right] | None = None
    state: KeyState | None = None
    ips: tuple[str, ...] | None = None
    position_mode: PositionMode | None = None
    margin_mode: MarginMode | None = None
    leverage: int | None = None
    base: str = "BTC"
    deposit: Decimal | None = None
    wallet: WalletKind = WalletKind.FUTURES
    coin: str = "USDT"
    slices: int | None = None
    slice_pause_s: float | None = None


class Deleveraging(Wish):
    account: str
    base: str
    fraction: Decimal = Decimal(1)
    position_side: Leg = Leg.NET


class PriceMove(Wish):
    base: str
    price: Decimal


class MarketRun(Wish):
    running: bool
    speed: float = 1.0


class Funding(Wish):
    rate: Decimal
    venue: str = ANY


class FaultWish(Wish):
    """`account` is a name, with or without @venue, or an API key. Lasting kinds stay until deleted."""

    kind: FaultKind
    venue: str = ANY
    operation: str = ANY
    account: str = ANY
    times: int | None = None
    delay_s: float = 0.0
    status: int = 0
    code: str = ""
    text: str = ""
    stage: Stage = Stage.AFTER
    retry_after_s: int = 1

    def fault(self) -> Fault:
        name, _, home = self.account.partition("@")
        usual = FOREVER if self.kind in LASTING else 1
        return Fault(
            kind=self.kind,
            venue=home or self.venue,
            operation=self.operation,
            account=name,
            times=usual if self.times is None else self.times,
            delay_s=self.delay_s,
            status=self.status,
            code=self.code,
            text=self.text,
            stage=self.stage,
            retry_after_s=self.retry_after_s,
        )
