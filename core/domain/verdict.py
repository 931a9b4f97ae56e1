"""The two answers of the copy rules, and what they were asked about. Computes nothing.

Values in quote coin, amounts in base coin; `numbers` are the figures of a verdict as texts, for explanations.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.domain.position import Position
from core.domain.values import ZERO, Balance, MarginMode, PositionSide, Side, Symbol
from core.shared import ValueObject


class SkipReason(StrEnum):
    FOLLOW_STOPPED = "follow_stopped"
    FOLLOW_PAUSED = "follow_paused"
    FOLLOW_CLOSE_ONLY = "follow_close_only"
    COPYING_PAUSED = "copying_paused"
    ACCOUNT_NOT_READY = "account_not_ready"
    ENTRIES_CLOSED = "entries_closed"
    SYMBOL_UNKNOWN = "symbol_unknown"
    MARKET_CLOSED = "market_closed"
    SYMBOL_NOT_ALLOWED = "symbol_not_allowed"
    SIDE_NOT_ALLOWED = "side_not_allowed"
    SYMBOL_TAKEN = "symbol_taken"
    NOTHING_TO_ADD_TO = "nothing_to_add_to"
    NOTHING_TO_CLOSE = "nothing_to_close"
    TOO_OLD = "too_old"
    UNDATED = "undated"
    LEADER_LEFT = "leader_left"
    ORDER_COPIED = "order_copied"
    NO_PRICE = "no_price"
    SLIPPAGE = "slippage"
    NO_BALANCE = "no_balance"
    NO_LEADER_EQUITY = "no_leader_equity"
    LIMIT_REACHED = "limit_reached"
    TOO_MANY_POSITIONS = "too_many_positions"
    NOT_ENOUGH_BALANCE = "not_enough_balance"
    BELOW_MINIMUM = "below_minimum"
    DUST = "dust"
    NOT_DECIDED = "not_decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip(ValueObject):
    """Refusal is a value: the reason and the figures that led to it."""

    reason: SkipReason
    numbers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyOrder(ValueObject):
    """What to send: `amount` in base coin on the grid, `limit_price` bounds entries, `reserve` in quote coin."""

    symbol: Symbol
    side: Side
    position_side: PositionSide
    amount: Decimal
    reduce_only: bool
    reference_price: Decimal
    reserve: Decimal
    limit_price: Decimal | None = None
    leverage: int | None = None
    margin_mode: MarginMode | None = None
    sized_by: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyContext(ValueObject):
    """Where the follow stands now, reserved money counted as spent; values in quote coin.

    `position` is the open position in the intent's symbol under this follow. `symbol_taken` says that another
    follow of the account owns the symbol (exchanges net positions per account).
    """

    now: datetime
    position: Position | None = None
    balance: Balance | None = None
    reserved: Decimal = ZERO
    symbol_exposure: Decimal = ZERO
    total_exposure: Decimal = ZERO
    open_positions: int = 0
    symbol_taken: bool = False
    spot_holding: Decimal | None = None
