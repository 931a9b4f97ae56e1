"""Value objects of trading: ids, symbols, sides, amounts' carriers. Holds no state and asks nobody.

Amounts are Decimals in base coin (never contracts), costs in quote coin, ratios are fractions.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NewType, Self

from core.domain.errors import BadInput
from core.shared import ValueObject

FollowerId = NewType("FollowerId", int)
AccountId = NewType("AccountId", str)
LeaderId = NewType("LeaderId", str)
FollowId = NewType("FollowId", str)
TradeId = NewType("TradeId", str)
PositionId = NewType("PositionId", str)
UndoId = NewType("UndoId", str)
ConfirmationId = NewType("ConfirmationId", str)
ClientOrderId = NewType("ClientOrderId", str)

ZERO = Decimal(0)


class Exchange(StrEnum):
    BINANCE = "binance"
    BYBIT = "bybit"
    BITGET = "bitget"


class MarketKind(StrEnum):
    SPOT = "spot"
    PERPETUAL = "perpetual"


class Side(StrEnum):
    BUY = "buy"
    SELL = "sell"

    @property
    def sign(self) -> int:
        return 1 if self is Side.BUY else -1

    @property
    def opposite(self) -> "Side":
        return Side.SELL if self is Side.BUY else Side.BUY


class PositionSide(StrEnum):
    LONG = "long"
    SHORT = "short"

    @property
    def sign(self) -> int:
        return 1 if self is PositionSide.LONG else -1

    @property
    def opposite(self) -> "PositionSide":
        return PositionSide.SHORT if self is PositionSide.LONG else PositionSide.LONG

    @property
    def entry_side(self) -> Side:
        return Side.BUY if self is PositionSide.LONG else Side.SELL

    @property
    def exit_side(self) -> Side:
        return self.entry_side.opposite


class MarginMode(StrEnum):
    CROSS = "cross"
    ISOLATED = "isolated"


class PositionMode(StrEnum):
    ONE_WAY = "one_way"
    HEDGE = "hedge"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Symbol(ValueObject):
    """A unified symbol: `BTC/USDT` on spot, `BTC/USDT:USDT` for the USDT-margined perpetual."""

    base: str
    quote: str
    settle: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the unified form; raises BadInput."""
        pair, _, settle = text.strip().upper().partition(":")
        base, slash, quote = pair.partition("/")
        if not (slash and base.isalnum() and quote.isalnum() and (not settle or settle.isalnum())):
            raise BadInput("bad-symbol", symbol=text[:40])
        return cls(base=base, quote=quote, settle=settle)

    @property
    def kind(self) -> MarketKind:
        return MarketKind.PERPETUAL if self.settle else MarketKind.SPOT

    def __str__(self) -> str:
        return f"{self.base}/{self.quote}:{self.settle}" if self.settle else f"{self.base}/{self.quote}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance(ValueObject):
    """One wallet in one coin: `total` includes what open orders and positions hold, `free` may be spent."""

    coin: str
    total: Decimal
    free: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection(ValueObject):
    """Stop-loss and take-profit trigger prices of a position in quote coin; None means not set."""

    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None

    @property
    def is_empty(self) -> bool:
        return self.stop_loss is None and self.take_profit is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials(ValueObject):
    """An API key. Its parts never appear in a repr; lives only in the vault and inside an adapter."""

    api_key: str = field(repr=False)
    secret: str = field(repr=False)
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRights(ValueObject):
    """What a key may do, as the exchange says. `uid` names the account behind it."""

    uid: str
    can_trade_spot: bool
    can_trade_perpetual: bool
    can_withdraw: bool
    can_transfer: bool
    ip_bound: bool
    expires_at: datetime | None = None

    @property
    def is_read_only(self) -> bool:
        return not (self.can_trade_spot or self.can_trade_perpetual)


class Outcome(StrEnum):
    """What is known after one order attempt (reliability.md E3). The default is AMBIGUOUS."""

    ACCEPTED = "accepted"
    NOT_SENT = "not_sent"
    CLOCK = "clock"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    THROTTLED = "throttled"
    AUTH = "auth"
    AMBIGUOUS = "ambiguous"


class OrderStatus(StrEnum):
    OPEN = "open"
    FILLED = "filled"
    CANCELED = "canceled"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


INSUFFICIENT_FUNDS = "insufficient-funds"
"""The code of a rejection for want of money, whatever the exchange calls it."""

POSITION_MODE = "position-mode"
"""The code of a rejection because the account is in another position mode than the order was made for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest(ValueObject):
    """One order for one account: market when `limit_price` is None, else limit with immediate-or-cancel.

    `amount` in base coin, already on the market's grid. `position_side` decides the hedge leg;
    `reduce_only` orders can never open or flip. Where there is a `leave_by`, it leaves the machine by then or never.
    """

    client_order_id: ClientOrderId
    symbol: Symbol
    side: Side
    position_side: PositionSide
    amount: Decimal
    reduce_only: bool
    limit_price: Decimal | None = None
    reference_price: Decimal | None = None
    leverage: int | None = None
    margin_mode: MarginMode | None = None
    leave_by: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        return self.leave_by is not None and now > self.leave_by


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderResult(ValueObject):
    """What is known of an order: the outcome of an attempt, or the answer of a look-up.

    `filled` in base coin, `average_price` in quote coin, `fee` in `fee_coin` (positive is paid).
    `final` is true when the exchange will not fill it any further.
    """

    outcome: Outcome
    client_order_id: ClientOrderId
    status: OrderStatus = OrderStatus.UNKNOWN
    exchange_order_id: str = ""
    filled: Decimal = ZERO
    average_price: Decimal | None = None
    fee: Decimal = ZERO
    fee_coin: str = ""
    code: str = ""
    message: str = ""
    retry_after_seconds: Decimal | None = None
    at: datetime | None = None

    @property
    def is_final(self) -> bool:
        return self.status in {OrderStatus.FILLED, OrderStatus.CANCELED, OrderStatus.REJECTED}


OUR_PREFIX = "ct"
"""Begins every client order id of ours; a person's own orders have others or none."""

ORDER_MARK = "o"
"""Tells our orders from our stops, whose ids begin otherwise (adapters/exchanges/dialect.py)."""


@lru_cache(maxsize=16)
def own_order_prefix(installation: str) -> str:
    """How the orders of this installation are named: what another one sends on the same account is foreign to us."""
    return f"{OUR_PREFIX}{ORDER_MARK}{_letters(installation)[:4]}"


def derive_client_order_id(installation: str, account_id: AccountId, *, event_key: str, leg: str) -> ClientOrderId:
    """Name an intent, never an attempt, so that a lost row can't double an order (reliability.md E1).

    28 letters and digits: within every exchange's limit (32, exchanges.md 3.3).
    """
    text = "\x1f".join((installation, account_id, event_key, leg))
    return ClientOrderId(own_order_prefix(installation) + _letters(text)[:21])


LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
PAIRS_OF_LETTERS = [first + second for first in LETTERS for second in LETTERS]
"""Ten bits at a time: names are made for every order of a fan-out."""


def _letters(text: str) -> str:
    """26 of them, from 128 bits, as base 32 spells them."""
    number = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=16).digest(), "big") << 2
    return "".join([PAIRS_OF_LETTERS[number >> shift & 1023] for shift in range(120, -1, -10)])
