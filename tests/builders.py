"""Builders with defaults, so that a test states only what matters to it. Asserts nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

from core.domain.account import Account, AccountMode
from core.domain.copy_rules import CopyRules
from core.domain.exposure import PositionOwner
from core.domain.follow import Follow, FollowMode
from core.domain.leader import CopyIntent, IntentKind, Leader, Leg
from core.domain.leader_fill import LeaderFill
from core.domain.market import Market
from core.domain.position import Position
from core.domain.trade import Execution, Trade, TradePlan, TradePurpose
from core.domain.values import (
    AccountId,
    Balance,
    ClientOrderId,
    Exchange,
    FollowerId,
    FollowId,
    KeyRights,
    LeaderId,
    MarginMode,
    PositionId,
    PositionSide,
    Side,
    Symbol,
    TradeId,
)
from core.domain.verdict import CopyContext

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BTC = Symbol(base="BTC", quote="USDT", settle="USDT")
ETH = Symbol(base="ETH", quote="USDT", settle="USDT")
BTC_SPOT = Symbol(base="BTC", quote="USDT")
ANN, BO, LEV, OLENA = FollowerId(1003), FollowerId(1004), FollowerId(1002), FollowerId(1001)

numbers = count(1)


def d(text: str | int) -> Decimal:
    return Decimal(text)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def a_market(symbol: Symbol = BTC, **changes: object) -> Market:
    market = Market(
        exchange=Exchange.BINANCE,
        symbol=symbol,
        price_step=d("0.1"),
        amount_step=d("0.001"),
        min_amount=d("0.001"),
        min_cost=d(5),
        max_leverage=125,
        maintenance_margin_rate=d("0.004"),
        taker_fee=d("0.0005"),
    )
    return replace(market, **changes)  # type: ignore[arg-type]


def a_fill(
    side: Side = Side.BUY,
    amount: str = "1",
    price: str = "60000",
    *,
    fill_id: str = "",
    order_id: str = "o1",
    symbol: Symbol = BTC,
    at: datetime = NOON,
    position_side: PositionSide | None = None,
) -> LeaderFill:
    return LeaderFill(
        fill_id=fill_id or f"f{next(numbers)}",
        order_id=order_id,
        symbol=symbol,
        side=side,
        amount=d(amount),
        price=d(price),
        at=at,
        position_side=position_side,
    )


def a_leader(**changes: object) -> Leader:
    known: dict[str, object] = {"owner_id": LEV, "account_id": AccountId("acc-lev"), "name": "Lev", "since": NOON}
    return Leader(LeaderId("lev"), **(known | changes))  # type: ignore[arg-type]


def an_intent(kind: IntentKind = IntentKind.OPEN, **changes: object) -> CopyIntent:
    intent = CopyIntent(
        kind=kind,
        event_key="BTC/USDT:USDT#f1",
        leader_id=LeaderId("lev"),
        symbol=BTC,
        position_side=PositionSide.LONG,
        amount=d(1),
        price=d(60000),
        occurred_at=NOON,
        fraction=d(1) if kind is IntentKind.CLOSE else d(0),
        equity=d(100000),
        leverage=10,
    )
    return replace(intent, **changes)  # type: ignore[arg-type]


def an_owner(side: PositionSide = PositionSide.LONG, **changes: object) -> PositionOwner:
    owner = PositionOwner(
        follow_id=FollowId("follow-ann"),
        follower_id=ANN,
        account_id=AccountId("acc-ann"),
        exchange=Exchange.BINANCE,
        symbol=BTC,
        side=side,
        leverage=10,
        margin_mode=MarginMode.ISOLATED,
        maintenance_margin_rate=d("0.004"),
    )
    return replace(owner, **changes)  # type: ignore[arg-type]


def a_position(
    amount: str = "1",
    price: str = "60000",
    *,
    side: PositionSide = PositionSide.LONG,
    fee: str = "0",
    symbol: Symbol = BTC,
    **owner: object,
) -> Position:
    return Position.open(
        PositionId(f"p{next(numbers)}"),
        an_owner(side, symbol=symbol, **owner),
        amount=d(amount),
        price=d(price),
        fee=d(fee),
        at=NOON,
    )


def a_plan(**changes: object) -> TradePlan:
    plan = TradePlan(
        follower_id=ANN,
        account_id=AccountId("acc-ann"),
        exchange=Exchange.BINANCE,
        follow_id=FollowId("follow-ann"),
        position_id=None,
        event_key="BTC/USDT:USDT#f1",
        leg=Leg.OPEN,
        kind=IntentKind.OPEN,
        purpose=TradePurpose.COPY,
        symbol=BTC,
        side=Side.BUY,
        position_side=PositionSide.LONG,
        amount=d("0.1"),
        reduce_only=False,
        reserve=d(610),
        reference_price=d(60000),
        decided_at=NOON,
        limit_price=d(60300),
        leader_price=d(60000),
        leader_at=NOON,
        leverage=10,
        margin_mode=MarginMode.ISOLATED,
        sized_by="fixed_quote",
    )
    return replace(plan, **changes)  # type: ignore[arg-type]


def a_trade(**changes: object) -> Trade:
    number = next(numbers)
    return Trade.create_copy_trade(TradeId(f"t{number}"), ClientOrderId(f"ct{number}"), plan=a_plan(**changes))


def an_execution(filled: str = "0.1", price: str = "60010", **changes: object) -> Execution:
    execution = Execution(
        exchange_order_id="x1", filled=d(filled), average_price=d(price), fee=d(3), fee_coin="USDT", at=after(1)
    )
    return replace(execution, **changes)  # type: ignore[arg-type]


def a_context(free: str | None = "10000", **changes: object) -> CopyContext:
    balance = None if free is None else Balance(coin="USDT", total=d(free), free=d(free))
    return replace(CopyContext(now=after(1), balance=balance), **changes)  # type: ignore[arg-type]


def some_rights(**changes: object) -> KeyRights:
    rights = KeyRights(
        uid="u1",
        can_trade_spot=True,
        can_trade_perpetual=True,
        can_withdraw=False,
        can_transfer=False,
        ip_bound=True,
    )
    return replace(rights, **changes)  # type: ignore[arg-type]


def an_account(key: str = "acc-ann", follower_id: FollowerId = ANN, **changes: object) -> Account:
    known: dict[str, object] = {
        "follower_id": follower_id,
        "exchange": Exchange.BINANCE,
        "label": "main",
        "linked_at": NOON,
        "mode": AccountMode.LIVE,
        "rights": some_rights(),
    }
    return Account(AccountId(key), **(known | changes))  # type: ignore[arg-type]


def a_follow(key: str = "follow-ann", **changes: object) -> Follow:
    known: dict[str, object] = {
        "follower_id": ANN,
        "leader_id": LeaderId("lev"),
        "account_id": AccountId("acc-ann"),
        "rules": CopyRules(),
        "mode": FollowMode.AUTO,
        "started_at": NOON,
    }
    return Follow(FollowId(key), **(known | changes))  # type: ignore[arg-type]
