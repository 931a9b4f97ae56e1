"""Orders and fills as every exchange knows them. Knows no protocol and no account."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from adapters.sandbox.engine.instruments import Instrument, Kind

ZERO = Decimal(0)


class Side(StrEnum):
    BUY = "buy"
    SELL = "sell"

    @property
    def sign(self) -> int:
        return 1 if self is Side.BUY else -1

    @property
    def opposite(self) -> "Side":
        return Side.SELL if self is Side.BUY else Side.BUY


class Leg(StrEnum):
    """Which position an order touches: NET in one-way mode and on spot, LONG or SHORT in hedge mode."""

    NET = "net"
    LONG = "long"
    SHORT = "short"

    @property
    def entry_side(self) -> Side:
        """The side that opens a hedge leg; meaningless for NET."""
        return Side.SELL if self is Leg.SHORT else Side.BUY


class OrderType(StrEnum):
    MARKET = "market"
    LIMIT = "limit"


class TimeInForce(StrEnum):
    GTC = "gtc"
    IOC = "ioc"
    FOK = "fok"
    POST_ONLY = "post_only"


class Status(StrEnum):
    """PENDING: acknowledged, not matched yet. WAITING: a trigger order before its price."""

    PENDING = "pending"
    WAITING = "waiting"
    OPEN = "open"
    PARTIALLY_FILLED = "partially_filled"
    FILLED = "filled"
    CANCELED = "canceled"
    EXPIRED = "expired"
    REJECTED = "rejected"
    TRIGGERED = "triggered"

    @property
    def is_open(self) -> bool:
        return self in OPEN_STATUSES


OPEN_STATUSES = frozenset({Status.PENDING, Status.WAITING, Status.OPEN, Status.PARTIALLY_FILLED})


class Direction(StrEnum):
    """A trigger fires when the price rises to it, or falls to it."""

    RISES = "rises"
    FALLS = "falls"


class Purpose(StrEnum):
    PLAIN = "plain"
    STOP_LOSS = "stop_loss"
    TAKE_PROFIT = "take_profit"


class FiresAs(StrEnum):
    """SELF: the same order becomes live (Bybit, Binance spot). CHILD: it ends TRIGGERED and a new order is made."""

    SELF = "self"
    CHILD = "child"


class Lifetime(StrEnum):
    UNTIL_CANCELED = "until_canceled"
    UNTIL_FLAT = "until_flat"


class Book(StrEnum):
    """Two name spaces of client ids: ordinary orders, and trigger orders that fire as a child."""

    ORDERS = "orders"
    PLANS = "plans"


class Origin(StrEnum):
    """Who made the order."""

    API = "api"
    HAND = "hand"
    TRIGGER = "trigger"
    STOP_LOSS = "stop_loss"
    TAKE_PROFIT = "take_profit"
    LIQUIDATION = "liquidation"
    ADL = "adl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    price: Decimal
    direction: Direction
    purpose: Purpose = Purpose.PLAIN
    fires_as: FiresAs = FiresAs.SELF
    lifetime: Lifetime = Lifetime.UNTIL_CANCELED


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """Stop-loss and take-profit prices an order brings with it; they protect the whole position once it fills."""

    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrder:
    """What somebody wants. Exactly one of `amount` (base) and `cost` (quote, spot market buys), or neither
    with `close_position`: then the whole position at the moment of matching is closed.

    `late_rejection`: accept now, reject a moment later with this native reason (a fault).
    `slices`/`slice_pause_s`: fill in so many parts, None takes the account's setting.
    """

    instrument: Instrument
    side: Side
    type: OrderType = OrderType.MARKET
    amount: Decimal | None = None
    cost: Decimal | None = None
    price: Decimal | None = None
    time_in_force: TimeInForce = TimeInForce.GTC
    leg: Leg = Leg.NET
    reduce_only: bool = False
    close_position: bool = False
    client_id: str = ""
    trigger: Trigger | None = None
    attached: Attached | None = None
    origin: Origin = Origin.API
    slices: int | None = None
    slice_pause_s: float | None = None
    late_rejection: str = ""
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True, eq=False)
class Order:
    """One order through its life; the engine alone changes it. `tags` belong to the venue (native words).

    `amount` may be less than `asked` where reduce-only was cut to the position. `child_id` is the order a
    fired trigger made; `parent_id` leads back.
    """

    order_id: str
    number: int
    client_id: str
    instrument: Instrument
    side: Side
    type: OrderType
    time_in_force: TimeInForce
    leg: Leg
    amount: Decimal
    asked: Decimal
    cost: Decimal | None
    price: Decimal | None
    reduce_only: bool
    close_position: bool
    trigger: Trigger | None
    attached: Attached | None
    origin: Origin
    slices: int
    slice_pause_s: float
    created_ms: int
    updated_ms: int
    visible_ms: int
    tags: dict[str, str]
    late_rejection: str = ""
    status: Status = Status.PENDING
    filled: Decimal = ZERO
    filled_cost: Decimal = ZERO
    fee: Decimal = ZERO
    fee_coin: str = ""
    realised_pnl: Decimal = ZERO
    lock_coin: str = ""
    locked: Decimal = ZERO
    reason: str = ""
    child_id: str = ""
    parent_id: str = ""
    fills: list["Fill"] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        return self.instrument.kind

    @property
    def symbol(self) -> str:
        return self.instrument.symbol

    @property
    def book(self) -> Book:
        plan = self.trigger is not None and self.trigger.fires_as is FiresAs.CHILD
        return Book.PLANS if plan else Book.ORDERS

    @property
    def remaining(self) -> Decimal:
        return self.amount - self.filled

    @property
    def average(self) -> Decimal | None:
        return self.filled_cost / self.filled if self.filled else None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES


class Cause(StrEnum):
    """Why a fill happened."""

    TRADE = "trade"
    LIQUIDATION = "liquidation"
    ADL = "adl"


class Role(StrEnum):
    TAKER = "taker"
    MAKER = "maker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """One execution. `fee` is positive when paid; `closed` is the part that reduced a position."""

    fill_id: int
    order_id: str
    client_id: str
    instrument: Instrument
    side: Side
    leg: Leg
    price: Decimal
    amount: Decimal
    fee: Decimal
    fee_coin: str
    realised_pnl: Decimal
    closed: Decimal
    position_after: Decimal
    role: Role
    cause: Cause
    time_ms: int

    @property
    def cost(self) -> Decimal:
        return self.price * self.amount
