"""What can be asked for pictures: the figures to draw, and the drawing itself. Changes nothing, words nothing.

Money in USDT, prices in quote coin, fractions not percent; days and moments in UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.application.bus import Query
from core.application.pictures import Candle, Mark, Picture
from core.application.views import PnlPeriod, PositionView
from core.domain.account import AccountMode
from core.domain.values import FollowerId, LeaderId, PositionId


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawPictureQuery(Query[bytes]):
    """A PNG, drawn off the event loop. Raises NotPossibleNow picture-failed or pictures-busy."""

    picture: Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsView:
    """What closed positions of one mode came to; paper and money are never added up.

    `fall` is the deepest way down from a peak of the sum, never positive.
    """

    mode: AccountMode
    has_other_mode: bool
    realized_pnl: Decimal
    closed: int
    won: int
    best: Decimal | None
    worst: Decimal | None
    fall: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveView:
    """The realised result as it grew: from zero at the beginning, a step per closed position, until now."""

    period: PnlPeriod
    results: ResultsView
    points: Sequence[tuple[datetime, Decimal]]
    unrealized_pnl: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthView:
    """`days` has a sum for each day on which something was closed."""

    month: date
    results: ResultsView
    days: Mapping[int, Decimal]
    today: date
    has_earlier: bool
    has_later: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartView:
    """A position over the prices of its time; `candle_seconds` is 0 where the exchange told no candles.

    `fraction` is the result by the margin that was put in.
    """

    position: PositionView
    leader_id: LeaderId | None
    candles: Sequence[Candle]
    candle_seconds: int
    marks: Sequence[Mark]
    result: Decimal | None
    fraction: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCurveQuery(Query[CurveView]):
    """Without a mode: money where there is any, else paper."""

    actor: FollowerId
    period: PnlPeriod
    mode: AccountMode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMonthQuery(Query[MonthView]):
    """Any day of the month; None is the present one."""

    actor: FollowerId
    month: date | None = None
    mode: AccountMode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetChartQuery(Query[ChartView]):
    """An own position, open or closed. Raises NotFound position-unknown."""

    actor: FollowerId
    position_id: PositionId
