"""Views of the core with sensible values; a test says only what matters to it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from core.application.views import (
    AccountView,
    ConfirmationView,
    FollowerView,
    FollowView,
    LeaderView,
    PositionView,
    TradeView,
)
from core.application.why_views import LeaderMove, WhyView
from core.domain.account import AccountMode, AccountStatus
from core.domain.copy_rules import CopyRules
from core.domain.exposure import PositionStatus
from core.domain.follow import FollowMode, FollowStatus
from core.domain.follower import DEFAULT_NOISE, Role
from core.domain.leader import IntentKind
from core.domain.trade import TradeStatus
from core.domain.values import (
    AccountId,
    ConfirmationId,
    Exchange,
    FollowerId,
    FollowId,
    KeyRights,
    LeaderId,
    PositionId,
    PositionSide,
    Protection,
    Side,
    Symbol,
    TradeId,
    UndoId,
)
from tests.sandbox.telegram_room import ANN, LEV

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BTC = Symbol(base="BTC", quote="USDT", settle="USDT")
LEADER = LeaderId("leader".ljust(26, "0"))
ACCOUNT = AccountId("account".ljust(26, "0"))
FOLLOW = FollowId("follow".ljust(26, "0"))
POSITION = PositionId("position".ljust(26, "0"))
TRADE = TradeId("trade".ljust(26, "0"))
UNDO = UndoId("undo".ljust(26, "0"))
QUESTION = ConfirmationId("question".ljust(26, "0"))
RIGHTS = KeyRights(
    uid="77", can_trade_spot=True, can_trade_perpetual=True, can_withdraw=False, can_transfer=False, ip_bound=True
)


def follower(
    follower_id: int = ANN, name: str = "Ann", *, language: str = "en", role: Role = Role.FOLLOWER
) -> FollowerView:
    return FollowerView(
        follower_id=FollowerId(follower_id), name=name, language=language, role=role, noise=dict(DEFAULT_NOISE)
    )


def account(
    label: str = "Binance", *, rights: KeyRights | None = RIGHTS, mode: AccountMode = AccountMode.PAPER
) -> AccountView:
    return AccountView(
        account_id=ACCOUNT,
        exchange=Exchange.BINANCE,
        label=label,
        mode=mode,
        status=AccountStatus.ACTIVE,
        rights=rights,
        equity=Decimal(10_000),
        open_positions=0,
    )


def leader(name: str = "Lev", *, owner: int = LEV) -> LeaderView:
    return LeaderView(
        leader_id=LEADER,
        name=name,
        exchange=Exchange.BINANCE,
        since=NOW - timedelta(days=30),
        is_active=True,
        is_mine=owner == ANN,
        followers=2,
        holds={BTC: Decimal("0.5")},
        last_trade_at=NOW - timedelta(hours=2),
    )


def follow(rules: CopyRules | None = None) -> FollowView:
    return FollowView(
        follow_id=FOLLOW,
        leader_id=LEADER,
        leader_name="Lev",
        account_id=ACCOUNT,
        account_label="Binance",
        exchange=Exchange.BINANCE,
        account_mode=AccountMode.PAPER,
        rules=rules or CopyRules(),
        mode=FollowMode.AUTO,
        status=FollowStatus.ACTIVE,
        open_positions=1,
        realized_pnl=Decimal("12.5"),
    )


def position(position_id: PositionId = POSITION, *, pnl: Decimal | None = Decimal("12.3")) -> PositionView:
    return PositionView(
        position_id=position_id,
        follow_id=FOLLOW,
        leader_name="Lev",
        account_label="Binance",
        exchange=Exchange.BINANCE,
        account_mode=AccountMode.PAPER,
        symbol=BTC,
        side=PositionSide.LONG,
        status=PositionStatus.OPEN,
        quantity=Decimal("0.012"),
        entry_price=Decimal(64000),
        leverage=5,
        protection=Protection(),
        realized_pnl=Decimal(0),
        fees=Decimal("0.31"),
        funding=Decimal(0),
        opened_at=NOW,
        closed_at=None,
        exit_price=None,
        exit_cause="",
        price=Decimal("65025.5"),
        unrealized_pnl=pnl,
        liquidation_price=Decimal(52000),
    )


def trade(status: TradeStatus = TradeStatus.EXECUTED) -> TradeView:
    is_filled = status is TradeStatus.EXECUTED
    return TradeView(
        trade_id=TRADE,
        follower_id=FollowerId(ANN),
        account_id=ACCOUNT,
        account_label="Binance",
        account_mode=AccountMode.PAPER,
        exchange=Exchange.BINANCE,
        follow_id=FOLLOW,
        leader_name="Lev",
        position_id=POSITION,
        symbol=BTC,
        side=Side.BUY,
        position_side=PositionSide.LONG,
        kind="open",
        purpose="copy",
        reduce_only=False,
        status=status,
        amount=Decimal("0.012"),
        filled=Decimal("0.012") if is_filled else Decimal(0),
        average_price=Decimal("64250.5") if is_filled else None,
        leader_price=Decimal(64210),
        deviation=Decimal("0.00063") if is_filled else None,
        delay_seconds=Decimal("0.84") if is_filled else None,
        fee=Decimal("0.31") if is_filled else Decimal(0),
        leverage=5,
        sized_by="fixed_quote",
        numbers={"wanted": "771", "amount": "0.012"},
        failure_code="not-filled" if status is TradeStatus.FAILED else "",
        failure_message="",
        reserved_at=NOW,
        settled_at=NOW if is_filled else None,
        confirmation=None,
        cost=Decimal("771.01"),
    )


def question() -> TradeView:
    """A trade that waits for a press."""
    asked = ConfirmationView(
        confirmation_id=QUESTION,
        deadline=NOW + timedelta(minutes=2),
        answer=None,
        answered_at=None,
        price=Decimal("64250.5"),
    )
    return replace(trade(TradeStatus.RESERVED), confirmation=asked)


def why(
    skip_reason: str = "",
    *,
    trade: TradeView | None = None,
    numbers: Mapping[str, str] | None = None,
    sized_by: str = "fixed_quote",
    followed: FollowView | None = None,
) -> WhyView:
    return WhyView(
        symbol=BTC,
        position_side=PositionSide.LONG,
        leader_name="Lev",
        account_id=ACCOUNT,
        account_label="Binance",
        account_mode=AccountMode.PAPER,
        exchange=Exchange.BINANCE,
        follow=followed or follow(),
        move=move(),
        skip_reason=skip_reason,
        sized_by=sized_by,
        numbers=numbers or {},
        trade=trade,
    )


def move(kind: IntentKind = IntentKind.OPEN, side: Side = Side.BUY) -> LeaderMove:
    return LeaderMove(
        kind=kind,
        side=side,
        position_side=PositionSide.LONG,
        amount=Decimal("0.5"),
        price=Decimal(64210),
        fraction=Decimal("0.4"),
        at=NOW,
    )
