"""The words of a position: whose it is, how it ends, where its protection may stand. Keeps no state.

Prices in quote coin.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TypedDict

from core.domain.errors import BadInput
from core.domain.values import (
    ZERO,
    AccountId,
    Exchange,
    FollowerId,
    FollowId,
    MarginMode,
    PositionId,
    PositionSide,
    Protection,
    Symbol,
)
from core.shared import ValueObject


class PositionStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    LIQUIDATED = "liquidated"


class ExitCause(StrEnum):
    """Why a position ended: the leader's exit, the follower's wish, its protection, somebody at the exchange."""

    LEADER = "leader"
    FOLLOWER = "follower"
    STOP_LOSS = "stop_loss"
    TAKE_PROFIT = "take_profit"
    EXTERNAL = "external"
    ADL = "adl"


class ProtectedBy(StrEnum):
    """Who set a position's protection: the copy rules of its follow, or the follower by hand, who is not overruled."""

    RULES = "rules"
    HAND = "hand"


class ProtectionHit(StrEnum):
    STOP_LOSS = "stop_loss"
    TAKE_PROFIT = "take_profit"


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionOwner(ValueObject):
    """Whose exposure, where, in what: the identity of a position's place."""

    follow_id: FollowId
    follower_id: FollowerId
    account_id: AccountId
    exchange: Exchange
    symbol: Symbol
    side: PositionSide
    leverage: int = 1
    margin_mode: MarginMode = MarginMode.ISOLATED
    maintenance_margin_rate: Decimal = ZERO


class PositionFacts(TypedDict):
    """The fields every event of a position shares."""

    position_id: PositionId
    follower_id: FollowerId
    account_id: AccountId
    follow_id: FollowId
    symbol: Symbol
    side: PositionSide


def opposite(owner: PositionOwner) -> PositionOwner:
    return replace(owner, side=owner.side.opposite)


def check_protection(side: PositionSide, protection: Protection, price: Decimal) -> None:
    """A long's stop stands below the price and its target above; a short's the other way round."""
    for name, trigger, wanted in (
        ("stop_loss", protection.stop_loss, -side.sign),
        ("take_profit", protection.take_profit, side.sign),
    ):
        if trigger is None:
            continue
        require_positive(**{name: trigger})
        if (trigger - price) * wanted <= 0:
            raise BadInput("protection-wrong-side", field=name, trigger=trigger, price=price)


def require_positive(**values: Decimal) -> None:
    for name, value in values.items():
        if not value.is_finite() or value <= 0:
            raise BadInput("bad-number", field=name)


def reached(protection: Protection, side: PositionSide, price: Decimal) -> ProtectionHit | None:
    """Which trigger a mark price reaches; the stop-loss first, for it limits the loss."""
    stop, take = protection.stop_loss, protection.take_profit
    if stop is not None and (price - stop) * side.sign <= 0:
        return ProtectionHit.STOP_LOSS
    if take is not None and (price - take) * side.sign >= 0:
        return ProtectionHit.TAKE_PROFIT
    return None


def price_of_rest(whole: Decimal, whole_price: Decimal, part: Decimal, part_price: Decimal) -> Decimal:
    """At which price the rest must have come in, where a part of the whole is known; the whole's if that makes none."""
    rest = whole - part
    price = (whole * whole_price - part * part_price) / rest if rest > 0 else whole_price
    return price if price > 0 else whole_price
