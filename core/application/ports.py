"""What the core needs from outside, as promises. Holds no code; adapters and bot implement these."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from core.domain.account import Account
from core.domain.exposure import ProtectionHit
from core.domain.leader_fill import LeaderFill
from core.domain.market import Market
from core.domain.values import (
    ZERO,
    AccountId,
    Balance,
    ClientOrderId,
    Credentials,
    Exchange,
    KeyRights,
    LeaderId,
    MarginMode,
    MarketKind,
    OrderRequest,
    OrderResult,
    PositionMode,
    PositionSide,
    Protection,
    Side,
    Symbol,
)
from core.shared import ValueObject


class Clock(Protocol):
    """Aware UTC time, from outside so that a run can be replayed."""

    def now(self) -> datetime: ...


class IdSource(Protocol):
    """New unguessable ids of 26 letters and digits."""

    def new(self) -> str: ...


class FillCause(StrEnum):
    """Why the exchange filled: our order, a person's, its own protection, or its risk engine."""

    ORDER = "order"
    STOP_LOSS = "stop_loss"
    TAKE_PROFIT = "take_profit"
    LIQUIDATION = "liquidation"
    ADL = "adl"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFill(ValueObject):
    """One execution on an account. `amount` in base coin, `fee` in `fee_coin` (positive is paid).

    `position_side` is None in one-way mode; `ends_order`: the order fills no more. Ids are unique per account, symbol.
    """

    fill_id: str
    symbol: Symbol
    side: Side
    amount: Decimal
    price: Decimal
    at: datetime
    exchange_order_id: str = ""
    client_order_id: str = ""
    position_side: PositionSide | None = None
    reduce_only: bool = False
    cause: FillCause = FillCause.ORDER
    fee: Decimal = ZERO
    fee_coin: str = ""
    ends_order: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingPayment(ValueObject):
    """What a perpetual position paid (negative) or received (positive) at a settlement, in `coin`.

    Payment ids are unique per account and symbol.
    """

    payment_id: str
    symbol: Symbol
    amount: Decimal
    coin: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangePosition(ValueObject):
    """An open position as the exchange sees it; `amount` in base coin, positive. Spot holdings are not positions."""

    symbol: Symbol
    side: PositionSide
    amount: Decimal
    entry_price: Decimal
    leverage: int | None = None
    margin_mode: MarginMode | None = None
    liquidation_price: Decimal | None = None
    unrealized_pnl: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingStop(ValueObject):
    """A stop-loss or take-profit of ours as the exchange holds it; without an `amount` it covers the whole position."""

    symbol: Symbol
    side: PositionSide
    hit: ProtectionHit
    trigger: Decimal
    amount: Decimal | None = None


class ExchangePort(Protocol):
    """One account's connection to one exchange. Safe to use concurrently.

    Reads raise ExchangeUnavailable (try later), CredentialsRejected or BreakerOpen. `place_order` and
    `cancel_order` never raise for what the exchange or the network did: they answer with an Outcome.
    """

    @property
    def exchange(self) -> Exchange: ...

    @property
    def shares_wallet(self) -> bool:
        """Spot and perpetuals are paid from one wallet, which both kinds of balance then show."""
        ...

    async def place_order(self, order: OrderRequest) -> OrderResult:
        """Send once, by the order's `leave_by` or not at all. AMBIGUOUS unless better is proven; never retries."""
        ...

    async def cancel_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderResult:
        """Cancel; an order that is already final answers with its state."""
        ...

    async def find_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderResult | None:
        """Look in open, recent and historic orders; None is a clean "not found", an error raises."""
        ...

    async def fetch_open_orders(self, symbol: Symbol | None = None) -> Sequence[OrderResult]: ...

    async def fetch_fills(self, since: datetime, symbols: Sequence[Symbol] = ()) -> Sequence[AccountFill]:
        """Own executions since (inclusive), oldest first, liquidations and ADL included.

        Binance demands symbols (exchanges.md 9.3): those given, plus those it has positions in.
        """
        ...

    async def fetch_funding(self, since: datetime, symbols: Sequence[Symbol]) -> Sequence[FundingPayment]:
        """Funding of these perpetuals since (inclusive), oldest first; none on paper."""
        ...

    async def fetch_positions(self) -> Sequence[ExchangePosition]:
        """Open perpetual positions."""
        ...

    async def fetch_balance(self, kind: MarketKind) -> Mapping[str, Balance]:
        """Balances by coin; on unified accounts both kinds answer the same wallet."""
        ...

    async def set_leverage(self, symbol: Symbol, leverage: int) -> None:
        """Idempotent: "not modified" is success."""
        ...

    async def set_margin_mode(self, symbol: Symbol, mode: MarginMode) -> None:
        """Idempotent. Account-wide on Bybit (exchanges.md 5.1)."""
        ...

    async def fetch_position_mode(self, symbol: Symbol | None = None) -> PositionMode: ...

    async def set_position_mode(self, mode: PositionMode) -> None: ...

    async def place_protection(
        self, symbol: Symbol, side: PositionSide, *, amount: Decimal, protection: Protection, key: str
    ) -> None:
        """Make the exchange hold exactly this stop-loss and take-profit for the position, replacing ours.

        `key` names the version (client ids derive from it). Raises ExchangeRefused when it would trigger at once.
        """
        ...

    async def cancel_protection(self, symbol: Symbol, side: PositionSide) -> None:
        """Remove our stop-loss and take-profit orders of the position; none there is success."""
        ...

    async def fetch_stops(self, symbols: Sequence[Symbol]) -> Sequence[StandingStop]:
        """What stands of our protection in these perpetuals; on Bybit the position's own, whoever set it."""

    async def fetch_key_rights(self) -> KeyRights: ...

    def watch_fills(self, kind: MarketKind) -> AsyncIterator[AccountFill | None]:
        """Own executions as they happen. Yields None each time the stream was (re)connected: backfill then."""
        ...

    async def aclose(self) -> None: ...


class MarketSource(Protocol):
    """Public reads of one exchange, shared by all its accounts."""

    async def fetch_markets(self) -> Mapping[Symbol, Market]: ...

    async def fetch_prices(self, kind: MarketKind) -> Mapping[Symbol, Decimal]:
        """Mid or last prices of all symbols of a kind."""
        ...

    async def fetch_time(self) -> datetime: ...


class ExchangeDirectory(Protocol):
    """Hands out connections. Cached per account; credentials are opened inside and never leave."""

    async def connection(self, account: Account) -> ExchangePort:
        """The account's connection: paper or live as the account says."""
        ...

    async def live_connection(self, account: Account) -> ExchangePort:
        """The account's real connection for reading a leader, whatever its mode."""
        ...

    async def trial(self, exchange: Exchange, credentials: Credentials) -> ExchangePort:
        """A live connection for a key that is not stored yet; the caller closes it."""
        ...

    def markets(self, exchange: Exchange) -> MarketSource: ...

    async def forget(self, account_id: AccountId) -> None:
        """Close and drop the connection (mode switched, key replaced, account unlinked)."""
        ...


class Vault(Protocol):
    """Credentials at rest, bound to owner and account."""

    async def store(self, account: Account, credentials: Credentials) -> None: ...

    async def open(self, account: Account) -> Credentials:
        """Raises NotFound when there is none, StorageError when the key ring can't open it."""
        ...

    async def erase(self, account: Account) -> None: ...


class MarketBoard(Protocol):
    """Markets and prices kept fresh off the path; every answer is from memory."""

    def market(self, exchange: Exchange, symbol: Symbol) -> Market | None: ...

    def price(self, exchange: Exchange, symbol: Symbol) -> Decimal | None:
        """The latest price, None when unknown or stale."""
        ...


class WalletBoard(Protocol):
    """Balances kept fresh off the path; every answer is from memory."""

    def balance(self, account_id: AccountId, kind: MarketKind, coin: str) -> Balance | None: ...

    def holding(self, account_id: AccountId, kind: MarketKind, coin: str) -> Decimal | None:
        """The whole amount of a coin; None when something has moved since it was read."""
        ...

    def equity(self, account_id: AccountId, coin: str) -> Decimal | None:
        """Everything the account owns in a coin, each wallet once; None when nothing is known."""
        ...

    def refresh_soon(self, account_id: AccountId) -> None:
        """Ask for a refresh after a trade; returns at once."""
        ...


class LeaderFeed(Protocol):
    """Where a leader's fills come from: Decimals and canonical symbols, oldest first, maybe repeated."""

    def fills(self, account: Account, since: datetime) -> AsyncIterator[Sequence[LeaderFill]]:
        """Endless; resumes from `since` with an overlap, backfills after every gap."""
        ...


class Health(Protocol):
    """The live state of streams and breakers, for the operator."""

    def streams(self) -> Mapping[LeaderId, "StreamHealth"]: ...

    def breakers(self) -> Mapping[str, str]:
        """Lane name -> state, of those that aren't closed."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamHealth(ValueObject):
    is_connected: bool
    last_seen_at: datetime | None
