"""The shape of a digest: a day or a week in a few figures. Holds no text and computes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.domain.values import Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class Extreme:
    """The best or the worst closed position of a time."""

    symbol: Symbol
    pnl: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestView:
    """A day or a week in short: results of what was closed in it, copies and what they cost against the leader.

    `slippage` is the average signed fraction by which we paid more than the leader; `skips` by reason, most first.
    """

    realized_pnl: Decimal
    fees: Decimal
    funding: Decimal
    closed: int
    won: int
    best: Extreme | None
    worst: Extreme | None
    copied: int
    slippage: Decimal | None
    skips: Sequence[tuple[str, int]]
    open_positions: int
    unrealized_pnl: Decimal | None
    is_paper: bool
