"""An account at an exchange: keys, wallets, settings, orders, positions, fills. Decides nothing about prices."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.orders import ZERO, Book, Fill, Leg, Order
from adapters.sandbox.engine.positions import MarginMode, Position, PositionMode

QUOTE = "USDT"


class Right(StrEnum):
    READ = "read"
    SPOT = "spot"
    FUTURES = "futures"
    WITHDRAW = "withdraw"
    TRANSFER = "transfer"


TRADING_RIGHTS = frozenset({Right.READ, Right.SPOT, Right.FUTURES})


class WalletKind(StrEnum):
    """On a unified account both names lead to the same wallet."""

    SPOT = "spot"
    FUTURES = "futures"


class KeyState(StrEnum):
    VALID = "valid"
    REVOKED = "revoked"
    EXPIRED = "expired"


class Family(StrEnum):
    """CLASSIC keeps spot and futures money apart; UNIFIED has one wallet for both."""

    CLASSIC = "classic"
    UNIFIED = "unified"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """A payment that is not a trade; `amount` positive when received."""

    number: int
    cause: str
    symbol: str
    coin: str
    amount: Decimal
    position_amount: Decimal
    rate: Decimal
    mark: Decimal
    time_ms: int


@dataclass(slots=True, kw_only=True, eq=False)
class ApiKey:
    """One key of an account. `ips` empty means bound to no address."""

    key: str
    secret: str
    passphrase: str
    rights: frozenset[Right]
    account: "VenueAccount"
    ips: tuple[str, ...] = ()
    state: KeyState = KeyState.VALID
    created_ms: int = 0

    def may(self, right: Right) -> bool:
        return right in self.rights


@dataclass(slots=True, kw_only=True, eq=False)
class Wallet:
    """Coins and what open orders hold of them."""

    balances: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    locked: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    updated_ms: int = 0

    def balance(self, coin: str) -> Decimal:
        return self.balances.get(coin, ZERO)

    def held(self, coin: str) -> Decimal:
        return self.locked.get(coin, ZERO)


@dataclass(slots=True, kw_only=True, eq=False)
class VenueAccount:
    """Everything the exchange knows of one customer. `orders` is by order id, oldest first; `open` its open part.

    Settings fall back from (symbol, leg) over the account's own to the exchange's default.
    """

    name: str
    uid: str
    family: Family
    spot: Wallet
    futures: Wallet
    default_leverage: int
    keys: list[ApiKey] = field(default_factory=list)
    position_mode: PositionMode = PositionMode.ONE_WAY
    margin_mode: MarginMode = MarginMode.CROSS
    position_modes: dict[str, PositionMode] = field(default_factory=dict)
    margin_modes: dict[str, MarginMode] = field(default_factory=dict)
    leverages: dict[tuple[str, Leg], int] = field(default_factory=dict)
    positions: dict[tuple[str, Leg], Position] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    open: dict[str, Order] = field(default_factory=dict)
    by_client: dict[tuple[Kind, Book, str], Order] = field(default_factory=dict)
    fills: list[Fill] = field(default_factory=list)
    ledger: list[LedgerLine] = field(default_factory=list)
    slices: int = 1
    slice_pause_s: float = 0.0

    def wallet(self, kind: WalletKind) -> Wallet:
        return self.spot if kind is WalletKind.SPOT else self.futures

    def wallet_for(self, kind: Kind) -> Wallet:
        return self.spot if kind is Kind.SPOT else self.futures

    @property
    def is_unified(self) -> bool:
        return self.family is Family.UNIFIED

    def position_mode_of(self, symbol: str) -> PositionMode:
        return self.position_modes.get(symbol, self.position_mode)

    def margin_mode_of(self, symbol: str) -> MarginMode:
        return self.margin_modes.get(symbol, self.margin_mode)

    def leverage_of(self, symbol: str, leg: Leg = Leg.NET) -> int:
        return self.leverages.get((symbol, leg), self.default_leverage)

    def position(self, instrument: Instrument, leg: Leg) -> Position:
        """The position of this leg, made flat if there was none yet."""
        found = self.positions.get((instrument.symbol, leg))
        if found is None:
            found = Position(
                instrument=instrument,
                leg=leg,
                leverage=self.leverage_of(instrument.symbol, leg),
                margin_mode=self.margin_mode_of(instrument.symbol),
            )
            self.positions[(instrument.symbol, leg)] = found
        if found.is_flat:
            found.leverage = self.leverage_of(instrument.symbol, leg)
            found.margin_mode = self.margin_mode_of(instrument.symbol)
        return found

    def held_positions(self) -> list[Position]:
        return [position for position in self.positions.values() if position.amount != 0]
