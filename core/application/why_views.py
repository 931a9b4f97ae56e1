"""Why something was copied, or not: the stored verdict with what led to it and what came of it. Holds no text.

Prices and costs in quote coin, amounts in base coin, `fraction` as a fraction of the leader's position.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.application.views import FollowView, TradeView
from core.domain.account import AccountMode
from core.domain.leader import CopyIntent, IntentKind
from core.domain.values import AccountId, Exchange, PositionSide, Side, Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderMove:
    """What the leader did; `fraction` is the part of the position before that a reduction took."""

    kind: IntentKind
    side: Side
    position_side: PositionSide
    amount: Decimal
    price: Decimal
    fraction: Decimal
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyView:
    """`move` is None for what no leader did, `skip_reason` is "" for what became a trade, `follow` may be gone."""

    symbol: Symbol
    position_side: PositionSide
    leader_name: str
    account_id: AccountId
    account_label: str
    account_mode: AccountMode
    exchange: Exchange
    follow: FollowView | None
    move: LeaderMove | None
    skip_reason: str
    sized_by: str
    numbers: Mapping[str, str]
    trade: TradeView | None


def move_of(intent: CopyIntent) -> LeaderMove:
    """A flip is told whole: its close and its open are one order of the leader."""
    side = intent.position_side
    return LeaderMove(
        kind=intent.kind,
        side=side.entry_side if intent.kind.adds_exposure else side.exit_side,
        position_side=side,
        amount=intent.amount,
        price=intent.price,
        fraction=intent.fraction,
        at=intent.occurred_at,
    )
