"""What an exchange tells an account's owner. Objects inside are live: read them at once, don't keep them.

Order of one fill: Filled (which implies the order's change), PositionChanged, WalletChanged.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from adapters.sandbox.engine.accounts import VenueAccount, WalletKind
from adapters.sandbox.engine.orders import Fill, Order
from adapters.sandbox.engine.positions import Position


class Change(StrEnum):
    ACCEPTED = "accepted"
    TRIGGERED = "triggered"
    AMENDED = "amended"
    CANCELED = "canceled"
    EXPIRED = "expired"
    REJECTED = "rejected"


class WalletCause(StrEnum):
    TRADE = "trade"
    FUNDING = "funding"
    TRANSFER = "transfer"
    LIQUIDATION = "liquidation"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChanged:
    """Any change that is not a fill. ACCEPTED comes once per order, when the matching engine has taken it."""

    order: Order
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    order: Order
    fill: Fill


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionChanged:
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletChanged:
    wallet: WalletKind
    coin: str
    change: Decimal
    cause: WalletCause


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingPaid:
    """`amount` is positive when received."""

    position: Position
    rate: Decimal
    amount: Decimal
    mark: Decimal
    time_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverageChanged:
    symbol: str
    leverage: int


Happening = OrderChanged | Filled | PositionChanged | WalletChanged | FundingPaid | LeverageChanged
Listener = Callable[[VenueAccount, Happening], None]
