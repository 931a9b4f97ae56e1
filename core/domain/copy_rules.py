"""All sizing and risk of copying, and nowhere else: an intent in, a CopyOrder or a Skip out. Reads nothing itself.

Sizes and limits are position values (notional) in quote coin, ratios are fractions, amounts are in base coin.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.domain.errors import BadInput
from core.domain.exits import decide_exit
from core.domain.leader import CopyIntent, IntentKind
from core.domain.market import Market
from core.domain.sizing import PER_ORDER, Sizing, wanted_cost
from core.domain.values import ZERO, MarginMode, PositionSide, Protection, Side, Symbol
from core.domain.verdict import CopyContext, CopyOrder, Skip, SkipReason
from core.shared import ValueObject


class LeveragePolicy(StrEnum):
    FOLLOW = "follow"
    FIXED = "fixed"
    CAP = "cap"


class SideFilter(StrEnum):
    BOTH = "both"
    LONG_ONLY = "long_only"
    SHORT_ONLY = "short_only"


class BelowMinimum(StrEnum):
    """What to do with an entry under the exchange's minimum: skip, or raise to it if the limits allow."""

    SKIP = "skip"
    RAISE = "raise"


FEES_KEPT = 2
"""Taker fees held with a reserve: one for the entry, one for the exit."""

BALANCE_KEPT = Decimal("0.98")
"""The part of the free balance that may be used, so that price moves between decision and fill still fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room(ValueObject):
    """The cost that still fits, in quote coin, and which limit says so; `margin_rate` is the reserve per cost."""

    cost: Decimal
    cut_by: str
    leverage: int
    margin_rate: Decimal

    @property
    def reason(self) -> SkipReason:
        return SkipReason.NOT_ENOUGH_BALANCE if self.cut_by == "balance" else SkipReason.LIMIT_REACHED


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRules(ValueObject):
    """Limits bound entries only; a reduction is a fraction of the own position and is never blocked by a limit."""

    sizing: Sizing = Sizing.FIXED_QUOTE
    size: Decimal = Decimal(100)
    multiplier: Decimal = Decimal(1)
    max_per_trade: Decimal | None = None
    max_symbol_exposure: Decimal | None = None
    max_total_exposure: Decimal | None = None
    max_open_positions: int | None = None
    leverage_policy: LeveragePolicy = LeveragePolicy.CAP
    leverage: int = 5
    margin_mode: MarginMode = MarginMode.ISOLATED
    allowed: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    side_filter: SideFilter = SideFilter.BOTH
    max_slippage: Decimal = Decimal("0.005")
    max_age_seconds: int = 30
    below_minimum: BelowMinimum = BelowMinimum.SKIP
    stop_loss: Decimal | None = None
    take_profit: Decimal | None = None

    def __post_init__(self) -> None:
        for name in ("size", "multiplier"):
            require_within(name, getattr(self, name), above=ZERO, up_to=Decimal("1e9"))
        for name in ("max_per_trade", "max_symbol_exposure", "max_total_exposure"):
            if (limit := getattr(self, name)) is not None:
                require_within(name, limit, above=ZERO, up_to=Decimal("1e12"))
        if self.sizing is Sizing.EQUITY_PERCENT:
            require_within("size", self.size, above=ZERO, up_to=Decimal(10))
        require_within("max_slippage", self.max_slippage, above=ZERO, up_to=Decimal("0.2"))
        require_within("leverage", Decimal(self.leverage), above=ZERO, up_to=Decimal(125))
        require_within("max_age_seconds", Decimal(self.max_age_seconds), above=ZERO, up_to=Decimal(3600))
        if self.max_open_positions is not None and self.max_open_positions < 1:
            raise BadInput("out-of-range", field="max_open_positions")
        if self.stop_loss is not None:
            require_within("stop_loss", self.stop_loss, above=ZERO, up_to=Decimal("0.99"))
        if self.take_profit is not None:
            require_within("take_profit", self.take_profit, above=ZERO, up_to=Decimal(100))

    def decide(
        self, intent: CopyIntent, context: CopyContext, *, market: Market | None, price: Decimal | None
    ) -> CopyOrder | Skip:
        """The verdict on one leg of an intent; `price` is the follower's own market price."""
        if not intent.kind.adds_exposure:
            return decide_exit(intent, context, market=market, price=price)
        refusal = self._refuse_entry(intent, context)
        if refusal is not None:
            return refusal
        if market is None:
            return Skip(reason=SkipReason.SYMBOL_UNKNOWN, numbers={"symbol": str(intent.symbol)})
        if not market.takes_entries:
            return Skip(reason=SkipReason.MARKET_CLOSED, numbers={"symbol": str(intent.symbol)})
        if price is None:
            return Skip(reason=SkipReason.NO_PRICE, numbers={"symbol": str(intent.symbol)})
        return self._decide_entry(intent, context, market=market, price=price)

    def takes_symbol(self, symbol: Symbol) -> bool:
        """Deny wins over allow; an empty allow list allows all. Entries are base coins or whole symbols."""
        names = {symbol.base, f"{symbol.base}/{symbol.quote}", str(symbol)}
        return not names & self.denied and (not self.allowed or bool(names & self.allowed))

    def takes_side(self, side: PositionSide) -> bool:
        match self.side_filter:
            case SideFilter.BOTH:
                return True
            case SideFilter.LONG_ONLY:
                return side is PositionSide.LONG
            case SideFilter.SHORT_ONLY:
                return side is PositionSide.SHORT

    def leverage_for(self, intent: CopyIntent, market: Market) -> int:
        """The leverage of an entry: the leader's, a fixed one, or the leader's up to a cap; 1 on spot."""
        if not intent.symbol.settle:
            return 1
        wanted = self.leverage
        if self.leverage_policy is LeveragePolicy.FOLLOW:
            wanted = intent.leverage or self.leverage
        if self.leverage_policy is LeveragePolicy.CAP:
            wanted = min(intent.leverage or self.leverage, self.leverage)
        return max(1, min(wanted, market.max_leverage))

    def planned_loss(self, amount: Decimal, price: Decimal) -> Decimal | None:
        """What the stop-loss lets an entry lose, in quote coin, before fees and slippage; None without one."""
        return None if self.stop_loss is None else amount * price * self.stop_loss

    def protection_for(self, side: PositionSide, entry_price: Decimal, market: Market) -> Protection:
        """The follower's own stop-loss and take-profit around an entry, on the price grid, rounded towards it."""
        stop, take = self.stop_loss, self.take_profit
        below, above = (stop, take) if side is PositionSide.LONG else (take, stop)
        low = market.round_limit(entry_price * (1 - below), Side.SELL) if below and below < 1 else None
        high = market.round_limit(entry_price * (1 + above), Side.BUY) if above else None
        low = low if low is None or low < entry_price else None
        high = high if high is None or high > entry_price else None
        if side is PositionSide.LONG:
            return Protection(stop_loss=low, take_profit=high)
        return Protection(stop_loss=high, take_profit=low)

    def _decide_entry(
        self, intent: CopyIntent, context: CopyContext, *, market: Market, price: Decimal
    ) -> CopyOrder | Skip:
        """Wanted cost, cut by the limits and the balance, put on the grid, checked against the minimum."""
        side = intent.position_side.entry_side
        limit = market.slippage_limit(intent.price, side, slippage=self.max_slippage)
        if (price - limit) * side.sign > 0:
            return Skip(reason=SkipReason.SLIPPAGE, numbers=figures(price=price, limit=limit, leader=intent.price))
        wanted = wanted_cost(self.sizing, self.size, intent=intent, context=context, price=price)
        if isinstance(wanted, Skip):
            return wanted
        worst = max(price, limit)
        room = self._room(context, intent, market)
        return self._order(intent, room, wanted=wanted * self.multiplier, market=market, price=price, worst=worst)

    def _order(
        self,
        intent: CopyIntent,
        room: Room,
        *,
        wanted: Decimal,
        market: Market,
        price: Decimal,
        worst: Decimal,
    ) -> CopyOrder | Skip:
        numbers = figures(wanted=wanted, room=room.cost, price=price, leader=intent.price) | {"sizing": self.sizing}
        if room.cost <= 0:
            return Skip(reason=room.reason, numbers=numbers | {"cut_by": room.cut_by})
        amount = market.amount_for(min(wanted, room.cost), worst)
        amount = min(amount, market.round_amount(market.max_market_amount or amount))
        smallest = market.smallest_amount(price)
        if amount < smallest:
            small = self._raise_to(smallest, room, worst=worst, market=market)
            if isinstance(small, Skip):
                return Skip(reason=small.reason, numbers=numbers | dict(small.numbers) | {"cut_by": room.cut_by})
            amount = small
        cut_by = room.cut_by if wanted > room.cost else ""
        return self._entry_order(
            intent, amount, room=room, market=market, price=price, numbers=numbers | {"cut_by": cut_by}
        )

    def _raise_to(self, smallest: Decimal, room: Room, *, worst: Decimal, market: Market) -> Decimal | Skip:
        """Below the exchange's minimum: up to it when the follower allows and the limits do, else a Skip."""
        needed = market.cost(smallest, worst)
        fits = needed <= room.cost
        if fits and self.below_minimum is BelowMinimum.RAISE:
            return smallest
        reason = SkipReason.BELOW_MINIMUM if fits else room.reason
        return Skip(reason=reason, numbers=figures(needed=needed, minimum=smallest))

    def _entry_order(
        self,
        intent: CopyIntent,
        amount: Decimal,
        *,
        room: Room,
        market: Market,
        price: Decimal,
        numbers: dict[str, str],
    ) -> CopyOrder:
        side = intent.position_side.entry_side
        limit = market.slippage_limit(intent.price, side, slippage=self.max_slippage)
        return CopyOrder(
            symbol=intent.symbol,
            side=side,
            position_side=intent.position_side,
            amount=amount,
            reduce_only=False,
            limit_price=limit,
            reference_price=price,
            reserve=market.cost(amount, max(price, limit)) * room.margin_rate,
            leverage=room.leverage if intent.symbol.settle else None,
            margin_mode=self.margin_mode if intent.symbol.settle else None,
            sized_by=self.sizing,
            numbers=numbers | figures(amount=amount, leverage=Decimal(room.leverage)),
        )

    def _room(self, context: CopyContext, intent: CopyIntent, market: Market) -> Room:
        """The smallest of all limits and what the free balance carries, with the limit's name."""
        leverage = self.leverage_for(intent, market)
        if context.position is not None:
            leverage = context.position.owner.leverage
        margin_rate = 1 / Decimal(leverage) + market.taker_fee * FEES_KEPT
        free = (context.balance.free if context.balance else ZERO) - context.reserved
        limits = {"balance": free * BALANCE_KEPT / margin_rate}
        if self.max_per_trade is not None:
            limits["max_per_trade"] = self.max_per_trade
        if self.max_symbol_exposure is not None:
            limits["max_symbol_exposure"] = self.max_symbol_exposure - context.symbol_exposure
        if self.max_total_exposure is not None:
            limits["max_total_exposure"] = self.max_total_exposure - context.total_exposure
        cut_by = min(limits, key=lambda name: limits[name])
        return Room(cost=limits[cut_by], cut_by=cut_by, leverage=leverage, margin_rate=margin_rate)

    def _refuse_entry(self, intent: CopyIntent, context: CopyContext) -> Skip | None:
        """What needs no price: filters, ownership of the symbol, age, the number of positions."""
        if not self.takes_symbol(intent.symbol):
            return Skip(reason=SkipReason.SYMBOL_NOT_ALLOWED, numbers={"symbol": str(intent.symbol)})
        if not self.takes_side(intent.position_side):
            return Skip(reason=SkipReason.SIDE_NOT_ALLOWED, numbers={"side": intent.position_side})
        if context.symbol_taken:
            return Skip(reason=SkipReason.SYMBOL_TAKEN, numbers={"symbol": str(intent.symbol)})
        if intent.kind is IntentKind.INCREASE and context.position is None:
            return Skip(reason=SkipReason.NOTHING_TO_ADD_TO, numbers={"symbol": str(intent.symbol)})
        return self._refuse_moment(intent, context) or self._refuse_count(context)

    def _refuse_moment(self, intent: CopyIntent, context: CopyContext) -> Skip | None:
        """Too late, at a time that can't be, or a part of what was copied whole."""
        if intent.is_undated:
            return Skip(reason=SkipReason.UNDATED)
        if intent.continues and intent.kind is IntentKind.INCREASE and self.sizing in PER_ORDER:
            return Skip(reason=SkipReason.ORDER_COPIED, numbers={"symbol": str(intent.symbol)})
        age = Decimal(str((context.now - intent.occurred_at).total_seconds()))
        if age > self.max_age_seconds:
            return Skip(
                reason=SkipReason.TOO_OLD,
                numbers={"age_seconds": str(round(age)), "limit_seconds": str(self.max_age_seconds)},
            )
        return None

    def _refuse_count(self, context: CopyContext) -> Skip | None:
        limit = self.max_open_positions
        if limit is None or context.position is not None or context.open_positions < limit:
            return None
        return Skip(
            reason=SkipReason.TOO_MANY_POSITIONS,
            numbers={"open": str(context.open_positions), "limit": str(limit)},
        )


def figures(**values: Decimal) -> dict[str, str]:
    """Numbers as short texts, for explanations."""
    return {name: format(value.normalize() if value else ZERO, "f") for name, value in values.items()}


def require_within(name: str, value: Decimal, *, above: Decimal, up_to: Decimal) -> None:
    if not value.is_finite() or not above < value <= up_to:
        raise BadInput("out-of-range", field=name, low=above, high=up_to)
