"""One account in a replayed past: money, coins and positions, and what an order of the copy rules does to them.

Sizes nothing and decides nothing: that is CopyRules; what positions earn is Position. Money in quote coin (USDT),
amounts in base coin, prices in quote coin, rates as fractions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import count

from core.domain.exits import leaves_dust
from core.domain.exposure import ExitCause, PositionOwner, PositionStatus, ProtectionHit
from core.domain.follow import Follow
from core.domain.market import Market
from core.domain.position import Position
from core.domain.values import ZERO, Balance, MarginMode, MarketKind, PositionId, Protection, Side, Symbol
from core.domain.verdict import CopyOrder
from core.shared import ValueObject

QUOTE = "USDT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions(ValueObject):
    """What no history tells: `slippage` is the fraction of the price that every order of ours pays.

    Real accounts are charged the fee of a spot purchase in the coin, paper accounts in quote coin.
    """

    slippage: Decimal
    spot_fee_in_coin: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Means(ValueObject):
    """The money a replay begins with, by kind of market; `shares_wallet`: one wallet pays for both kinds."""

    balances: Mapping[MarketKind, Balance]
    shares_wallet: bool

    @classmethod
    def of(cls, money: Decimal) -> "Means":
        """One wallet with nothing else in it."""
        return cls(balances={MarketKind.PERPETUAL: Balance(coin=QUOTE, total=money, free=money)}, shares_wallet=True)

    def kind_for(self, kind: MarketKind) -> MarketKind:
        """Which wallet pays."""
        return MarketKind.PERPETUAL if self.shares_wallet else kind


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCandle(ValueObject):
    """How far a price went within an hour that is over."""

    begins_at: datetime
    ends_at: datetime
    low: Decimal
    high: Decimal
    close: Decimal


@dataclass(slots=True)
class Wallet:
    """`bound` is held by something outside the replay and stays held."""

    money: Decimal = ZERO
    bound: Decimal = ZERO


@dataclass(slots=True)
class ReplayAccount:
    """Prices are those last seen; a position that a new price kills, stops or takes out ends at that trigger."""

    means: Means
    assumptions: Assumptions
    positions: dict[Symbol, Position] = field(default_factory=dict)
    ended: list[Position] = field(default_factory=list)
    prices: dict[Symbol, Decimal] = field(default_factory=dict)
    coins: dict[Symbol, Decimal] = field(default_factory=dict)
    wallets: dict[MarketKind, Wallet] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        for kind in {self.means.kind_for(kind) for kind in MarketKind}:
            known = self.means.balances.get(kind)
            self.wallets[kind] = Wallet() if known is None else Wallet(known.total, known.total - known.free)

    def balance(self, kind: MarketKind) -> Balance:
        """As an exchange tells it: open profits count but can't be spent, losses of cross positions bind."""
        kind = self.means.kind_for(kind)
        wallet = self.wallets[kind]
        if kind is MarketKind.SPOT:
            return Balance(coin=QUOTE, total=wallet.money, free=wallet.money - wallet.bound)
        held = self._perpetuals()
        profits = {position.id: self._floating(position) for position in held}
        cross = sum((profits[p.id] for p in held if p.owner.margin_mode is MarginMode.CROSS), ZERO)
        margin = sum((position.margin() for position in held), ZERO)
        free = wallet.money - wallet.bound - margin + min(cross, ZERO)
        return Balance(coin=QUOTE, total=wallet.money + sum(profits.values(), ZERO), free=max(free, ZERO))

    def equity(self) -> Decimal:
        """Everything there is, coins at the price last seen."""
        coins = sum((amount * self.prices[symbol] for symbol, amount in self.coins.items()), ZERO)
        return coins + sum((self.balance(kind).total for kind in self.wallets), ZERO)

    def fees(self) -> Decimal:
        return sum((position.fees for position in self.all_positions()), ZERO)

    def all_positions(self) -> list[Position]:
        return [*self.ended, *self.positions.values()]

    def price_paid(self, market: Market, price: Decimal, side: Side) -> Decimal:
        """The price our order gets where the leader got `price`: worse by the slippage, to the next tick."""
        return market.round_limit(price * (1 + side.sign * self.assumptions.slippage), side.opposite)

    def see(self, market: Market | None, symbol: Symbol, price: Decimal, *, at: datetime) -> ProtectionHit | None:
        """A new price of a symbol; tells which trigger it reached. A liquidation shows in `ended`."""
        self.prices[symbol] = price
        position = self.positions.get(symbol)
        if position is None or market is None:
            return None
        hit, killed_at = position.protection_hit(price), self._killed_at(position, price)
        if hit is ProtectionHit.STOP_LOSS and self._comes_first(position, killed_at):
            killed_at = None
        if killed_at is not None:
            self._liquidate(position, market, killed_at, at=at)
            return None
        if hit is not None:
            self._leave_at_trigger(position, market, hit, at=at)
        return hit

    def live_through(self, market: Market, symbol: Symbol, candle: PastCandle) -> Sequence[ProtectionHit]:
        """An hour with an open position: the bad end of it comes first, for nobody knows which did."""
        hits: list[ProtectionHit] = []
        position = self.positions.get(symbol)
        if position is None or position.opened_at > candle.begins_at:
            return hits
        is_long = position.owner.side.sign > 0
        for price in (candle.low, candle.high) if is_long else (candle.high, candle.low):
            hit = self.see(market, symbol, price, at=candle.ends_at)
            hits += [] if hit is None else [hit]
        self.prices[symbol] = candle.close
        return hits

    def enter(
        self, order: CopyOrder, market: Market, owner: PositionOwner, *, price: Decimal, at: datetime
    ) -> Position:
        """An entry filled whole at `price`."""
        cost = market.cost(order.amount, price)
        fee, received = cost * market.taker_fee, order.amount
        position = self.positions.get(order.symbol)
        before = ZERO if position is None else position.realized_pnl
        if not order.symbol.settle:
            received = self._buy(order, cost=cost, fee=fee, rate=market.taker_fee)
        if position is None:
            key = PositionId(f"replayed{next(self._numbers)}")
            position = Position.open(key, owner, amount=received, price=price, fee=fee, at=at)
            self.positions[order.symbol] = position
        else:
            position.increase(received, price, fee=fee, at=at)
        self._settle(position, before)
        return position

    def protect(self, position: Position, protection: Protection) -> None:
        if not protection.is_empty:
            position.protect(protection, position.entry_price)

    def leave(
        self, order: CopyOrder, market: Market, *, price: Decimal, at: datetime, cause: ExitCause = ExitCause.LEADER
    ) -> None:
        """An exit filled at `price`; spot dust that can't be sold goes with it."""
        position = self.positions[order.symbol]
        before, amount = position.realized_pnl, min(order.amount, position.quantity)
        fee = market.cost(amount, price) * market.taker_fee
        if not order.symbol.settle:
            self._sell(order.symbol, amount, cost=market.cost(amount, price), fee=fee)
        taken_off = amount
        if leaves_dust(order.symbol, position.quantity - amount, market=market, price=price):
            taken_off = position.quantity
        position.reduce(taken_off, price, fee=fee, at=at, cause=cause)
        self._settle(position, before)

    def _buy(self, order: CopyOrder, *, cost: Decimal, fee: Decimal, rate: Decimal) -> Decimal:
        """Pays from the spot wallet; answers with the coins that arrive."""
        wallet, in_coin = self.wallets[self.means.kind_for(MarketKind.SPOT)], self.assumptions.spot_fee_in_coin
        received = order.amount * (1 - rate) if in_coin else order.amount
        wallet.money -= cost if in_coin else cost + fee
        self.coins[order.symbol] = self.coins.get(order.symbol, ZERO) + received
        return received

    def _sell(self, symbol: Symbol, amount: Decimal, *, cost: Decimal, fee: Decimal) -> None:
        self.wallets[self.means.kind_for(MarketKind.SPOT)].money += cost - fee
        self.coins[symbol] = self.coins.get(symbol, ZERO) - amount

    def _settle(self, position: Position, before: Decimal) -> None:
        """What a perpetual earned or paid moves the wallet at once; what is over is put away."""
        symbol = position.owner.symbol
        position.clear_domain_events()
        if symbol.settle:
            self.wallets[MarketKind.PERPETUAL].money += position.realized_pnl - before
        if not position.is_open:
            self.ended.append(self.positions.pop(symbol))

    def _perpetuals(self) -> list[Position]:
        return [position for symbol, position in self.positions.items() if symbol.settle]

    def _floating(self, position: Position) -> Decimal:
        return position.unrealized_pnl(self.prices.get(position.owner.symbol, position.entry_price))

    def _killed_at(self, position: Position, price: Decimal) -> Decimal | None:
        """The liquidation price, where `price` has reached it."""
        if not position.owner.symbol.settle:
            return None
        others = sum((self._floating(held) for held in self._perpetuals() if held is not position), ZERO)
        killed_at = position.liquidation_price(self.wallets[MarketKind.PERPETUAL].money + others)
        if killed_at is None or (price - killed_at) * position.owner.side.sign > 0:
            return None
        return killed_at

    @staticmethod
    def _comes_first(position: Position, killed_at: Decimal | None) -> bool:
        """On the way from the entry the stop-loss stands before the liquidation price."""
        stop = position.protection.stop_loss
        return stop is not None and (killed_at is None or (stop - killed_at) * position.owner.side.sign > 0)

    def _liquidate(self, position: Position, market: Market, price: Decimal, *, at: datetime) -> None:
        before = position.realized_pnl
        position.liquidate(price, fee=market.cost(position.quantity, price) * market.taker_fee, at=at)
        self._settle(position, before)

    def _leave_at_trigger(self, position: Position, market: Market, hit: ProtectionHit, *, at: datetime) -> None:
        owner, symbol = position.owner, position.owner.symbol
        stop, take = position.protection.stop_loss, position.protection.take_profit
        trigger = stop if hit is ProtectionHit.STOP_LOSS else take
        amount = position.quantity if symbol.settle else market.round_amount(self.coins.get(symbol, ZERO))
        if trigger is None or amount <= ZERO:
            return
        order = CopyOrder(
            symbol=symbol,
            side=owner.side.exit_side,
            position_side=owner.side,
            amount=amount,
            reduce_only=True,
            reference_price=trigger,
            reserve=ZERO,
        )
        price = self.price_paid(market, trigger, owner.side.exit_side)
        self.leave(order, market, price=price, at=at, cause=ExitCause(hit.value))


def was_liquidated(position: Position) -> bool:
    return position.status is PositionStatus.LIQUIDATED


def owner_of(follow: Follow, order: CopyOrder, market: Market) -> PositionOwner:
    """Whose position an entry opens."""
    return PositionOwner(
        follow_id=follow.id,
        follower_id=follow.follower_id,
        account_id=follow.account_id,
        exchange=market.exchange,
        symbol=order.symbol,
        side=order.position_side,
        leverage=order.leverage or 1,
        margin_mode=order.margin_mode or MarginMode.ISOLATED,
        maintenance_margin_rate=market.maintenance_margin_rate if order.symbol.settle else ZERO,
    )
