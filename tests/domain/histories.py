"""Histories of a leader, made for the statistics: results with their times, and the same as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from core.domain.episodes import Episode
from core.domain.values import LeaderId, PositionSide
from tests.builders import BTC, NOON

Array = npt.NDArray[np.float64]
MINUTE = timedelta(minutes=1)
LEV = LeaderId("lev")


@dataclass(frozen=True)
class Row:
    """An episode in minutes after the beginning."""

    start: int
    end: int
    pnl: str
    equity: str | None = "1000"

    def episode(self) -> Episode:
        return Episode(
            leader_id=LEV,
            symbol=BTC,
            position_side=PositionSide.LONG,
            opened_at=NOON + self.start * MINUTE,
            closed_at=NOON + self.end * MINUTE,
            entered=Decimal(100),
            pnl=Decimal(self.pnl),
            equity=None if self.equity is None else Decimal(self.equity),
        )


def episodes(rows: Sequence[Row]) -> list[Episode]:
    return [row.episode() for row in rows]


def in_order(rows: Sequence[Row]) -> list[Row]:
    """As they ended."""
    return sorted(rows, key=lambda row: row.end)


def column(values: Sequence[object]) -> Array:
    return np.array([float(str(value)) for value in values], dtype=np.float64)


pnls = st.decimals("-500", "500", places=2).map(str)
spans = st.tuples(st.integers(0, 60 * 24 * 40), st.integers(0, 60 * 24 * 5))
equities = st.sampled_from(["0", "1000", "12345.67"])


@st.composite
def histories(draw: st.DrawFn) -> list[Row]:
    """Up to forty episodes; equity is known for all of them, or for none."""
    equity = draw(st.none() | equities)
    drawn = draw(st.lists(st.tuples(spans, pnls), max_size=40))
    return [Row(start, start + length, pnl, equity) for (start, length), pnl in drawn]
