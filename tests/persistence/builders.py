"""A small cast for the database's tests: one operator, her account, a leader, a follower who follows. Says no rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from core.application.unit_of_work import UnitOfWork
from core.domain.account import Account
from core.domain.confirmation import Confirmation
from core.domain.copy_rules import CopyRules
from core.domain.exposure import PositionOwner
from core.domain.follow import Follow, FollowMode
from core.domain.follower import Follower, Role
from core.domain.leader import CopyIntent, IntentKind, Leader, Leg
from core.domain.leader_fill import LeaderFill
from core.domain.position import Position
from core.domain.trade import Execution, Trade, TradePlan, TradePurpose
from core.domain.values import (
    AccountId,
    ClientOrderId,
    ConfirmationId,
    Exchange,
    FollowerId,
    FollowId,
    KeyRights,
    LeaderId,
    PositionId,
    PositionSide,
    Side,
    Symbol,
    TradeId,
)

NOW = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)
BTC = Symbol(base="BTC", quote="USDT", settle="USDT")
OPERATOR, ANNA, STRANGER = FollowerId(1), FollowerId(2**40), FollowerId(3)
LEADER, LEADER_ACCOUNT = LeaderId("leader"), AccountId("leader-account")
ACCOUNT, FOLLOW = AccountId("account"), FollowId("follow")
EXACT = Decimal("12345678.123456789012345678")


def follower(follower_id: FollowerId = ANNA, role: Role = Role.FOLLOWER) -> Follower:
    return Follower(follower_id, name="Anna", language="uk", role=role, joined_at=NOW)


def account(account_id: AccountId = ACCOUNT, follower_id: FollowerId = ANNA) -> Account:
    return Account.link(account_id, follower_id, exchange=Exchange.BYBIT, label="main", rights=rights(), at=NOW)


def rights() -> KeyRights:
    return KeyRights(
        uid="77", can_trade_spot=True, can_trade_perpetual=True, can_withdraw=False, can_transfer=False, ip_bound=True
    )


def leader() -> Leader:
    return Leader(LEADER, owner_id=OPERATOR, account_id=LEADER_ACCOUNT, name="Lena", since=NOW)


def leader_named(name: str, owner_id: FollowerId) -> Leader:
    return Leader(LeaderId(name), owner_id=owner_id, account_id=ACCOUNT, name=name, since=NOW)


def fill(number: int, side: Side = Side.BUY, *, amount: str = "0.5") -> LeaderFill:
    at = NOW + timedelta(seconds=number)
    return LeaderFill(
        fill_id=str(number),
        order_id=f"order-{number}",
        symbol=BTC,
        side=side,
        amount=Decimal(amount),
        price=Decimal(60_000),
        at=at,
    )


def follow(follow_id: FollowId = FOLLOW, account_id: AccountId = ACCOUNT) -> Follow:
    rules = CopyRules(size=Decimal("250.5"), max_per_trade=EXACT, allowed=frozenset({"BTC", "ETH"}))
    return Follow(
        follow_id,
        follower_id=ANNA,
        leader_id=LEADER,
        account_id=account_id,
        rules=rules,
        mode=FollowMode.AUTO,
        started_at=NOW,
    )


def plan(event_key: str = "event") -> TradePlan:
    return TradePlan(
        follower_id=ANNA,
        account_id=ACCOUNT,
        exchange=Exchange.BYBIT,
        follow_id=FOLLOW,
        position_id=None,
        event_key=event_key,
        leg=Leg.OPEN,
        kind=IntentKind.OPEN,
        purpose=TradePurpose.COPY,
        symbol=BTC,
        side=Side.BUY,
        position_side=PositionSide.LONG,
        amount=EXACT,
        reduce_only=False,
        reserve=Decimal("50.10"),
        reference_price=Decimal("60000.1"),
        decided_at=NOW,
        leader_price=Decimal("59999.9"),
        leverage=3,
        numbers={"size": "250.5"},
    )


def trade(number: int = 1, wanted: TradePlan | None = None) -> Trade:
    return Trade.create_copy_trade(TradeId(f"trade-{number}"), ClientOrderId(f"ct{number}"), plan=wanted or plan())


def trade_at(number: int, at: datetime) -> Trade:
    return trade(number, replace(plan(), decided_at=at))


def execution(price: str = "60001.5") -> Execution:
    return Execution(
        exchange_order_id="x-1", filled=EXACT, average_price=Decimal(price), fee=Decimal("0.3"), fee_coin="USDT", at=NOW
    )


def position(position_id: str = "position") -> Position:
    owner = PositionOwner(
        follow_id=FOLLOW,
        follower_id=ANNA,
        account_id=ACCOUNT,
        exchange=Exchange.BYBIT,
        symbol=BTC,
        side=PositionSide.LONG,
        leverage=3,
        maintenance_margin_rate=Decimal("0.005"),
    )
    return Position.open(
        PositionId(position_id), owner, amount=Decimal(2), price=Decimal(100), fee=Decimal("0.1"), at=NOW
    )


def confirmation(confirmation_id: str = "confirmation", of_trade: str = "trade-1") -> Confirmation:
    return Confirmation.ask(
        ConfirmationId(confirmation_id),
        TradeId(of_trade),
        follower_id=ANNA,
        at=NOW,
        deadline=NOW + timedelta(seconds=120),
    )


def intent(event_key: str = "event") -> CopyIntent:
    return CopyIntent(
        kind=IntentKind.OPEN,
        event_key=event_key,
        leader_id=LEADER,
        symbol=BTC,
        position_side=PositionSide.LONG,
        amount=Decimal("0.5"),
        price=Decimal(60_000),
        occurred_at=NOW,
        equity=EXACT,
        leverage=10,
    )


async def add_cast(unit: UnitOfWork) -> None:
    """Everybody who must exist before a trade can."""
    unit.followers.add(follower(OPERATOR, Role.OPERATOR))
    unit.followers.add(follower())
    unit.accounts.add(account(LEADER_ACCOUNT, OPERATOR))
    unit.accounts.add(account())
    unit.leaders.add(leader())
    unit.follows.add(follow())
    await unit.commit()
