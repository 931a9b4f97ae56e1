"""What can be asked about a leader's past under one's own rules, before following. Changes nothing.

Costs and PnL in quote coin, ratios as fractions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.application.bus import Query
from core.application.leader_past import PastSource
from core.domain.copy_rules import CopyRules
from core.domain.values import AccountId, FollowerId, LeaderId, PositionSide, Symbol

USUAL_SLIPPAGE = Decimal("0.0005")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastView:
    """How much of a leader's past is known: `events` since `begins_at`, which may be later than asked for.

    `may_lack_spot`: his spot trades in coins that he holds no crumb of may be missing.
    """

    events: int
    begins_at: datetime
    source: PastSource
    may_lack_spot: bool = False


@dataclass(frozen=True, slots=True)
class EquityPoint:
    """What the account would have been worth."""

    at: datetime
    equity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstView:
    symbol: Symbol
    side: PositionSide
    pnl: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayView:
    """`pnl` with what is still open at today's price; `fall` is the deepest, `fall_part` its fraction of the height.

    `skips` by reason and `cut` by limit, the most frequent first; both count entries, as `copied` does.
    `slippage` is assumed for every order. `has_prices`: what prices did between the leader's trades was looked at, hour
    by hour. `has_todays_equity`: sized by the leader's equity of today, that of then isn't known. `points` are thinned
    evenly, first and last kept.
    """

    past: PastView
    ends_at: datetime
    began_with: Decimal
    pnl: Decimal
    pnl_part: Decimal
    fall: Decimal
    fall_part: Decimal
    fees: Decimal
    slippage: Decimal
    entries: int
    copied: int
    skips: Sequence[tuple[str, int]]
    cut: Sequence[tuple[str, int]]
    closed: int
    won: int
    open_positions: int
    stopped_out: int
    liquidated: int
    worst: WorstView | None
    points: Sequence[EquityPoint]
    has_prices: bool = False
    has_todays_equity: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EnoughView:
    """The smallest balance that copies 95 % of the entries, None where none does; `copied_at_best` with any money."""

    balance: Decimal | None
    entries: int
    copied_at_best: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLeaderPastQuery(Query[PastView]):
    """May take a while the first time. Raises NotFound leader-unknown."""

    actor: FollowerId
    leader_id: LeaderId
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayFollowQuery(Query[ReplayView]):
    """Raises NotFound for somebody else's account, NotPossibleNow balance-unknown."""

    actor: FollowerId
    leader_id: LeaderId
    account_id: AccountId
    rules: CopyRules
    days: int
    slippage: Decimal = USUAL_SLIPPAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class FindEnoughBalanceQuery(Query[EnoughView]):
    """Tries several balances; takes seconds for a long past."""

    actor: FollowerId
    leader_id: LeaderId
    account_id: AccountId
    rules: CopyRules
    days: int
    slippage: Decimal = USUAL_SLIPPAGE
