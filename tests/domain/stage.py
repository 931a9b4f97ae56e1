"""The real rules on a stage of shelves in memory: a leader, one follow at a time, trades, positions. No loop, no file.

What the handlers do between two commits happens here at once; who decides and who settles is the product's own code.
"""

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar, cast

from core.application.handlers.reserving import plan_of
from core.application.settlement import Settled, Settlement
from core.application.standing import Standing
from core.application.unit_of_work import UnitOfWork
from core.domain.copy_rules import CopyRules
from core.domain.exits import exit_amount
from core.domain.follow import Follow
from core.domain.leader import CopyIntent, IntentKind, Leg
from core.domain.market import Market
from core.domain.position import Position
from core.domain.trade import Trade, TradePurpose
from core.domain.values import (
    ZERO,
    AccountId,
    Balance,
    ClientOrderId,
    Exchange,
    FollowId,
    MarketKind,
    OrderResult,
    PositionId,
    Symbol,
    TradeId,
)
from core.domain.verdict import CopyOrder, Skip
from core.shared import AggregateRoot, DomainEvent
from tests.builders import BTC, BTC_SPOT, NOON, a_follow, a_leader, a_market, a_plan, an_account

R = TypeVar("R")
ACCOUNT = an_account()
MARKETS = {BTC: a_market(BTC), BTC_SPOT: a_market(BTC_SPOT, min_amount=Decimal("0.002"))}


def at_once(steps: Coroutine[Any, Any, R]) -> R:
    """Run a coroutine that waits for nothing."""
    try:
        steps.send(None)
    except StopIteration as done:
        return cast(R, done.value)
    raise AssertionError("it waited for somebody")


@dataclass
class Shelves:
    """The part of a unit of work that settling reads; `follows`, `trades` and `positions` are this object itself."""

    kept_follows: dict[FollowId, Follow] = field(default_factory=dict)
    kept_trades: dict[TradeId, Trade] = field(default_factory=dict)
    kept_positions: dict[PositionId, Position] = field(default_factory=dict)

    @property
    def follows(self) -> "Shelves":
        return self

    @property
    def trades(self) -> "Shelves":
        return self

    @property
    def positions(self) -> "Shelves":
        return self

    def add(self, position: Position) -> None:
        assert position.id not in self.kept_positions
        self.kept_positions[position.id] = position

    async def find(self, follow_id: FollowId) -> Follow | None:
        return self.kept_follows.get(follow_id)

    async def unsettled(self, account_id: AccountId | None = None) -> Sequence[Trade]:
        return [trade for trade in self.kept_trades.values() if not trade.is_settled]

    async def open_of_follow(self, follow_id: FollowId) -> Sequence[Position]:
        return [position for position in self.open if position.owner.follow_id == follow_id]

    async def open_in(self, follow_id: FollowId, symbol: Symbol) -> Position | None:
        return self.position(follow_id, symbol)

    def position(self, follow_id: FollowId, symbol: Symbol) -> Position | None:
        mine = [p for p in self.open if (p.owner.follow_id, p.owner.symbol) == (follow_id, symbol)]
        assert len(mine) <= 1, "two positions in one place"
        return mine[0] if mine else None

    @property
    def open(self) -> Sequence[Position]:
        return [position for position in self.kept_positions.values() if position.is_open]


@dataclass
class Boards:
    """Markets, prices and the wallet as the exchange tells them; implements both boards and the ids."""

    prices: dict[Symbol, Decimal] = field(default_factory=lambda: {BTC: Decimal(60000), BTC_SPOT: Decimal(60000)})
    free: Decimal = ZERO
    coins: Decimal = ZERO
    numbers: "count[int]" = field(default_factory=count)

    def market(self, exchange: Exchange, symbol: Symbol) -> Market | None:
        return MARKETS[symbol]

    def price(self, exchange: Exchange, symbol: Symbol) -> Decimal | None:
        return self.prices[symbol]

    def balance(self, account_id: AccountId, kind: MarketKind, coin: str) -> Balance | None:
        return Balance(coin=coin, total=self.free, free=self.free)

    def holding(self, account_id: AccountId, kind: MarketKind, coin: str) -> Decimal | None:
        return self.coins

    def equity(self, account_id: AccountId, coin: str) -> Decimal | None:
        return self.free

    def refresh_soon(self, account_id: AccountId) -> None:
        return None

    def new(self) -> str:
        return f"id{next(self.numbers)}"


class Stage:
    """Everything real. `events` are those of all aggregates, in the order they were stored."""

    def __init__(self, rules: CopyRules) -> None:
        self.leader, self.rules = a_leader(), rules
        self.shelves, self.boards = Shelves(), Boards()
        self.settlement = Settlement(self.boards, self.boards)
        self.now, self.events = NOON, list[DomainEvent]()
        self.follow = self.follow_anew()

    def follow_anew(self) -> Follow:
        key = f"follow{len(self.shelves.kept_follows)}"
        self.follow = a_follow(key, rules=self.rules, started_at=self.now)
        self.shelves.kept_follows[self.follow.id] = self.follow
        return self.follow

    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    def unsettled(self, symbol: Symbol | None = None) -> Sequence[Trade]:
        pending = [trade for trade in self.shelves.kept_trades.values() if not trade.is_settled]
        return [trade for trade in pending if symbol in {None, trade.plan.symbol}]

    def standing(self) -> Standing:
        return Standing([ACCOUNT], self.shelves.open, self.unsettled(), board=self.boards, wallets=self.boards)

    def decide(self, intent: CopyIntent) -> Trade | Skip:
        """One leg: the follow's word first, then the rules', then the reserve."""
        refusal = self.follow.refuses(intent)
        if refusal is not None:
            return Skip(reason=refusal)
        standing, market = self.standing(), MARKETS[intent.symbol]
        context = standing.context(self.follow, intent, self.now)
        verdict = self.follow.rules.decide(intent, context, market=market, price=self.boards.prices[intent.symbol])
        if isinstance(verdict, Skip):
            return verdict
        return self._reserve(intent, verdict, standing)

    def owe_exit(self, position: Position, fraction: Decimal, purpose: TradePurpose) -> Trade | None:
        """Somebody wants out: the follower, a stop, or an obligation. None for what is too small to be sold."""
        owner = position.owner
        market, price = MARKETS[owner.symbol], self.boards.prices[owner.symbol]
        amount = exit_amount(position, fraction, market=market, price=price)
        if not owner.symbol.settle:
            amount = market.round_amount(min(amount, self.boards.coins))
        if not market.accepts(amount, price) and not owner.symbol.settle:
            return None
        plan = a_plan(
            follow_id=owner.follow_id, position_id=position.id, leg=Leg.CLOSE, kind=IntentKind.CLOSE,
            purpose=purpose, symbol=owner.symbol, side=owner.side.exit_side, position_side=owner.side,
            amount=amount, reduce_only=True, reserve=ZERO, reference_price=price, decided_at=self.now,
            limit_price=None,
        )  # fmt: skip
        return self._keep(Trade.create_copy_trade(TradeId(self.boards.new()), ClientOrderId(""), plan=plan))

    @property
    def unit(self) -> UnitOfWork:
        return cast(UnitOfWork, self.shelves)

    def settle(self, trade: Trade, result: OrderResult) -> Settled:
        settled = at_once(self.settlement.apply(self.unit, trade, result, at=self.now))
        self.store()
        return settled

    def store(self) -> None:
        """What a commit does: every changed aggregate is one version older, its events are taken."""
        kept: list[AggregateRoot[Any]] = [*self.shelves.kept_trades.values(), *self.shelves.kept_positions.values()]
        for aggregate in kept:
            events = aggregate.get_domain_events()
            if events:
                self.events += events
                aggregate.clear_domain_events()
                aggregate.stored_as(aggregate.version + 1)

    def _reserve(self, intent: CopyIntent, order: CopyOrder, standing: Standing) -> Trade:
        plan = plan_of(self.follow, ACCOUNT, intent, order=order, at=self.now, standing=standing)
        return self._keep(Trade.create_copy_trade(TradeId(self.boards.new()), ClientOrderId(""), plan=plan))

    def _keep(self, trade: Trade) -> Trade:
        self.shelves.kept_trades[trade.id] = trade
        self.store()
        return trade
