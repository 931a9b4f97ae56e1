"""The facts of one trade, one position and one account, as the core tells them."""

from datetime import UTC, datetime
from decimal import Decimal

from core.domain.events import (
    AccountPausedEvent,
    BreakerChangedEvent,
    CopySkippedEvent,
    DriftFoundEvent,
    PositionClosedEvent,
    PositionIncreasedEvent,
    PositionLiquidatedEvent,
    PositionReducedEvent,
    TradeFailedEvent,
    TradeNeedsReconciliationEvent,
    TradeReservedEvent,
)
from core.domain.exposure import ExitCause, PositionFacts
from core.domain.trade import TradeFacts
from core.domain.values import Exchange, FollowerId, PositionSide, Side
from tests.bot import builders as b
from tests.sandbox.telegram_room import ANN

WHO = FollowerId(ANN)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def reserved() -> TradeReservedEvent:
    return TradeReservedEvent(event_id="t1", occurred_at=NOW, **trade_facts(), amount=Decimal("0.012"))


def failed() -> TradeFailedEvent:
    return TradeFailedEvent(event_id="t3", occurred_at=NOW, **trade_facts(), code="not-filled", message="")


def unclear() -> TradeNeedsReconciliationEvent:
    return TradeNeedsReconciliationEvent(event_id="t4", occurred_at=NOW, **trade_facts(), code="ambiguous")


def closed(cause: ExitCause = ExitCause.LEADER) -> PositionClosedEvent:
    return PositionClosedEvent(
        event_id="p1",
        occurred_at=NOW,
        **position_facts(),
        exit_price=Decimal("65025.5"),
        exit_trade_id="x",
        realized_pnl=Decimal("11.68"),
        cause=cause,
    )


def increased(event_id: str = "p5") -> PositionIncreasedEvent:
    return PositionIncreasedEvent(
        event_id=event_id,
        occurred_at=NOW,
        **position_facts(),
        amount=Decimal("0.012"),
        price=Decimal("64250.5"),
        quantity=Decimal("0.024"),
    )


def reduced() -> PositionReducedEvent:
    return PositionReducedEvent(
        event_id="p6",
        occurred_at=NOW,
        **position_facts(),
        amount=Decimal("0.006"),
        price=Decimal(65_000),
        quantity=Decimal("0.006"),
        realized_pnl=Decimal("4.5"),
    )


def liquidated() -> PositionLiquidatedEvent:
    return PositionLiquidatedEvent(
        event_id="p2",
        occurred_at=NOW,
        **position_facts(),
        price=Decimal(52_000),
        quantity=Decimal("0.012"),
        realized_pnl=Decimal("-144.6"),
    )


def skipped(reason: str = "below_minimum") -> CopySkippedEvent:
    return CopySkippedEvent(
        event_id="s1",
        occurred_at=NOW,
        follow_id=b.FOLLOW,
        follower_id=WHO,
        leader_id=b.LEADER,
        event_key="k",
        symbol=b.BTC,
        reason=reason,
        numbers={"needed": "64.21", "wanted": "12.5", "cut_by": "max_per_trade"},
    )


def paused() -> AccountPausedEvent:
    return AccountPausedEvent(
        event_id="a1",
        occurred_at=NOW,
        account_id=b.ACCOUNT,
        follower_id=WHO,
        exchange=Exchange.BINANCE,
        code="key-rejected",
    )


def breaker(state: str, lane: str = "exchange") -> BreakerChangedEvent:
    key = f"{lane}-{state}"
    return BreakerChangedEvent(event_id=key, occurred_at=NOW, exchange=Exchange.BINANCE, lane=lane, state=state)


def drift() -> DriftFoundEvent:
    return DriftFoundEvent(
        event_id="d1",
        occurred_at=NOW,
        account_id=b.ACCOUNT,
        follower_id=WHO,
        symbol=b.BTC,
        expected=Decimal("0.012"),
        found=Decimal(0),
    )


def trade_facts() -> TradeFacts:
    return {
        "trade_id": b.TRADE,
        "follower_id": WHO,
        "account_id": b.ACCOUNT,
        "follow_id": b.FOLLOW,
        "symbol": b.BTC,
        "side": Side.BUY,
        "position_side": PositionSide.LONG,
    }


def position_facts() -> PositionFacts:
    return {
        "position_id": b.POSITION,
        "follower_id": WHO,
        "account_id": b.ACCOUNT,
        "follow_id": b.FOLLOW,
        "symbol": b.BTC,
        "side": PositionSide.LONG,
    }
